import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { SubName } from "@waymark/contract/sub-id";
import type { Context } from "../context.ts";
import { inJson, type ClickDb } from "../db/index.ts";

export { countFigures } from "./figures.ts";
export { findExits } from "./exits.ts";
export { countNetworkToDo, waitsForCheck, webmastersAsked, type Waiting } from "./network-to-do.ts";
export { countToDo, TO_DO_COUNT_MAX, TO_DO_DAYS } from "./to-do.ts";
export { findClickSubject, getClickLife, type ClickLife } from "./life.ts";

export {
  ATTRIBUTES,
  COUNTED,
  DIMENSIONS,
  fieldOf,
  filterFault,
  GROUPS_MAX,
  isTime,
  notAnswerable,
  REPORT_DATES,
  type Attribute,
  type Counted,
  type Dimension,
} from "./dimensions.ts";
export { namesIn } from "./names.ts";
export { glossaryFor, METRICS, type MetricName } from "./metrics.ts";
export { getReport, MEDIAN_ROWS_MAX, ROWS_MAX, type ReportQuery } from "./report.ts";
export { earningsPer100, type MoneySums, type ReportFigures } from "./report-figures.ts";
export { MONEY_KEYS, SORT_KEYS, type ReportPosition, type ReportRow, type ReportSort } from "./report-order.ts";

export { hourAt, readHourlyConversions, readHourlyTraffic, type TrafficKind } from "./traffic.ts";
export { countVisitorsOfLinks } from "./visitors.ts";
export { readSeries, SERIES_METRICS, type SeriesMetric } from "./series.ts";

/** A page of a breakdown that is ordered as a whole: the rows after `seen`, and whether they are the last ones. */
interface Breakdown<Row> {
  rows: Row[];
  isLast: boolean;
}

function pageOf<Key, Row extends Key>(
  rows: Row[],
  compare: (a: Key, b: Key) => number,
  { seen, limit }: { seen: Key | undefined; limit: number },
): Breakdown<Row> {
  const rest = rows.filter((row) => seen === undefined || compare(row, seen) > 0).sort(compare);
  return { rows: rest.slice(0, limit), isLast: rest.length <= limit };
}

export interface SubStatsQuery {
  name: SubName;
  /** Unix ms, inclusive: the beginning of a UTC day. */
  from: number;
  /** Unix ms, exclusive: the beginning of a UTC day, or now. */
  to: number;
  linkId: string | undefined;
}

/**
 * Clicks of one value of a sub-id. `(other)` is the sum of all values beyond the first thousand of a link and UTC day.
 */
export type SubStatsRow = Record<"clicks" | "uniques" | "bots" | "embedded" | "duplicates", number> & {
  value: string;
};

/** Clicks by value of a sub-id on whole UTC days, most clicks first. */
export async function listSubStats(
  ctx: Context,
  query: SubStatsQuery,
  page: { seen: SubPosition | undefined; limit: number },
): Promise<Breakdown<SubStatsRow>> {
  const counts = await Promise.all(ctx.clicks.all.map((shard) => countSubs(ctx, shard, query)));
  const rows = new Map<string, SubStatsRow>();
  for (const count of counts.flat()) {
    const row = rows.get(count.value) ?? emptySubRow(count.value);
    row.clicks += count.clicks;
    row.uniques += count.uniques;
    row.bots += count.bots;
    row.embedded += count.embedded;
    row.duplicates += count.duplicates;
    rows.set(count.value, row);
  }
  return pageOf([...rows.values()], byClicks, page);
}

type SubPosition = Pick<SubStatsRow, "clicks" | "value">;

const byClicks = (a: SubPosition, b: SubPosition) => b.clicks - a.clicks || order(a.value, b.value);

const emptySubRow = (value: string): SubStatsRow => ({
  ...{ value, clicks: 0, uniques: 0, bots: 0, embedded: 0, duplicates: 0 },
});

async function countSubs(ctx: Context, { query }: ClickDb, { name, from, to, linkId }: SubStatsQuery) {
  let rows = query
    .selectFrom("sub_day")
    .where("day", ">=", from / DAY_MS)
    .where("day", "<", Math.ceil(to / DAY_MS))
    .where("name", "=", name);
  if (ctx.actor.role === "webmaster") rows = rows.where("webmaster_id", "=", ctx.actor.webmasterId);
  if (ctx.actor.role === "advertiser") rows = rows.where("offer_id", "in", inJson(await ownOfferIds(ctx)));
  if (linkId !== undefined) rows = rows.where("link_id", "=", linkId);
  return rows
    .select([
      "value",
      sql<number>`sum(clicks)`.as("clicks"),
      sql<number>`sum(uniques)`.as("uniques"),
      sql<number>`sum(bots)`.as("bots"),
      sql<number>`sum(embedded)`.as("embedded"),
      sql<number>`sum(duplicates)`.as("duplicates"),
    ])
    .groupBy("value")
    .execute();
}

/** Click shards don't know which offers are an advertiser's, so its offers are listed; none for other roles. */
async function ownOfferIds({ db, actor }: Context): Promise<string[]> {
  if (actor.role !== "advertiser") return [];
  const offers = await db.query
    .selectFrom("offer")
    .select("id")
    .where("advertiser_id", "=", actor.advertiserId)
    .execute();
  return offers.map(({ id }) => id);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
