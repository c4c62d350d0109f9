import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie, setCookie } from "hono/cookie";
import { findProduct } from "./catalogue.ts";
import { CLICK_COOKIE, CLICK_COOKIE_SECONDS, readClickId } from "./click-id.ts";
import { isCrossSite } from "./cross-site.ts";
import type { Env } from "./env.ts";
import { isUploading, setUploading } from "./handover.ts";
import { findOrder, placeOrder } from "./orders.ts";
import { landingPage, orderPage, settingsPage, troublePage, type View } from "./pages.ts";
import { icon } from "./pictures.ts";
import { findPostbacks, sendAtOnce } from "./postback.ts";
import { changeSettings, getSettings, readSettings } from "./settings.ts";
import { CONTENT_SECURITY_POLICY } from "./style.ts";
import { languageOfTag, preferredLanguage, type Trouble } from "./texts.ts";

type ShopContext = Context<{ Bindings: Env }>;

const FORM_BYTES_MAX = 4_096;
const LANGUAGE_COOKIE = "lang";
const LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3_600;

/** The shop: its pages and their forms. */
export const shop = new Hono<{ Bindings: Env }>();

shop.use(headers, rememberLanguage, refuseCrossSite);
shop.use(bodyLimit({ maxSize: FORM_BYTES_MAX, onError: (c) => trouble(c, "too_large") }));

shop.get("/", land);
shop.post("/buy", buy);
shop.get("/orders/:id", showOrder);
shop.get("/settings", showSettings);
shop.post("/settings", saveSettings);
shop.post("/settings/reporting", saveReporting);
shop.get("/health", (c) => c.json({ status: "ok" }));
shop.get("/favicon.svg", (c) => c.body(icon, 200, { "content-type": "image/svg+xml" }));

shop.notFound((c) => trouble(c, "not_found"));
shop.onError((error, c) => {
  console.error({ event: "shop.failed", path: c.req.path, error: String(error), stack: error.stack });
  return trouble(c, "failed");
});

async function land(c: ShopContext) {
  const arrived = readClickId(c.req.query("click_id"));
  if (arrived !== undefined)
    setCookie(c, CLICK_COOKIE, arrived, cookieFor(c, { httpOnly: true, maxAge: CLICK_COOKIE_SECONDS }));
  return c.html(landingPage(viewOf(c), arrived ?? rememberedClickId(c)));
}

async function buy(c: ShopContext) {
  const field = await formOf(c);
  const product = findProduct(field("product") ?? "");
  if (product === undefined) return trouble(c, "unknown_product");
  const quantity = field("quantity") ?? "1";
  if (!/^[1-9]$/.test(quantity)) return trouble(c, "bad_quantity");
  const purchase = { product, quantity: Number(quantity), clickId: rememberedClickId(c) ?? null };
  const order = await placeOrder(c.env.SHOP, purchase, Date.now());
  if (order.clickId !== null) c.executionCtx.waitUntil(sendAtOnce(c.env, order.id));
  return c.redirect(`/orders/${order.id}`, 303);
}

async function showOrder(c: ShopContext) {
  const order = await findOrder(c.env.SHOP, c.req.param("id") ?? "");
  if (order === undefined) return trouble(c, "not_found");
  return c.html(orderPage(viewOf(c), order, await findPostbacks(c.env.SHOP, order.id)));
}

async function showSettings(c: ShopContext) {
  const saved = c.req.query("saved") !== undefined;
  const [settings, uploading] = await Promise.all([getSettings(c.env.SHOP), isUploading(c.env.SHOP)]);
  return c.html(settingsPage(viewOf(c), settings, saved, uploading));
}

async function saveSettings(c: ShopContext) {
  const field = await formOf(c);
  const settings = readSettings((name) => field(name) ?? "");
  if (settings === undefined) return trouble(c, "bad_setting");
  await changeSettings(c.env.SHOP, settings);
  return c.redirect("/settings?saved", 303);
}

async function saveReporting(c: ShopContext) {
  const field = await formOf(c);
  const way = field("reporting");
  if (way !== "postback" && way !== "upload") return trouble(c, "bad_setting");
  await setUploading(c.env.SHOP, way === "upload");
  return c.redirect("/settings?saved", 303);
}

const TROUBLE_STATUS = {
  not_found: 404,
  unknown_product: 404,
  bad_quantity: 400,
  bad_setting: 400,
  cross_site: 403,
  too_large: 413,
  failed: 500,
} as const satisfies Record<Trouble, number>;

/** Its language switch leads to the shop's start page, since a wrong address (`//elsewhere`) must not become a link. */
const trouble = (c: ShopContext, kind: Trouble) =>
  c.html(troublePage({ ...viewOf(c), path: "/" }, kind), TROUBLE_STATUS[kind]);

const viewOf = (c: ShopContext): View => ({
  language:
    languageOfTag(c.req.query("lang")) ??
    languageOfTag(getCookie(c, LANGUAGE_COOKIE)) ??
    preferredLanguage(c.req.header("accept-language") ?? ""),
  path: c.req.path,
});

const rememberedClickId = (c: ShopContext) => readClickId(getCookie(c, CLICK_COOKIE));

/** The text of a form's field by name; empty if the body is not a form. */
async function formOf(c: ShopContext): Promise<(name: string) => string | undefined> {
  const body = await c.req.parseBody().catch(() => undefined);
  return (name) => {
    const value = body?.[name];
    return typeof value === "string" ? value : undefined;
  };
}

/** The shop's cookies are its own: not sent with other sites' forms, and over https only if there is https. */
const cookieFor = (c: ShopContext, options: { httpOnly: boolean; maxAge: number }) =>
  ({ ...options, path: "/", sameSite: "Lax", secure: c.req.url.startsWith("https:") }) as const;

async function headers(c: ShopContext, next: () => Promise<void>) {
  c.header("content-security-policy", CONTENT_SECURITY_POLICY);
  c.header("x-content-type-options", "nosniff");
  // The landing's address contains the click_ID, so no other site gets it as a referrer.
  c.header("referrer-policy", "same-origin");
  c.header("cache-control", "no-store");
  await next();
}

async function rememberLanguage(c: ShopContext, next: () => Promise<void>) {
  const chosen = languageOfTag(c.req.query("lang"));
  if (chosen !== undefined)
    setCookie(c, LANGUAGE_COOKIE, chosen, cookieFor(c, { httpOnly: true, maxAge: LANGUAGE_COOKIE_SECONDS }));
  await next();
}

async function refuseCrossSite(c: ShopContext, next: () => Promise<void>) {
  const { method } = c.req;
  const from = { secFetchSite: c.req.header("sec-fetch-site"), origin: c.req.header("origin") };
  const reading = method === "GET" || method === "HEAD";
  if (!reading && isCrossSite(from, new URL(c.req.url).origin)) return trouble(c, "cross_site");
  return next();
}
