import { HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { askShards, rawStatement, type ClickDb, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { beginDayZone, getSettings, listDayZones, type DayZone } from "../settings/index.ts";
import { civilDayAt, dayBegins, daysOfMonth, monthOf } from "../zone.ts";
import { ANONYMOUS, verdictCode } from "./codes.ts";
import { convertHours, isConverted } from "./convert.ts";
import { dropHours, hourTable, listHourMonths, type HourMonth } from "./hours.ts";

/** The dimensions of each table of days after the day, in the order of its key. */
export const DAY_TABLES = {
  link_day: ["webmaster", "offer", "link"],
  offer_day: ["offer"],
  offer_geo_day: ["offer", "country", "device"],
  offer_agent_day: ["offer", "device", "os", "browser"],
  geo_day: ["country", "device"],
  agent_day: ["device", "os", "browser"],
} as const;

export type DayTable = keyof typeof DAY_TABLES;

/** The table of months of each table of days. */
export const MONTH_TABLES = {
  link_day: "link_month",
  offer_day: "offer_month",
  offer_geo_day: "offer_geo_month",
  offer_agent_day: "offer_agent_month",
  geo_day: "geo_month",
  agent_day: "agent_month",
} as const satisfies Record<DayTable, string>;

export type MonthTable = (typeof MONTH_TABLES)[DayTable];

/** The counts of a row of days, each as a sum over rows of hours. Tests count nowhere, own traffic only in `own`. */
export const DAY_COUNTS = {
  clicks: `sum(iif(verdict < ${ANONYMOUS} AND verdict <> ${verdictCode("own")}, clicks, 0))`,
  valid: sumOf(verdictCode("valid")),
  uniques: `sum(iif(verdict < ${ANONYMOUS}, uniques, 0))`,
  bots: sumOf(verdictCode("bot")),
  embedded: sumOf(verdictCode("embedded")),
  duplicates: sumOf(verdictCode("duplicate")),
  anonymous: `sum(iif(verdict >= ${ANONYMOUS}, clicks, 0))`,
  own: sumOf(verdictCode("own")),
} as const;

function sumOf(code: number): string {
  return `sum(iif(verdict = ${code}, clicks, 0))`;
}

/** Rows of hours that statistics count. */
export const IS_COUNTED = `verdict <> ${verdictCode("test")}`;

/** A kept day: its number since 1970, and its hours (until is exclusive). */
export interface KeptDay {
  day: number;
  since: number;
  until: number;
}

/** The days that the rollups keep, by hour. */
export interface KeptDays {
  /** The newest zone. */
  zone: string;
  /** The kept day of an hour. */
  dayOf(hour: number): KeptDay;
  /** Whether exactly these hours are kept as this day, which is a whole one of the zone if `isWhole`. */
  isKept(day: KeptDay, of: { zone: string; isWhole: boolean }): boolean;
}

/** Days have whole hours in these zones only; others keep UTC days. */
const keptZone = (zone: string, now: number): string => {
  const year = new Date(now).getUTCFullYear();
  const begins = [0, 3, 6, 9].map((month) => dayBegins(zone, civilDayAt(zone, Date.UTC(year, month, 15))));
  return begins.every((at) => at % HOUR_MS === 0) ? zone : "UTC";
};

/**
 * The days that the rollups keep: those of the network's zone. When the network gets another zone, its days begin with
 * the next one of that zone, so that no day that is kept has to be counted again.
 */
export async function readKeptDays({ db, now }: Context): Promise<KeptDays> {
  const zones = await listDayZones(db);
  return keptDaysOf(zones.length > 0 ? zones : [{ since: 0, zone: keptZone((await getSettings(db)).zone, now()) }]);
}

/** The days of these zones, which are ordered by time. */
function keptDaysOf(zones: readonly DayZone[]): KeptDays {
  const known = new Map<number, KeptDay>();
  const zoneAt = (hour: number) => zones.findLast(({ since }) => since <= hour)?.zone ?? zones[0]?.zone ?? "UTC";
  const dayNumber = (hour: number) => civilDayAt(zoneAt(hour), hour * HOUR_MS);
  const kept: KeptDays = {
    zone: zones.at(-1)?.zone ?? "UTC",
    isKept({ day, since, until }, { zone, isWhole }) {
      // Far from a change of zones, a whole day of the same zone is the same day.
      const [era, next] = [zones.findLast((one) => one.since <= since), zones.find((one) => one.since > since)];
      const isApart = era !== undefined && (era.since === 0 || era.since + 48 <= since);
      if (isApart && era.zone === zone && until + 48 <= (next?.since ?? Infinity)) return isWhole;
      const found = kept.dayOf(since);
      return found.day === day && found.since === since && found.until === until;
    },
    dayOf(hour) {
      const remembered = known.get(hour);
      if (remembered !== undefined) return remembered;
      const day = dayNumber(hour);
      let [since, until] = [hour, hour + 1];
      while (since > 0 && dayNumber(since - 1) === day) since--;
      while (dayNumber(until) === day) until++;
      const found: KeptDay = { day, since, until };
      for (let one = since; one < until; one++) known.set(one, found);
      return found;
    },
  };
  return kept;
}

/** Begins the days of the network's zone, if it was changed. */
async function followZone({ db, now }: Context): Promise<void> {
  const [zones, settings] = await Promise.all([listDayZones(db), getSettings(db)]);
  const zone = keptZone(settings.zone, now());
  const last = zones.at(-1);
  if (last?.zone === zone) return;
  const since = last === undefined ? 0 : beginOf(zone, keptDaysOf(zones), Math.ceil(now() / HOUR_MS));
  await beginDayZone(db, { since, zone });
}

/** The first hour from this one on where a day of the zone begins that the old days have not reached. */
function beginOf(zone: string, old: KeptDays, hour: number): number {
  for (let day = civilDayAt(zone, hour * HOUR_MS) + 1; ; day++) {
    const since = Math.ceil(dayBegins(zone, day) / HOUR_MS);
    if (old.dayOf(since - 1).day <= day) return since;
  }
}

/** Days and months that one call counts, over all shards: each costs up to nine queries. */
const STEPS_MAX = 40;

/** Whether a day or month is over that was written to since it was counted, or something else is to be done. */
export async function hasDueDays(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "count days");
  const { since, day } = (await readKeptDays(ctx)).dayOf(Math.floor(ctx.now() / HOUR_MS));
  const { answers, failures } = await askShards(
    ctx.clicks.all,
    async (shard) =>
      (await findDueHours(shard, { before: since, limit: 1 })).length > 0 ||
      (await findDueMonths(shard, monthOf(day))).length > 0 ||
      !(await isConverted(shard)),
  );
  if (answers.includes(true)) return true;
  if (failures.length > 0) throw failures[0];
  return false;
}

/**
 * Converts rows from before hours had numbers, counts the days and months that are over and have new clicks, and drops old hours,
 * as far as one invocation may. Returns whether more is to be done. A day that is counted twice is written once. Throws
 * if a shard is down, after the others are done.
 */
export async function closeDays(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "count days");
  await followZone(ctx);
  const kept = await readKeptDays(ctx);
  const now = ctx.now();
  const work: Work = { ctx, kept, today: kept.dayOf(Math.floor(now / HOUR_MS)), left: STEPS_MAX };
  let [hasMore, failure]: [boolean, unknown] = [false, undefined];
  for (const shard of ctx.clicks.all)
    try {
      if (await closeInShard(shard, work)) hasMore = true;
      await dropHours(shard, { now, retentionDays: ctx.clicks.limits.retentionDays });
    } catch (error) {
      failure ??= error;
    }
  if (failure !== undefined) throw failure;
  return hasMore;
}

