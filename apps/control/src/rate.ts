import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { App } from "./http.ts";

/** As in wrangler.toml, [[env.control.ratelimits]]. */
const LIMIT = 3_000;
const PERIOD_SECONDS = 60;

/** A refused caller is refused for this time without asking the binding. */
const REFUSED_MS = 5_000;
const REFUSED_MAX = 10_000;

/** Callers past their limit, with the time until which this isolate refuses them. */
const refused = new Map<string, number>();

/**
 * Refuses a caller's requests past the limit. The binding counts, and answers only yes or no. A change waits for its
 * answer. A read does not: the one that exceeds the limit is still answered, and the next one is refused.
 */
export const limitRate =
  (callerOf: (c: HonoContext<App>) => string): MiddlewareHandler<App> =>
  async (c, next) => {
    const caller = callerOf(c);
    c.header("RateLimit-Policy", `"api";q=${LIMIT};w=${PERIOD_SECONDS}`);
    if ((refused.get(caller) ?? 0) > Date.now()) throw pastLimit(c);
    const counted = count(c.env.API_LIMIT, caller);
    if (c.req.method === "GET" || c.req.method === "HEAD") c.executionCtx.waitUntil(counted);
    else if (!(await counted)) throw pastLimit(c);
    await next();
  };

/** Counts a request. False if it exceeds the limit, which is remembered for a while. */
async function count(limit: RateLimit, caller: string) {
  const { success } = await limit.limit({ key: caller });
  if (success) return true;
  if (refused.size >= REFUSED_MAX) refused.clear();
  refused.set(caller, Date.now() + REFUSED_MS);
  return false;
}

function pastLimit(c: HonoContext<App>) {
  c.header("Retry-After", String(PERIOD_SECONDS));
  return new NetworkError("too_many_requests", `More than ${LIMIT} requests in ${PERIOD_SECONDS} seconds`);
}
