import { OpenAPIHono } from "@hono/zod-openapi";
import { networkOf } from "@waymark/click/address";
import type { Context } from "@waymark/network/context";
import { sendMails } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import { drainOutbox } from "@waymark/network/link";
import { ATTACHMENT_BYTES_MAX } from "@waymark/network/support";
import { CREATIVE_BYTES_MAX } from "@waymark/network/offer";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { applications, joining } from "./api/applications.ts";
import { advertiserPostback } from "./api/advertiser-postback.ts";
import { auth } from "./api/auth.ts";
import { balances } from "./api/balances.ts";
import { clicks } from "./api/clicks.ts";
import { conversions } from "./api/conversions.ts";
import { creatives } from "./api/creatives.ts";
import { ledger } from "./api/ledger.ts";
import { links } from "./api/links.ts";
import { advertisers, webmasters } from "./api/members.ts";
import { offerTerms } from "./api/offer-terms.ts";
import { offers } from "./api/offers.ts";
import { opsArchives } from "./api/ops-archives.ts";
import { opsClicks } from "./api/ops-clicks.ts";
import { opsDeadLetters } from "./api/ops-dead-letters.ts";
import { ops } from "./api/ops.ts";
import { payouts } from "./api/payouts.ts";
import { acceptance, people } from "./api/people.ts";
import { postbacks } from "./api/postbacks.ts";
import { createApi } from "./api/schema.ts";
import { sources } from "./api/sources.ts";
import { stats } from "./api/stats.ts";
import { support } from "./api/support.ts";
import { uploads } from "./api/uploads.ts";
import { authenticate, refuseCrossSite, type Access } from "./auth.ts";
import { contextOf } from "./context.ts";
import { isDevelopment, type Env } from "./env.ts";
import { idempotent, streamsFile } from "./idempotency.ts";
import { listKeptMails, sendMail } from "./mail.ts";
import { docsPage, mailPage, statusPage } from "./pages.ts";
import { onError, problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

export interface App {
  Bindings: Env;
  Variables: { ctx: Context; access: Access; requestId: string };
}

const BODY_BYTES_MAX = 1_000_000;

/** Where files are handed over as they are. */
const FILES = /^\/api\/v1\/(support\/threads\/[^/]+\/attachments|offers\/[^/]+\/creatives)$/;

/** A change is published right after its commit; the cron is only the safety net. */
const publishChanges = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.req.method === "GET" || !c.res.ok) return;
  c.executionCtx.waitUntil(drainOutbox(contextOf(c.env, { role: "system", job: "publish" }), c.env.LINKS));
});

/** Whoever is told of it by mail need not wait for the minute. */
const sendMailsNow = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.req.method === "GET" || !c.res.ok) return;
  const { db } = contextOf(c.env, { role: "system", job: "mail" });
  c.executionCtx.waitUntil(sendMails(db, Date.now(), (mail) => sendMail(c.env, mail)));
});

/** The name that JSON may hold and no object of ours can: validation would pass over it in silence. */
const PROTO = "__proto__";

const refuseProto = createMiddleware<App>(async (c, next) => {
  if (/\bjson\b/i.test(c.req.header("content-type") ?? "") && !streamsFile(c) && namesProto(await c.req.text()))
    throw new NetworkError("invalid_input", "The body can't be used", [{ path: "", message: `${PROTO} is no name` }]);
  await next();
});

function namesProto(json: string): boolean {
  if (!json.includes(PROTO) && !json.includes("\\u")) return false;
  let found = false;
  try {
    JSON.parse(json, (name, value: unknown) => {
      found ||= name === PROTO;
      return value;
    });
  } catch {
    // Whoever reads the body says what is wrong with it.
  }
  return found;
}

/** Whoever is refused as unknown counts against his address: keys are not guessed at will. */
const limitStrangers = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.res.status === 401) await limitRate(addressOf)(c, () => Promise.resolve());
});

