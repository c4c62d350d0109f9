import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { App } from "./app.ts";

/** As in wrangler.toml, [[env.control.ratelimits]]. */
const LIMIT = 3_000;
const PERIOD_SECONDS = 60;

/** Refuses a caller's requests past the limit. The binding counts, and tells only yes or no. */
export const limitRate =
  (callerOf: (c: HonoContext<App>) => string): MiddlewareHandler<App> =>
  async (c, next) => {
    const { success } = await c.env.API_LIMIT.limit({ key: callerOf(c) });
    c.header("RateLimit-Policy", `"api";q=${LIMIT};w=${PERIOD_SECONDS}`);
    if (!success) {
      c.header("Retry-After", String(PERIOD_SECONDS));
      throw new NetworkError("too_many_requests", `More than ${LIMIT} requests in ${PERIOD_SECONDS} seconds`);
    }
    await next();
  };