interface Work {
  ctx: Context;
  kept: KeptDays;
  today: KeptDay;
  /** Days and months that this call may still count. */
  left: number;
}

/** Hours of marks that are read at once. */
const MARKS_MAX = 1_000;

/** Converts and counts in one shard, and returns whether more is to be done. */
async function closeInShard(shard: ClickDb, work: Work): Promise<boolean> {
  const isConverting = await convertHours(work.ctx, shard);
  const due = await findDueHours(shard, { before: work.today.since, limit: MARKS_MAX });
  const days = new Map(due.map((hour) => [work.kept.dayOf(hour).since, work.kept.dayOf(hour)]));
  const months = days.size === 0 ? [] : await listHourMonths(shard);
  for (const day of days.values()) {
    if (work.left === 0) return true;
    work.left--;
    await closeDay(shard, months, day);
  }
  if (due.length === MARKS_MAX) return true;
  // When their days are done.
  for (const month of await findDueMonths(shard, monthOf(work.today.day))) {
    if (work.left === 0) return true;
    work.left--;
    await closeMonth(shard, month);
  }
  return isConverting;
}

async function findDueHours({ query }: ClickDb, { before, limit }: { before: number; limit: number }) {
  const rows = await query
    .selectFrom("due_hour")
    .select("hour")
    .where("hour", "<", before)
    .orderBy("hour", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ hour }) => hour);
}

