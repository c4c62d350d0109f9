import { sql, type Selectable } from "kysely";
import { accountOf } from "../audit/index.ts";
import type { Actor, Context } from "../context.ts";
import {
  rawStatement,
  requireRowLimit,
  writeWithinRowLimit,
  type RowLimit,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { actorOfPerson, sha256Hex } from "../identity/index.ts";
import { mailToken, mailToPerson, type Language } from "../mail/index.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import { dueAfter, periodAfter, periodAt, timesOfPeriod, type ReportPeriod } from "./period.ts";

export { periodAt, REPORT_PERIODS, timesOfPeriod, type ReportPeriod } from "./period.ts";

/** A report that is mailed to the person who made it, after each of its periods. Times are Unix ms. */
export interface ScheduledReport {
  id: string;
  name: string;
  /** Parameters of a report, as its maker gave them. */
  query: Record<string, string>;
  every: ReportPeriod;
  /** Null: the person's. */
  zone: string | null;
  status: "active" | "paused";
  /** When the next mail is due, unless it is paused. */
  dueAt: number;
  createdAt: number;
  version: number;
  /** What became of the last mail, and when; null before the first. */
  lastMail: { at: number; outcome: ReportMailOutcome } | null;
}

/**
 * What became of a mail: `sent` with figures, `not_counted` if it said why there are none, `undelivered` if the mail
 * service refused it for hours.
 */
export const REPORT_MAIL_OUTCOMES = ["sent", "not_counted", "undelivered"] as const;
export type ReportMailOutcome = (typeof REPORT_MAIL_OUTCOMES)[number];

type Row = Selectable<Tables["scheduled_report"]>;

/** The maximum of scheduled reports of an account, and of the operator's people together. */
export const SCHEDULED_REPORTS_MAX = 50;

const limitOf = (account: string): RowLimit => ({
  count: sql<number>`(SELECT count(*) FROM scheduled_report WHERE account = ${account})`,
  max: SCHEDULED_REPORTS_MAX,
  refusal: () =>
    new NetworkError(
      "limit_reached",
      `This account has ${SCHEDULED_REPORTS_MAX} scheduled reports, as many as it may have. Delete one that is no longer read`,
    ),
});

/** What a person asks for. Its query must have been tried. */
export type NewScheduledReport = Pick<ScheduledReport, "name" | "query" | "every" | "zone">;

/** Creates a report of the actor, who is a person. The first mail is about the present period. Throws `limit_reached`. */
export async function scheduleReport(
  ctx: Context,
  report: NewScheduledReport,
  tokenSecret: string,
): Promise<ScheduledReport> {
  const actor = requireRole(ctx, ANY_PARTY, "schedule reports");
  const id = newId(ctx, "rpt");
  const token = mailToken(tokenSecret, { purpose: "unsubscribe", id });
  const limit = limitOf(accountOf(actor));
  return createOnce(
    ctx,
    () => findReport(ctx, id),
    async () => {
      await requireRowLimit(ctx.db, limit);
      const zone = report.zone ?? (await zoneOf(ctx, actor.id));
      const day = periodAt(report.every, zone, ctx.now());
      await writeWithinRowLimit(ctx.db, limit, [
        rawStatement(
          `INSERT INTO scheduled_report (id, person_id, account, name, query, every, zone, status, unsubscribe_sha256,
             period_day, due_at, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER))`,
          [
            ...[id, actor.id, accountOf(actor), report.name, JSON.stringify(report.query), report.every, report.zone],
            ...[await sha256Hex(token), day, dueAfter(report.every, zone, day), ctx.now()],
          ],
        ),
      ]);
      return getScheduledReport(ctx, id);
    },
  );
}

/** The zone in which a person reads the network. */
async function zoneOf({ db }: Pick<Context, "db">, personId: string): Promise<string> {
  const person = await db.query.selectFrom("person").select("zone").where("id", "=", personId).executeTakeFirst();
  return person?.zone ?? (await getSettings(db)).zone;
}

/** The actor's own reports, the newest first. There are few. */
export async function listScheduledReports(ctx: Context): Promise<ScheduledReport[]> {
  const rows = await ownReports(ctx).orderBy("id", "desc").limit(SCHEDULED_REPORTS_MAX).execute();
  return rows.map(reportOf);
}

/** Throws `not_found`. */
export async function getScheduledReport(ctx: Context, id: string): Promise<ScheduledReport> {
  const report = await findReport(ctx, id);
  if (report === undefined) throw notFound("report");
  return report;
}

async function findReport(ctx: Context, id: string): Promise<ScheduledReport | undefined> {
  const row = await ownReports(ctx).where("id", "=", id).executeTakeFirst();
  return row && reportOf(row);
}

function ownReports(ctx: Context) {
  const actor = requireRole(ctx, ANY_PARTY, "read scheduled reports", EVEN_IF_BLOCKED);
  return ctx.db.query.selectFrom("scheduled_report").selectAll().where("person_id", "=", actor.id);
}

/** What a person changes; what is omitted stays. */
export interface ScheduledReportChange {
  name?: string | undefined;
  query?: Record<string, string> | undefined;
  every?: ReportPeriod | undefined;
  zone?: string | null | undefined;
  /** The version that the person saw. */
  version?: number | undefined;
}

/**
 * Changes a report, after `tryIt` has asked for what it will be. With another period or zone, the next mail is about the
 * present period. Throws `not_found`, `conflict` for another version, and what `tryIt` throws.
 */
export async function changeReport(
  ctx: Context,
  id: string,
  { version, ...change }: ScheduledReportChange,
  tryIt: (report: NewScheduledReport) => Promise<void>,
): Promise<ScheduledReport> {
  const actor = requireRole(ctx, ANY_PARTY, "change scheduled reports");
  const report = await getScheduledReport(ctx, id);
  if (version !== undefined && version !== report.version) throw changedConcurrently(report.version);
  const next = {
    name: change.name ?? report.name,
    query: change.query ?? report.query,
    every: change.every ?? report.every,
    zone: change.zone === undefined ? report.zone : change.zone,
  };
  await tryIt(next);
  const isOfOtherDays = next.every !== report.every || next.zone !== report.zone;
  const zone = next.zone ?? (await zoneOf(ctx, actor.id));
  const day = periodAt(next.every, zone, ctx.now());
  const { rowsWritten } = await ctx.db.write([
    rawStatement(
      `UPDATE scheduled_report SET name = ?, query = ?, every = ?, zone = ?, version = version + 1
       ${isOfOtherDays ? ", period_day = CAST(? AS INTEGER), due_at = CAST(? AS INTEGER)" : ""}
       WHERE id = ? AND version = ?`,
      [
        ...[next.name, JSON.stringify(next.query), next.every, next.zone],
        ...(isOfOtherDays ? [day, dueAfter(next.every, zone, day)] : []),
        ...[id, report.version],
      ],
    ),
  ]);
  const changed = await getScheduledReport(ctx, id);
  if (rowsWritten === 0) throw changedConcurrently(changed.version);
  return changed;
}

const changedConcurrently = (version: number) =>
  new NetworkError("conflict", `The report was changed by another request; its version is now ${version}`);

/** Stops the mails of a report until it is resumed. No-op if it is paused. */
export async function pauseReport(ctx: Context, id: string): Promise<ScheduledReport> {
  requireRole(ctx, ANY_PARTY, "pause scheduled reports", EVEN_IF_BLOCKED);
  await getScheduledReport(ctx, id);
  await ctx.db.write([rawStatement("UPDATE scheduled_report SET status = 'paused' WHERE id = ?", [id])]);
  return getScheduledReport(ctx, id);
}

/** Goes on with the mails, from the present period on. No-op if it is active. */
export async function resumeReport(ctx: Context, id: string): Promise<ScheduledReport> {
  const actor = requireRole(ctx, ANY_PARTY, "resume scheduled reports");
  const { every, zone: own } = await getScheduledReport(ctx, id);
  const zone = own ?? (await zoneOf(ctx, actor.id));
  const day = periodAt(every, zone, ctx.now());
  await ctx.db.write([
    rawStatement(
      `UPDATE scheduled_report SET status = 'active', period_day = CAST(? AS INTEGER), due_at = CAST(? AS INTEGER)
       WHERE id = ? AND status = 'paused'`,
      [day, dueAfter(every, zone, day), id],
    ),
  ]);
  return getScheduledReport(ctx, id);
}

/** Deletes a report, and returns what it was. */
export async function deleteReport(ctx: Context, id: string): Promise<ScheduledReport> {
  requireRole(ctx, ANY_PARTY, "delete scheduled reports", EVEN_IF_BLOCKED);
  const report = await getScheduledReport(ctx, id);
  await ctx.db.write([rawStatement("DELETE FROM scheduled_report WHERE id = ?", [id])]);
  return report;
}

/** Pauses the report whose mails have this token. Throws `token_refused`. */
export async function unsubscribe(ctx: Context, token: string): Promise<void> {
  requireRole(ctx, OPERATOR_OR_JOB, "unsubscribe by a token");
  const sha256 = await sha256Hex(token);
  const known = await ctx.db.query
    .selectFrom("scheduled_report")
    .select("id")
    .where("unsubscribe_sha256", "=", sha256)
    .executeTakeFirst();
  if (known === undefined)
    throw new NetworkError(
      "token_refused",
      "This link belongs to no report: it was deleted, or the link is incomplete",
    );
  await ctx.db.write([rawStatement("UPDATE scheduled_report SET status = 'paused' WHERE id = ?", [known.id])]);
}

/** Reports that one step mails. */
const BATCH_MAX = 20;

/**
 * Puts the mails of due reports into the outbox, each period once: the mail and the next period are one batch. Periods
 * that were missed are mailed one after another. Returns how many were due.
 */
export async function mailDueReports(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "mail reports");
  const { db, now } = ctx;
  const due = await db.query
    .selectFrom("scheduled_report")
    .innerJoin("person", "person.id", "scheduled_report.person_id")
    .selectAll("scheduled_report")
    .select(["person.removed_at", "person.zone as person_zone"])
    .where("scheduled_report.status", "=", "active")
    .where("due_at", "<=", now())
    .orderBy("due_at")
    .limit(BATCH_MAX)
    .execute();
  if (due.length === 0) return 0;
  const { zone: networkZone } = await getSettings(db);
  for (const row of due)
    await db.write(
      row.removed_at === null
        ? mailOf(row, row.zone ?? row.person_zone ?? networkZone, now())
        : [rawStatement("DELETE FROM scheduled_report WHERE id = ?", [row.id])],
    );
  return due.length;
}

