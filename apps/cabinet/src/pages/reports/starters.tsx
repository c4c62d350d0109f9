import { Link } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { FIRST, writeState, type ReportState } from "./state.ts";
import { useRole } from "./use-report.ts";
import { usePreferences } from "../../format/index.ts";
import classes from "./reports.module.css";

type StarterName = "best_subs" | "what_changed" | "offers" | "webmasters" | "margin" | "countries";

/** Common questions of each side, one click each. */
const STARTERS: Record<Me["role"], readonly StarterName[]> = {
  webmaster: ["best_subs", "what_changed", "offers", "countries"],
  advertiser: ["webmasters", "what_changed", "offers", "countries"],
  operator: ["margin", "what_changed", "webmasters", "countries"],
};

function starterOf(name: StarterName, currency: string | null): ReportState {
  const most = (figure: string) => (currency === null ? undefined : `-${figure}:${currency}`);
  switch (name) {
    case "best_subs":
      return {
        ...{ ...FIRST, groups: ["sub1"], time: { period: "last_week" }, counts: "conversions" },
        sort: most("commission"),
      };
    case "what_changed":
      return { ...FIRST, time: { period: "yesterday" }, comparison: "previous", show: "changes" };
    case "offers":
      return { ...FIRST, groups: ["offer"], time: { period: "30_days" }, sort: "-clicks" };
    case "webmasters":
      return { ...FIRST, groups: ["webmaster"], time: { period: "30_days" }, sort: "-conversions" };
    case "margin":
      return { ...FIRST, groups: ["offer"], time: { period: "month" }, sort: most("margin") };
    case "countries":
      return { ...FIRST, groups: ["country"], time: { period: "30_days" }, sort: "-clicks" };
  }
}

/** The questions that most people of this side ask. */
export function Starters() {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  return (
    <nav className={classes["starters"]} aria-label={t("starters")}>
      {STARTERS[useRole()].map((name) => (
        <Link key={name} to="/reports" search={writeState(starterOf(name, currency))} className={classes["starter"]}>
          {t(`starter_${name}`)}
        </Link>
      ))}
    </nav>
  );
}
