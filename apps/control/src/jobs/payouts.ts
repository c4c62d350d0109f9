import type { Context } from "@waymark/network/context";
import { advanceStatement, listUnfinishedStatements } from "@waymark/network/bank-statement";
import { advancePayoutRun, listUnfinishedRuns } from "@waymark/network/payout";
import type { Env } from "../env.ts";

/** What a queue takes at once. */
const MESSAGES_MAX = 100;

/** Does a part of the work on a payout run, or on a bank statement. Another message or the cron continues it. */
export async function continuePayoutRun(ctx: Context, env: Env, id: string): Promise<void> {
  try {
    const advance = id.startsWith("bst_") ? advanceStatement : advancePayoutRun;
    if (await advance(ctx, id)) await env.PAYOUTS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "payout_run.interrupted", id, error: String(error), stack: (error as Error).stack });
  }
}

/**
 * Sends a message for every unfinished run and bank statement, because the last one may be lost or its worker may have died. A worker that
 * finds another one at work does nothing. Returns how many.
 */
export async function wakePayoutRuns(ctx: Context, env: Env): Promise<number> {
  const ids = [...(await listUnfinishedRuns(ctx)), ...(await listUnfinishedStatements(ctx))].slice(0, MESSAGES_MAX);
  if (ids.length > 0) await env.PAYOUTS_QUEUE.sendBatch(ids.map((body) => ({ body })));
  return ids.length;
}

/** Has the work on a run or statement go on at once. If it fails, the cron finds the run within a minute. */
export async function wakePayoutRun(env: Env, id: string): Promise<void> {
  try {
    await env.PAYOUTS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "payout_run.not_woken", id, error: String(error) });
  }
}