/** Routes that need nobody to be known. What is used for every path would run for the closed ones too. */
const open = createApi();
for (const path of ["/auth/*", "/invitations/accept"]) open.use(path, limitRate(addressOf), publishChanges);
open.route("/auth", auth);
open.route("/", acceptance);

/** Routes for whoever is known. */
const closed = createApi();
closed.use(limitStrangers);
closed.use(authenticate);
closed.use(limitRate(({ var: { ctx } }) => (ctx.actor.role === "system" ? ctx.actor.job : ctx.actor.id)));
closed.use(idempotent);
closed.use(publishChanges);
for (const path of ["/offers/:id/applications", "/applications/*", "/support/*"]) closed.use(path, sendMailsNow);
closed.route("/", people);
closed.route("/offers", offers);
closed.route("/offers", offerTerms);
closed.route("/offers", creatives);
closed.route("/offers", joining);
closed.route("/applications", applications);
closed.route("/advertisers", advertisers);
closed.route("/webmasters", webmasters);
closed.route("/traffic-sources", sources);
closed.route("/support", support);
closed.route("/links", links);
closed.route("/clicks", clicks);
closed.route("/conversions", conversions);
closed.route("/postbacks", postbacks);
closed.route("/advertisers", advertiserPostback);
closed.route("/stats", stats);
closed.route("/", uploads);
closed.route("/balances", balances);
closed.route("/ledger", ledger);
closed.route("/", payouts);
closed.route("/ops", ops);
closed.route("/ops", opsDeadLetters);
closed.route("/ops", opsClicks);
closed.route("/ops/archives", opsArchives);

export const app = new OpenAPIHono<App>();
app.use(requestId({ limitLength: 64 }));
app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    // A route may say something stricter of its own.
    overwrite: false,
  }),
);
app.use("/api/*", cors({ origin: (origin, c) => (listedOrigins(c.env as Env).includes(origin) ? origin : null) })); // Hono's types forget the app's
app.use("/api/*", refuseCrossSite);
/** Refuses what announces too much at once, and stops reading what turns out to be. */
const limitBody = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) => problem(c, new NetworkError("too_large", `The body is larger than ${maxSize / 1_000_000} MB`)),
  });
const limitJson = limitBody(BODY_BYTES_MAX);
const limitFile = limitBody(Math.max(ATTACHMENT_BYTES_MAX, CREATIVE_BYTES_MAX));
app.use((c, next) => (streamsFile(c) ? next() : (FILES.test(c.req.path) ? limitFile : limitJson)(c, next)));
app.use("/api/*", refuseProto);
app.get("/", (c) => c.html(statusPage(c.env.EDGE_ORIGIN, isDevelopment(c.env))));
app.get("/health", (c) => c.json({ status: "ok" }));
app.get("/docs", (c) => c.html(docsPage(document())));
app.get("/dev/mail", async (c) => (isDevelopment(c.env) ? c.html(mailPage(await listKeptMails(c.env))) : c.notFound()));
app.get("/dev/mail.json", async (c) =>
  isDevelopment(c.env) ? c.json({ data: await listKeptMails(c.env) }) : c.notFound(),
);
app.get("/api/v1/openapi.json", (c) => c.json(document()));
app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", { type: "http", scheme: "bearer" });
app.openAPIRegistry.registerComponent("securitySchemes", "session", {
  type: "apiKey",
  in: "cookie",
  name: "__Host-waymark.session_token",
});
app.route("/api/v1", open);
app.route("/api/v1", closed);
app.notFound((c) => problem(c, new NetworkError("not_found", "Nothing is here")));
app.onError(onError);

/** The whole API as an OpenAPI 3.1 document. */
export const document = () =>
  app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Waymark",
      version: "1",
      description: "The control plane of an affiliate network",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/", description: "This network" }],
  });

const listedOrigins = ({ CORS_ORIGINS }: Env) => CORS_ORIGINS.split(",").filter((origin) => origin !== "");

function addressOf(c: { req: { header: (name: string) => string | undefined } }) {
  return networkOf(c.req.header("cf-connecting-ip") ?? "");
}
