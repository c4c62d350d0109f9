import { SegmentedControl } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { changeLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from "../text/index.ts";
import { Mark } from "./mark.tsx";
import classes from "./shell.module.css";

/** The pages of people who have no session: one card. */
export function Outside() {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes["outside"]}>
      <header className={classes["outsideHeader"]}>
        <Mark />
        <SegmentedControl
          size="xs"
          aria-label={t("language")}
          value={i18n.language}
          onChange={(language) => void changeLanguage(language as Language)} // one of the data below
          data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
      </header>
      <main className={classes["outsideMain"]}>
        <Outlet />
      </main>
    </div>
  );
}
