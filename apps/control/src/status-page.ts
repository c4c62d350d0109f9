import { html } from "hono/html";

/** What stands at `/` until the cabinet does. */
export const statusPage = (edgeOrigin: string) =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Waymark</title>
      <style>
        body {
          font: 1rem/1.6 system-ui;
          max-width: 40rem;
          margin: 10vh auto;
          padding: 1rem;
        }
      </style>
      <h1>Waymark</h1>
      <p>The control plane of an affiliate network is running.</p>
      <p lang="ru">Панель управления партнёрской сети работает.</p>
      <ul>
        <li><a href="${edgeOrigin}/demo">A partner link</a>: a click is marked and sent to the sample shop</li>
        <li><a href="/api/v1/openapi.json">The API</a>: <code>Authorization: Bearer &lt;API key&gt;</code></li>
        <li><a href="/health">Health</a></li>
      </ul>
    </html>`;
