import { z } from "@hono/zod-openapi";
import {
  createPayoutRun,
  getPayout,
  getPayoutRun,
  listPayoutRuns,
  listPayouts,
  returnPayout,
  stepPayoutRun,
  type Payout,
  type PayoutRun,
} from "@waymark/network/payout";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  page,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { PayoutFilters, payoutFilterOf, PayoutRunFilters, payoutRunFilterOf } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { PAYOUT_RUN_STATUSES, PAYOUT_STATUSES, LINE_KINDS } from "@waymark/network/words";

const RunView = z
  .object({ id: z.string(), status: z.enum(PAYOUT_RUN_STATUSES), created_at: Time })
  .openapi("PayoutRun");

const PayoutView = z
  .object({
    id: z.string(),
    run_id: z.string(),
    webmaster_id: z.string(),
    amount: Money,
    status: z.enum(PAYOUT_STATUSES),
    reason: z.string().nullable().openapi({ description: "Why it was returned or cancelled; null otherwise" }),
    created_at: Time,
    paid_at: Time.nullable(),
  })
  .openapi("Payout");

export const ListedPayout = PayoutView.extend({ webmaster_name: z.string() }).openapi("ListedPayout");

const PayoutWithLines = PayoutView.extend({
  lines: z.array(
    z.object({
      kind: z.enum([...LINE_KINDS, "correction"]).openapi({
        description:
          "`commission`: a conversion's commission. `setoff`: a conversion that was reversed after its payment. `correction`: a correction of the account",
      }),
      conversion_id: z.string().nullable().openapi({ description: "Null for a correction" }),
      correction_id: z.string().nullable().openapi({ description: "The correction, under /ledger/corrections" }),
      amount: Money.openapi({ description: "Below 0 if it is set off" }),
    }),
  ),
}).openapi("PayoutWithLines");

const newRunRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs",
  operationId: "createPayoutRun",
  summary: "Create a draft payout run from all available balances. Operator only",
  tags: ["payouts"],
  security,
  responses: { 201: json(RunView, "The run"), ...problems },
});

const listRunsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payout-runs",
  operationId: "listPayoutRuns",
  summary: "List payout runs, newest first. Operator only",
  tags: ["payouts"],
  security,
  request: { query: PageQuery.extend(PayoutRunFilters.shape) },
  responses: { 200: json(pageOf(RunView), "Runs"), ...problems },
});

const getRunRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payout-runs/{id}",
  operationId: "getPayoutRun",
  summary: "Get a payout run. Operator only",
  tags: ["payouts"],
  security,
  request: { params: IdParam },
  responses: { 200: json(RunView, "The run"), ...problems },
});

const stepRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs/{id}/{verb}",
  operationId: "stepPayoutRun",
  summary: "Advance a payout run: draft → approved → sent → settled. Operator only",
  tags: ["payouts"],
  security,
  request: { params: IdParam.extend({ verb: z.enum(["approve", "send", "settle"]) }) },
  responses: { 200: json(RunView, "The run after the step"), ...waits, ...problems },
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payouts",
  operationId: "listPayouts",
  summary: "List the payouts that the caller may see, newest first",
  tags: ["payouts"],
  security,
  request: { query: PageQuery.extend(PayoutFilters.shape) },
  responses: { 200: json(pageOf(ListedPayout), "Payouts"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payouts/{id}",
  operationId: "getPayout",
  summary: "Get a payout with its lines",
  tags: ["payouts"],
  security,
  request: { params: IdParam },
  responses: { 200: json(PayoutWithLines, "The payout"), ...problems },
});

const returnRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payouts/{id}/return",
  operationId: "returnPayout",
  summary: "Return a payout that did not arrive: its amounts are available again. Operator only",
  tags: ["payouts"],
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ reason: ReasonText }).openapi("PayoutReturn")),
  },
  responses: { 200: json(PayoutView, "The payout: returned, or cancelled if it was not sent yet"), ...problems },
});

const STEP_TO = { approve: "approved", send: "sent", settle: "settled" } as const;

export const payouts = createApi()
  .openapi(newRunRoute, async (c) => c.json(showRun(await createPayoutRun(c.var.ctx)), 201))
  .openapi(listRunsRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const filter = { ...payoutRunFilterOf(query), before: cursor, limit };
    return c.json(page(await listPayoutRuns(c.var.ctx, filter), limit, showRun), 200);
  })
  .openapi(getRunRoute, async (c) => c.json(showRun(await getPayoutRun(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(stepRoute, async (c) => {
    const { id, verb } = c.req.valid("param");
    return c.json(showRun(await stepPayoutRun(c.var.ctx, id, STEP_TO[verb])), 200);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listPayouts(c.var.ctx, payoutFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showListedPayout), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => {
    const { payout, lines } = await getPayout(c.var.ctx, c.req.valid("param").id);
    const lineViews = lines.map(({ kind, conversionId, correctionId, amountMinor }) => ({
      kind,
      conversion_id: conversionId,
      correction_id: correctionId,
      amount: money(amountMinor, payout.currency),
    }));
    return c.json({ ...show(payout), lines: lineViews }, 200);
  })
  .openapi(returnRoute, async (c) => {
    const payout = await returnPayout(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    return c.json(show(payout), 200);
  });

const showRun = ({ id, status, created_at }: PayoutRun): z.infer<typeof RunView> => ({
  id,
  status,
  created_at: time(created_at),
});

const show = (payout: Payout): z.infer<typeof PayoutView> => ({
  id: payout.id,
  run_id: payout.run_id,
  webmaster_id: payout.webmaster_id,
  amount: money(payout.amount_minor, payout.currency),
  status: payout.status,
  reason: payout.status_reason,
  created_at: time(payout.created_at),
  paid_at: timeOrNull(payout.paid_at),
});

export const showListedPayout = (payout: Payout & { webmasterName: string }): z.infer<typeof ListedPayout> => ({
  ...show(payout),
  webmaster_name: payout.webmasterName,
});
