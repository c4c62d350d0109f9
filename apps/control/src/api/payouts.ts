import { z } from "@hono/zod-openapi";
import { referenceOf } from "@waymark/network/bank-file";
import {
  cancelPayoutRun,
  createPayoutRun,
  describePayoutRun,
  excludeFromRun,
  getPayout,
  listLeftOut,
  listPayoutLines,
  listPayoutRuns,
  listPayouts,
  returnPayout,
  stepPayoutRun,
  type ListedRun as Listed,
  type Payout,
  type PayoutLine,
  type PayoutRun,
} from "@waymark/network/payout";
import {
  LEFT_OUT_REASONS,
  LINE_KINDS,
  PAYOUT_METHODS,
  PAYOUT_RUN_JOBS,
  PAYOUT_RUN_STATUSES,
  PAYOUT_STATUSES,
} from "@waymark/network/words";
import { actorIdOf } from "@waymark/network/context";
import type { Env } from "../env.ts";
import { wakePayoutRun } from "../jobs/payouts.ts";
import { PayoutFilters, payoutFilterOf, PayoutRunFilters, payoutRunFilterOf } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  MoneyInput,
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
import { EndTime, Zone } from "./time-input.ts";

export const RunView = z
  .object({
    id: z.string(),
    date: z.iso.date().nullable().openapi({ description: "The payout day; null for a run besides the schedule" }),
    status: z.enum(PAYOUT_RUN_STATUSES),
    job: z.enum(PAYOUT_RUN_JOBS).nullable().openapi({
      description:
        "What the run does step by step: `draft` collects payouts, `settle` and `cancel` end with that status. Null: nothing",
    }),
    cut_off_at: Time.openapi({ description: "Money that was available later waits for the next run" }),
    created_at: Time,
  })
  .openapi("PayoutRun");

const ListedRun = RunView.extend({
  totals: z
    .array(
      z.object({
        status: z.enum(PAYOUT_STATUSES),
        payouts: z.number().int().openapi({ description: "How many payouts of this currency have this status" }),
        conversions: z.number().int().openapi({ description: "Conversions that these payouts pay or set off" }),
        amount: Money,
        net: Money.openapi({
          description: "What leaves the network's account: with VAT, without fees and withheld tax",
        }),
      }),
    )
    .openapi({ description: "What the run pays, by currency and status of its payouts. While a job works, it grows" }),
  money_request_id: z.string().nullable().openapi({
    description: "The approval that waits for a second operator, under /money-requests/{id}; null: none waits",
  }),
}).openapi("ListedPayoutRun");

const PayeeBalances = z
  .object({ available: Money, on_payment: Money, paid: Money })
  .openapi("PayeeBalances", { description: "Balances of all payees of a run in a currency together" });

const LeftOutReason = z.enum(LEFT_OUT_REASONS).openapi({
  description:
    "`below_minimum`: too little for a payout. `below_fee`: not more than its fee. `not_scheduled`: the webmaster is paid on another day, or did not ask. `no_account`, `account_on_hold`: there is no account that can be paid. `frozen`: the operator froze the money. `owed`: the webmaster owes the network. `excluded`: the operator took it out. `receipt_missing`: the webmaster is self-employed, and owes the receipt of an earlier payout. `after_cut_off`: available after the cut-off. `on_hold`: the hold days have not passed. `held`: stopped by the traffic check. `check_pending`: the click is not stored yet",
});

const RunDetails = ListedRun.extend({
  left_out: z
    .array(
      z.object({
        reason_code: LeftOutReason,
        webmasters: z
          .number()
          .int()
          .openapi({ description: "How many webmasters have such an amount in the currency" }),
        amount: Money,
        payable_at: Time.nullable().openapi({
          description: "When the first of these amounts can be paid; null while that is not known",
        }),
      }),
    )
    .openapi({ description: "Sums of what the run does not pay, by reason and currency" }),
  balances: z
    .array(
      z.object({
        without_run: PayeeBalances,
        now: PayeeBalances,
        difference: Money.nullable().openapi({
          description:
            "What the ledger has on payment and paid beyond the payees' payouts: 0, or the books have a fault. Null while a payout is being returned step by step",
        }),
      }),
    )
    .openapi({ description: "What the run moves, by currency. Both sides have the same total" }),
  to_pay: z
    .array(
      z.object({
        method: z.enum(PAYOUT_METHODS).nullable().openapi({ description: "Null: paid by agreement" }),
        payouts: z.number().int().openapi({ description: "How many payouts are on payment" }),
        net: Money.openapi({ description: "What they pay, together" }),
        instructed_payouts: z
          .number()
          .int()
          .openapi({ description: "How many of them a bank file or a provider was told to pay" }),
        instructed_net: Money.openapi({ description: "What these pay, together" }),
      }),
    )
    .openapi({ description: "What is on payment, by the method of its accounts and currency" }),
  steps: z
    .array(
      z.object({
        status: z.enum(PAYOUT_RUN_STATUSES),
        actor_id: z.string().openapi({ description: "The person, key or job that decided" }),
        decided_at: Time,
        reason: z.string().nullable(),
        fingerprint: z.string().nullable().openapi({
          description:
            "Of an approval: a digest of each payout, its amount and its account. Null for other steps, and for approvals from before it was kept",
        }),
      }),
    )
    .openapi({ description: "Who decided what, and when. `draft` after `approved`: a change made the approval void" }),
}).openapi("PayoutRunDetails");

