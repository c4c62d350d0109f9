import { DAY_MS } from "@waymark/contract/duration";
import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { STANDINGS, type Standing } from "../conversion/index.ts";
import { findEntityIds, findLinkIds, sumText } from "../db/index.ts";
import type { Attribute } from "./dimensions.ts";
import { columnOf, isNumbered, type ConversionPlan, type ConversionRead, type Span } from "./conversion-path.ts";

/** Conversions of one group, standing and currency, perhaps one of several counts. Money is the text of minor units. */
export interface ConversionCount {
  bucket: number;
  values: string[];
  standing: Standing;
  currency: string;
  conversions: number;
  ctitMs: number;
  amount: string;
  commission: string;
  revenue: string;
}

const CTIT_MS = sql`max(0, f.occurred_at - f.clicked_at)`;

/** The conversions that the actor may see, by bucket, columns, standing and currency. Trials are in no figure. */
export async function countConversions(
  ctx: Context,
  plan: ConversionPlan,
  read: ConversionRead,
): Promise<ConversionCount[]> {
  const counts = await Promise.all(partsOf(read.spans).map((spans) => countPart(ctx, plan, { ...read, spans })));
  return withIds(ctx, read.columns, counts.flat());
}

/** The rows that a query sorts are those of so many days: short lists are sorted faster. */
const PART_MS = 31 * DAY_MS;

/** Spans in parts for one query each. */
function partsOf(spans: readonly Span[]): Span[][] {
  const parts: Span[][] = [];
  let left = 0;
  for (const [since, until, bucket] of spans)
    for (let at = since; at < until;) {
      if (left <= 0) [parts[parts.length], left] = [[], PART_MS];
      const end = Math.min(until, at + left);
      parts.at(-1)?.push([at, end, bucket]);
      [left, at] = [left - (end - at), end];
    }
  return parts;
}

async function countPart(ctx: Context, plan: ConversionPlan, read: ConversionRead) {
  const { slots, rows } = plan.pathOf(read);
  const keys = [sql`slot.bucket`, ...read.columns.map(columnOf), sql`f.standing`, sql`f.currency`];
  const sums = [
    ...[sql`count(*)`, sql`sum(${CTIT_MS})`],
    ...["amount_minor", "commission_minor", "revenue_minor"].map((name) => sumText(sql.ref(`f.${name}`))),
  ];
  const query = sql`${slots} SELECT ${sql.join([...keys, ...sums])} ${rows} GROUP BY ${sql.join(keys)}`;
  const found = await ctx.db.values(query.compile(ctx.db.query));
  return found.map(([bucket, ...rest]) => {
    const values = rest.slice(0, read.columns.length) as (string | number)[]; // selected above, as what follows
    const [standing, currency, conversions, ctitMs, amount, commission, revenue] = rest.slice(values.length) as [
      number,
      string,
      number,
      number,
      string,
      string,
      string,
    ];
    return {
      ...{ bucket: Number(bucket), values, currency, conversions, ctitMs, amount, commission, revenue },
      standing: STANDINGS[standing] ?? "pending", // each code has its word
    };
  });
}

/** Medians of one group. Null: it has no conversions, or no decided ones. Ms. */
export interface MedianTimes {
  bucket: number;
  values: string[];
  ctit: number | null;
  decision: number | null;
}

/** The median times of the same conversions. Sorts all of them. */
export async function readMedians(ctx: Context, plan: ConversionPlan, read: ConversionRead): Promise<MedianTimes[]> {
  if (read.spans.length === 0) return [];
  const [ctit, decision] = await Promise.all([
    mediansOf(ctx, plan.pathOf(read), { read, time: CTIT_MS, where: sql`true` }),
    mediansOf(ctx, plan.pathOf(read), {
      ...{ read, time: sql`max(0, f.decided_at - f.occurred_at)` },
      where: sql`f.decided_at IS NOT NULL`,
    }),
  ]);
  const decisions = new Map(decision.map(({ bucket, values, ms }) => [JSON.stringify([bucket, values]), ms]));
  return ctit.map(({ bucket, values, ms }) => ({
    ...{ bucket, values, ctit: ms },
    decision: decisions.get(JSON.stringify([bucket, values])) ?? null,
  }));
}

/** The middle time of each group, or the mean of the two in the middle. */
async function mediansOf(
  ctx: Context,
  { slots, rows }: ReturnType<ConversionPlan["pathOf"]>,
  { read, time, where }: { read: ConversionRead } & Record<"time" | "where", RawBuilder<unknown>>,
) {
  const keys = [sql`bucket`, ...read.columns.map((_, i) => sql.ref(`c${i}`))];
  const columns = read.columns.map((name, i) => sql`${columnOf(name)} AS ${sql.ref(`c${i}`)}`);
  const group = sql.join(keys);
  const query = sql`${slots}, timed AS (
      SELECT ${sql.join([sql`slot.bucket AS bucket`, ...columns, sql`${time} AS ms`])} ${rows} AND ${where}),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY ms) AS place,
      count(*) OVER (PARTITION BY ${group}) AS size FROM timed)
    SELECT ${group}, CAST(round(avg(ms)) AS INTEGER) FROM ranked
    WHERE place * 2 IN (size, size + 1, size + 2) GROUP BY ${group}`;
  const found = await ctx.db.values(query.compile(ctx.db.query));
  return withIds(
    ctx,
    read.columns,
    found.map(([bucket, ...rest]) => ({
      bucket: Number(bucket),
      values: rest.slice(0, -1) as (string | number)[], // selected above
      ms: Number(rest.at(-1)),
    })),
  );
}

/** Ids instead of numbers. */
async function withIds<Row extends { values: (string | number)[] }>(
  { db }: Context,
  columns: readonly Attribute[],
  rows: readonly Row[],
): Promise<(Omit<Row, "values"> & { values: string[] })[]> {
  const numbersOf = (name: Attribute) => {
    const at = columns.indexOf(name);
    return at === -1 ? [] : [...new Set(rows.map(({ values }) => Number(values[at])))];
  };
  const [entities, links] = await Promise.all([
    findEntityIds(db, [...new Set([...numbersOf("webmaster"), ...numbersOf("offer")])]),
    findLinkIds(db, numbersOf("link")),
  ]);
  const textOf = (name: Attribute | undefined, value: string | number) =>
    name !== undefined && isNumbered(name)
      ? ((name === "link" ? links : entities).get(Number(value)) ?? "")
      : String(value);
  return rows.map((row) => ({ ...row, values: row.values.map((value, i) => textOf(columns[i], value)) }));
}
