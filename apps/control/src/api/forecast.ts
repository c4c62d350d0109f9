import { z } from "@hono/zod-openapi";
import { FORECAST_DAYS_MAX, getForecast, type SeriesForecast } from "@waymark/network/forecast";
import { fieldOf, METRICS, SERIES_METRICS } from "@waymark/network/stats";
import { createApi, digits, json, problems, security } from "./schema.ts";
import { defineRoute } from "./route.ts";
import { Filters, filtersOf } from "./stats-schema.ts";
import { Zone } from "./time-input.ts";

const value = (description: string) => z.number().openapi({ description });

const IntervalView = z
  .object({ low: value("Its lower end"), high: value("Its upper end") })
  .nullable()
  .openapi({ description: "Null: the history allows none" });

const EXPECTED = {
  value: value("What is forecast: a count, or minor units of `currency`"),
  interval_80: IntervalView,
  interval_95: IntervalView,
};

const MaturedView = z
  .object({
    basis: z
      .object({
        scope: z.string().openapi({ description: "`goal`, `advertiser` or `network`: whose decisions" }),
        decisions: z.number().int().openapi({ description: "Decisions of the last 90 days" }),
      })
      .openapi({ description: "Whose decisions the amounts follow" }),
    approved: value("Approved within the days"),
    rejected: value("Rejected within the days"),
    undecided: value("Not decided within the days"),
    unknown: value("Older by then than every decision that was observed"),
  })
  .nullable()
  .openapi({
    description:
      "What becomes of the amounts that are forecast, which are as recorded. The parts add up to `sum`. Null for counts, and where too few decisions are known",
  });

const SeriesView = z
  .object({
    currency: z.string().nullable().openapi({ description: "Null for counts" }),
    history_days: z.number().int().openapi({ description: "Known days of the last 365" }),
    missing: z
      .object({
        counted: z.enum(["days", "events"]).openapi({ description: "What there is not enough of" }),
        has: z.number().openapi({ description: "How many there are" }),
        needs: z.number().openapi({ description: "How many a forecast needs" }),
      })
      .nullable()
      .openapi({ description: "Why nothing is forecast; null if something is" }),
    method: z
      .enum(["combination", "seasonal_naive"])
      .nullable()
      .openapi({ description: "`seasonal_naive` repeats the last week: the history is shorter than 90 days" }),
    days: z
      .array(
        z.object({
          day: z.iso.date().openapi({ description: "The day in `zone`; the first is today" }),
          ...EXPECTED,
          approved: z
            .number()
            .nullable()
            .openapi({ description: "Of the amounts that are forecast, what is approved on the day; null for counts" }),
        }),
      )
      .openapi({ description: "From today on; empty without a forecast" }),
    sum: z
      .object(EXPECTED)
      .nullable()
      .openapi({ description: "Of all days. Its intervals are its own: those of days do not add up" }),
    matured: MaturedView,
    accuracy: z
      .object({
        back_tests: z.number().int().openapi({ description: "Past days from which the forecast was repeated" }),
        error: value("Mean absolute error of a day"),
        seasonal_naive_error: value("The same of repeating the last week"),
        ratio: z.number().nullable().openapi({ description: "The first by the second; null if that is 0" }),
        coverage_80: z
          .number()
          .nullable()
          .openapi({ description: "Share of back-tested days within their interval of 80 %; null: none had one" }),
        coverage_95: z
          .number()
          .nullable()
          .openapi({ description: "Share of back-tested days within their interval of 95 %; null: none had one" }),
      })
      .nullable()
      .openapi({ description: "How the same method did in the past; null without back-tests" }),
  })
  .openapi("SeriesForecast");

const Metric = z.enum(SERIES_METRICS).openapi({
  description: `What to forecast, as reports define it. ${METRICS.valid.text}. Money is as recorded, and then matured. \`revenue\` is not for webmasters`,
});

const forecastRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "getForecast",
  summary: "Forecast clicks, conversions, commission or revenue by day, with intervals and back-tested errors",
  tags: ["stats"],
  security,
  request: {
    query: z.object({
      metric: Metric.default("valid"),
      days: digits(z.number().int().min(1).max(FORECAST_DAYS_MAX)).default(30).openapi({
        description: "Days from today on",
      }),
      zone: Zone.openapi({ description: "IANA time zone of the days. They must begin with an hour of UTC" }),
      ...Filters,
    }),
  },
  responses: {
    200: json(
      z.object({
        data: z.array(SeriesView).openapi({ description: "One forecast for counts; of money one for each currency" }),
        query: z
          .object({
            metric: Metric,
            days: z.number().int().openapi({ description: "Days from today on" }),
            zone: z.string().openapi({ description: "The zone of days" }),
            filters: z.record(z.string(), z.string()).openapi({ description: "The filters by field" }),
          })
          .openapi("ForecastQuery"),
        notes: z.array(z.string()).openapi({ description: "What to know about this forecast" }),
      }),
      "The forecast",
    ),
    ...problems,
  },
});

export const forecast = createApi().openapi(forecastRoute, async (c) => {
  const { metric, days, zone, ...given } = c.req.valid("query");
  const filters = filtersOf(given);
  const { dates, series, notes } = await getForecast(c.var.ctx, { metric, filters, zone, horizonDays: days });
  return c.json(
    {
      data: series.map((one) => showSeries(one, dates)),
      query: {
        metric,
        days,
        zone,
        filters: Object.fromEntries([...filters].map(([name, text]) => [fieldOf(name), text])),
      },
      notes,
    },
    200,
  );
});

function showSeries(
  { currency, historyDays, forecast: made, matured }: SeriesForecast,
  dates: readonly string[],
): z.infer<typeof SeriesView> {
  const about = { currency, history_days: historyDays };
  if (made.kind === "not_enough_data") {
    const { reason, has, needs } = made;
    return {
      ...about,
      ...{ missing: { counted: reason, has, needs }, method: null, days: [], sum: null, matured: null, accuracy: null },
    };
  }
  const { method, sum, backTests, errors, coverage } = made;
  const shows = (of: (typeof made)["sum"]) => ({
    value: round(of.value),
    interval_80: of.interval80 && { low: round(of.interval80.low), high: round(of.interval80.high) },
    interval_95: of.interval95 && { low: round(of.interval95.low), high: round(of.interval95.high) },
  });
  return {
    ...{ ...about, missing: null, method },
    days: made.days.map((day, i) => ({
      day: dates[i] ?? "",
      ...shows(day),
      approved: matured === null ? null : round(matured.approvedByDay[i] ?? 0),
    })),
    sum: shows(sum),
    matured: matured && {
      basis: matured.basis,
      approved: round(matured.approvedByDay.reduce((total, amount) => total + amount, 0)),
      ...{
        rejected: round(matured.rejected),
        undecided: round(matured.undecided),
        unknown: round(matured.unknown),
      },
    },
    accuracy: errors && {
      ...{ back_tests: backTests, error: round(errors.forecast), seasonal_naive_error: round(errors.seasonalNaive) },
      ...{ ratio: errors.ratio, coverage_80: coverage.level80, coverage_95: coverage.level95 },
    },
  };
}

/** More digits would pretend to know more. */
const round = (number: number) => Math.round(number * 100) / 100;
