import { foreignCharsetOf, readUtf8 } from "@waymark/contract/body-text";
import { networkOf } from "@waymark/contract/address";
import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import { contextOf } from "./context.ts";
import { pathOfControl, refuseControlsIn } from "./controls.ts";
import type { Env } from "./env.ts";
import type { App } from "./http.ts";
import { publishNow } from "./jobs/publishing.ts";
import { sendDueMails } from "./mail.ts";
import { problem } from "./problem.ts";
import { namesProto } from "./proto-name.ts";
import { limitRate } from "./rate.ts";

export const setSecurityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // A route may set stricter headers.
  overwrite: false,
});

/** No answer may be kept: not by a browser that others use afterwards, nor by a cache on the way. */
export const forbidStoring = createMiddleware<App>(async (c, next) => {
  await next();
  c.res.headers.set("cache-control", "no-store"); // c.header would make the whole answer again
});

/** How long a browser may remember that it may call. A removed origin's requests get no answer that it can read. */
const PREFLIGHT_KEPT_S = 600;

const answerOrigin = cors({
  origin: (origin, c) => (listedOrigins(c.env as Env).includes(origin) ? origin : null),
  exposeHeaders: ["ETag", "Retry-After", "Idempotency-Replayed", "Content-Disposition"],
  maxAge: PREFLIGHT_KEPT_S,
}); // Hono's types forget the app's

/** Pages of other origins may call the API only if the configuration lists them. Only browsers name an origin. */
export const allowListedOrigins = createMiddleware<App>((c, next) =>
  c.req.header("origin") === undefined ? next() : answerOrigin(c, next),
);

const listedOrigins = ({ CORS_ORIGINS }: Env) => CORS_ORIGINS.split(",").filter((origin) => origin !== "");

/** Publishes changes right after their commit. The cron is only a fallback. */
export const publishChanges = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.req.method === "GET" || !c.res.ok) return;
  c.executionCtx.waitUntil(publishNow(contextOf(c.env, { role: "system", job: "publish" }), c.env));
});

/** Sends mails right after the change. The cron is only a fallback. */
export const sendMailsNow = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.req.method === "GET" || !c.res.ok) return;
  c.executionCtx.waitUntil(sendDueMails(contextOf(c.env, { role: "system", job: "mail" }), c.env));
});

/** Refuses a JSON body in another charset than UTF-8, said or not: its texts would be stored as other ones. */
export const refuseForeignCharset = createMiddleware<App>(async (c, next) => {
  if (isJson(c)) {
    const charset = foreignCharsetOf(c.req.header("content-type") ?? "");
    if (charset !== undefined)
      throw new NetworkError("unsupported_media_type", `The body's charset is ${charset}. Send it in UTF-8`);
    if (readUtf8(await c.req.arrayBuffer()) === undefined)
      throw new NetworkError("bad_request", "The body is not UTF-8. Send it in UTF-8");
  }
  await next();
});

/** Refuses a name that JSON allows but objects can't have: validation would ignore it silently. */
export const refuseProto = createMiddleware<App>(async (c, next) => {
  if (isJson(c) && namesProto(await c.req.text()))
    throw new NetworkError("invalid_input", "The body can't be used", [
      { path: "", message: "__proto__ is not allowed as a name" },
    ]);
  await next();
});

const isJson = (c: HonoContext<App>) => /\bjson\b/i.test(c.req.header("content-type") ?? "");

/** Refuses control characters in query parameters: they name files, and are filters. */
export const refuseControlsInQuery = createMiddleware<App>(async (c, next) => {
  for (const [path, value] of new URL(c.req.url).searchParams) refuseControlsIn(path, value);
  await next();
});

/** Refuses control characters in the texts of a body. */
export const refuseControls = createMiddleware<App>(async (c, next) => {
  const path = isJson(c) ? pathOfControl(await c.req.text()) : undefined;
  if (path !== undefined)
    throw new NetworkError("invalid_input", "The body can't be used", [
      { path, message: "a control character is not allowed" },
    ]);
  await next();
});

/** A PATCH changes fields. A `status` in its body is refused by naming the verbs that change it. */
export const refuseStatus = (verbs: readonly string[]) =>
  createMiddleware<App>(async (c, next) => {
    const body: unknown = await c.req.json().catch(() => undefined); // refused by the validator
    if (typeof body === "object" && body !== null && "status" in body)
      throw new NetworkError("invalid_input", "PATCH changes fields; a verb changes the status", [
        { path: "status", message: `use ${verbs.map((verb) => `POST ${c.req.path}/${verb}`).join(" or ")}` },
      ]);
    await next();
  });

/** An operation without a body takes none, or an empty object. Anything else would be ignored silently. */
export const refuseBody = createMiddleware<App>(async (c, next) => {
  const text = await c.req.text();
  if (text.trim() !== "") {
    const body = parsed(text);
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw new NetworkError("bad_request", "This operation takes no body");
    const names = Object.keys(body);
    if (names.length > 0)
      throw new NetworkError(
        "invalid_input",
        "This operation takes no body",
        names.slice(0, 10).map((path) => ({ path, message: "is not known here; nothing is expected" })),
      );
  }
  await next();
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reads an absent body as an empty object, with any content type. */
export const absentBodyIsEmpty = createMiddleware<App>(async (c, next) => {
  if ((await c.req.text()) === "") {
    const headers = new Headers(c.req.raw.headers);
    headers.set("content-type", "application/json");
    headers.delete("content-length");
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: "{}" });
    c.req.bodyCache = {};
  }
  await next();
});

/** Counts failed authentication against the caller's address, which limits the guessing of keys. */
export const limitStrangers = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.res.status === 401) await limitRate(addressOf)(c, () => Promise.resolve());
});

/** Refuses a body with a too large Content-Length immediately, and stops reading one that becomes too large. */
export const limitBody = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) => problem(c, new NetworkError("too_large", `The body is larger than ${maxSize / 1_000} kB`)),
  });
export function addressOf(c: { req: { header: (name: string) => string | undefined } }) {
  return networkOf(c.req.header("cf-connecting-ip") ?? "");
}