const LeftOutView = z
  .object({
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    reason_code: LeftOutReason,
    amount: Money,
    payable_at: Time.nullable().openapi({ description: "From when it can be paid; null while that is not known" }),
  })
  .openapi("LeftOutAmount");

const REFERENCE = "PAY-01KBA9Z4QH3F6V8N2M5X7T1R";

export const PayoutView = z
  .object({
    id: z.string(),
    reference: z.string().openapi({ description: "What the bank's statement carries of it", example: REFERENCE }),
    run_id: z.string(),
    webmaster_id: z.string(),
    amount: Money,
    vat: Money.openapi({ description: "Added to the amount" }),
    withheld: Money.openapi({ description: "Tax that is deducted from the amount" }),
    fee: Money.openapi({ description: "Deducted from the amount" }),
    net: Money.openapi({ description: "What is sent: amount + vat - withheld - fee" }),
    status: z.enum(PAYOUT_STATUSES),
    reason: z.string().nullable().openapi({ description: "Why it was returned or cancelled; null otherwise" }),
    is_at_work: z.boolean().openapi({
      description: "Whether its lines are still being moved step by step; its next status follows",
    }),
    created_at: Time,
    paid_at: Time.nullable(),
  })
  .openapi("Payout");

export const ListedPayout = PayoutView.extend({ webmaster_name: z.string() }).openapi("ListedPayout");

const LineView = z
  .object({
    kind: z.enum([...LINE_KINDS, "correction"]).openapi({
      description:
        "`commission`: a conversion's commission. `setoff`: a conversion that was reversed after its payment. `correction`: a correction of the account",
    }),
    conversion_id: z.string().nullable().openapi({ description: "Null for a correction" }),
    correction_id: z.string().nullable().openapi({ description: "The correction, under /ledger/corrections" }),
    amount: Money.openapi({ description: "Below 0 if it is set off" }),
  })
  .openapi("PayoutLine");

const PayoutWithLines = ListedPayout.extend({
  account: z
    .object({ id: z.string(), method: z.enum(PAYOUT_METHODS), mask: z.string() })
    .nullable()
    .openapi({ description: "The account that it goes to; null: paid by agreement" }),
  changes: z
    .array(z.object({ status: z.enum(PAYOUT_STATUSES), reason: z.string().nullable(), changed_at: Time }))
    .openapi({ description: "What happened to it, and when, oldest first" }),
  lines: z.array(LineView).openapi({ description: "The first 1,000 lines" }),
  has_more_lines: z.boolean().openapi({ description: "Whether there are more, under /payouts/{id}/lines" }),
}).openapi("PayoutWithLines");

const newRunRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs",
  operationId: "createPayoutRun",
  summary: "Create a draft payout run from all available balances. Operator only",
  description:
    "A large run collects its payouts step by step: it can be approved once `job` is null. What it leaves out is listed " +
    "under /payout-runs/{id}/left-out.",
  tags: ["payouts"],
  security,
  request: body(
    z
      .strictObject({
        date: z.iso.date().optional().openapi({
          description:
            "The payout day: those are paid whose schedule has it. A day has one run, apart from cancelled ones. Without it the run is besides the schedule, and pays everyone",
          example: "2026-12-16",
        }),
        cut_off_at: EndTime.optional().openapi({
          description:
            "Money that is available later waits for the next run; not in the future. By default the beginning of the date, or now if there is none or it has not begun",
        }),
        zone: Zone,
      })
      .openapi("NewPayoutRun"),
  ),
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
  responses: { 200: json(pageOf(ListedRun), "Runs"), ...problems },
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
  responses: { 200: json(RunDetails, "The run"), ...problems },
});

const leftOutRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payout-runs/{id}/left-out",
  operationId: "listLeftOutAmounts",
  summary: "List what a payout run does not pay, and why. Operator only",
  tags: ["payouts"],
  security,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: z.string().max(300).optional(),
      reason_code: z.enum(LEFT_OUT_REASONS).optional(),
    }),
  },
  responses: { 200: json(pageOf(LeftOutView), "Amounts, by webmaster, currency and reason"), ...problems },
});

const cancelRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs/{id}/cancel",
  operationId: "cancelPayoutRun",
  summary: "Cancel a payout run that is not sent, with all its payouts. Operator only",
  tags: ["payouts"],
  security,
  request: { params: IdParam, ...body(z.strictObject({ reason: ReasonText }).openapi("PayoutRunCancellation")) },
  responses: { 200: json(RunView, "The run, cancelled or being cancelled"), ...problems },
});

const excludeRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs/{id}/exclude",
  operationId: "excludeFromPayoutRun",
  summary: "Take a webmaster's payouts out of a run that is not sent: the next run pays them. Operator only",
  tags: ["payouts"],
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ webmaster_id: z.string().max(100), reason: ReasonText }).openapi("PayoutExclusion")),
  },
  responses: { 200: json(RunView, "The run. If it was approved, it is a draft again"), ...problems },
});

const stepRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/payout-runs/{id}/{verb}",
  operationId: "stepPayoutRun",
  summary: "Advance a payout run: draft → approved → sent → settled. Operator only",
  description:
    "An approval is bound to the payouts, their amounts and accounts. A change before the run is sent makes it void: the " +
    "run is a draft again. A large run is settled step by step: its status follows once `job` is null.",
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

const linesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payouts/{id}/lines",
  operationId: "listPayoutLines",
  summary: "List all that a payout pays or sets off",
  tags: ["payouts"],
  security,
  request: { params: IdParam, query: PageQuery.extend({ cursor: z.string().max(300).optional() }) },
  responses: { 200: json(pageOf(LineView), "Lines, by the id of their conversion or correction"), ...problems },
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
    ...body(
      z
        .strictObject({
          reason: ReasonText,
          bank_charge: MoneyInput.optional().openapi({
            description: "What the bank charged for the return, in the payout's currency: the network's expense",
          }),
        })
        .openapi("PayoutReturn"),
    ),
  },
  responses: { 200: json(PayoutView, "The payout: returned, or cancelled if it was not sent yet"), ...problems },
});

const STEP_TO = { approve: "approved", send: "sent", settle: "settled" } as const;

