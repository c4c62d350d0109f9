import { OpenAPIHono } from "@hono/zod-openapi";
import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext } from "hono";
import { requestId } from "hono/request-id";
import { appeals } from "./api/appeals.ts";
import { claims } from "./api/claims.ts";
import { applications, joining } from "./api/applications.ts";
import { acceptance, accountCodes } from "./api/account-codes.ts";
import { accountMembers } from "./api/account-members.ts";
import { advertiserHosts } from "./api/advertiser-hosts.ts";
import { advertiserPostback } from "./api/advertiser-postback.ts";
import { auditLog } from "./api/audit.ts";
import { auth } from "./api/auth.ts";
import { balances } from "./api/balances.ts";
import { clicks } from "./api/clicks.ts";
import { conversionReports } from "./api/conversion-reports.ts";
import { destinationChanges } from "./api/destination-changes.ts";
import { conversions } from "./api/conversions.ts";
import { expectedMoney } from "./api/expected-money.ts";
import { forecast } from "./api/forecast.ts";
import { exports } from "./api/exports.ts";
import { creatives } from "./api/creatives.ts";
import { ledger } from "./api/ledger.ts";
import { links } from "./api/links.ts";
import { advertisers, webmasters } from "./api/members.ts";
import { moneyGuard } from "./api/money-guard.ts";
import { notices } from "./api/notices.ts";
import { offerTerms } from "./api/offer-terms.ts";
import { offers } from "./api/offers.ts";
import { me } from "./api/me.ts";
import { opsArchives } from "./api/ops-archives.ts";
import { opsClicks } from "./api/ops-clicks.ts";
import { opsDeadLetters } from "./api/ops-dead-letters.ts";
import { opsHealth } from "./api/ops-health.ts";
import { opsToDo } from "./api/ops-to-do.ts";
import { ops } from "./api/ops.ts";
import { nextPayout } from "./api/next-payout.ts";
import { bankFiles } from "./api/bank-files.ts";
import { bankStatements } from "./api/bank-statements.ts";
import { payerAccounts } from "./api/payer-accounts.ts";
import { payoutAccounts } from "./api/payout-accounts.ts";
import { payoutDocuments } from "./api/payout-documents.ts";
import { payoutRequests } from "./api/payout-requests.ts";
import { ownTraffic } from "./api/own-traffic.ts";
import { ruleSets } from "./api/rule-sets.ts";
import { conversionJudgments, trafficCheck, waitingConversions } from "./api/traffic-check.ts";
import { payoutTerms } from "./api/payout-terms.ts";
import { payoutProviders } from "./api/payout-providers.ts";
import { payouts } from "./api/payouts.ts";
import { people } from "./api/people.ts";
import { postbacks } from "./api/postbacks.ts";
import { qualityPolicies } from "./api/quality-policies.ts";
import { quotas } from "./api/quotas.ts";
import { reports, unsubscription } from "./api/reports.ts";
import { createApi } from "./api/schema.ts";
import { reportViews } from "./api/report-views.ts";
import { searches } from "./api/search.ts";
import { sessions } from "./api/sessions.ts";
import { openSettings, settings } from "./api/settings.ts";
import { sourceLimits } from "./api/source-limits.ts";
import { sourceScores } from "./api/source-scores.ts";
import { sources } from "./api/sources.ts";
import { statements } from "./api/statements.ts";
import { stats } from "./api/stats.ts";
import { support } from "./api/support.ts";
import { uploads } from "./api/uploads.ts";
import { webmasterMoney } from "./api/webmaster-money.ts";
import { webmasterSchedule } from "./api/webmaster-schedule.ts";
import { authenticate, refuseCrossSite } from "./auth.ts";
import { cabinetPage } from "./cabinet.ts";
import { isDevelopment } from "./env.ts";
import type { App } from "./http.ts";
import { listKeptMails } from "./mail.ts";
import { mcp } from "./mcp/index.ts";
import {
  addressOf,
  allowListedOrigins,
  forbidStoring,
  limitBody,
  limitStrangers,
  setSecurityHeaders,
} from "./middleware.ts";
import { mailPage } from "./pages.ts";
import { paypalWebhook } from "./payout-provider.ts";
import { publicHealth } from "./public-health.ts";
import { onError, problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

/** Routes without authentication. Middleware for every path would also run for the authenticated routes. */
const open = createApi();
for (const path of ["/auth/*", "/invitations/accept", "/reports/unsubscribe", "/settings", "/settings/*"])
  open.use(path, limitRate(addressOf));
open.route("/auth", accountCodes);
open.route("/auth", auth);
open.route("/", acceptance);
open.route("/", unsubscription);
open.route("/settings", openSettings);

/** Routes with authentication. */
const closed = createApi();
closed.use("/auth/*", (c) => Promise.resolve(problem(c, refusalOfUnknown(c))));
closed.use(limitStrangers);
closed.use(authenticate);
closed.use(limitRate(({ var: { ctx } }) => (ctx.actor.role === "system" ? ctx.actor.job : ctx.actor.id)));
closed.route("/me", me);
closed.route("/sessions", sessions);
closed.route("/settings", settings);
closed.route("/search", searches);
closed.route("/", people);
closed.route("/members", accountMembers);
closed.route("/audit", auditLog);
closed.route("/quotas", quotas);
closed.route("/offers", offers);
closed.route("/offers", offerTerms);
closed.route("/offers", creatives);
closed.route("/offers", joining);
closed.route("/destination-changes", destinationChanges);
closed.route("/applications", applications);
closed.route("/advertisers", advertisers);
closed.route("/webmasters", webmasters);
closed.route("/webmasters", webmasterMoney);
closed.route("/webmasters", webmasterSchedule);
closed.route("/notices", notices);
closed.route("/traffic-sources", sources);
closed.route("/support", support);
closed.route("/", exports);
closed.route("/links", links);
closed.route("/clicks", clicks);
closed.route("/conversions", conversionReports);
closed.route("/conversions", conversions);
closed.route("/appeals", appeals);
closed.route("/claims", claims);
closed.route("/conversions", conversionJudgments);
closed.route("/webmasters", waitingConversions);
closed.route("/traffic-check", trafficCheck);
closed.route("/rule-sets", ruleSets);
closed.route("/source-scores", sourceScores);
closed.route("/quality-policies", qualityPolicies);
closed.route("/source-limits", sourceLimits);
closed.route("/own-traffic", ownTraffic);
closed.route("/postbacks", postbacks);
closed.route("/advertisers", advertiserPostback);
closed.route("/advertisers", advertiserHosts);
closed.route("/stats/forecast", forecast);
closed.route("/stats/expected-money", expectedMoney);
closed.route("/stats", stats);
closed.route("/reports", reports);
closed.route("/report-views", reportViews);
closed.route("/", uploads);
closed.route("/balances", balances);
closed.route("/balances/statement", statements);
closed.route("/ledger", ledger);
closed.route("/payouts/next", nextPayout);
closed.route("/", bankFiles); // before payouts, whose verbs have the same form
closed.route("/", payoutProviders);
closed.route("/", payouts);
closed.route("/payout-accounts", payoutAccounts);
closed.route("/payout-terms", payoutTerms);
closed.route("/payout-documents", payoutDocuments);
closed.route("/payout-requests", payoutRequests);
closed.route("/", payerAccounts);
closed.route("/bank-statements", bankStatements);
closed.route("/", moneyGuard);
closed.route("/ops", ops);
closed.route("/ops", opsDeadLetters);
closed.route("/ops", opsClicks);
closed.route("/ops", opsToDo);
closed.route("/ops", opsHealth);
closed.route("/ops/archives", opsArchives);

const MCP_BYTES_MAX = 100_000;
const WEBHOOK_BYTES_MAX = 100_000;

export const app = new OpenAPIHono<App>();
app.use(requestId({ limitLength: 64 }));
app.use(setSecurityHeaders);
app.use(forbidStoring);
app.use("/api/*", allowListedOrigins);
app.use("/api/*", refuseCrossSite);
app.get("/health", async (c) => c.json({ status: await publicHealth(c.env) }));
app.post(
  "/mcp",
  limitBody(MCP_BYTES_MAX),
  mcp((request, { env, executionCtx }) => app.fetch(request, env, executionCtx)),
);
app.post(
  "/webhooks/paypal",
  limitRate(addressOf),
  limitBody(WEBHOOK_BYTES_MAX),
  async (c) => (await paypalWebhook(c.env, c.req.raw)) ?? c.notFound(),
);
app.get("/dev/mail", async (c) => (isDevelopment(c.env) ? c.html(mailPage(await listKeptMails(c.env))) : c.notFound()));
app.get("/dev/mail.json", async (c) =>
  isDevelopment(c.env) ? c.json({ data: await listKeptMails(c.env) }) : c.notFound(),
);
app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", { type: "http", scheme: "bearer" });
app.openAPIRegistry.registerComponent("securitySchemes", "session", {
  type: "apiKey",
  in: "cookie",
  name: "__Host-waymark.session_token",
});
app.route("/api/v1", open);
app.route("/api/v1", closed);
app.notFound(async (c) => (await cabinetPage(c)) ?? problem(c, refusalOfUnknown(c)));
app.onError(onError);

/** A path that other methods reach is 405 and names them; any other path is 404. */
function refusalOfUnknown(c: HonoContext<App>): NetworkError {
  const methods = [
    ...new Set(
      knownRoutes()
        .filter(({ pattern }) => pattern.test(c.req.path))
        .map(({ method }) => method),
    ),
  ];
  if (methods.length === 0 || methods.includes(c.req.method))
    return new NetworkError("not_found", `No page or operation has the path ${c.req.path}; ${hintAbout(c.req.path)}`);
  c.header("Allow", methods.join(", "));
  return new NetworkError(
    "method_not_allowed",
    `${c.req.method} is not a method of this path; use ${methods.join(" or ")}`,
  );
}

function hintAbout(path: string): string {
  if (!path.startsWith("/api/v1/")) return "operations begin with /api/v1";
  if (path.endsWith("/")) return "paths have no slash at the end";
  return "/docs lists the operations";
}

type KnownRoute = { method: string; pattern: RegExp };

let known: KnownRoute[] | undefined;

/** Made with the first unknown path: several hundred patterns take as long as the rest of such an answer. */
const knownRoutes = (): KnownRoute[] =>
  (known ??= app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:[^/]+/g, "[^/]+")}$`) })));

/** The whole API as an OpenAPI 3.1 document, as its routes describe it; document/ describes the rest. */
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
