import type { Context } from "@waymark/network/context";
import { sendMails, type ReportContents } from "@waymark/network/mail";
import { reportMailed, type ReportMailOutcome } from "@waymark/network/scheduled-report";
import { getSettings } from "@waymark/network/settings";
import { isDevelopment, type Env } from "./env.ts";
import { reportMailOf } from "./report-mails.ts";

interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends the mails that are due: scheduled reports, or all others. Returns how many. */
export const sendDueMails = (ctx: Context, env: Env, kinds: "reports" | "others" = "others"): Promise<number> =>
  sendMails(
    ctx.db,
    ctx.now(),
    {
      origin: env.CONTROL_ORIGIN,
      secret: env.AUTH_SECRET,
      async names() {
        const { name, mailSenderName } = await getSettings(ctx.db);
        return { networkName: name, senderName: mailSenderName };
      },
      reportOf: (report) => reportMailOf(ctx, report, env.CONTROL_ORIGIN),
      reportEnded: ({ id }, contents) => reportMailed(id, outcomeOf(contents), ctx.now()),
      send: ({ senderName, ...mail }) => sendMail(env, senderName, mail),
    },
    kinds,
  );

const outcomeOf = (contents: ReportContents | undefined): ReportMailOutcome => {
  if (contents === undefined) return "undelivered";
  return contents.isCounted ? "sent" : "not_counted";
};

/** Sends a mail: by Cloudflare's e-mail binding or an HTTP service; in local development it is kept for /dev/mail. */
async function sendMail(env: Env, senderName: string | null, mail: Mail): Promise<void> {
  if (isDevelopment(env)) return keepMail(env, mail);
  if (env.EMAIL !== undefined) {
    await env.EMAIL.send({
      from: senderName === null ? env.MAIL_FROM : { email: env.MAIL_FROM, name: senderName },
      ...mail,
    });
    return;
  }
  if (env.MAIL_URL === undefined) throw new Error("neither EMAIL nor MAIL_URL is configured");
  const response = await fetch(env.MAIL_URL, {
    method: "POST",
    headers: { authorization: `Bearer ${env.MAIL_KEY ?? ""}`, "content-type": "application/json" },
    body: JSON.stringify({ from: senderName === null ? env.MAIL_FROM : `"${senderName}" <${env.MAIL_FROM}>`, ...mail }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the mail service answered ${response.status}`);
}

/** A mail that was kept in local development. */
export interface KeptMail extends Mail {
  id: number;
  sent_at: string;
}

const KEPT_MAX = 200;

async function keepMail({ DB }: Env, { to, subject, text }: Mail) {
  await DB.batch([
    DB.prepare(CREATE_TABLE),
    DB.prepare("INSERT INTO dev_mail (recipient, subject, text, sent_at) VALUES (?, ?, ?, ?)").bind(
      to,
      subject,
      text,
      new Date().toISOString(),
    ),
  ]);
}

/** The mails of local development, newest first. */
export async function listKeptMails({ DB }: Env): Promise<KeptMail[]> {
  await DB.prepare(CREATE_TABLE).run();
  const { results } = await DB.prepare(
    `SELECT id, recipient AS "to", subject, text, sent_at FROM dev_mail ORDER BY id DESC LIMIT ?`,
  )
    .bind(KEPT_MAX)
    .all<KeptMail>();
  return results;
}

/** Made where it is used and not by a migration: a deployed database has no such table. */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS dev_mail (
  id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, sent_at TEXT NOT NULL)`;
