import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { App } from "./app.ts";

/** As in wrangler.toml, [[env.control.ratelimits]]. */
const LIMIT = 3_000;
const PERIOD_SECONDS = 60;

/** A caller who was refused is refused without asking for so long. */
const REFUSED_MS = 5_000;
const REFUSED_MAX = 10_000;

/** Callers past their limit, by the time until which this isolate does nothing for them. */
const refused = new Map<string, number>();

/**
 * Refuses a caller's requests past the limit. The binding counts, and tells only yes or no. A read does not wait for it:
 * it changes nothing, and the answer does wait.
 */
export const limitRate =
  (callerOf: (c: HonoContext<App>) => string): MiddlewareHandler<App> =>
  async (c, next) => {
    const caller = callerOf(c);
    c.header("RateLimit-Policy", `"api";q=${LIMIT};w=${PERIOD_SECONDS}`);
    if ((refused.get(caller) ?? 0) > Date.now()) throw pastLimit(c);
    const asked = c.env.API_LIMIT.limit({ key: caller });
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (isRead) await next();
    if (!(await asked).success) {
      if (refused.size >= REFUSED_MAX) refused.clear();
      refused.set(caller, Date.now() + REFUSED_MS);
      throw pastLimit(c);
    }
    if (!isRead) await next();
  };

function pastLimit(c: HonoContext<App>) {
  c.header("Retry-After", String(PERIOD_SECONDS));
  return new NetworkError("too_many_requests", `More than ${LIMIT} requests in ${PERIOD_SECONDS} seconds`);
}
