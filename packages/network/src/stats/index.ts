import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { sql, type Expression } from "kysely";
import type { SubName } from "@waymark/contract/sub-id";
import type { Context } from "../context.ts";
import { findEntityIds, findLinkIds, findNumbers, inJson, sumText, type ClickDb } from "../db/index.ts";
import {
  addClicks,
  hoursOf,
  NO_CLICKS,
  readClicks,
  type ClickColumn,
  type ClickCounts,
  type ClickFilters,
} from "./click-counts.ts";
import { APPROVED, PENDING, REAL } from "../conversion/index.ts";
import { NetworkError } from "../errors.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo } from "../role.ts";
import { offsetsBetween, type Offset } from "../zone.ts";

export { countFigures } from "./figures.ts";
export { findExits } from "./exits.ts";
export { countToDo, TO_DO_DAYS } from "./to-do.ts";
export { findClickSubject, getClickLife, type ClickLife } from "./life.ts";

export const STATS_GROUPS = ["day", "offer", "link"] as const;

export type StatsGroup = (typeof STATS_GROUPS)[number];

export interface StatsQuery {
  groupBy: readonly StatsGroup[];
  /** Unix ms, inclusive: the beginning of an hour. */
  from: number;
  /** Unix ms, exclusive: the beginning of an hour, or now. */
  to: number;
  /** IANA zone of the days that rows are grouped by. */
  zone: string;
}

/** Counts of one group. Conversions are dated by when they occurred; amounts are minor units by currency. */
export interface StatsRow {
  day: string | null;
  offerId: string | null;
  linkId: string | null;
  clicks: number;
  uniques: number;
  bots: number;
  /** Clicks where a page loaded the link, such as an image or a frame. */
  embedded: number;
  duplicates: number;
  /** Clicks of visitors who opted out of tracking, counted separately: they have no click_ID and can't convert. */
  anonymous: number;
  conversions: number;
  pending: number;
  approved: number;
  rejected: number;
  commission: Record<string, bigint>;
  /** Undefined for a webmaster. */
  revenue: Record<string, bigint> | undefined;
}

/** A page of a breakdown that is ordered as a whole: the rows after `seen`, and whether they are the last ones. */
export interface Breakdown<Row> {
  rows: Row[];
  isLast: boolean;
}

/** Statistics from the hourly rollups and the conversions, the latest day first. */
export async function listStats(
  ctx: Context,
  query: StatsQuery,
  page: { seen: StatsGroupKey | undefined; limit: number },
): Promise<Breakdown<StatsRow>> {
  const offsets = dayOffsets(query);
  const [clicks, conversions] = await Promise.all([
    countClicks(ctx, query, offsets),
    countConversions(ctx, query, offsets),
  ]);
  const rows = new Map<string, StatsRow>();
  const rowOf = (group: StatsGroupKey) => {
    const key = `${group.day}\n${group.offerId}\n${group.linkId}`;
    const row = rows.get(key) ?? emptyRow(ctx, group);
    rows.set(key, row);
    return row;
  };
  for (const { counts, ...group } of clicks) {
    const row = rowOf(group);
    row.clicks += counts.clicks;
    row.uniques += counts.uniques;
    row.bots += counts.bots;
    row.embedded += counts.embedded;
    row.duplicates += counts.duplicates;
    row.anonymous += counts.anonymous;
  }
  for (const count of conversions) {
    const row = rowOf(count);
    row.conversions += count.conversions;
    row.pending += count.pending;
    row.approved += count.approved;
    row.rejected += count.rejected;
    const { currency } = count;
    row.commission[currency] = (row.commission[currency] ?? 0n) + BigInt(count.commission);
    if (row.revenue !== undefined) row.revenue[currency] = (row.revenue[currency] ?? 0n) + BigInt(count.revenue);
  }
  return pageOf([...rows.values()], byGroup, page);
}

const byGroup = (a: StatsGroupKey, b: StatsGroupKey) =>
  order(b.day, a.day) || order(a.offerId, b.offerId) || order(a.linkId, b.linkId);

function pageOf<Key, Row extends Key>(
  rows: Row[],
  compare: (a: Key, b: Key) => number,
  { seen, limit }: { seen: Key | undefined; limit: number },
): Breakdown<Row> {
  const rest = rows.filter((row) => seen === undefined || compare(row, seen) > 0).sort(compare);
  return { rows: rest.slice(0, limit), isLast: rest.length <= limit };
}

/** What a row of statistics is about; a dimension that is not grouped by is null. */
export interface StatsGroupKey {
  day: string | null;
  offerId: string | null;
  linkId: string | null;
}

const emptyRow = ({ actor }: Context, { day, offerId, linkId }: StatsGroupKey): StatsRow => ({
  day,
  offerId,
  linkId,
  clicks: 0,
  uniques: 0,
  bots: 0,
  embedded: 0,
  duplicates: 0,
  anonymous: 0,
  conversions: 0,
  pending: 0,
  approved: 0,
  rejected: 0,
  commission: {},
  revenue: visibleTo(actor, ADVERTISER_AND_OPERATOR, {}),
});

