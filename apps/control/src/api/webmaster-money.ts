import { z } from "@hono/zod-openapi";
import { freezeMoney, refuseFrozen, releaseFrozen, releaseHeld } from "@waymark/network/account";
import { getWithholding, setWithholding, WITHHOLDING_BPS_MAX, type Withholding } from "@waymark/network/payout-account";
import { listMinimums, setMinimums, type Minimum } from "@waymark/network/payout";
import { BlockReason } from "./members.ts";
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
  problems,
  security,
  Time,
  timeOrNull,
} from "./schema.ts";

const RefusalView = z
  .object({
    refused: z.number().int().openapi({ description: "Conversions that this call refused" }),
    remaining: z
      .number()
      .int()
      .openapi({ description: "Unpaid conversions that are left; call again while it is not 0" }),
  })
  .openapi("MoneyRefusal");

const Minimums = z.object({ data: z.array(Money) }).openapi("PayoutMinimums");

const ReleaseView = z
  .object({
    released: z.number().int().openapi({ description: "Conversions that this call released" }),
    held_again: z
      .number()
      .int()
      .openapi({ description: "Conversions that are now held or refused for another reason" }),
    remaining: z.number().int().openapi({ description: "Conversions that are still held because of the block" }),
  })
  .openapi("Release");

const releaseRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/release-held",
  operationId: "releaseHeldConversions",
  summary: "Release the conversions that an ended block of the webmaster held, up to 500 a call. Operator only",
  description:
    "The advertiser's answers then take effect. A conversion that is also stopped for another reason stays held for that " +
    "reason. Call again while `remaining` is not 0.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(ReleaseView, "What was released"), ...problems },
});

const freezeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/freeze",
  operationId: "freezeMoney",
  summary: "Freeze the money of a webmaster whose block has kept it. Operator only",
  description: "Payouts that are not sent yet are cancelled. `release-frozen` makes the money payable again.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(z.object({ status: z.literal("frozen") }), "It is frozen"), ...problems },
});

const releaseFrozenRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/release-frozen",
  operationId: "releaseFrozenMoney",
  summary: "Release the frozen money of a webmaster: payout runs pay it again. Operator only",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(z.object({ status: z.literal("released") }), "It is released"), ...waits, ...problems },
});

const refuseFrozenRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/refuse-frozen",
  operationId: "refuseFrozenMoney",
  summary: "Refuse the frozen money of a webmaster, up to 500 conversions a call. Operator only",
  description:
    "The webmaster's unpaid conversions are refused, each with the reason, and advertisers don't owe them any more. With " +
    "the last of them, what is still available goes back to the network. Call again while `remaining` is not 0: the money " +
    "stays frozen until then. Each call counts with all that is left against the operator's limit of the day; a second " +
    "operator confirms up to 2,000 conversions at once.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(RefusalView, "What was refused"), ...waits, ...problems },
});

const getMinimumsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/payout-minimums",
  operationId: "getPayoutMinimums",
  summary: "Get the smallest payouts that are set for a webmaster. For other currencies it is 30",
  description: "The smallest payout of the network or of the method counts if it is larger: see /payout-terms.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam },
  responses: { 200: json(Minimums, "The smallest payouts, each in its currency"), ...problems },
});

const MINIMUMS_MAX = 50;

const setMinimumsRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/{id}/payout-minimums",
  operationId: "setPayoutMinimums",
  summary: "Set the smallest payouts of a webmaster, each in its currency. Others are unchanged. Operator only",
  tags: ["webmasters"],
  security,
  request: {
    params: IdParam,
    ...body(
      BlockReason.extend({ minimums: z.array(MoneyInput).min(1).max(MINIMUMS_MAX) }).openapi("PayoutMinimumsChange"),
    ),
  },
  responses: { 200: json(Minimums, "The smallest payouts that are set"), ...problems },
});

const WithholdingView = z
  .object({
    rate_bps: z.number().int().openapi({ description: "Share of a payout's amount in basis points; 0: none" }),
    reason: z.string().nullable().openapi({ description: "Why, such as the law or treaty; null: none is withheld" }),
    set_at: Time.nullable().openapi({ description: "When it was set; null: none is withheld" }),
  })
  .openapi("Withholding");

const getWithholdingRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/payout-withholding",
  operationId: "getWithholding",
  summary: "Get the tax that the network withholds from a webmaster's payouts",
  tags: ["webmasters"],
  security,
  request: { params: IdParam },
  responses: { 200: json(WithholdingView, "The tax"), ...problems },
});

const setWithholdingRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/{id}/payout-withholding",
  operationId: "setWithholding",
  summary: "Set the tax that the network withholds from a webmaster's payouts. Operator only",
  description:
    "It counts for payouts that are made from now on, and is owed to a tax office (`network:tax_payable`). Payouts to an account with the tax profile `self_employed` are never taxed.",
  tags: ["webmasters"],
  security,
  request: {
    params: IdParam,
    ...body(
      BlockReason.extend({
        rate_bps: z.number().int().min(0).max(WITHHOLDING_BPS_MAX).openapi({
          description: "Share of a payout's amount in basis points; 0: none",
        }),
      }).openapi("WithholdingChange"),
    ),
  },
  responses: { 200: json(WithholdingView, "The tax that is set"), ...problems },
});

/** A webmaster's money under and after a block, the smallest payouts, and the tax withheld from them. */
export const webmasterMoney = createApi()
  .openapi(freezeRoute, async (c) => {
    await freezeMoney(c.var.ctx, { webmasterId: c.req.valid("param").id, reason: c.req.valid("json").reason });
    return c.json({ status: "frozen" as const }, 200);
  })
  .openapi(releaseFrozenRoute, async (c) => {
    await releaseFrozen(c.var.ctx, { webmasterId: c.req.valid("param").id, reason: c.req.valid("json").reason });
    return c.json({ status: "released" as const }, 200);
  })
  .openapi(refuseFrozenRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(await refuseFrozen(c.var.ctx, { webmasterId: c.req.valid("param").id, reason }), 200);
  })
  .openapi(getMinimumsRoute, async (c) =>
    c.json({ data: (await listMinimums(c.var.ctx, c.req.valid("param").id)).map(showMinimum) }, 200),
  )
  .openapi(setMinimumsRoute, async (c) => {
    const { minimums, reason } = c.req.valid("json");
    const set = minimums.map(({ amount_minor, currency }) => ({ amountMinor: amount_minor, currency }));
    const after = await setMinimums(c.var.ctx, c.req.valid("param").id, { minimums: set, reason });
    return c.json({ data: after.map(showMinimum) }, 200);
  })
  .openapi(getWithholdingRoute, async (c) =>
    c.json(showWithholding(await getWithholding(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(setWithholdingRoute, async (c) => {
    const { rate_bps: rateBps, reason } = c.req.valid("json");
    return c.json(showWithholding(await setWithholding(c.var.ctx, c.req.valid("param").id, { rateBps, reason })), 200);
  })
  .openapi(releaseRoute, async (c) => {
    const { reason } = c.req.valid("json");
    const { released, heldAgain, remaining } = await releaseHeld(c.var.ctx, {
      webmasterId: c.req.valid("param").id,
      reason,
    });
    return c.json({ released, held_again: heldAgain, remaining }, 200);
  });

const showWithholding = ({ rateBps, reason, setAt }: Withholding) => ({
  ...{ rate_bps: rateBps, reason, set_at: timeOrNull(setAt) },
});

const showMinimum = ({ amountMinor, currency }: Minimum) => money(amountMinor, currency);
