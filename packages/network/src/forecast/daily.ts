import { forecastDaily, type Forecast } from "@waymark/forecast/daily";
import { matureForecast } from "@waymark/forecast/maturation";
import type { Context } from "../context.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { readSeries, type Attribute, type SeriesMetric } from "../stats/index.ts";
import { civilDayAt, dateText } from "../zone.ts";
import { findCurves, type Curves, type Scope } from "./curves.ts";

/** The longest horizon, in days. */
export const FORECAST_DAYS_MAX = 90;

/** Days of history that a forecast reads. */
const HISTORY_DAYS = 365;
/** Currencies of an answer: those with the most conversions. Each costs some milliseconds. */
const CURRENCIES_MAX = 5;

interface ForecastQuery {
  metric: SeriesMetric;
  filters: ReadonlyMap<Attribute, string>;
  zone: string;
  horizonDays: number;
}

/** What becomes of amounts that are forecast, within the horizon; minor units. The parts add up to the sum. */
interface Matured {
  basis: { scope: string; decisions: number };
  /** Approved on each day of the horizon. */
  approvedByDay: number[];
  rejected: number;
  undecided: number;
  unknown: number;
}

export interface SeriesForecast {
  currency: string | null;
  /** Days of the history whose value is known. */
  historyDays: number;
  forecast: Forecast;
  /** Null for counts, without a forecast, and where too few decisions are known. */
  matured: Matured | null;
}

interface ForecastAnswer {
  /** The first day that is forecast, which is today: it is not over. */
  dates: string[];
  series: SeriesForecast[];
  notes: string[];
}

/** Forecasts a figure of reports by day, from today on. Throws `forbidden`, `report_refused`. */
export async function getForecast(ctx: Context, query: ForecastQuery): Promise<ForecastAnswer> {
  const { metric, filters, zone, horizonDays } = query;
  if (metric === "revenue") requireRole(ctx, ADVERTISER_OR_OPERATOR, "forecast revenue", EVEN_IF_BLOCKED);
  const isMoney = metric === "commission" || metric === "revenue";
  const [all, curves] = await Promise.all([
    readSeries(ctx, { metric, filters, zone, days: HISTORY_DAYS }),
    isMoney ? curvesFor(ctx, filters) : undefined,
  ]);
  const known = all.length > 0 ? all : [{ currency: null, values: [], events: 0 }];
  const read = known.toSorted((a, b) => b.events - a.events).slice(0, CURRENCIES_MAX);
  const today = civilDayAt(zone, ctx.now());
  return {
    dates: Array.from({ length: horizonDays }, (_, day) => dateText(today + day)),
    series: read.map(({ currency, values, events }) => {
      const forecast = forecastDaily({ history: values, events, horizonDays });
      return {
        currency,
        historyDays: values.filter((value) => value !== null).length,
        forecast,
        matured: curves === undefined || forecast.kind !== "forecast" ? null : mature(forecast.days, curves),
      };
    }),
    notes:
      known.length > read.length
        ? [`Only the ${CURRENCIES_MAX} currencies with the most conversions are forecast`]
        : [],
  };
}

/** Whose decisions the money follows: the goal's, the advertiser's, or the network's. */
async function curvesFor({ db, actor }: Context, filters: ForecastQuery["filters"]): Promise<Curves | undefined> {
  const offerId = filters.get("offer");
  const offer =
    offerId === undefined
      ? undefined
      : await db.query.selectFrom("offer").select("advertiser_id").where("id", "=", offerId).executeTakeFirst();
  const advertiserId =
    offer?.advertiser_id ?? filters.get("advertiser") ?? (actor.role === "advertiser" ? actor.advertiserId : undefined);
  const goalId = filters.get("goal");
  const scopes: Scope[] = [
    ...(goalId === undefined ? [] : ([`goal:${goalId}`] as const)),
    ...(advertiserId === undefined ? [] : ([`advertiser:${advertiserId}`] as const)),
    "network",
  ];
  const found = await findCurves(db, scopes);
  return scopes.flatMap((scope) => found.get(scope) ?? [])[0];
}

function mature(days: readonly { value: number }[], { scope, decisions, decided }: Curves): Matured {
  const { approvedByDay, ...rest } = matureForecast(
    days.map(({ value }) => value),
    decided,
  );
  return { basis: { scope: scope.split(":")[0] ?? "", decisions }, approvedByDay: [...approvedByDay], ...rest };
}
