import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { StatsRow } from "@waymark/client";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { read, type AnswerOf, type InputOf } from "../../api/index.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Chart, type ForecastLine, type Series } from "../../parts/chart.tsx";
import { Empty, States, type Asked } from "../../parts/states.tsx";
import { TREND_DAYS, trendDays, type HomeDays } from "./days.ts";
import { ownCurrencyFirst, sumOf, type Figures } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./home.module.css";

const route = getRouteApi("/frame/");

interface TrendProps {
  days: HomeDays;
  query: Asked<AnswerOf<"listStats">>;
  input: InputOf<"listStats">;
}

/** The last 30 days as a chart: one unit at a time, so that its axis is true of every line. */
export function Trend({ days, query, input }: TrendProps) {
  const { t } = useTranslation("home");
  const { zone } = usePreferences();
  return (
    <section aria-label={t("trend", { count: TREND_DAYS })}>
      <States
        query={query}
        skeleton={<Skeleton height={372} radius={8} />}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("trend_never", { count: TREND_DAYS })} text={t("trend_never_text")} />}
      >
        {({ data }) => (
          <div className={partClasses["card"]}>
            <TrendChart days={days} rows={data} aside={<ApiRequestHint name="listStats" input={input} />} />
            <p className={partClasses["note"]}>
              {t("conversions_by_day")} {days.zone !== zone && t("days_of_utc")}
            </p>
          </div>
        )}
      </States>
    </section>
  );
}

const COMMISSION = "commission_";

interface TrendChartProps {
  days: HomeDays;
  rows: readonly StatsRow[];
  aside: ReactNode;
}

function TrendChart({ days, rows, aside }: TrendChartProps) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const own = usePreferences().currency;
  const { chart } = route.useSearch();
  const navigate = route.useNavigate();
  const currencies = ownCurrencyFirst(sumOf(rows).commission, own).map(({ currency }) => currency);
  const choices = [
    { value: "clicks", label: t("clicks") },
    { value: "conversions", label: t("conversions") },
    ...currencies.map((currency) => ({ value: COMMISSION + currency, label: t("commission_in", { currency }) })),
  ];
  const shown = choices.find(({ value }) => value === chart) ?? choices[0];
  const { value: measure = "clicks", label = "" } = shown ?? {};
  const currency = measure.startsWith(COMMISSION) ? measure.slice(COMMISSION.length) : undefined;
  const series = useSeries(measure, label);
  const byDay = useMemo(
    () => trendDays(days).map((day) => ({ day, figures: sumOf(rows.filter((row) => row.day === day)) })),
    [days.trendFrom, rows],
  );
  const forecast = useForecast(days, measure, currency);
  const money = (amount_minor: number | bigint) => ({ amount_minor, currency: currency ?? "" });
  return (
    <>
      <div className={classes["sectionHeader"]}>
        <h2>{t("trend", { count: TREND_DAYS })}</h2>
        <SegmentedControl
          size="xs"
          className={classes["measures"] ?? ""}
          aria-label={t("measure")}
          value={measure}
          onChange={(next) =>
            void navigate({
              search: { chart: next === "clicks" ? undefined : next },
              replace: true,
              resetScroll: false,
            })
          }
          data={choices}
        />
      </div>
      <Chart
        label={`${t("trend", { count: TREND_DAYS })}: ${label}`}
        kind="line"
        series={series}
        points={byDay.map(({ day, figures }) => ({
          label: format.day(day, "day"),
          values: Object.fromEntries(series.map(({ id }) => [id, valueOf(figures, id, currency)])),
        }))}
        format={(value) => (currency === undefined ? format.count(value) : format.money(money(value)))}
        formatShort={(value) =>
          currency === undefined ? format.countShort(value) : format.moneyShort(money(Math.round(value)))
        }
        isLastIncomplete
        forecast={forecast.line}
        aside={aside}
      />
      {forecast.note !== undefined && <p className={partClasses["note"]}>{forecast.note}</p>}
    </>
  );
}

const FORECAST_DAYS = 14;

/** What is forecast for the next days, or why nothing is. The chart does not wait for it. */
function useForecast(
  { zone }: HomeDays,
  measure: string,
  currency: string | undefined,
): { line: ForecastLine | undefined; note: string | undefined } {
  const { t } = useTranslation("home");
  const format = useFormat();
  const metric = currency !== undefined ? "commission" : measure === "conversions" ? "conversions" : "clicks";
  const { data } = useQuery(read("getForecast", { query: { metric, days: FORECAST_DAYS, zone } }));
  const made = data?.data.find((one) => one.currency === (currency ?? null)) ?? data?.data[0];
  const line = useMemo(
    () =>
      made === undefined || made.missing !== null || made.currency !== (currency ?? null)
        ? undefined
        : {
            label: t("forecast"),
            rangeLabel: t("forecast_range"),
            points: made.days.map(({ day, value, interval_80: interval }) => ({
              label: format.day(day, "day"),
              value,
              range: interval === null ? null : ([interval.low, interval.high] as const),
            })),
          },
    [made, currency, t, format],
  );
  if (made === undefined) return { line, note: undefined };
  const { missing, accuracy } = made;
  if (missing !== null)
    return { line, note: t(`forecast_needs_${missing.counted}`, { has: missing.has, needs: missing.needs }) };
  if (accuracy === null || accuracy.ratio === null) return { line, note: undefined };
  return { line, note: t("forecast_error", { ratio: format.share(accuracy.ratio, 1) }) };
}

/** The lines of a measure: all of them have its unit. */
function useSeries(measure: string, label: string): Series[] {
  const { t } = useTranslation("home");
  if (measure === "clicks")
    return [
      { id: "clicks", label },
      { id: "uniques", label: t("unique_visitors") },
    ];
  if (measure === "conversions")
    return [
      { id: "conversions", label },
      { id: "approved", label: t("approved") },
    ];
  return [{ id: "commission", label }];
}

function valueOf(figures: Figures, id: string, currency: string | undefined): number | bigint {
  switch (id) {
    case "clicks":
    case "uniques":
    case "conversions":
    case "approved":
      return figures[id];
    default:
      return figures.commission.find((sum) => sum.currency === currency)?.amount_minor ?? 0;
  }
}
