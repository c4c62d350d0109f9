import { DAY_MS } from "@waymark/contract/duration";
import { rawStatement, type Db, type Statement } from "../db/index.ts";
import type { Mail } from "./kinds.ts";
import type { Language } from "./language.ts";

/** What a limited mail is about. Topics are counted apart, so that sign-ups don't use up the resets of an address. */
type MailTopic = "sign_up" | "reset" | "invitation" | "member_role";

/** The maximum of mails a day and topic to one address: more would be a way to flood a mailbox. */
export const RECIPIENT_MAILS_MAX = 8;
/** Of those, the maximum that one sender may cause, so that a stranger can't use up the mails of an address. */
export const RECIPIENT_MAILS_OF_SENDER_MAX = 4;
/** Up to this number, a sender that has caused none of them may cause one more: the address's owner gets a mail. */
const RECIPIENT_SENDERS_MAX = 24;
/** The maximum of mails a day from one network or account, to any address. */
const SENDER_MAX = 100;

interface LimitedMail {
  topic: MailTopic;
  /** Unique to the request: each is counted and mailed once. */
  cause: string;
  recipient: string;
  /** A hashed network or an account; null if not known: then only the recipient's limit holds. */
  sender: string | null;
  language: Language | null;
  mail: Mail;
}

/**
 * Statements that mail an address unless it, or the sender, has reached a limit. They write the same rows for all
 * recipients, and nothing past the limit: concurrent requests can't exceed it.
 */
export const limitedMail = (
  { topic, cause, recipient, sender, language, mail }: LimitedMail,
  now: number,
): Statement[] => [
  rawStatement(
    `INSERT INTO mail_request (id, topic, recipient, sender, at)
     SELECT ?1, ?2, ?3, ?4, CAST(?5 AS INTEGER)
     FROM (SELECT count(*) AS mails, count(*) FILTER (WHERE sender = ?4) AS of_sender
       FROM mail_request WHERE recipient = ?3 AND topic = ?2 AND at > ?6)
     WHERE of_sender < ?8 AND mails < CASE WHEN ?4 IS NOT NULL AND of_sender = 0 THEN ?9 ELSE ?7 END
       AND (SELECT count(*) FROM mail_request WHERE sender = ?4 AND at > ?6) < ?10
     ON CONFLICT DO NOTHING`,
    [
      ...[cause, topic, mailboxOf(recipient), sender, now, now - DAY_MS],
      ...[RECIPIENT_MAILS_MAX, RECIPIENT_MAILS_OF_SENDER_MAX, RECIPIENT_SENDERS_MAX, SENDER_MAX],
    ],
  ),
  rawStatement(
    `INSERT INTO outgoing_mail (id, recipient, kind, parameters, language, due_at)
     SELECT id, ?5, ?2, ?3, ?4, at FROM mail_request WHERE id = ?1 ON CONFLICT DO NOTHING`,
    [cause, mail.kind, JSON.stringify(mail.parameters), language, recipient],
  ),
];

/** The mailbox of an address: most services ignore what follows a plus, so it must not make more room. */
const mailboxOf = (address: string) => address.replace(/\+[^@]*@/, "@");

/** A condition for other statements of the batch: the mail of this cause is within the limits. */
export const IS_MAILED = "EXISTS (SELECT 1 FROM mail_request WHERE id = ?)";

/** Deletes requests that no longer count, up to `ROWS_MAX` a run. Returns how many. */
export async function forgetMailRequests(db: Db, now: number): Promise<number> {
  const { rowsWritten } = await db.write([
    rawStatement("DELETE FROM mail_request WHERE id IN (SELECT id FROM mail_request WHERE at <= ? LIMIT ?)", [
      ...[now - DAY_MS, ROWS_MAX],
    ]),
  ]);
  return rowsWritten;
}

const ROWS_MAX = 1_000;
