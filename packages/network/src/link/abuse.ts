import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import type { Selectable } from "kysely";
import { BEYOND, insertRows, ORDER_BY, rawStatement, type Sort, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { AbuseOutcome } from "../words.ts";

/** A report about a link. Nothing about the reporter is kept except what they wrote. */
export interface AbuseReport {
  /** The link's slug or address, as the reporter gave it. */
  link: string;
  reason: AbuseReason;
  text: string;
  /** How to reach the reporter; may be empty. */
  contact: string;
}

export type AbuseReportRow = Selectable<Tables["abuse_report"]>;

/** What a link may be reported for. */
export const ABUSE_REASONS = ["phishing", "malware", "spam", "illegal", "other"] as const;

export type AbuseReason = (typeof ABUSE_REASONS)[number];

/** Longest values, in UTF-16 units. */
export const ABUSE_TEXT_MAX = { link: 500, text: 4_000, contact: 200 } as const;
const ABUSE_FIELDS = ["link", "text", "contact"] as const;

/** Reads a report from a form. `incomplete`: it names no link or an unknown reason. `too_long`: a text has no room. */
export function readAbuseReport(form: { get(name: string): string | null }): AbuseReport | "incomplete" | "too_long" {
  // Browsers count a line break as one character, and send two.
  const field = (name: string) =>
    (form.get(name) ?? "")
      .replaceAll("\r\n", "\n")
      .replaceAll(/[^\P{Cc}\n]/gu, " ")
      .trim();
  const reason = ABUSE_REASONS.find((known) => known === form.get("reason_code"));
  const report = { link: field("link"), text: field("reason"), contact: field("contact") };
  if (reason === undefined || report.link === "") return "incomplete";
  const isTooLong = ABUSE_FIELDS.some((name) => report[name].length > ABUSE_TEXT_MAX[name]);
  return isTooLong ? "too_long" : { ...report, reason };
}

/** Stores a report, with the link that it concerns if there is one. Returns the report's id. */
export async function reportAbuse({ db, now }: Context, report: AbuseReport): Promise<string> {
  const id = mintId("abr", now());
  const slug = /([a-z0-9][a-z0-9_-]{1,63})\/?(?:[?#].*)?$/i.exec(report.link)?.[1]?.toLowerCase() ?? "";
  const link = await db.query.selectFrom("link").select("id").where("slug", "=", slug).executeTakeFirst();
  const row = { id, ...report, link_id: link?.id ?? null, reported_at: now() };
  const columns = ["id", "link", "link_id", "reason", "text", "contact", "reported_at"] as const;
  await db.write(insertRows("abuse_report", columns, [row]));
  return id;
}

/** By time; `seen` is the id of the last one seen. Throws `forbidden`: reports may name the reporter. */
export async function listAbuseReports(
  ctx: Context,
  page: { isOpen?: boolean | undefined; seen?: string | undefined; sort: Sort; limit: number },
) {
  requireRole(ctx, OPERATOR, "read reports");
  let rows = ctx.db.query.selectFrom("abuse_report").selectAll().orderBy("id", ORDER_BY[page.sort]).limit(page.limit);
  if (page.seen !== undefined) rows = rows.where("id", BEYOND[page.sort], page.seen);
  if (page.isOpen !== undefined) rows = rows.where("closed_at", page.isOpen ? "is" : "is not", null);
  return rows.execute();
}

/** Closes a report with its outcome. Throws `forbidden`, `not_found`, `transition_refused` if it is closed already. */
export async function closeAbuseReport(
  ctx: Context,
  id: string,
  { outcome, reason }: { outcome: AbuseOutcome; reason: string },
) {
  requireRole(ctx, OPERATOR, "close reports");
  const find = () => ctx.db.query.selectFrom("abuse_report").selectAll().where("id", "=", id).executeTakeFirst();
  const known = await find();
  if (known === undefined) throw notFound("report");
  if (known.closed_at !== null) throw new NetworkError("transition_refused", "The report is closed already");
  const { rowsWritten } = await ctx.db.write([
    rawStatement(
      `UPDATE abuse_report SET outcome = ?, outcome_reason = ?, closed_at = ?, closed_by = ?
       WHERE id = ? AND closed_at IS NULL`,
      [outcome, reason, ctx.now(), actorName(ctx.actor), id],
    ),
  ]);
  if (rowsWritten === 0) throw new NetworkError("transition_refused", "The report is closed already");
  await ctx.db.write(audit(ctx, { event: "abuse_report.close", subject: id, account: "", after: { outcome }, reason }));
  return (await find()) ?? known;
}
