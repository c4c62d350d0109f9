import { ABUSE_REASONS, readAbuseReport, reportAbuse, type AbuseReason } from "@waymark/network/link";
import type { Context } from "@waymark/network/context";

const BODY_BYTES_MAX = 20_000;

/**
 * The edge's page `/abuse` for reports about links. A report is stored before the page confirms it. `mayReport` counts
 * the reports of the caller's network: a flood of reports is abuse itself, and must not refuse those of others.
 */
export async function abusePage(request: Request, ctx: Context, mayReport: () => Promise<boolean>): Promise<Response> {
  const link = new URL(request.url).searchParams.get("link") ?? "";
  if (request.method !== "POST") return page(200, form(link));
  // Browsers send the length of a form. A request without one does not come from a browser.
  const length = Number(request.headers.get("content-length") ?? Infinity);
  if (length > BODY_BYTES_MAX) return page(400, incomplete);
  if (!(await mayReport())) return page(429, message("Try again in a minute.", "Попробуйте через минуту."));
  const report = readAbuseReport(new URLSearchParams(await request.text()));
  if (report === undefined) return page(400, incomplete);
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
<p><label>Link, ссылка<br><input name="link" required maxlength="500" value="${escaped(link)}"></label>
<p><label>Reason, причина<br><select name="reason_code">${ABUSE_REASONS.map((name) => `<option value="${name}">${REASONS[name]}`).join("")}</select></label>
<p><label>What happened, что случилось<br><textarea name="reason" maxlength="4000" rows="6"></textarea></label>
<p><label>How to reach you (optional), как с вами связаться (необязательно)<br><input name="contact" maxlength="200"></label>
<p><button>Send, отправить</button></form>`;

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
