import { html, raw } from "hono/html";
import { PRODUCTS, type Product } from "./catalogue.ts";
import { priceOf } from "./money.ts";
import type { Order } from "./orders.ts";
import type { Postback } from "./postback.ts";
import { ANSWERS, LATE_SECONDS_MAX, REPEAT_MAX, type Settings } from "./settings.ts";
import { STYLE } from "./style.ts";
import { LANGUAGES, TEXTS, type Language, type Trouble } from "./texts.ts";

/** The parameters of every page. */
export interface View {
  language: Language;
  /** Where the language switch leads: this page by GET. */
  path: string;
}

type Html = ReturnType<typeof html>;

/** The landing page of partner links. */
export function landingPage(view: View, clickId: string | undefined) {
  const texts = TEXTS[view.language];
  return page(
    view,
    texts.tagline,
    html`<h1>${texts.heading}</h1>
      <p>${texts.intro}</p>
      <ul class="products">
        ${PRODUCTS.map((product) => productCard(product, view.language))}
      </ul>
      <p class="hint">
        ${clickId === undefined ? texts.cameByNoClick : html`${texts.cameByClick} <code>${clickId}</code>.`}
      </p>`,
  );
}

function productCard(product: Product, language: Language) {
  const texts = TEXTS[language];
  return html`<li>
    <article class="card">
      ${raw(product.picture)}
      <h2>${product.name[language]}</h2>
      <p>${product.description[language]}</p>
      <p class="price">${priceOf(product.priceMinor, language)}</p>
      <form method="post" action="/buy">
        <input type="hidden" name="product" value="${product.id}" />
        <label>
          ${texts.quantity}
          <select name="quantity">
            ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((quantity) => html`<option>${quantity}</option>`)}
          </select>
        </label>
        <button>${texts.buy}<span class="unseen"> ${product.name[language]}</span></button>
      </form>
    </article>
  </li>`;
}

/** The order and, since this is a demo, the postbacks that were sent about it. */
export function orderPage(view: View, order: Order, postbacks: readonly Postback[]) {
  const texts = TEXTS[view.language];
  return page(
    view,
    texts.order,
    html`<h1>${texts.orderHeading}</h1>
      <p>${texts.orderThanks}</p>
      <section class="card" aria-labelledby="order">
        <h2 id="order">${texts.order}</h2>
        <dl>
          ${term(texts.order, html`<code>${order.id}</code>`)}
          ${term(texts.product, `${order.product.name[view.language]} × ${order.quantity}`)}
          ${term(texts.amount, priceOf(order.amountMinor, view.language))}
          ${term(texts.ordered, time(order.orderedAt, view.language))}
        </dl>
      </section>
      <section class="card" aria-labelledby="postbacks">
        <h2 id="postbacks">${texts.postbacks}</h2>
        ${postbacks.length === 0 ? html`<p>${texts.noPostback}</p>` : postbacks.map((postback) => postbackSection(view, postback))}
      </section>
      <p><a href="/">${texts.back}</a></p>`,
  );
}

function postbackSection(view: View, postback: Postback) {
  const texts = TEXTS[view.language];
  const answer = [postback.lastStatus, postback.lastAnswer].filter((part) => part !== null).join(" ");
  return html`<dl data-state="${postback.state}">
      ${term(texts.state, texts.states[postback.state])}
      ${postback.receipt === null ? "" : term(texts.receipt, html`<code>${postback.receipt}</code>`)}
      ${term(texts.attempts, postback.attempts)}
      ${postback.nextAt === null ? "" : term(texts.nextAttempt, time(postback.nextAt, view.language))}
      ${postback.repeatsLeft === 0 ? "" : term(texts.repeatsLeft, postback.repeatsLeft)}
      ${term(texts.lastAnswer, answer === "" ? texts.noAnswer : html`<code>${answer}</code>`)}
      ${term(texts.postback, html`<code>GET /postback?${postback.query}&amp;token=…</code>`)}
    </dl>
    ${postback.nextAt === null ? "" : html`<p><a href="${view.path}">${texts.scheduleLookUp}</a></p>`}`;
}

/** The form for the settings of the shop's reports. */
export function settingsPage(view: View, settings: Settings, saved: boolean, uploading: boolean) {
  const texts = TEXTS[view.language];
  return page(
    view,
    texts.settings,
    html`<h1>${texts.settings}</h1>
      <p>${texts.settingsIntro}</p>
      ${saved ? html`<p role="status">${texts.saved}</p>` : ""}
      <form method="post" action="/settings" class="card">
        <label for="repeat">${texts.repeat}</label>
        <input
          id="repeat"
          name="repeat"
          type="number"
          min="0"
          max="${REPEAT_MAX}"
          required
          value="${settings.repeat}"
          aria-describedby="repeat-hint"
        />
        <p class="hint" id="repeat-hint">${texts.repeatHint}</p>
        <label for="late">${texts.late}</label>
        <input
          id="late"
          name="lateSeconds"
          type="number"
          min="0"
          max="${LATE_SECONDS_MAX}"
          required
          value="${settings.lateSeconds}"
        />
        <label for="answers">${texts.answers}</label>
        <select id="answers" name="answers">
          ${ANSWERS.map(
            (name) =>
              html`<option value="${name}" ${name === settings.answers ? "selected" : ""}>
                ${texts.answersOf[name]}
              </option>`,
          )}
        </select>
        <p>
          <label>
            <input type="checkbox" name="isShuffled" value="true" ${settings.isShuffled ? "checked" : ""} />
            ${texts.shuffled}
          </label>
        </p>
        <p><button>${texts.save}</button></p>
      </form>
      <form method="post" action="/settings/reporting" class="card">
        <label for="reporting">${texts.reporting}</label>
        <select id="reporting" name="reporting" aria-describedby="reporting-hint">
          <option value="postback" ${uploading ? "" : "selected"}>${texts.byPostback}</option>
          <option value="upload" ${uploading ? "selected" : ""}>${texts.byUpload}</option>
        </select>
        <p class="hint" id="reporting-hint">${texts.reportingHint}</p>
        <p><button>${texts.save}</button></p>
      </form>
      <p><a href="/">${texts.back}</a></p>`,
  );
}

/** An error page with a link back to the shop. */
export function troublePage(view: View, trouble: Trouble) {
  const texts = TEXTS[view.language];
  const { title, advice } = texts.troubles[trouble];
  return page(
    view,
    title,
    html`<h1>${title}</h1>
      <p>${advice}</p>
      <p><a href="/">${texts.back}</a></p>`,
  );
}

function page(view: View, title: string, main: Html) {
  const texts = TEXTS[view.language];
  return html`<!doctype html>
    <html lang="${view.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Cairn &amp; Co.</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header>
          <a class="brand" href="/">Cairn &amp; Co.</a>
          ${LANGUAGES.filter((language) => language !== view.language).map(
            (language) =>
              html`<a href="${view.path}?lang=${language}" lang="${language}" hreflang="${language}"
                >${TEXTS[language].languageName}</a
              >`,
          )}
          <a href="/settings">${texts.settings}</a>
        </header>
        <main>${main}</main>
        <footer>${texts.sample}</footer>
      </body>
    </html>`;
}

const term = (name: string, value: Html | string | number) =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

function time(at: number, language: Language) {
  const text = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
  return html`<time datetime="${new Date(at).toISOString()}">${text.format(at)} UTC</time>`;
}
