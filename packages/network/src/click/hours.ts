import { HOUR_MS } from "@waymark/contract/duration";
import { jsonChunks, rawStatement, writeIfFirst, type ClickDb, type ClickTables, type Statement } from "../db/index.ts";
import { mayDrop } from "./months.ts";
import type { HourCount } from "./rollup.ts";

/** A UTC month of a shard's hourly rollups, in a table of its own. Hours are since 1970. */
export interface HourMonth {
  /** `202611`. */
  name: string;
  /** Inclusive. */
  since: number;
  /** Exclusive. */
  until: number;
  /** Unix ms; null while its table exists. */
  droppedAt: number | null;
  /** Its uniques, or some of them, also count bots and refused clicks. */
  hasOldUniques: boolean;
}

/** How long hours are kept after the end of their month. */
const HOUR_MONTHS = 13;

/** The dimensions of hourly rollups, in the order of their key: numbers of records, and codes (codes.ts). */
const HOUR_KEY = [
  ...["hour", "webmaster", "offer", "link", "landing", "country", "device", "os", "browser", "verdict"],
] as const;

export const hourTable = (name: string) => `click_hour_${name}`;

/** WITHOUT ROWID: an hour's rows are together, and a reader finds those of a webmaster by a list of hours. */
const HOUR_TABLE = `(
  hour INTEGER NOT NULL,
  webmaster INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  link INTEGER NOT NULL,
  landing INTEGER NOT NULL,
  country TEXT NOT NULL,
  device INTEGER NOT NULL,
  os INTEGER NOT NULL,
  browser INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  PRIMARY KEY (${HOUR_KEY.join(", ")})
) STRICT, WITHOUT ROWID`;

export const HOUR_COLUMNS = `${HOUR_KEY.join(", ")}, clicks, uniques`;
export const COUNTED_HOUR =
  "ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks, uniques = uniques + excluded.uniques";

/** The months of a shard's hours, oldest first, including the dropped ones. */
export const listHourMonths = async ({ query }: ClickDb): Promise<HourMonth[]> =>
  (await query.selectFrom("hour_month").selectAll().orderBy("since").execute()).map(hourMonth);

export const hourMonth = ({ dropped_at, has_old_uniques, ...month }: ClickTables["hour_month"]): HourMonth => ({
  ...{ ...month, droppedAt: dropped_at, hasOldUniques: has_old_uniques === 1 },
});

/** The months whose tables this isolate has seen, by shard. */
const opened = new WeakMap<object, Set<string>>();

/** Forgets which months have tables. True if anything was known, which may have been outdated. */
export const forgetHourMonths = (shard: ClickDb): boolean => opened.delete(shard.key);

/** Creates the tables for the hours of these times (Unix ms), as far as this isolate has not seen them. */
export async function openHours(shard: ClickDb, times: readonly number[]): Promise<void> {
  const names = new Set(times.map((time) => hourMonthOf(Math.floor(time / HOUR_MS)).name));
  let known = opened.get(shard.key);
  if (known !== undefined && [...names].every((name) => known?.has(name) === true)) return;
  known = new Set((await listHourMonths(shard)).flatMap(({ name, droppedAt }) => (droppedAt === null ? [name] : [])));
  for (const time of times) {
    const month = hourMonthOf(Math.floor(time / HOUR_MS));
    if (known.has(month.name)) continue;
    await writeIfFirst(shard, [
      rawStatement("INSERT INTO hour_month (name, since, until) VALUES (?, ?, ?)", [
        ...[month.name, month.since, month.until],
      ]),
      rawStatement(`CREATE TABLE ${hourTable(month.name)} ${HOUR_TABLE}`, []),
    ]);
    known.add(month.name);
  }
  opened.set(shard.key, known);
}

/** The UTC month of an hour. */
export function hourMonthOf(hour: number): Pick<HourMonth, "name" | "since" | "until"> {
  const at = new Date(hour * HOUR_MS);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const name = `${year}${String(month + 1).padStart(2, "0")}`;
  return { name, since: Date.UTC(year, month) / HOUR_MS, until: Date.UTC(year, month + 1) / HOUR_MS };
}

/** Adds counts to the hours, whose months are open, and marks the hours: their day is to be counted (days.ts). */
export function addHours(hours: readonly HourCount[]): Statement[] {
  const byMonth = Map.groupBy(hours, ([hour]) => hourMonthOf(hour).name);
  return [
    ...[...byMonth].flatMap(([name, rows]) =>
      inserts(`${hourTable(name)} (${HOUR_COLUMNS})`, HOUR_KEY.length + 2, rows, COUNTED_HOUR),
    ),
    ...markHours([...new Set(hours.map(([hour]) => hour))]),
  ];
}

const markHours = (hours: readonly number[]): Statement[] =>
  hours.length === 0
    ? []
    : [
        rawStatement("INSERT INTO due_hour (hour) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING", [
          JSON.stringify(hours),
        ]),
      ];

/** `jsonb_each` keeps rows parsed. `json_each` would write each row as text, to be parsed for each column. */
export function inserts(into: string, columns: number, rows: readonly unknown[], conflict = ""): Statement[] {
  const values = Array.from({ length: columns }, (_, i) => `value ->> ${i}`).join(", ");
  const text = `INSERT INTO ${into} SELECT ${values} FROM jsonb_each(?) WHERE true ${conflict}`;
  return jsonChunks(rows).map((json) => rawStatement(text, [json]));
}

/**
 * Drops the oldest month of hours that is past its time, if every day of it is counted. A click of it can't arrive any
 * more: raw clicks are over before. Returns how many it dropped.
 */
export async function dropHours(
  shard: ClickDb,
  { now, retentionDays }: { now: number; retentionDays: number },
): Promise<number> {
  const months = await listHourMonths(shard);
  const old = months.find(({ droppedAt, until }) => droppedAt === null && isPast(until, now));
  if (old === undefined || !mayDrop({ until: old.until * HOUR_MS }, now, retentionDays)) return 0;
  const due = await shard.query
    .selectFrom("due_hour")
    .select("hour")
    .where("hour", "<", old.until)
    .limit(1)
    .executeTakeFirst();
  if (due !== undefined) return 0;
  await shard.write([
    rawStatement(`DROP TABLE IF EXISTS ${hourTable(old.name)}`, []),
    rawStatement("UPDATE hour_month SET dropped_at = ? WHERE name = ? AND dropped_at IS NULL", [now, old.name]),
  ]);
  forgetHourMonths(shard);
  return 1;
}

/** Whether the hours of a month that ended at this hour may go. */
function isPast(until: number, now: number): boolean {
  const end = new Date(until * HOUR_MS);
  return Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + HOUR_MONTHS, 1) <= now;
}
