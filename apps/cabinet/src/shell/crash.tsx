import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Failed } from "../parts/states.tsx";
import classes from "./shell.module.css";

/** Something in a page failed: says so, and keeps the rest. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <div className={classes["crash"]}>
      <Failed error={error} />
      <Button variant="default" onClick={reset}>
        {t("try_again")}
      </Button>
    </div>
  );
}