function mailOf({ id, name, person_id, every, period_day, due_at }: Row, zone: string, now: number): Statement[] {
  const next = periodAfter(every, period_day);
  const times = timesOfPeriod(every, zone, period_day);
  const mail = {
    kind: "report",
    parameters: { id, reportName: name, zone, startsAt: times.from, endsAt: times.to },
    cause: `report/${id}/${period_day}`,
  } as const;
  const isStillDue = "EXISTS (SELECT 1 FROM scheduled_report WHERE id = ?6 AND due_at = ?7 AND status = 'active')";
  return [
    mailToPerson(person_id, mail, now, isStillDue, [id, due_at]),
    rawStatement(
      `UPDATE scheduled_report SET period_day = CAST(? AS INTEGER), due_at = CAST(? AS INTEGER)
       WHERE id = ? AND due_at = ? AND status = 'active'`,
      [next, dueAfter(every, zone, next), id, due_at],
    ),
  ];
}

/** What the mail of a report needs when it is sent. */
export interface DueReport {
  report: ScheduledReport;
  /** The recipient as they are now. */
  actor: Actor;
  language: Language | null;
}

/** The report of a mail, and its recipient as they are now; undefined if it was paused or deleted, or they are gone. */
export async function findDueReport(ctx: Context, id: string): Promise<DueReport | undefined> {
  requireRole(ctx, OPERATOR_OR_JOB, "mail reports");
  const row = await ctx.db.query
    .selectFrom("scheduled_report")
    .selectAll()
    .where("id", "=", id)
    .where("status", "=", "active")
    .executeTakeFirst();
  const found = row && (await actorOfPerson(ctx.db, row.person_id));
  return row && found && { report: reportOf(row), ...found };
}

/** Keeps what became of a report's mail, at the end of its sending. */
export const reportMailed = (id: string, outcome: ReportMailOutcome, now: number): Statement =>
  rawStatement("UPDATE scheduled_report SET last_mail_at = CAST(? AS INTEGER), last_mail_outcome = ? WHERE id = ?", [
    now,
    outcome,
    id,
  ]);

const reportOf = (row: Row): ScheduledReport => ({
  id: row.id,
  name: row.name,
  query: JSON.parse(row.query) as ScheduledReport["query"], // written by `scheduleReport`
  every: row.every,
  zone: row.zone,
  status: row.status,
  dueAt: row.due_at,
  createdAt: row.created_at,
  version: row.version,
  lastMail:
    row.last_mail_at === null || row.last_mail_outcome === null
      ? null
      : { at: row.last_mail_at, outcome: row.last_mail_outcome },
});
