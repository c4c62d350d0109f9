import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement, type Db } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import type { PayoutSchedule } from "../payout-schedule/index.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";

/** When a webmaster is paid. */
export interface WebmasterSchedule {
  schedule: PayoutSchedule;
  /** Whether it is theirs; else it is the network's. */
  isOwn: boolean;
  /** Days for which the money of new conversions is on hold, also if their offer has fewer. */
  holdDays: number;
}

const READS_SCHEDULES = ["webmaster", "operator"] as const;

/** Throws `forbidden`, `not_found`. */
export async function getPayoutSchedule(ctx: Context, webmasterId: string): Promise<WebmasterSchedule> {
  const actor = requireRole(ctx, READS_SCHEDULES, "read a payout schedule", EVEN_IF_BLOCKED);
  if (actor.role === "webmaster" && actor.webmasterId !== webmasterId) throw notFound("webmaster");
  return findPayoutSchedule(ctx.db, webmasterId);
}

/** The schedule by which a webmaster is paid. Throws `not_found`. */
export async function findPayoutSchedule(db: Db, webmasterId: string): Promise<WebmasterSchedule> {
  const row = await db.query
    .selectFrom("webmaster")
    .leftJoin("payout_schedule", "payout_schedule.webmaster_id", "webmaster.id")
    .select(["hold_days", "schedule"])
    .where("webmaster.id", "=", webmasterId)
    .executeTakeFirst();
  if (row === undefined) throw notFound("webmaster");
  const own = readSchedule(row.schedule);
  return {
    schedule: own ?? (await getSettings(db)).payoutSchedule,
    ...{ isOwn: own !== null, holdDays: row.hold_days },
  };
}

/** The schedule that a webmaster has instead of the network's; null: none. */
export async function findOwnSchedule({ query }: Db, webmasterId: string): Promise<PayoutSchedule | null> {
  const row = await query
    .selectFrom("payout_schedule")
    .select("schedule")
    .where("webmaster_id", "=", webmasterId)
    .executeTakeFirst();
  return readSchedule(row?.schedule ?? null);
}

export const readSchedule = (json: string | null): PayoutSchedule | null =>
  json === null ? null : (JSON.parse(json) as PayoutSchedule); // written below

/**
 * Changes when a webmaster is paid; omitted fields are unchanged, and a schedule of null is the network's. The hold applies
 * to conversions that are recorded from now on: dates that were promised do not move. Throws `forbidden`,
 * `scope_missing`, `not_found`.
 */
export async function setPayoutSchedule(
  ctx: Context,
  webmasterId: string,
  {
    schedule,
    holdDays,
    reason,
  }: { schedule?: PayoutSchedule | null | undefined; holdDays?: number | undefined; reason: string },
): Promise<WebmasterSchedule> {
  requireRole(ctx, OPERATOR, "set a payout schedule");
  requireMoneyScope(ctx);
  const before = await findPayoutSchedule(ctx.db, webmasterId);
  await ctx.db.write([
    ...(schedule === undefined
      ? []
      : [rawStatement("DELETE FROM payout_schedule WHERE webmaster_id = ?", [webmasterId])]),
    ...(schedule === undefined || schedule === null
      ? []
      : [
          rawStatement(
            `INSERT INTO payout_schedule (webmaster_id, schedule, changed_at, changed_by)
             VALUES (?, ?, CAST(? AS INTEGER), ?)`,
            [webmasterId, JSON.stringify(schedule), ctx.now(), actorName(ctx.actor)],
          ),
        ]),
    ...(holdDays === undefined
      ? []
      : [rawStatement("UPDATE webmaster SET hold_days = CAST(? AS INTEGER) WHERE id = ?", [holdDays, webmasterId])]),
    ...audit(ctx, {
      ...{ event: "webmaster.set_payout_schedule", subject: webmasterId, account: webmasterId, reason },
      before: fieldsOf(before.isOwn ? before.schedule : null, before.holdDays),
      after: fieldsOf(
        schedule === undefined ? (before.isOwn ? before.schedule : null) : schedule,
        holdDays ?? before.holdDays,
      ),
    }),
  ]);
  return findPayoutSchedule(ctx.db, webmasterId);
}

const fieldsOf = (schedule: PayoutSchedule | null, holdDays: number) => ({
  schedule: schedule === null ? "the network's" : JSON.stringify(schedule),
  hold_days: holdDays,
});
