import {
  DAY_COUNTS,
  hourTable,
  IS_COUNTED,
  listHourMonths,
  type DayTable,
  type HourMonth,
  type MonthTable,
} from "../click/index.ts";
import { rawStatement, type ClickDb } from "../db/index.ts";

/** A dimension of the rollups: the number of a record, a code, or a country. */
export type ClickColumn =
  | "webmaster"
  | "offer"
  | "link"
  | "landing"
  | "country"
  | "device"
  | "os"
  | "browser"
  | "verdict";

/** A part of a range: an hour or a day since 1970 or a month, and the number of the row that it counts for. */
export type Slot = readonly [at: number, bucket: number];

/** Counts of clicks. Anonymous ones are only in `anonymous`, the network's own only in `own`. `valid`: null if it is unknown. */
export type ClickCounts = Record<Exclude<keyof typeof DAY_COUNTS, "valid">, number> & { valid: number | null };

const CLICK_COUNTS = Object.keys(DAY_COUNTS) as (keyof ClickCounts)[]; // its own keys

export const NO_CLICKS: ClickCounts = {
  ...{ clicks: 0, valid: 0, uniques: 0, bots: 0, embedded: 0, duplicates: 0, anonymous: 0, own: 0 },
};

export type ClickFilters = ReadonlyMap<ClickColumn, readonly (number | string)[]>;

export interface ClickRead {
  /** The months of the hours, if they are known. */
  months?: readonly HourMonth[];
  /** Which rollups to read. The columns and filters must be among the table's. */
  table: "hours" | DayTable | MonthTable;
  slots: readonly Slot[];
  columns: readonly ClickColumn[];
  filters: ClickFilters;
}

/** The counts of one bucket and one value of each column. */
export interface ClickCount {
  bucket: number;
  values: (number | string)[];
  counts: ClickCounts;
}

/** Counts clicks of one shard. A key may appear more than once: once for each month. */
export async function readClicks(shard: ClickDb, read: ClickRead): Promise<ClickCount[]> {
  if (read.slots.length === 0) return [];
  const parts =
    read.table === "hours"
      ? partsOf(read.months ?? (await listHourMonths(shard)), read.slots).map(({ month, slots }) => ({
          ...{ from: hourTable(month), time: "hour", slots },
          counts: Object.values(DAY_COUNTS),
          where: [IS_COUNTED],
        }))
      : [
          {
            ...{ from: read.table, time: read.table.endsWith("month") ? "month" : "day", slots: read.slots },
            counts: CLICK_COUNTS.map((name) => `sum(${name})`),
            where: [],
          },
        ];
  const counts = await Promise.all(parts.map((part) => readPart(shard, part, read)));
  return counts.flat();
}

interface Part {
  from: string;
  time: string;
  slots: readonly Slot[];
  counts: readonly string[];
  where: readonly string[];
}

async function readPart(shard: ClickDb, { from, time, slots, counts, where }: Part, read: ClickRead) {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => {
    parameters.push(value);
    return "?";
  };
  const [only, ...others] = new Set(slots.map(([, bucket]) => bucket));
  const bucket = others.length > 0 ? "slot.bucket" : String(only);
  const [first, last] = [slots[0]?.[0] ?? 0, slots.at(-1)?.[0] ?? 0];
  // Neighbours of one bucket are a range, which is read in half the time, unless a few rows are looked up in each.
  const isRange = others.length === 0 && last - first === slots.length - 1 && !isLookup(read);
  // CROSS JOIN keeps the order: each hour or day is looked up by the beginning of the key.
  const source = isRange
    ? `SELECT ${[bucket, ...read.columns, ...counts].join(", ")} FROM ${from} WHERE ${time} >= ${bind(first)} AND ${time} <= ${bind(last)}`
    : `WITH slot (at, bucket) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(${bind(JSON.stringify(slots))}))
      SELECT ${[bucket, ...read.columns, ...counts].join(", ")} FROM slot CROSS JOIN ${from} WHERE ${time} = slot.at`;
  const conditions = [...read.filters].map(
    ([column, values]) => `${column} IN (SELECT value FROM json_each(${bind(JSON.stringify(values))}))`,
  );
  const keys = [...(others.length > 0 ? [bucket] : []), ...read.columns];
  const grouped = keys.length > 0 ? ` GROUP BY ${keys.join(", ")}` : "";
  const text = [source, ...where, ...conditions].join(" AND ") + grouped;
  const rows = await shard.values(rawStatement(text, parameters));
  // Without keys there is a row even if there are no clicks.
  return rows.filter((row) => row.at(-1) !== null).map((row) => readRow(row, read.columns));
}

/** Values of a filter that are looked up in each hour, day or month. */
const LOOKUPS_MAX = 16;

/** Whether the filters name what the key of the rollup has next to its time. */
function isLookup({ table, filters }: ClickRead): boolean {
  const next =
    table === "hours" || table === "link_day" ? "webmaster" : table.startsWith("offer_") ? "offer" : undefined;
  const values = next === undefined ? undefined : filters.get(next);
  return values !== undefined && values.length <= LOOKUPS_MAX;
}

function readRow(row: unknown[], { length }: readonly string[]): ClickCount {
  const [bucket, ...rest] = row as [number, ...(number | string)[]]; // selected above
  const counts = Object.fromEntries(CLICK_COUNTS.map((name, i) => [name, rest[length + i]]));
  return { bucket, values: rest.slice(0, length), counts: counts as ClickCounts }; // the same
}

/** The slots of hours by the month whose table has them. */
function partsOf(months: readonly HourMonth[], slots: readonly Slot[]) {
  return months.flatMap(({ name, since, until, droppedAt }) => {
    const own = droppedAt === null ? slots.filter(([hour]) => since <= hour && hour < until) : [];
    return own.length === 0 ? [] : [{ month: name, slots: own }];
  });
}

/** Adds counts to a sum. */
export function addClicks(sum: ClickCounts, { valid, ...counts }: ClickCounts): void {
  sum.valid = sum.valid === null || valid === null ? null : sum.valid + valid;
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) sum[name] += counts[name]; // its own keys
}

interface SubRead {
  name: string;
  /** UTC days since 1970. */
  slots: readonly Slot[];
  columns: readonly string[];
  conditions: ReadonlyMap<string, readonly string[]>;
}

/** Counts clicks by a sub-id in one shard. Valid clicks are unknown before they were counted. */
export async function readSubs(
  shard: ClickDb,
  { name, slots, columns, conditions }: SubRead,
): Promise<{ bucket: number; values: string[]; counts: ClickCounts }[]> {
  const keys = ["s.value ->> 1", ...columns.map((column) => `d.${column}`)];
  const parameters: unknown[] = [JSON.stringify(slots), name];
  const where = [...conditions].map(([column, values]) => {
    parameters.push(JSON.stringify(values));
    return ` AND d.${column} IN (SELECT value FROM json_each(?))`;
  });
  const text = `SELECT ${keys.join(", ")}, sum(clicks), iif(count(*) = count(valid), sum(valid), NULL), sum(uniques),
      sum(bots), sum(embedded), sum(duplicates), 0, 0
    FROM json_each(?) s CROSS JOIN sub_day d
    WHERE d.day = s.value ->> 0 AND d.name = ?${where.join("")} GROUP BY ${keys.join(", ")}`;
  const rows = await shard.values(rawStatement(text, parameters));
  return rows.map((row) => {
    const { bucket, values, counts } = readRow(row, columns);
    return { bucket, values: values.map(String), counts };
  });
}
