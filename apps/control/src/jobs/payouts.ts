import type { Context } from "@waymark/network/context";
import { advancePayoutRun, listUnfinishedRuns } from "@waymark/network/payout";
import type { Env } from "../env.ts";

/** Does a part of a payout run's work. Another message or the cron continues it. */
export async function continuePayoutRun(ctx: Context, env: Env, id: string): Promise<void> {
  try {
    if (await advancePayoutRun(ctx, id)) await env.PAYOUTS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "payout_run.interrupted", id, error: String(error), stack: (error as Error).stack });
  }
}

/**
 * Sends a message for every unfinished run, because the last one may be lost or its worker may have died. A worker that
 * finds another one at work does nothing. Returns how many.
 */
export async function wakePayoutRuns(ctx: Context, env: Env): Promise<number> {
  const ids = await listUnfinishedRuns(ctx);
  if (ids.length > 0) await env.PAYOUTS_QUEUE.sendBatch(ids.map((body) => ({ body })));
  return ids.length;
}

/** Has the work on a run go on at once. If it fails, the cron finds the run within a minute. */
export async function wakePayoutRun(env: Env, id: string): Promise<void> {
  try {
    await env.PAYOUTS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "payout_run.not_woken", id, error: String(error) });
  }
}
