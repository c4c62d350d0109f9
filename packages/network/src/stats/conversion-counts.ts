import { HOUR_MS } from "@waymark/contract/duration";
import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { APPROVED, DECIDED_AT, PENDING, REAL, STATUS } from "../conversion/index.ts";
import { sumText } from "../db/index.ts";
import type { Attribute, ReportDate } from "./dimensions.ts";
import type { Slot } from "./click-counts.ts";

/** Counts of conversions in one currency. Money is the text of minor units. */
export interface ConversionCounts {
  conversions: number;
  pending: number;
  held: number;
  approved: number;
  rejected: number;
  reversed: number;
  ctit_ms: number;
  sale_amount: string;
  commission: string;
  commission_pending: string;
  commission_rejected: string;
  revenue: string;
}

export interface ConversionCount {
  bucket: number;
  values: string[];
  currency: string;
  counts: ConversionCounts;
}

export interface ConversionRead {
  /** Unix ms. */
  from: number;
  to: number;
  date: ReportDate;
  /** Hours with their buckets; undefined: one bucket. */
  hours: readonly Slot[] | undefined;
  columns: readonly Attribute[];
  filters: ReadonlyMap<Attribute, string>;
}

/** The bucket of conversions without a decision, in reports by decision. */
export const UNDECIDED = -1;

const COLUMNS: Record<Attribute, RawBuilder<string>> = {
  offer: sql`offer_id`,
  webmaster: sql`webmaster_id`,
  advertiser: sql`advertiser_id`,
  link: sql`link_id`,
  landing: sql`landing_id`,
  country: sql`country`,
  device: sql`device`,
  os: sql`os`,
  browser: sql`browser`,
  verdict: sql`verdict`,
  sub1: sql`sub1`,
  sub2: sql`sub2`,
  sub3: sql`sub3`,
  sub4: sql`sub4`,
  sub5: sql`sub5`,
  source: sql`source`,
  goal: sql`goal_id`,
  status: STATUS,
};

/** The conversions that the actor may see, by bucket, columns and currency. Tests are in no figure. */
export async function readConversions(ctx: Context, read: ConversionRead): Promise<ConversionCount[]> {
  const { from, to } = read;
  const within = (time: RawBuilder<unknown>) => sql`${time} >= ${from} AND ${time} < ${to}`;
  switch (read.date) {
    case "click":
      return readDated(ctx, read, { time: sql`clicked_at`, where: within(sql`clicked_at`) });
    case "conversion":
      return readDated(ctx, read, { time: sql`occurred_at`, where: within(sql`occurred_at`) });
    case "decision": {
      // What was decided from then on was changed from then on, and that has an index.
      const where = sql`changed_at >= ${from} AND NOT ${PENDING} AND ${within(DECIDED_AT)}`;
      const [decided, open] = [
        await readDated(ctx, read, { time: DECIDED_AT, where }),
        await readDated(
          ctx,
          { ...read, hours: undefined },
          { time: sql`occurred_at`, where: sql`${PENDING} AND ${within(sql`occurred_at`)}` },
        ),
      ];
      return [...decided, ...open.map((count) => ({ ...count, bucket: UNDECIDED }))];
    }
  }
}

async function readDated(
  { db, actor }: Context,
  { hours, columns, filters }: ConversionRead,
  { time, where }: Record<"time" | "where", RawBuilder<unknown>>,
): Promise<ConversionCount[]> {
  const own =
    actor.role === "webmaster"
      ? sql`webmaster_id = ${actor.webmasterId}`
      : actor.role === "advertiser"
        ? sql`advertiser_id = ${actor.advertiserId}`
        : sql`true`;
  const conditions = [REAL, own, where, ...[...filters].map(([name, value]) => sql`${COLUMNS[name]} = ${value}`)];
  // Each hour is looked up in the list of hours; SQLite makes an index of it.
  const slots = sql`slot AS MATERIALIZED (
    SELECT value ->> 0 AS hour, value ->> 1 AS bucket FROM json_each(${JSON.stringify(hours ?? [])}))`;
  const bucket =
    hours === undefined
      ? sql`0`
      : sql`(SELECT slot.bucket FROM slot WHERE slot.hour = counted.at / ${sql.lit(HOUR_MS)})`;
  const names = columns.map((_, i) => sql.raw(`c${i}`));
  const { rows } = await sql<Record<string, unknown>>`
    WITH ${slots}, counted AS (
      SELECT ${time} AS at, ${sql.join([
        ...columns.map((name, i) => sql`${COLUMNS[name]} AS ${sql.raw(`c${i}`)}`),
        sql`currency, amount_minor, commission_minor, revenue_minor, occurred_at, clicked_at, validation`,
        sql`${PENDING} AS is_pending, ${APPROVED} AS is_approved, ${STATUS} = 'held' AS is_held`,
      ])}
      FROM conversion WHERE ${sql.join(conditions, sql` AND `)}
    )
    SELECT ${sql.join([sql`${bucket} AS bucket`, ...names, sql`currency`, ...SUMS])}
    FROM counted GROUP BY ${sql.join([sql`1`, ...names, sql`currency`])}`.execute(db.query);
  return rows.map(({ bucket: at, currency, ...row }) => ({
    bucket: Number(at),
    values: columns.map((_, i) => String(row[`c${i}`])),
    currency: String(currency),
    counts: row as unknown as ConversionCounts, // the sums below
  }));
}

const SUMS = [
  sql`count(*) AS conversions`,
  sql`sum(is_pending) AS pending`,
  sql`sum(is_held) AS held`,
  sql`sum(is_approved) AS approved`,
  sql`sum(NOT is_pending AND NOT is_approved) AS rejected`,
  sql`sum(validation = 'reversed') AS reversed`,
  sql`sum(max(0, occurred_at - clicked_at)) AS ctit_ms`,
  sql`coalesce(${sumText(sql`amount_minor`)}, '0') AS sale_amount`,
  sql`${sumText(sql`iif(is_approved, commission_minor, 0)`)} AS commission`,
  sql`${sumText(sql`iif(is_pending, commission_minor, 0)`)} AS commission_pending`,
  sql`${sumText(sql`iif(is_pending OR is_approved, 0, commission_minor)`)} AS commission_rejected`,
  sql`${sumText(sql`iif(is_approved, revenue_minor, 0)`)} AS revenue`,
];
