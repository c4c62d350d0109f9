import { Link, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../parts/icon.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { usePlaces } from "../../shell/navigation.ts";
import type { Language } from "../../text/index.ts";
import classes from "./home.module.css";

/** The first page: where everything is. */
export function HomePage() {
  const { t, i18n } = useTranslation("home");
  const { me } = useRouteContext({ from: "/frame" });
  const places = usePlaces(me.role).filter(({ path }) => path !== "/");
  return (
    <>
      <PageHeader title={t("title", { name: me.member?.name ?? "" })} lead={t(`lead_${me.role}`)} />
      <ul className={classes["places"]}>
        {places.map(({ path, name, icon }) => (
          <li key={path}>
            <Link to={path} className={classes["place"]}>
              <Icon name={icon} /> {name[i18n.language as Language /* one of ours */]}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
