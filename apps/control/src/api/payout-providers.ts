import { z } from "@hono/zod-openapi";
import { handOverRun, listSubmissions, resolveSubmission, type Submission } from "@waymark/network/payout-provider";
import { getPayoutRun } from "@waymark/network/payout";
import { SUBMISSION_STATUSES } from "@waymark/network/words";
import { providerOf } from "../payout-provider.ts";
import { PayoutView, RunView, showPayout, showRun } from "./payouts.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  sessionOnly,
  Time,
  time,
} from "./schema.ts";

const SubmissionView = z
  .object({
    payout_id: z.string().openapi({ description: "Id of the payout" }),
    webmaster_id: z.string(),
    net: Money.openapi({ description: "What the provider is asked to pay" }),
    status: z.enum(SUBMISSION_STATUSES).openapi({
      description:
        "`waiting`: not accepted yet. `submitted`: accepted, not paid yet. `unclaimed`: the receiver has no account there, and 30 days to open one. `on_hold`: the provider checks it. `paid`, `returned`: the payout is settled, or its money is available again. `blocked`, `refused`, `unknown`: a person must look, and resolve it",
    }),
    provider_status: z.string().nullable().openapi({ description: "The provider's own word" }),
    provider_item_id: z.string().nullable().openapi({ description: "The provider's id of the payment" }),
    reason: z.string().nullable().openapi({ description: "Why it has this status; null if the status says it" }),
    changed_at: Time,
  })
  .openapi("PayoutSubmission");

const handOverRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/payout-runs/{id}/hand-over",
  operationId: "handOverPayoutRun",
  summary: "Have PayPal pay the payouts of a sent run to PayPal accounts. Operator only, in a fresh session",
  description:
    "A job hands them over in batches. Each payout is handed over once; a repeat of the request hands over only those that waited for a document before. PayPal must be connected.",
  tags: ["payouts"],
  security: sessionOnly,
  request: { params: IdParam },
  responses: { 200: json(RunView, "The run"), ...problems },
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payout-runs/{id}/submissions",
  operationId: "listPayoutSubmissions",
  summary: "List the payouts of a run that were handed to a provider, and what became of them. Operator only",
  tags: ["payouts"],
  security,
  request: { params: IdParam, query: PageQuery.extend({ status: z.enum(SUBMISSION_STATUSES).optional() }) },
  responses: { 200: json(pageOf(SubmissionView), "Payouts, by id"), ...problems },
});

const resolveRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payouts/{id}/resolve",
  operationId: "resolvePayout",
  summary: "Decide whether a provider paid a payout that is blocked, refused or unknown there. Operator only",
  description: "Look at the provider first: what is resolved as not paid is available again, and the next run pays it.",
  tags: ["payouts"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          is_paid: z.boolean().openapi({ description: "Whether the money has arrived at the webmaster" }),
          reason: ReasonText,
        })
        .openapi("PayoutResolution"),
    ),
  },
  responses: { 200: json(PayoutView, "The payout: paid, returned, or still at work"), ...problems },
});

export const payoutProviders = createApi()
  .openapi(handOverRoute, async (c) => {
    const { id } = c.req.valid("param");
    await handOverRun(c.var.ctx, id, providerOf(c.env));
    return c.json(showRun(await getPayoutRun(c.var.ctx, id)), 200);
  })
  .openapi(listRoute, async (c) => {
    const { rows, next } = await listSubmissions(c.var.ctx, c.req.valid("param").id, c.req.valid("query"));
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(resolveRoute, async (c) => {
    const { is_paid: isPaid, reason } = c.req.valid("json");
    return c.json(showPayout(await resolveSubmission(c.var.ctx, c.req.valid("param").id, { isPaid, reason })), 200);
  });

const show = (row: Submission): z.infer<typeof SubmissionView> => ({
  ...{ payout_id: row.payout_id, webmaster_id: row.webmaster_id, net: money(row.net_minor, row.currency) },
  ...{ status: row.status, provider_status: row.provider_status, provider_item_id: row.provider_item_id },
  ...{ reason: row.reason, changed_at: time(row.changed_at) },
});