async function findDueMonths({ query }: ClickDb, before: number): Promise<number[]> {
  const due = query.selectFrom("closed_month").select("month").where("is_due", "=", 1).where("month", "<", before);
  return (await due.execute()).map(({ month }) => month);
}

/** Counts a day from its hours, in one transaction with its marks: a click that comes later marks it again. */
async function closeDay(shard: ClickDb, months: readonly HourMonth[], day: KeptDay): Promise<void> {
  const hours = hoursBetween(months, day);
  await shard.write([
    rawStatement("DELETE FROM due_hour WHERE hour >= ? AND hour < ?", [day.since, day.until]),
    ...(hours === undefined ? [] : countDay(hours, day)),
  ]);
}

const countDay = (hours: string, { day, since, until }: KeptDay): Statement[] => [
  ...countInto((table) => table, {
    ...{ time: "day", sums: Object.values(DAY_COUNTS), from: () => `(${hours}) WHERE ${IS_COUNTED}` },
    parameters: [since, until, day],
  }),
  rawStatement(
    `INSERT OR REPLACE INTO day_size (day, hour_rows) SELECT CAST(?3 AS INTEGER), count(*) FROM (${hours})`,
    [since, until, day],
  ),
  rawStatement(
    "INSERT INTO closed_month (month, is_due) VALUES (?, 1) ON CONFLICT DO UPDATE SET is_due = 1 WHERE is_due = 0",
    [monthOf(day)],
  ),
];

/** Counts a month from its days, in one transaction with its mark: a day that is counted later marks it again. */
async function closeMonth(shard: ClickDb, month: number): Promise<void> {
  const { first, end } = daysOfMonth(month);
  await shard.write([
    ...countInto((table) => MONTH_TABLES[table], {
      ...{ time: "month", sums: COUNTS.map((name) => `sum(${name})`) },
      from: (table) => `${table} WHERE day >= ?1 AND day < ?2`,
      parameters: [first, end, month],
    }),
    rawStatement("UPDATE closed_month SET is_due = 0 WHERE month = ?", [month]),
  ]);
}

const COUNTS = Object.keys(DAY_COUNTS);

interface Counting {
  time: "day" | "month";
  sums: readonly string[];
  from: (table: DayTable) => string;
  /** The last one is the time. */
  parameters: readonly [number, number, number];
}

/** Writes sums to each table. Counts only grow, so no row is left over. Rows that are the same are not written again. */
const countInto = (
  targetOf: (table: DayTable) => DayTable | MonthTable,
  { time, sums, from, parameters }: Counting,
): Statement[] =>
  (Object.keys(DAY_TABLES) as DayTable[]).map((table) => {
    const key = DAY_TABLES[table].join(", ");
    return rawStatement(
      `INSERT INTO ${targetOf(table)} (${time}, ${key}, ${COUNTS.join(", ")})
       SELECT CAST(?3 AS INTEGER), ${key}, ${sums.join(", ")} FROM ${from(table)} GROUP BY ${key}
       ON CONFLICT DO UPDATE SET ${COUNTS.map((name) => `${name} = excluded.${name}`).join(", ")}
       WHERE ${COUNTS.map((name) => `${name} <> excluded.${name}`).join(" OR ")}`,
      parameters,
    );
  });

/** The rows of the hours from ?1 to ?2 as a query; undefined if none of their months has a table. */
function hoursBetween(months: readonly HourMonth[], { since, until }: KeptDay): string | undefined {
  const there = months.filter((month) => month.droppedAt === null && month.since < until && since < month.until);
  return there.length === 0
    ? undefined
    : there.map(({ name }) => `SELECT * FROM ${hourTable(name)} WHERE hour >= ?1 AND hour < ?2`).join(" UNION ALL ");
}
