import type { Context as HonoContext } from "hono";
import type { App } from "./http.ts";
import type { Env } from "./env.ts";

/** What is never a page of the cabinet, by the first part of the path: a wrong address there is a plain 404. */
const NO_PAGES = ["api", "assets", "auth", "dev", "docs", "health", "mcp", "postback"];

/** Stands in the cabinet's HTML where the nonce belongs (apps/cabinet/vite.config.ts). */
const NONCE_PLACE = "__CSP_NONCE__";
const NONCE_BYTES = 16;

/**
 * The cabinet's HTML for a page that a browser opens, with a nonce of its own; undefined for any other request. Which
 * page it is, the cabinet decides in the browser.
 */
export async function cabinetPage(c: HonoContext<App>): Promise<Response | undefined> {
  if (!isPage(c)) return undefined;
  const html = await template(c.env);
  if (html === undefined) return undefined;
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(NONCE_BYTES))));
  c.header("Content-Security-Policy", policyWith(nonce));
  // The token of a mail is in the address.
  c.header("Referrer-Policy", "no-referrer");
  return c.html(html.replaceAll(NONCE_PLACE, nonce));
}

/** A path without a file extension, opened as a page. Programs that mistype a path get a problem document. */
function isPage(c: HonoContext<App>): boolean {
  const { method, path } = c.req;
  if (method !== "GET" && method !== "HEAD") return false;
  const [, first = ""] = path.split("/");
  if (NO_PAGES.includes(first) || path.includes(".")) return false;
  return path === "/" || (c.req.header("accept") ?? "").includes("text/html");
}

/**
 * Scripts only with the nonce, and what they load; styles from here, and those that scripts add with the nonce; nothing
 * of another origin.
 */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

let kept: string | undefined;

/** The HTML as it was built, read once from the static files; undefined where there are none. */
async function template({ ASSETS, CONTROL_ORIGIN }: Env): Promise<string | undefined> {
  if (kept === undefined) {
    const file = await ASSETS?.fetch(`${CONTROL_ORIGIN}/cabinet.txt`);
    if (file?.ok === true) kept = await file.text();
  }
  return kept;
}
