import { checkBooksDaily } from "@waymark/network/books";
import { approveDue, attachDue, endHolds } from "@waymark/network/conversion";
import type { Context } from "@waymark/network/context";
import { forgetAnonymous } from "@waymark/network/click";
import { forgetIdempotentAnswers } from "@waymark/network/db";
import { drainOutbox, reconcileNightly } from "@waymark/network/link";
import { contextOf } from "../context.ts";
import type { Env } from "../env.ts";

/** Every minute: what is due by the clock. Each job stands alone, so that one that fails stops no other. */
export async function tick(env: Env): Promise<void> {
  await run("publish", env, (ctx) => drainOutbox(ctx, env.LINKS));
  await run("reconcile", env, async (ctx) => {
    const mended = await reconcileNightly(ctx, env.LINKS);
    if (mended > 0) await drainOutbox(ctx, env.LINKS);
    return mended;
  });
  // Clicks that have left the databases are not looked for yet: nothing is archived.
  await run("click_facts", env, (ctx) => untilDone(() => attachDue(ctx, () => Promise.resolve(new Map()))));
  await run("approve", env, (ctx) => untilDone(() => approveDue(ctx)));
  await run("holds", env, (ctx) => untilDone(() => endHolds(ctx)));
  await run("books", env, checkBooksDaily);
  await run("forget", env, (ctx) => forgetAnonymous(ctx));
  await run("idempotency", env, (ctx) => forgetIdempotentAnswers(ctx.db, ctx.now()));
}

async function run(job: string, env: Env, work: (ctx: Context) => Promise<number>) {
  try {
    const done = await work(contextOf(env, { role: "system", job }));
    if (done > 0) console.log({ event: "cron.done", job, done });
  } catch (error) {
    console.error({ event: "cron.failed", job, error: String(error) });
  }
}

/** Batches a run at most: what is left waits for the next minute. */
const BATCHES_MAX = 50;

async function untilDone(batch: () => Promise<number>) {
  let total = 0;
  for (let i = 0; i < BATCHES_MAX; i++) {
    const done = await batch();
    total += done;
    if (done === 0) break;
  }
  return total;
}
