import { checkSources } from "@waymark/network/account";
import { archiveDue, findArchivedClicks } from "@waymark/network/archive";
import { checkBooksDaily } from "@waymark/network/books";
import { approveDue, attachDue, endHolds } from "@waymark/network/conversion";
import { forgetRequests } from "@waymark/network/postback";
import type { Context } from "@waymark/network/context";
import { completeMonths, forgetAnonymous } from "@waymark/network/click";
import { forgetIdempotentAnswers } from "@waymark/network/db";
import { listUnlisted } from "@waymark/network/queue";
import { sendMails } from "@waymark/network/mail";
import { drainOutbox, reconcileNightly } from "@waymark/network/publishing";
import { makePeriods } from "@waymark/network/upload";
import { auditClicks, auditConversions, forgetAudit } from "@waymark/network/loss";
import { countFiguresWhenDue } from "@waymark/network/stats";
import { forgetUnsent } from "@waymark/network/support";
import { contextOf } from "../context.ts";
import type { Env } from "../env.ts";
import { sendMail } from "../mail.ts";
import { outsideOf } from "../outside.ts";
import { goOnWithUploads, remindOfUploads } from "./uploads.ts";

/** Runs the scheduled jobs every minute. The jobs are independent: one that fails does not stop the others. */
export async function tick(env: Env): Promise<void> {
  await run("publish", env, (ctx) => drainOutbox(ctx, env.LINKS));
  await run("reconcile", env, async (ctx) => {
    const mended = await reconcileNightly(ctx, env.LINKS);
    if (mended > 0) await drainOutbox(ctx, env.LINKS);
    return mended;
  });
  await run("click_facts", env, (ctx) => untilDone(() => attachDue(ctx, findArchivedClicks)));
  await run("approve", env, (ctx) => untilDone(() => approveDue(ctx)));
  await run("holds", env, (ctx) => untilDone(() => endHolds(ctx)));
  await run("figures", env, (ctx) => countFiguresWhenDue(ctx));
  await run("upload periods", env, (ctx) => untilDone(() => makePeriods(ctx)));
  await run("upload reminders", env, (ctx) => remindOfUploads(ctx, env));
  await run("uploads", env, (ctx) => goOnWithUploads(ctx, env));
  await run("books", env, checkBooksDaily);
  await run("months", env, completeMonths);
  await run("forget", env, (ctx) => forgetAnonymous(ctx));
  await run("dead_letters", env, (ctx) => listUnlisted(ctx));
  await run("audit", env, (ctx) => auditClicks(ctx));
  await run("audit_conversions", env, (ctx) => auditConversions(ctx));
  await run("audit_forget", env, (ctx) => forgetAudit(ctx));
  await run("mail", env, (ctx) => sendMails(ctx.db, ctx.now(), (mail) => sendMail(env, mail)));
  await run("sources", env, (ctx) => checkSources(ctx, outsideOf(env)));
  await run("attachments", env, (ctx) => forgetUnsent(ctx));
  await run("requests", env, (ctx) => untilDone(() => forgetRequests(ctx)));
  await run("idempotency", env, (ctx) => forgetIdempotentAnswers(ctx.db, ctx.now()));
  // Last, because it takes its time.
  await run("archive", env, (ctx) => archiveDue(ctx));
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
