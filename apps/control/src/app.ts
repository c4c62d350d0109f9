import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import { drainOutbox } from "@waymark/network/link";
import { secureHeaders } from "hono/secure-headers";
import { balances } from "./api/balances.ts";
import { clicks } from "./api/clicks.ts";
import { conversions } from "./api/conversions.ts";
import { links } from "./api/links.ts";
import { offers } from "./api/offers.ts";
import { payouts } from "./api/payouts.ts";
import { postbacks } from "./api/postbacks.ts";
import { createApi } from "./api/schema.ts";
import { stats } from "./api/stats.ts";
import { authenticate } from "./auth.ts";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";
import { onError, problem } from "./problem.ts";
import { statusPage } from "./status-page.ts";

export interface App {
  Bindings: Env;
  Variables: { ctx: Context };
}

const api = createApi();
api.use(authenticate);
// A change is published right after its commit; the cron is only the safety net.
api.use(async (c, next) => {
  await next();
  if (c.req.method === "GET" || !c.res.ok) return;
  c.executionCtx.waitUntil(drainOutbox(contextOf(c.env, { role: "system", job: "publish" }), c.env.LINKS));
});
api.route("/offers", offers);
api.route("/links", links);
api.route("/clicks", clicks);
api.route("/conversions", conversions);
api.route("/postbacks", postbacks);
api.route("/stats", stats);
api.route("/balances", balances);
api.route("/", payouts);

export const app = new OpenAPIHono<App>();
app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"] } }));
app.get("/", (c) => c.html(statusPage(c.env.EDGE_ORIGIN)));
app.get("/health", (c) => c.json({ status: "ok" }));
app.doc31("/api/v1/openapi.json", {
  openapi: "3.1.0",
  info: { title: "Waymark", version: "1", license: { name: "MIT", url: "https://opensource.org/license/mit" } },
});
app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", { type: "http", scheme: "bearer" });
app.route("/api/v1", api);
app.notFound(() => problem(new NetworkError("not_found", "Nothing is here")));
app.onError(onError);