/** The clicks that the actor may see, by group. */
async function countClicks(
  ctx: Context,
  { groupBy, from, to }: StatsQuery,
  offsets: readonly Offset[],
): Promise<(StatsGroupKey & { counts: ClickCounts })[]> {
  const hours = hoursOf({ from, to });
  const aheadAt = (at: number) => offsets.findLast(({ from: begin }) => begin <= at)?.aheadMs ?? 0;
  const dayOf = (hour: number) => Math.floor((hour * HOUR_MS + aheadAt(hour * HOUR_MS)) / DAY_MS);
  const firstDay = dayOf(hours[0] ?? 0);
  const columns = (["offer", "link"] as const).filter((column) => groupBy.includes(column));
  const slots = hours.map((hour) => [hour, groupBy.includes("day") ? dayOf(hour) - firstDay : 0] as const);
  const read = { table: "hours" as const, slots, columns, filters: await ownClicks(ctx) };
  const sums = new Map<string, { bucket: number; values: (number | string)[]; counts: ClickCounts }>();
  for (const shard of ctx.clicks.all)
    for (const { bucket, values, counts } of await readClicks(shard, read)) {
      const key = [bucket, ...values].join(" ");
      const sum = sums.get(key) ?? { bucket, values, counts: { ...NO_CLICKS } };
      addClicks(sum.counts, counts);
      sums.set(key, sum);
    }
  const all = [...sums.values()];
  const numbersOf = (column: ClickColumn) => {
    const at = (columns as readonly ClickColumn[]).indexOf(column);
    return at === -1 ? [] : [...new Set(all.map(({ values }) => Number(values[at])))];
  };
  const [offers, links] = await Promise.all([
    findEntityIds(ctx.db, numbersOf("offer")),
    findLinkIds(ctx.db, numbersOf("link")),
  ]);
  return all.map(({ bucket, values, counts }) => {
    const valueOf = (column: "offer" | "link") => Number(values[columns.indexOf(column)]);
    return {
      day: groupBy.includes("day") ? dateText(firstDay + bucket) : null,
      offerId: groupBy.includes("offer") ? (offers.get(valueOf("offer")) ?? "") : null,
      linkId: groupBy.includes("link") ? (links.get(valueOf("link")) ?? "") : null,
      counts,
    };
  });
}

const dateText = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The filters that leave the actor's own clicks. */
async function ownClicks(ctx: Context): Promise<ClickFilters> {
  const { db, actor } = ctx;
  switch (actor.role) {
    case "webmaster": {
      const numberOf = await findNumbers(db, [actor.webmasterId]);
      return new Map([["webmaster", [numberOf(actor.webmasterId) || NO_RECORD]]]);
    }
    case "advertiser": {
      const offers = await ownOfferIds(ctx);
      const numberOf = await findNumbers(db, offers);
      return new Map([["offer", offers.map((id) => numberOf(id) || NO_RECORD)]]);
    }
    case "operator":
    case "system":
      return new Map();
  }
}

/** Stands for a record without a number: 0 is that of all clicks whose record is unknown. */
const NO_RECORD = -1;

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

async function countConversions({ db, actor }: Context, { groupBy, from, to }: StatsQuery, offsets: readonly Offset[]) {
  let rows = db.query
    .selectFrom("conversion")
    .where(REAL)
    .where("occurred_at", ">=", from)
    .where("occurred_at", "<", to);
  if (actor.role === "webmaster") rows = rows.where("webmaster_id", "=", actor.webmasterId);
  if (actor.role === "advertiser") rows = rows.where("advertiser_id", "=", actor.advertiserId);
  return rows
    .select(({ ref }) => [
      grouped(groupBy, "day", localDay(ref("occurred_at"), offsets)).as("day"),
      grouped(groupBy, "offer", ref("offer_id")).as("offerId"),
      grouped(groupBy, "link", ref("link_id")).as("linkId"),
      "currency",
      sql<number>`count(*)`.as("conversions"),
      sql<number>`sum(${PENDING})`.as("pending"),
      sql<number>`sum(${APPROVED})`.as("approved"),
      sql<number>`sum(NOT ${PENDING} AND NOT ${APPROVED})`.as("rejected"),
      sumText(sql`iif(${APPROVED}, commission_minor, 0)`).as("commission"),
      sumText(sql`iif(${APPROVED}, revenue_minor, 0)`).as("revenue"),
    ])
    .groupBy([sql`1`, sql`2`, sql`3`, "currency"])
    .execute();
}

const grouped = (groupBy: readonly StatsGroup[], group: StatsGroup, value: Expression<string>) =>
  groupBy.includes(group) ? sql<string | null>`${value}` : sql<string | null>`NULL`;

/** The clock of the days that rows are grouped by. Throws `invalid_input` if one begins within an hour. */
function dayOffsets({ groupBy, zone, from, to }: StatsQuery): Offset[] {
  const offsets = groupBy.includes("day") ? offsetsBetween(zone, { from, to }) : [];
  if (offsets.some(({ from: begin, aheadMs }) => begin % HOUR_MS !== 0 || aheadMs % HOUR_MS !== 0))
    throw new NetworkError(
      "invalid_input",
      "Clicks are counted by the hour, and a day of this zone begins within one",
      [{ path: "zone", message: "has days that begin within an hour; group by the days of another zone, like UTC" }],
    );
  return offsets;
}

/** The local day of a time in Unix ms, in SQL. */
function localDay(ms: Expression<number>, offsets: readonly Offset[]) {
  const ahead = offsets
    .toReversed()
    .map(({ from, aheadMs }) => sql`WHEN ${ms} >= ${sql.lit(from)} THEN ${sql.lit(aheadMs)}`);
  return sql<string>`strftime('%Y-%m-%d', (${ms} + CASE ${sql.join(ahead, sql` `)} END) / 1000, 'unixepoch')`;
}

const order = (a: string | null, b: string | null) => ((a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0);
