import { html, raw } from "hono/html";
import type { KeptMail } from "./mail.ts";

const STYLE = raw(
  "body{font:1rem/1.6 system-ui;max-width:56rem;margin:5vh auto;padding:1rem}pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}h2{margin-top:2rem}code{background:#f4f4f4}",
);

const page = (title: string, content: unknown) =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style>
        ${STYLE}
      </style>
      ${content}
    </html>`;

/** The mails of local development. */
export const mailPage = (mails: readonly KeptMail[]) =>
  page(
    "Mails",
    html`<h1>Mails</h1>
      <p>Kept here in local development instead of being sent. As JSON: <a href="/dev/mail.json">/dev/mail.json</a></p>
      ${mails.map(
        ({ to, subject, text, sent_at }) =>
          html`<article>
            <h2>${subject}</h2>
            <p>To ${to}, ${sent_at}</p>
            <pre>${text}</pre>
          </article>`,
      )}`,
  );
