import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { rawStatement, type Db, type Statement } from "../db/index.ts";
import type { Mail, ReportMail } from "./kinds.ts";
import { textOf, type MailText, type ReportContents } from "./texts.ts";
import { mailToken, TOKEN_PURPOSES } from "./token.ts";

export { type Mail, type MailKind, type ReportMail } from "./kinds.ts";
export { LANGUAGES, type Language } from "./language.ts";
export {
  forgetMailRequests,
  IS_MAILED,
  limitedMail,
  RECIPIENT_MAILS_MAX,
  RECIPIENT_MAILS_OF_SENDER_MAX,
} from "./limit.ts";
export { noticeText, type NoticeContent, type NoticeKind } from "./notice.ts";
export { type ReportContents } from "./texts.ts";
export { mailToken } from "./token.ts";

/** A mail with its cause: each recipient gets one mail per cause. */
export type CausedMail = Mail & { cause: string };

/** The recipients: the operator's people, or those of an account. */
export type MailSide =
  | { role: "operator" }
  | { role: "advertiser"; advertiserId: string }
  | { role: "webmaster"; webmasterId: string };

const accountOf = (side: MailSide): string | null =>
  side.role === "operator" ? null : side.role === "advertiser" ? side.advertiserId : side.webmasterId;

/** The maximum of mails a day to a side that other parties cause. Past it, the API shows what is new. */
export const SIDE_MAILS_MAX = 200;

/** A mail to a side that another party causes, as `mailTo`, within the side's limit of a day. */
export function noticeTo(side: MailSide, mail: CausedMail, now: number): Statement[] {
  const [name, day] = [accountOf(side) ?? "operator", Math.floor(now / DAY_MS)];
  return [
    rawStatement("DELETE FROM side_mail WHERE side = ? AND day < ?", [name, day]),
    rawStatement(
      `INSERT INTO side_mail (side, day, mails) VALUES (?, CAST(? AS INTEGER), 1)
       ON CONFLICT DO UPDATE SET mails = mails + 1`,
      [name, day],
    ),
    mailTo(side, mail, now, `(SELECT mails FROM side_mail WHERE side = ?7 AND day = ?8) <= ?9`, [
      ...[name, day, SIDE_MAILS_MAX],
    ]),
  ];
}

/**
 * A mail to all people of a side, each in their language. Belongs in the batch of its cause. `condition` may use
 * parameters from ?7 on.
 */
export function mailTo(
  side: MailSide,
  mail: CausedMail,
  now: number,
  condition = "true",
  parameters: readonly (string | number)[] = [],
): Statement {
  return rawStatement(
    `INSERT INTO outgoing_mail (id, recipient, kind, parameters, language, due_at)
     SELECT ?1 || '/' || id, email, ?2, ?3, language, CAST(?4 AS INTEGER) FROM person
     WHERE role = ?5 AND email_verified = 1 AND coalesce(advertiser_id, webmaster_id) IS ?6 AND ${condition}
     ON CONFLICT DO NOTHING`,
    [mail.cause, mail.kind, JSON.stringify(mail.parameters), now, side.role, accountOf(side), ...parameters],
  );
}

/** A mail to one person, as `mailTo`. `condition` may use parameters from ?6 on. */
export const mailToPerson = (
  personId: string,
  mail: CausedMail,
  now: number,
  condition = "true",
  parameters: readonly (string | number)[] = [],
): Statement =>
  rawStatement(
    `INSERT INTO outgoing_mail (id, recipient, kind, parameters, language, due_at)
     SELECT ?1 || '/' || id, email, ?2, ?3, language, CAST(?4 AS INTEGER) FROM person WHERE id = ?5 AND ${condition}
     ON CONFLICT DO NOTHING`,
    [mail.cause, mail.kind, JSON.stringify(mail.parameters), now, personId, ...parameters],
  );

/** How mails leave: `origin` is the control plane's, `secret` the one that tokens derive from. */
export interface Sending {
  origin: string;
  secret: string;
  /** The contents of a report's mail, counted now; undefined if it is not to be sent any more. */
  reportOf: (report: ReportMail) => Promise<ReportContents | undefined>;
  /** Keeps that a report's mail was sent, with its contents, or could not be delivered. */
  reportEnded: (report: ReportMail, contents: ReportContents | undefined) => Statement;
  /** What the settings say; read once a run. */
  names: () => Promise<SenderNames>;
  send: (mail: MailText & { to: string; senderName: string | null }) => Promise<void>;
}

interface SenderNames {
  networkName: string;
  /** The name beside the sender's address; null: none. */
  senderName: string | null;
}

/** The maximum of mails a run. The rest waits for the next minute. Reports are counted, which takes queries. */
const BATCH_MAX = { others: 50, reports: 3 } as const;
const TRIES_MAX = 12;
/** The time that a sender has for a mail before another sender may try. */
const CLAIM_MS = 2 * MINUTE_MS;

/**
 * Sends the due mails, each by one sender at a time, with retries after growing delays. Their texts and tokens are made
 * here, and stored nowhere. Returns how many were sent.
 */
export async function sendMails(
  db: Db,
  now: number,
  sending: Sending,
  kinds: keyof typeof BATCH_MAX = "others",
): Promise<number> {
  const due = await db.query
    .selectFrom("outgoing_mail")
    .selectAll()
    .where("due_at", "<=", now)
    .where("kind", kinds === "reports" ? "=" : "<>", "report")
    .orderBy("due_at")
    .limit(BATCH_MAX[kinds])
    .execute();
  if (due.length === 0) return 0;
  const { networkName, senderName } = await sending.names();
  let sent = 0;
  for (const row of due) {
    const { id, recipient, tries, due_at } = row;
    const { rowsWritten } = await db.write([
      rawStatement("UPDATE outgoing_mail SET due_at = ?, tries = tries + 1 WHERE id = ? AND due_at = ?", [
        now + CLAIM_MS * 2 ** tries,
        id,
        due_at,
      ]),
    ]);
    if (rowsWritten === 0) continue;
    const mail = { kind: row.kind, parameters: JSON.parse(row.parameters) as Mail["parameters"] } as Mail; // written by mailTo
    const ended: Statement[] = [rawStatement("DELETE FROM outgoing_mail WHERE id = ?", [id])];
    try {
      const report = mail.kind === "report" ? await sending.reportOf(mail.parameters) : undefined;
      const text = textOf(mail, row.language, { ...linksOf(mail, sending), networkName, report });
      if (mail.kind !== "report" || report !== undefined) await sending.send({ to: recipient, senderName, ...text });
      if (mail.kind === "report" && report !== undefined) ended.push(sending.reportEnded(mail.parameters, report));
      sent += 1;
    } catch (error) {
      console.error({ event: "mail.refused", id, tries: tries + 1, error: String(error) });
      if (tries + 1 < TRIES_MAX) continue;
      if (mail.kind === "report") ended.push(sending.reportEnded(mail.parameters, undefined));
    }
    await db.write(ended);
  }
  return sent;
}

function linksOf(mail: Mail, { origin, secret }: Sending) {
  const purpose = mail.kind === "report" ? "unsubscribe" : TOKEN_PURPOSES.find((name) => name === mail.kind);
  if (purpose === undefined || !("id" in mail.parameters)) return { origin, withToken: `${origin}/` };
  return { origin, withToken: `${origin}/${purpose}?token=${mailToken(secret, { purpose, id: mail.parameters.id })}` };
}
