import { SegmentedControl } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { changeLanguage, LANGUAGE_NAMES, type Language } from "../text/index.ts";
import { useNetwork } from "./brand.ts";
import { Mark } from "./mark.tsx";
import classes from "./shell.module.css";

/** The pages of people who have no session: one card. */
export function Outside() {
  const { t, i18n } = useTranslation();
  const network = useNetwork();
  return (
    <div className={classes["outside"]}>
      <header className={classes["outsideHeader"]}>
        <Mark />
        <SegmentedControl
          size="xs"
          aria-label={t("language")}
          value={i18n.language}
          onChange={(language) => void changeLanguage(language as Language)} // one of the data below
          data={network.languages.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
      </header>
      <main className={classes["outsideMain"]}>
        <Outlet />
      </main>
      <footer className={classes["outsideFooter"]}>
        {network.legal_texts.map(({ kind }) => (
          <Link key={kind} to="/legal/$kind" params={{ kind }}>
            {t(`legal_${kind}`)}
          </Link>
        ))}
        {network.support_email !== null && <a href={`mailto:${network.support_email}`}>{network.support_email}</a>}
      </footer>
    </div>
  );
}
