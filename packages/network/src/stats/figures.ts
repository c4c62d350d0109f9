import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { APPROVED, PENDING, REAL } from "../conversion/index.ts";
import { findEntityIds, ENDED, jsonChunks, rawStatement, saveProgress, sumText, type Tables } from "../db/index.ts";
import { FIGURES_DAYS } from "../offer/index.ts";
import { hoursOf, readClicks } from "./click-counts.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/**
 * Counts offers' figures over the last 90 days, dated by click or conversion, for all webmasters together: valid
 * clicks, conversions, how many were approved and decided (defined as in the statistics), how long a decision took, and
 * the approved commission. Only whole hours: the current one is incomplete and does not count.
 */
export async function countFigures(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "count figures");
  const now = ctx.now();
  const to = now - (now % HOUR_MS);
  const window = { from: to - FIGURES_DAYS * DAY_MS, to };
  const [offers, clicks, counts, medians] = await Promise.all([
    ctx.db.query.selectFrom("offer").select("id").where("status", "in", ["active", "paused"]).execute(),
    countClicks(ctx, window),
    countConversions(ctx, window),
    medianDecisions(ctx, window),
  ]);
  const rows = new Map(offers.map(({ id }) => [id, emptyRow(id, now)]));
  for (const [offerId, count] of clicks) {
    const row = rows.get(offerId);
    if (row !== undefined) row.clicks = count;
  }
  for (const count of counts) {
    const row = rows.get(count.offer_id);
    if (row === undefined) continue;
    row.conversions += count.conversions;
    row.approved += count.approved;
    row.decided += count.decided;
    if (count.commission !== "0") row.commissions[count.currency] = count.commission;
  }
  for (const { offer_id, ms } of medians) {
    const row = rows.get(offer_id);
    if (row !== undefined) row.decision_ms_median = Math.round(ms);
  }
  const written = [...rows.values()].map((row) => ({ ...row, commissions: JSON.stringify(row.commissions) }));
  await ctx.db.write([...store(written), saveProgress("figures", { position: ENDED, changedAt: now })]);
  return rows.size;
}

type Counting = Omit<Tables["offer_figures"], "commissions"> & { commissions: Record<string, string> };

const emptyRow = (offer_id: string, counted_at: number): Counting => ({
  offer_id,
  clicks: 0,
  conversions: 0,
  approved: 0,
  decided: 0,
  decision_ms_median: null,
  commissions: {},
  counted_at,
});

interface Window {
  /** Unix ms, inclusive. */
  from: number;
  /** Unix ms, exclusive. */
  to: number;
}

/** Valid clicks by offer. */
async function countClicks(ctx: Context, window: Window): Promise<Map<string, number>> {
  const slots = hoursOf(window).map((hour) => [hour, 0] as const);
  const sums = new Map<number, number>();
  for (const shard of ctx.clicks.all)
    for (const { values, counts } of await readClicks(shard, {
      ...{ table: "hours", slots, columns: ["offer"], filters: new Map() },
    })) {
      const offer = Number(values[0]);
      sums.set(offer, (sums.get(offer) ?? 0) + (counts.valid ?? 0));
    }
  const ids = await findEntityIds(ctx.db, [...sums.keys()]);
  return new Map([...sums].flatMap(([number, clicks]) => (ids.has(number) ? [[ids.get(number) ?? "", clicks]] : [])));
}

const countConversions = ({ db }: Context, { from, to }: Window) =>
  db.query
    .selectFrom("conversion")
    .select([
      "offer_id",
      "currency",
      sql<number>`count(*)`.as("conversions"),
      sql<number>`sum(${APPROVED})`.as("approved"),
      sql<number>`sum(NOT ${PENDING})`.as("decided"),
      sumText(sql`iif(${APPROVED}, commission_minor, 0)`).as("commission"),
    ])
    .where("occurred_at", ">=", from)
    .where("occurred_at", "<", to)
    .where(REAL)
    .groupBy(["offer_id", "currency"])
    .execute();

/**
 * By offer, the median time from a decided conversion to its first decision. Of an even number, the mean of the two
 * middle ones.
 */
async function medianDecisions({ db }: Context, { from, to }: Window): Promise<{ offer_id: string; ms: number }[]> {
  const { rows } = await sql<{ offer_id: string; ms: number }>`
    WITH decision AS (
      SELECT offer_id, max(0, (
        SELECT min(changed_at) FROM conversion_change
        WHERE conversion_id = conversion.id AND NOT ${PENDING}
      ) - occurred_at) AS ms
      FROM conversion WHERE occurred_at >= ${from} AND occurred_at < ${to} AND ${REAL} AND NOT ${PENDING}
    ), ranked AS (
      SELECT offer_id, ms, row_number() OVER (PARTITION BY offer_id ORDER BY ms) AS place,
        count(*) OVER (PARTITION BY offer_id) AS total
      FROM decision WHERE ms IS NOT NULL
    )
    SELECT offer_id, avg(ms) AS ms FROM ranked
    WHERE place IN ((total + 1) / 2, (total + 2) / 2) GROUP BY offer_id`.execute(db.query);
  return rows;
}

const COLUMNS = [
  "offer_id",
  "clicks",
  "conversions",
  "approved",
  "decided",
  "decision_ms_median",
  "commissions",
  "counted_at",
] as const satisfies readonly (keyof Tables["offer_figures"])[];

const store = (rows: readonly Tables["offer_figures"][]) =>
  jsonChunks(rows.map((row) => COLUMNS.map((column) => row[column]))).map((json) =>
    rawStatement(
      `INSERT OR REPLACE INTO offer_figures (${COLUMNS.join(", ")})
       SELECT ${COLUMNS.map((_, i) => `value ->> ${i}`).join(", ")} FROM json_each(?)`,
      [json],
    ),
  );
