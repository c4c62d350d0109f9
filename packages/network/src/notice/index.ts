import type { Context } from "../context.ts";
import { inJson, rawStatement, type Statement, type Tables } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { mailTo, type MailSide, type NoticeContent, type NoticeKind } from "../mail/index.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";

/** A notice as its account sees it. Times are Unix ms. */
export interface Notice {
  id: string;
  content: NoticeContent;
  createdAt: number;
  /** When what it is about ended; null while it goes on. */
  overAt: number | null;
  /** When a person of the account acknowledged it; null: not yet. */
  acknowledgedAt: number | null;
}

/** A notice that should be open, for one side. */
export type WantedNotice = NoticeContent & {
  /** What it is about: one is open for a kind, subject and side. */
  subject: string;
  side: MailSide;
  /** Its people get another mail about it. */
  hasOwnMail?: boolean;
};

const OPERATOR_ACCOUNT = "operator";

const accountOf = (side: MailSide): string =>
  side.role === "operator" ? OPERATOR_ACCOUNT : side.role === "advertiser" ? side.advertiserId : side.webmasterId;

/**
 * Opens the notices that are wanted and not open, with a mail each, and ends the open ones of these kinds that are not
 * wanted any more. `subjects` narrows it to some subjects. What goes on is told once. Returns how many changed.
 */
export async function syncNotices(
  ctx: Context,
  kinds: readonly NoticeKind[],
  wanted: readonly WantedNotice[],
  subjects?: readonly string[],
): Promise<number> {
  const now = ctx.now();
  let rows = ctx.db.query
    .selectFrom("notice")
    .select(["id", "kind", "subject", "account"])
    .where("over_at", "is", null)
    .where("kind", "in", inJson(kinds));
  if (subjects !== undefined) rows = rows.where("subject", "in", inJson(subjects));
  const open = new Map((await rows.execute()).map((row) => [keyOf(row), row.id]));
  const kept = new Set<string>();
  const statements: Statement[] = [];
  for (const { kind, subject, parameters, side, hasOwnMail = false } of wanted) {
    const key = keyOf({ kind, subject, account: accountOf(side) });
    if (open.has(key) || kept.has(key)) {
      kept.add(key);
      continue;
    }
    kept.add(key);
    if (statements.length >= NEW_MAX) continue; // the next call opens it
    const id = mintId("ntc", now);
    statements.push(
      insertNotice({ id, kind, subject, parameters: JSON.stringify(parameters), account: accountOf(side) }, now),
    );
    const content = { kind, parameters } as NoticeContent; // of one notice
    if (!hasOwnMail) statements.push(mailTo(side, { cause: id, kind: "notice", parameters: { content } }, now));
  }
  const over = [...open].flatMap(([key, id]) => (kept.has(key) ? [] : [id]));
  if (over.length > 0)
    statements.push(
      rawStatement("UPDATE notice SET over_at = ? WHERE id IN (SELECT value FROM json_each(?))", [
        ...[now, JSON.stringify(over)],
      ]),
    );
  await ctx.db.write(statements);
  return statements.length;
}

/** Statements of new notices and their mails that one call writes. */
const NEW_MAX = 300;

const keyOf = ({ kind, subject, account }: Pick<Tables["notice"], "kind" | "subject" | "account">) =>
  [kind, subject, account].join("\n");

const insertNotice = (
  row: Pick<Tables["notice"], "id" | "kind" | "subject" | "parameters" | "account">,
  now: number,
): Statement =>
  rawStatement("INSERT INTO notice (id, kind, subject, parameters, account, created_at) VALUES (?, ?, ?, ?, ?, ?)", [
    ...[row.id, row.kind, row.subject, row.parameters, row.account, now],
  ]);

/** The notices of the actor's account. */
function ownNotices(ctx: Context) {
  const actor = requireRole(ctx, ANY_PARTY, "read notices", EVEN_IF_BLOCKED);
  const account =
    actor.role === "operator" ? OPERATOR_ACCOUNT : actor.role === "advertiser" ? actor.advertiserId : actor.webmasterId;
  return { account, rows: ctx.db.query.selectFrom("notice").selectAll().where("account", "=", account) };
}

interface NoticeFilter {
  /** Whether what they are about still goes on. */
  isOpen?: boolean | undefined;
  isAcknowledged?: boolean | undefined;
}

/** The notices of the actor's account, newest first; `before` is the id of the last one seen. */
export async function listNotices(
  ctx: Context,
  { isOpen, isAcknowledged, before, limit }: NoticeFilter & { before: string | undefined; limit: number },
): Promise<Notice[]> {
  let { rows } = ownNotices(ctx);
  if (isOpen !== undefined) rows = rows.where("over_at", isOpen ? "is" : "is not", null);
  if (isAcknowledged !== undefined) rows = rows.where("acknowledged_at", isAcknowledged ? "is not" : "is", null);
  if (before !== undefined) rows = rows.where("id", "<", before);
  return (await rows.orderBy("id", "desc").limit(limit).execute()).map(noticeOf);
}

/** How many notices go on that no person of the account has acknowledged; counted up to 100. */
export async function countNotices(ctx: Context): Promise<number> {
  const rows = await listNotices(ctx, { isOpen: true, isAcknowledged: false, before: undefined, limit: COUNT_MAX });
  return rows.length;
}

const COUNT_MAX = 100;

/** Marks a notice as read for the actor's whole account. It stays listed. Throws `not_found`, `account_blocked`. */
export async function acknowledgeNotice(ctx: Context, id: string): Promise<Notice> {
  requireRole(ctx, ANY_PARTY, "acknowledge notices");
  const { account, rows } = ownNotices(ctx);
  await ctx.db.write([
    rawStatement("UPDATE notice SET acknowledged_at = ? WHERE id = ? AND account = ? AND acknowledged_at IS NULL", [
      ...[ctx.now(), id, account],
    ]),
  ]);
  const row = await rows.where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("notice");
  return noticeOf(row);
}

const noticeOf = ({ id, kind, parameters, created_at, over_at, acknowledged_at }: Tables["notice"]): Notice => ({
  id,
  content: { kind, parameters: JSON.parse(parameters) as NoticeContent["parameters"] } as NoticeContent, // written by syncNotices
  ...{ createdAt: created_at, overAt: over_at, acknowledgedAt: acknowledged_at },
});
