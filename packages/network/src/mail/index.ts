import { rawStatement, type Db, type Statement } from "../db/index.ts";
import { MINUTE_MS } from "@waymark/contract/duration";

export interface MailText {
  subject: string;
  text: string;
}

/** The recipients: the operator's people, or those of an account. */
export type MailSide =
  | { role: "operator" }
  | { role: "advertiser"; advertiserId: string }
  | { role: "webmaster"; webmasterId: string };

/** A mail to all people of a side. Belongs in the batch of its cause; each recipient gets one mail per cause. */
export function mailTo(side: MailSide, mail: MailText & { cause: string }, now: number): Statement {
  const account = side.role === "operator" ? null : side.role === "advertiser" ? side.advertiserId : side.webmasterId;
  return rawStatement(
    `INSERT INTO mail (id, recipient, subject, text, due_at)
     SELECT ?1 || '/' || id, email, ?2, ?3, CAST(?4 AS INTEGER) FROM person
     WHERE role = ?5 AND email_verified = 1 AND coalesce(advertiser_id, webmaster_id) IS ?6
     ON CONFLICT DO NOTHING`,
    [mail.cause, mail.subject, mail.text, now, side.role, account],
  );
}

/** A mail to one person, as `mailTo`. */
export const mailToPerson = (personId: string, mail: MailText & { cause: string }, now: number): Statement =>
  rawStatement(
    `INSERT INTO mail (id, recipient, subject, text, due_at)
     SELECT ?1 || '/' || id, email, ?2, ?3, CAST(?4 AS INTEGER) FROM person WHERE id = ?5 ON CONFLICT DO NOTHING`,
    [mail.cause, mail.subject, mail.text, now, personId],
  );

/** The maximum of mails a run. The rest waits for the next minute. */
const BATCH_MAX = 50;
const TRIES_MAX = 12;
/** The time that a sender has for a mail before another sender may try. */
const CLAIM_MS = 2 * MINUTE_MS;

/** Sends the due mails, each by one sender at a time, with retries after growing delays. Returns how many were sent. */
export async function sendMails(
  db: Db,
  now: number,
  send: (mail: MailText & { to: string }) => Promise<void>,
): Promise<number> {
  const due = await db.query.selectFrom("mail").selectAll().where("due_at", "<=", now).limit(BATCH_MAX).execute();
  let sent = 0;
  for (const { id, recipient, subject, text, tries, due_at } of due) {
    const { rowsWritten } = await db.write([
      rawStatement("UPDATE mail SET due_at = ?, tries = tries + 1 WHERE id = ? AND due_at = ?", [
        now + CLAIM_MS * 2 ** tries,
        id,
        due_at,
      ]),
    ]);
    if (rowsWritten === 0) continue;
    try {
      await send({ to: recipient, subject, text });
      sent += 1;
    } catch (error) {
      console.error({ event: "mail.refused", id, tries: tries + 1, error: String(error) });
      if (tries + 1 < TRIES_MAX) continue;
    }
    await db.write([rawStatement("DELETE FROM mail WHERE id = ?", [id])]);
  }
  return sent;
}
