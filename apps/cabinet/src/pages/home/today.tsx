import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { useFormat, usePreferences, type Money } from "../../format/index.ts";
import { MoneyText } from "../../parts/money-text.tsx";
import { States, type Asked } from "../../parts/states.tsx";
import type { HomeDays } from "./days.ts";
import { ownCurrencyFirst, sumOf, type Figures } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./home.module.css";

interface TodayProps {
  days: HomeDays;
  /** The last days, today among them. */
  trend: Asked<AnswerOf<"listStats">>;
  /** The same hours of the same day of last week. */
  weekBefore: Asked<AnswerOf<"listStats">>;
}

/** Today so far, beside the same hours of the same day of last week. */
export function Today({ days, trend, weekBefore }: TodayProps) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const { zone } = usePreferences();
  const before = weekBefore.data && sumOf(weekBefore.data.data);
  const until = `${String(days.untilHour).padStart(2, "0")}:00`;
  return (
    <section className={partClasses["card"]} aria-label={t("today")}>
      <h2>{t("today")}</h2>
      <States query={trend} skeleton={<Skeleton height={84} radius={4} />}>
        {({ data }) => <TodayFigures now={sumOf(data.filter(({ day }) => day === days.today))} before={before} />}
      </States>
      {weekBefore.error !== null && before === undefined && <States query={weekBefore}>{() => null}</States>}
      <p className={partClasses["note"]}>
        {t("compared_with", { day: format.day(days.weekBefore, "weekday"), time: until })}{" "}
        {days.zone !== zone && t("days_of_utc")}
      </p>
    </section>
  );
}

function TodayFigures({ now, before }: { now: Figures; before: Figures | undefined }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  return (
    <dl className={classes["figures"]}>
      <Figure name={t("clicks")} before={before && t("week_ago", { figure: format.count(before.clicks) })}>
        {format.count(now.clicks)}
      </Figure>
      <Figure name={t("conversions")} before={before && t("week_ago", { figure: format.count(before.conversions) })}>
        {format.count(now.conversions)}
      </Figure>
      <Figure
        name={t("approved_commission")}
        before={before && t("week_ago", { figure: before.commission.map(format.money).join(" + ") || "—" })}
      >
        <Sums sums={now.commission} />
      </Figure>
    </dl>
  );
}

const Figure = ({ name, before, children }: { name: string; before: ReactNode; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
    <dd className={classes["before"]}>{before ?? <Skeleton height={14} width={96} radius={4} mt={3} />}</dd>
  </div>
);

/** Sums of several currencies, one beneath the other. */
function Sums({ sums }: { sums: readonly Money[] }) {
  const { currency } = usePreferences();
  const known = ownCurrencyFirst(sums, currency);
  if (known.length === 0) return "—";
  return (
    <span className={classes["sums"]}>
      {known.map((money) => (
        <MoneyText key={money.currency} money={money} />
      ))}
    </span>
  );
}
