import { ABUSE_REASONS, ABUSE_TEXT_MAX, readAbuseReport, reportAbuse, type AbuseReason } from "@waymark/network/link";
import type { Context } from "@waymark/network/context";

/** Room for texts of the greatest length in any script, percent-encoded: nine bytes a character. */
const BODY_BYTES_MAX = 45_000;

/**
 * The edge's page `/abuse` for reports about links. A report is stored before the page confirms it. `mayReport` counts
 * the reports of the caller's network: a flood of reports is abuse itself, and must not refuse those of others.
 */
export async function abusePage(request: Request, ctx: Context, mayReport: () => Promise<boolean>): Promise<Response> {
  const link = new URL(request.url).searchParams.get("link") ?? "";
  if (request.method !== "POST") return page(200, form(link));
  // Browsers send the length of a form. A request without one does not come from a browser.
  const length = Number(request.headers.get("content-length") ?? Infinity);
  if (length > BODY_BYTES_MAX) return page(400, tooLong);
  if (!(await mayReport())) return page(429, message("Try again in a minute.", "Попробуйте через минуту."));
  const report = readAbuseReport(new URLSearchParams(await request.text()));
  if (report === "incomplete") return page(400, incomplete);
  if (report === "too_long") return page(400, tooLong);
  await reportAbuse(ctx, report);
  return page(200, message("Thank you. We will look at this link.", "Спасибо. Мы проверим эту ссылку."));
}

const page = (status: number, body: string) =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">\n${body}`,
    {
      status,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
        ...(status === 429 && { "retry-after": "60" }),
      },
    },
  );

const message = (english: string, russian: string) =>
  `<title>Waymark</title><h1>${english}</h1><p lang="ru">${russian}`;

const incomplete = message("Name the link and the reason.", "Укажите ссылку и причину.");

const tooLong = message(
  `Shorten your text: at most ${ABUSE_TEXT_MAX.text} characters about what happened, ${ABUSE_TEXT_MAX.link} for the link, ${ABUSE_TEXT_MAX.contact} for how to reach you.`,
  `Сократите текст: не более ${ABUSE_TEXT_MAX.text} символов о том, что случилось, ${ABUSE_TEXT_MAX.link} в ссылке, ${ABUSE_TEXT_MAX.contact} в контактах.`,
);

const REASONS: Record<AbuseReason, string> = {
  phishing: "Phishing, фишинг",
  malware: "Malware, вредоносная программа",
  spam: "Spam, спам",
  illegal: "Illegal content, незаконное содержимое",
  other: "Other, другое",
};

const form = (link: string) => `<title>Report a link</title>
<h1>Report a link <span lang="ru">· Пожаловаться на ссылку</span></h1>
<form method="post" action="/abuse">
<p><label>Link, ссылка<br><input name="link" required maxlength="${ABUSE_TEXT_MAX.link}" value="${escaped(link)}"></label>
<p><label>Reason, причина<br><select name="reason_code">${ABUSE_REASONS.map((name) => `<option value="${name}">${REASONS[name]}`).join("")}</select></label>
<p><label>What happened, что случилось<br><textarea name="reason" maxlength="${ABUSE_TEXT_MAX.text}" rows="6"></textarea></label>
<p><label>How to reach you (optional), как с вами связаться (необязательно)<br><input name="contact" maxlength="${ABUSE_TEXT_MAX.contact}"></label>
<p><button>Send, отправить</button></form>`;

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