export const payouts = createApi()
  .openapi(newRunRoute, async (c) => {
    const { date, cut_off_at: cutOff } = c.req.valid("json");
    const run = await createPayoutRun(c.var.ctx, {
      date,
      cutOffAt: cutOff === undefined ? undefined : Date.parse(cutOff),
    });
    return c.json(await shownAtWork(c.env, run), 201);
  })
  .openapi(listRunsRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const filter = { ...payoutRunFilterOf(query), before: cursor, limit };
    return c.json(page(await listPayoutRuns(c.var.ctx, filter), limit, showListedRun), 200);
  })
  .openapi(getRunRoute, async (c) =>
    c.json(showDetails(await describePayoutRun(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(leftOutRoute, async (c) => {
    const { limit, cursor, reason_code: reason } = c.req.valid("query");
    const { rows, next } = await listLeftOut(c.var.ctx, c.req.valid("param").id, { reason, cursor, limit });
    const data = rows.map((row) => ({
      ...{ webmaster_id: row.webmaster_id, webmaster_name: row.webmasterName, reason_code: row.reason },
      ...{ amount: money(row.amount_minor, row.currency), payable_at: timeOrNull(row.payable_at) },
    }));
    return c.json({ data, next_cursor: next }, 200);
  })
  .openapi(cancelRoute, async (c) => {
    const run = await cancelPayoutRun(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    return c.json(await shownAtWork(c.env, run), 200);
  })
  .openapi(excludeRoute, async (c) => {
    const { webmaster_id: webmasterId, reason } = c.req.valid("json");
    const run = await excludeFromRun(c.var.ctx, c.req.valid("param").id, { webmasterId, reason });
    return c.json(await shownAtWork(c.env, run), 200);
  })
  .openapi(stepRoute, async (c) => {
    const { id, verb } = c.req.valid("param");
    return c.json(await shownAtWork(c.env, await stepPayoutRun(c.var.ctx, id, STEP_TO[verb])), 200);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listPayouts(c.var.ctx, payoutFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showListedPayout), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => {
    const { payout, account, changes, lines, next } = await getPayout(c.var.ctx, c.req.valid("param").id);
    return c.json(
      {
        ...showListedPayout(payout),
        account: account && { id: account.id, method: account.method, mask: account.mask },
        changes: changes.map(({ status, reason, changed_at }) => ({ status, reason, changed_at: time(changed_at) })),
        lines: lines.map(showLine(payout)),
        has_more_lines: next !== null,
      },
      200,
    );
  })
  .openapi(linesRoute, async (c) => {
    const { payout, lines, next } = await listPayoutLines(c.var.ctx, c.req.valid("param").id, c.req.valid("query"));
    return c.json({ data: lines.map(showLine(payout)), next_cursor: next }, 200);
  })
  .openapi(returnRoute, async (c) => {
    const { reason, bank_charge: charge } = c.req.valid("json");
    const { id } = c.req.valid("param");
    const payout = await returnPayout(c.var.ctx, id, {
      reason,
      charge: charge && { currency: charge.currency, amountMinor: charge.amount_minor },
    });
    if (payout.job !== null) await wakePayoutRun(c.env, payout.run_id);
    return c.json(showPayout(payout), 200);
  });

/** A run, whose work goes on in the background. */
async function shownAtWork(env: Env, run: PayoutRun): Promise<z.infer<typeof RunView>> {
  if (run.job !== null) await wakePayoutRun(env, run.id);
  return showRun(run);
}

export const showRun = ({ id, date, status, job, cut_off_at, created_at }: PayoutRun): z.infer<typeof RunView> => ({
  ...{ id, date, status, job },
  cut_off_at: time(cut_off_at),
  created_at: time(created_at),
});

const showListedRun = (run: Listed): z.infer<typeof ListedRun> => ({
  ...showRun(run),
  totals: run.totals.map(({ currency, status, payouts: count, lines, amountMinor, netMinor }) => ({
    ...{ status, payouts: count, conversions: lines },
    amount: money(amountMinor, currency),
    net: money(netMinor, currency),
  })),
  money_request_id: run.moneyRequestId,
});

const showDetails = (run: Awaited<ReturnType<typeof describePayoutRun>>): z.infer<typeof RunDetails> => ({
  ...showListedRun(run),
  left_out: run.leftOut.map(({ reason, currency, webmasters, amountMinor, payableAt }) => ({
    ...{ reason_code: reason, webmasters, amount: money(amountMinor, currency), payable_at: timeOrNull(payableAt) },
  })),
  balances: run.moves.map(({ currency, without, now, differenceMinor }) => {
    const show = ({ availableMinor, onPaymentMinor, paidMinor }: typeof now) => ({
      available: money(availableMinor, currency),
      on_payment: money(onPaymentMinor, currency),
      paid: money(paidMinor, currency),
    });
    const difference = differenceMinor === null ? null : money(differenceMinor, currency);
    return { without_run: show(without), now: show(now), difference };
  }),
  to_pay: run.toPay.map(({ method, currency, payouts: count, netMinor, instructedPayouts, instructedMinor }) => ({
    ...{ method, payouts: count, net: money(netMinor, currency) },
    ...{ instructed_payouts: instructedPayouts, instructed_net: money(instructedMinor, currency) },
  })),
  steps: run.steps.map(({ status, actor, taken_at, reason, fingerprint }) => ({
    ...{ status, reason, actor_id: actorIdOf(actor), decided_at: time(taken_at), fingerprint },
  })),
});

export const showPayout = (payout: Payout): z.infer<typeof PayoutView> => ({
  id: payout.id,
  reference: referenceOf(payout.id),
  run_id: payout.run_id,
  webmaster_id: payout.webmaster_id,
  amount: money(payout.amount_minor, payout.currency),
  vat: money(payout.vat_minor, payout.currency),
  withheld: money(payout.withheld_minor, payout.currency),
  fee: money(payout.fee_minor, payout.currency),
  net: money(payout.net_minor, payout.currency),
  status: payout.status,
  reason: payout.status_reason,
  is_at_work: payout.job !== null,
  created_at: time(payout.created_at),
  paid_at: timeOrNull(payout.paid_at),
});

const showLine =
  ({ currency }: Payout) =>
  ({ kind, conversionId, correctionId, amountMinor }: PayoutLine): z.infer<typeof LineView> => ({
    ...{ kind, conversion_id: conversionId, correction_id: correctionId },
    amount: money(amountMinor, currency),
  });

export const showListedPayout = (payout: Payout & { webmasterName: string }): z.infer<typeof ListedPayout> => ({
  ...showPayout(payout),
  webmaster_name: payout.webmasterName,
});
