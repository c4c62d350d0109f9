import type { Offer } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import classes from "./offers.module.css";

/** Under so many clicks, or decided conversions, a share says little. */
const CLICKS_FOR_A_SHARE = 100;
const HOURS_SHOWN_MAX = 48;

export type Goal = Offer["goals"][number];

/** A figure, with what it was counted from under it. */
export const Figure = ({ note, children }: { note: string; children: ReactNode }) => (
  <span className={classes["figure"]}>
    <span>{children}</span>
    <small>{note}</small>
  </span>
);

/** What a webmaster earns for a conversion: a fixed amount, a share of the order, or both. */
export function useRate() {
  const format = useFormat();
  return ({ commission_fixed_minor = 0, commission_bps = 0, currency }: Partial<Goal> & { currency: string }) => {
    const fixed = commission_fixed_minor > 0 ? [format.money({ amount_minor: commission_fixed_minor, currency })] : [];
    const share = commission_bps > 0 ? [format.rate(commission_bps)] : [];
    return [...fixed, ...share].join(" + ") || "—";
  };
}

/** The rate of the default goal, and how many other goals there are. */
export function Rate({ goals }: { goals: readonly Goal[] }) {
  const { t } = useTranslation("offers");
  const rate = useRate();
  const main = goals.find(({ is_default }) => is_default);
  if (main === undefined) return "—";
  const others = goals.length - 1;
  return (
    <Figure note={others === 0 ? main.code : `${main.code} · ${t("more_goals", { count: others })}`}>
      {rate(main)}
    </Figure>
  );
}

/** Earnings per 100 clicks, with the clicks. */
export function Epc({ figures: { earnings_per_100_clicks: earnings, clicks } }: Pick<Offer, "figures">) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  const value = earnings === null || clicks === 0 ? "—" : earnings.map(format.money).join(" + ") || "—";
  const note = t("of_clicks", { count: clicks, number: format.count(clicks) });
  return <Figure note={clicks < CLICKS_FOR_A_SHARE ? `${note}, ${t("little_data")}` : note}>{value}</Figure>;
}

/** The share of decided conversions that was approved, with how many were decided. */
export function Approval({ figures: { approval_rate, decided } }: Pick<Offer, "figures">) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  return (
    <Figure note={t("of_decided", { count: decided, number: format.count(decided) })}>
      {approval_rate === null ? "—" : format.share(approval_rate, 1)}
    </Figure>
  );
}

export function Conversions({ figures: { conversion_rate, conversions, clicks } }: Pick<Offer, "figures">) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  return (
    <Figure note={t("conversions_of_clicks", { part: format.count(conversions), whole: format.count(clicks) })}>
      {conversion_rate === null ? "—" : format.share(conversion_rate, 1)}
    </Figure>
  );
}

/** How long advertisers take to decide, as half of all conversions were. */
export function useDecisionTime() {
  const { t } = useTranslation("offers");
  return ({ median_decision_hours: hours }: Offer["figures"]) => {
    if (hours === null) return "—";
    if (hours < 1) return t("under_an_hour");
    return hours < HOURS_SHOWN_MAX
      ? t("hours", { count: Math.round(hours) })
      : t("days", { count: Math.round(hours / 24) });
  };
}
