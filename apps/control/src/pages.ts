import { html, raw } from "hono/html";
import type { Language } from "@waymark/network/mail";
import type { KeptMail } from "./mail.ts";

const STYLE = raw(
  "body{font:1rem/1.6 system-ui;max-width:56rem;margin:5vh auto;padding:1rem}pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}h2{margin-top:2rem}code{background:#f4f4f4}",
);

export const page = (title: string, content: unknown, language: Language = "en") =>
  html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style>
        ${STYLE}
      </style>
      ${content}
    </html>`;

/** The page at `/` until the cabinet exists. */
export const statusPage = (edgeOrigin: string, isDevelopment: boolean) =>
  page(
    "Waymark",
    html`<h1>Waymark</h1>
      <p>The control plane of an affiliate network is running.</p>
      <p lang="ru">Панель управления партнёрской сети работает.</p>
      <ul>
        ${
          isDevelopment
            ? html`<li>
                  <a href="${edgeOrigin}/demo">A partner link</a>: a click is marked and sent to the sample shop
                </li>
                <li><a href="/dev/mail">Mails</a> that would have been sent</li>`
            : ""
        }
        <li><a href="/docs">The API</a>, and its <a href="/api/v1/openapi.json">OpenAPI document</a></li>
        <li><a href="/health">Health</a></li>
      </ul>`,
  );

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
