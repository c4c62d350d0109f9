import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../parts/states.tsx";
import classes from "./shell.module.css";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className={classes["crash"]}>
      <Empty isPage title={t("not_found")} text={t("not_found_text")} action={<Link to="/">{t("to_home")}</Link>} />
    </div>
  );
}
