import { checkSources } from "@waymark/network/account";
import { archiveDue, findArchivedClicks } from "@waymark/network/archive";
import { continueBookCheck } from "@waymark/network/books";
import { eraseSignInAddresses } from "@waymark/network/check";
import { completeMonths, eraseClickAddresses, forgetAnonymous } from "@waymark/network/click";
import { approveDue, attachDue, endHolds } from "@waymark/network/conversion";
import { findProgress, forgetIdempotentAnswers } from "@waymark/network/db";
import { sweepFiles } from "@waymark/network/files";
import { findFailingJobs, forgetJobFailure, noteJobFailure, noteTick } from "@waymark/network/health";
import { forgetCodes } from "@waymark/network/identity";
import { auditClicks, auditConversions, forgetAudit } from "@waymark/network/loss";
import { forgetMailRequests } from "@waymark/network/mail";
import { resealOwnTraffic } from "@waymark/network/own-traffic";
import { resealPayerAccounts } from "@waymark/network/payer-account";
import { resealAccounts, screenAccounts } from "@waymark/network/payout-account";
import { returnOverdue } from "@waymark/network/payout-document";
import { advanceProvider } from "@waymark/network/payout-provider";
import { forgetRequests } from "@waymark/network/postback";
import { reconcile } from "@waymark/network/publishing";
import { endOverdueLimits, forgetScores, scoreSources } from "@waymark/network/quality";
import { listUnlisted } from "@waymark/network/queue";
import { mailDueReports } from "@waymark/network/scheduled-report";
import { countFigures } from "@waymark/network/stats";
import { forgetUnsent } from "@waymark/network/support";
import { checkDue, continueTrials, eraseAddresses } from "@waymark/network/traffic-check";
import { forgetUnused, makePeriods, remindOfUploads } from "@waymark/network/upload";
import { contextOf } from "../context.ts";
import type { Env } from "../env.ts";
import { sendDueMails } from "../mail.ts";
import { outsideOf } from "../outside.ts";
import { providerOf } from "../payout-provider.ts";
import { screeningOf, vaultOf } from "../vault.ts";
import { wakePayoutRuns } from "./payouts.ts";
import { publishNow } from "./publishing.ts";
import { wakeDays } from "./days.ts";
import { wakeForecasts } from "./forecasts.ts";
import { runDue, type Job } from "./schedule.ts";
import { wakeUploads } from "./uploads.ts";

/** All scheduled jobs in the order of a run: what people wait for comes first, the archive last. */
const JOBS: readonly Job<Env>[] = [
  { job: "publish", every: "minute", run: publishNow },
  { job: "click_facts", every: "minute", run: (ctx) => attachDue(ctx, findArchivedClicks), repeats: true },
  { job: "approve", every: "minute", run: approveDue, repeats: true },
  { job: "check", every: "minute", run: checkDue, repeats: true },
  { job: "holds", every: "minute", run: endHolds, repeats: true },
  { job: "source_limits", every: "minute", run: endOverdueLimits, repeats: true },
  { job: "uploads", every: "minute", run: wakeUploads },
  { job: "payouts", every: "minute", run: wakePayoutRuns },
  {
    job: "payout_provider",
    every: "minute",
    run: (ctx, env) => advanceProvider(ctx, providerOf(env), vaultOf(env)),
    repeats: true,
  },
  { job: "payout_documents", every: "minute", run: returnOverdue, repeats: true },
  { job: "upload_periods", every: "minute", run: makePeriods, repeats: true },
  { job: "upload_reminders", every: "minute", run: remindOfUploads },
  { job: "mail", every: "minute", run: (ctx, env) => sendDueMails(ctx, env) },
  { job: "reports", every: "minute", run: mailDueReports, repeats: true },
  { job: "report_mails", every: "minute", run: (ctx, env) => sendDueMails(ctx, env, "reports"), repeats: true },
  { job: "dead_letters", every: "minute", run: listUnlisted },
  { job: "sources", every: "minute", run: (ctx, env) => checkSources(ctx, outsideOf(env)) },
  { job: "screening", every: "minute", run: (ctx, env) => screenAccounts(ctx, vaultOf(env), screeningOf(env)) },
  { job: "reseal_accounts", every: "minute", run: (ctx, env) => resealAccounts(ctx, vaultOf(env)) },
  { job: "reseal_payers", every: "minute", run: (ctx, env) => resealPayerAccounts(ctx, vaultOf(env)) },
  { job: "reseal_own_traffic", every: "minute", run: (ctx, env) => resealOwnTraffic(ctx, vaultOf(env)) },
  { job: "audit", every: "minute", run: auditClicks },
  { job: "audit_conversions", every: "minute", run: auditConversions },
  { job: "months", every: "minute", run: completeMonths },
  { job: "days", every: "minute", run: wakeDays },
  { job: "forecasts", every: "minute", run: wakeForecasts },
  { job: "figures", everyHours: 6, run: countFigures },
  {
    job: "reconcile",
    atHour: 3,
    async run(ctx, env) {
      const { mended } = await reconcile(ctx, env.LINKS);
      if (mended.length > 0) await publishNow(ctx, env);
      return mended.length;
    },
  },
  { job: "click_addresses", atHour: 2, run: eraseClickAddresses, repeats: true },
  { job: "sign_in_addresses", atHour: 2, run: eraseSignInAddresses, repeats: true },
  { job: "source_quality", atHour: 1, run: scoreSources, repeats: true },
  { job: "books", atHour: 4, run: continueBookCheck },
  { job: "files", atHour: 5, run: sweepFiles },
  { job: "forget_anonymous", every: "minute", run: forgetAnonymous },
  { job: "forget_audit", every: "minute", run: forgetAudit },
  { job: "forget_uploads", every: "minute", run: forgetUnused },
  { job: "forget_codes", every: "minute", run: forgetCodes },
  { job: "forget_mail_requests", every: "minute", run: (ctx) => forgetMailRequests(ctx.db, ctx.now()) },
  { job: "forget_attachments", every: "minute", run: forgetUnsent },
  { job: "forget_requests", every: "minute", run: forgetRequests, repeats: true },
  { job: "erase_addresses", every: "minute", run: eraseAddresses, repeats: true },
  { job: "rule_set_trials", every: "minute", run: continueTrials, repeats: true },
  { job: "forget_scores", every: "minute", run: forgetScores, repeats: true },
  { job: "forget_answers", every: "minute", run: (ctx) => forgetIdempotentAnswers(ctx.db, ctx.now()) },
  { job: "archive", every: "minute", run: (ctx, _env, budget) => archiveDue(ctx, budget.isLeft) },
];

/** Runs the jobs that are due, every minute. */
export async function tick(env: Env): Promise<void> {
  let queries = 0;
  const begin = (job: string) => contextOf(env, { role: "system", job }, (count) => void (queries += count));
  const { db, now } = begin("cron");
  const failing = await findFailingJobs(db).catch(() => new Set<string>());
  await runDue(JOBS, env, {
    begin,
    spent: () => queries,
    findProgress: (ctx, job) => findProgress(ctx.db, job),
    async note(job, error) {
      if (error !== null) await noteJobFailure(db, job, error, now());
      else if (failing.has(job)) await forgetJobFailure(db, job);
    },
  });
  await noteTick(db, now());
}
