import { readKeptDays } from "../click/index.ts";
import type { Context } from "../context.ts";
import { civilDayAt, dayBegins } from "../zone.ts";
import { countConversions } from "./conversion-counts.ts";
import { planConversions } from "./conversion-path.ts";
import type { Attribute } from "./dimensions.ts";
import { planClicks, readStates } from "./report-clicks.ts";
import { spansOf, timesOf, type LocalDay } from "./time-groups.ts";

/** Figures of reports that have one value a day. Money is as recorded, also of conversions that were rejected. */
export const SERIES_METRICS = ["clicks", "valid", "conversions", "commission", "revenue"] as const;

export type SeriesMetric = (typeof SERIES_METRICS)[number];

interface Series {
  /** Null for counts. */
  currency: string | null;
  /** One value a day up to yesterday, the oldest first; null where it is unknown. */
  values: (number | null)[];
  /** How many clicks or conversions they are made of. */
  events: number;
}

interface SeriesQuery {
  metric: SeriesMetric;
  filters: ReadonlyMap<Attribute, string>;
  zone: string;
  /** Days up to yesterday. */
  days: number;
}

/**
 * A figure of reports by day, as the actor may see it, for each currency. Days before the first event are unknown, and
 * so are days whose figure is. Throws `report_refused` where a report would.
 */
export async function readSeries(ctx: Context, { metric, filters, zone, days }: SeriesQuery): Promise<Series[]> {
  const today = civilDayAt(zone, ctx.now());
  const range = { from: dayBegins(zone, today - days), to: dayBegins(zone, today) };
  const times = timesOf(["day"], zone, range);
  const series =
    metric === "clicks" || metric === "valid"
      ? [await clickSeries(ctx, { metric, filters, zone }, times.days)]
      : await conversionSeries(ctx, { metric, filters, ...range }, times.days);
  return series.map(({ values, ...rest }) => ({ ...rest, values: withoutBegin(values) }));
}

async function clickSeries(
  ctx: Context,
  { metric, filters, zone }: { metric: "clicks" | "valid"; filters: SeriesQuery["filters"]; zone: string },
  days: readonly LocalDay[],
): Promise<Series> {
  const question = { groupBy: ["day"] as const, filters, zone, counts: "clicks" as const };
  const [kept, states] = await Promise.all([readKeptDays(ctx), readStates(ctx, days)]);
  const plan = await planClicks(ctx, { ...question, attributes: [], days, kept, states });
  const values: (number | null)[] = days.map(() => 0);
  let events = 0;
  for (const { bucket, counts } of await plan(days)) {
    const value = counts[metric];
    const before = values[bucket] ?? null;
    values[bucket] = value === null || before === null ? null : before + value;
    events += value ?? 0;
  }
  return { currency: null, values, events };
}

async function conversionSeries(
  ctx: Context,
  { metric, filters, from, to }: ConversionQuestion,
  days: readonly LocalDay[],
): Promise<Series[]> {
  const spans = spansOf(days, { from, to });
  const plan = await planConversions(ctx, { date: "conversion", from, to, filters });
  const counts = await countConversions(ctx, plan, { spans, columns: [] });
  const series = new Map<string | null, Series & { values: number[] }>();
  for (const { bucket, currency, conversions, commission, revenue } of counts) {
    const key = metric === "conversions" ? null : currency;
    const sum = series.get(key) ?? { currency: key, values: days.map(() => 0), events: 0 };
    series.set(key, sum);
    const value = { conversions, commission: Number(commission), revenue: Number(revenue) }[metric];
    sum.values[bucket] = (sum.values[bucket] ?? 0) + value;
    sum.events += conversions;
  }
  return [...series.values()];
}

interface ConversionQuestion {
  metric: "conversions" | "commission" | "revenue";
  filters: SeriesQuery["filters"];
  /** Unix ms. */
  from: number;
  to: number;
}

/** Nothing is known of days before the first event. */
function withoutBegin(values: readonly (number | null)[]): (number | null)[] {
  const first = values.findIndex((value) => value !== 0);
  return values.map((value, day) => (first === -1 || day < first ? null : value));
}
