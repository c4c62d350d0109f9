import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import { rawStatement, voidIf, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { workOn } from "./jobs.ts";

/**
 * Marks payouts on payment as arrived: `workOnRuns`, or the cron, settles their lines, and a run is settled with the last of
 * its payouts. Voids its batch if one of them has changed since it was read. Throws `forbidden`.
 */
export function markArrived(ctx: Context, payouts: readonly { id: string; version: number }[]): Statement[] {
  requireRole(ctx, OPERATOR_OR_JOB, "settle payouts");
  if (payouts.length === 0) return [];
  const json = JSON.stringify(payouts.map(({ id, version }) => [id, version]));
  return [
    voidIf(
      ctx.db,
      sql`EXISTS (SELECT 1 FROM json_each(${json}) old JOIN payout ON payout.id = old.value ->> 0
        WHERE payout.version <> old.value ->> 1 OR payout.status <> 'on_payment' OR payout.job IS NOT NULL)`,
    ),
    rawStatement(
      `UPDATE payout SET job = 'settle', job_by = ?2, position = '', version = version + 1
       FROM json_each(?1) old WHERE payout.id = old.value ->> 0`,
      [json, actorName(ctx.actor)],
    ),
  ];
}

/** Runs and steps of one call; the cron goes on with the rest. */
const RUNS_MAX = 3;
const STEPS_A_RUN = 2;

/** Does the next steps of these runs. Throws `forbidden`. */
export async function workOnRuns(ctx: Context, runIds: readonly string[]): Promise<void> {
  requireRole(ctx, OPERATOR_OR_JOB, "process payout runs");
  for (const id of runIds.slice(0, RUNS_MAX)) await workOn(ctx, id, { stepsMax: STEPS_A_RUN });
}
