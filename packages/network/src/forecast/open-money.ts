import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { ON_HOLD, PENDING, REAL } from "../conversion/index.ts";
import { inJson } from "../db/index.ts";

/** Which conversions a question is about, within those that the actor may see. */
export interface MoneyFilter {
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
  offerId?: string | undefined;
}

/** Undecided conversions of one goal that have the same prospects. Amounts are minor units. */
export interface PendingMoney {
  currency: string;
  goalId: string;
  offerId: string;
  advertiserId: string;
  holdDays: number;
  state: "pending" | "held";
  /** Days since they were recorded, on average. */
  ageDays: number;
  /** The day on which they approve themselves, 0 is today; null: they never do. */
  approvesOnDay: number | null;
  /** They are validated by uploads. */
  isByUpload: boolean;
  /** When the file of their period is due, Unix ms; null: no file is awaited. */
  dueAt: number | null;
  count: number;
  commission: number;
  revenue: number;
}

/** Approved conversions on hold. */
export interface OnHoldMoney {
  currency: string;
  goalId: string;
  advertiserId: string;
  /** Unix ms: the beginning of the hour in which they become available. */
  availableAt: number;
  holdDays: number;
  commission: number;
}

/** Ages are counted in half days, and older ones in weeks: their prospects hardly change with a day. */
const HALF_DAYS_MAX = 60;

/** What waits for a decision, by goal and age. `today` is the beginning of the first day, Unix ms. */
export async function readPending(ctx: Context, filter: MoneyFilter, today: number): Promise<PendingMoney[]> {
  // Literals: a bound number is a double, and its quotient is no whole number.
  const age = sql`((${sql.lit(ctx.now())} - recorded_at) / ${sql.lit(DAY_MS / 2)})`;
  const { rows } = await sql<Omit<PendingMoney, "isByUpload"> & { isByUpload: 0 | 1 }>`
    SELECT currency, goal_id AS goalId, c.offer_id AS offerId, advertiser_id AS advertiserId, hold_days AS holdDays,
      iif(check_state = 'held', 'held', 'pending') AS state,
      iif(${age} <= ${HALF_DAYS_MAX}, ${age}, ${age} / 14 * 14 + 7) / 2.0 + 0.25 AS ageDays,
      iif(validation = 'pending', max(0, (approves_at - ${sql.lit(today)}) / ${sql.lit(DAY_MS)}), NULL) AS approvesOnDay,
      is_by_upload AS isByUpload, due_at AS dueAt, count(*) AS count,
      CAST(sum(commission_minor) AS REAL) AS commission, CAST(sum(revenue_minor) AS REAL) AS revenue
    FROM (SELECT * FROM conversion WHERE ${ownMoney(ctx, filter)} AND ${REAL} AND ${PENDING}) c
    JOIN (SELECT id, validation = 'upload' AS is_by_upload FROM offer) o ON o.id = c.offer_id
    LEFT JOIN upload_period p ON p.offer_id = c.offer_id AND upload_id IS NULL
      AND starts_at <= occurred_at AND occurred_at < ends_at
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`.execute(ctx.db.query);
  return rows.map((row) => ({ ...row, isByUpload: row.isByUpload === 1 }));
}

/** What is approved and on hold, by the hour in which the hold ends. */
export async function readOnHold(ctx: Context, filter: MoneyFilter): Promise<OnHoldMoney[]> {
  const hour = sql.lit(HOUR_MS);
  const { rows } = await sql<OnHoldMoney>`
    SELECT currency, goal_id AS goalId, advertiser_id AS advertiserId, hold_days AS holdDays,
      available_at / ${hour} * ${hour} AS availableAt, CAST(sum(commission_minor) AS REAL) AS commission
    FROM conversion WHERE ${ownMoney(ctx, filter)} AND ${REAL} AND ${ON_HOLD}
    GROUP BY 1, 2, 3, 4, 5`.execute(ctx.db.query);
  return rows;
}

/** Conversions that the actor may see and the filter wants. */
function ownMoney({ actor }: Context, filter: MoneyFilter): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (actor.role === "webmaster") conditions.push(sql`webmaster_id = ${actor.webmasterId}`);
  if (actor.role === "advertiser") conditions.push(sql`advertiser_id = ${actor.advertiserId}`);
  if (filter.webmasterId !== undefined) conditions.push(sql`webmaster_id = ${filter.webmasterId}`);
  if (filter.advertiserId !== undefined) conditions.push(sql`advertiser_id = ${filter.advertiserId}`);
  if (filter.offerId !== undefined) conditions.push(sql`offer_id = ${filter.offerId}`);
  return sql.join(conditions, sql` AND `);
}

/** How late the files of earlier periods came, in days, by advertiser; negative if early. */
export async function readLateness(ctx: Context, advertiserIds: readonly string[]): Promise<Map<string, number[]>> {
  if (advertiserIds.length === 0) return new Map();
  const { rows } = await sql<{ advertiser_id: string; late: number }>`
    SELECT advertiser_id, (received_at - due_at) / ${DAY_MS + 0.0} AS late
    FROM upload_period JOIN offer ON offer.id = upload_period.offer_id
    WHERE advertiser_id IN ${inJson(advertiserIds)} AND received_at IS NOT NULL
      AND due_at >= ${ctx.now() - LATENESS_DAYS * DAY_MS}
    ORDER BY due_at DESC LIMIT ${PERIODS_MAX}`.execute(ctx.db.query);
  const lateness = new Map<string, number[]>();
  for (const { advertiser_id, late } of rows)
    lateness.set(advertiser_id, [...(lateness.get(advertiser_id) ?? []), late]);
  return lateness;
}

const LATENESS_DAYS = 365;
const PERIODS_MAX = 5_000;
