import { z } from "@hono/zod-openapi";
import { listOwnBalances } from "@waymark/network/ledger";
import { findMinimums } from "@waymark/network/payout";
import { findExits } from "@waymark/network/stats";
import { createApi, json, Money, money, OptionalId, problems, security, Time, time } from "./schema.ts";
import { defineRoute } from "./route.ts";

const held = { currency: z.string(), pending: Money, on_hold: Money, available: Money, on_payment: Money, paid: Money };

export const Holdings = z.object(held).openapi("Holdings");

const Balance = z
  .object({
    ...held,
    frozen: Money.openapi({ description: "What would be available, but is frozen until the operator decides" }),
    payout_minimum: Money.openapi({ description: "The smallest payout in this currency" }),
    rejected: Money.openapi({
      description: "Commission of conversions that the advertiser or the network's check rejected; in no balance",
    }),
    reversed: Money.openapi({
      description: "Commission of conversions that were approved, and reversed later; in no balance",
    }),
  })
  .openapi("Balance");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listBalances",
  summary: "Get a webmaster's balances by currency. The operator names the webmaster",
  tags: ["balances"],
  security,
  request: { query: z.object({ webmaster_id: OptionalId }) },
  responses: {
    200: json(
      z.object({
        data: z.array(Balance),
        freeze: z
          .object({ frozen_at: Time, reason: z.string() })
          .nullable()
          .openapi({ description: "Why the operator has frozen the money; null if it is not frozen" }),
      }),
      "Balances",
    ),
    ...problems,
  },
});

export const balances = createApi().openapi(listRoute, async (c) => {
  const { ctx } = c.var;
  const { webmasterId, balances: rows, freeze } = await listOwnBalances(ctx, c.req.valid("query").webmaster_id);
  const [minimumOf, exitsOf] = await Promise.all([findMinimums(ctx.db, webmasterId), findExits(ctx.db, webmasterId)]);
  const data = rows.map(({ currency, pending, on_hold, available, on_payment, paid, frozen }) => ({
    currency,
    pending: money(pending, currency),
    on_hold: money(on_hold, currency),
    available: money(available, currency),
    on_payment: money(on_payment, currency),
    paid: money(paid, currency),
    frozen: money(frozen, currency),
    payout_minimum: money(minimumOf(currency), currency),
    rejected: money(exitsOf(currency).rejected, currency),
    reversed: money(exitsOf(currency).reversed, currency),
  }));
  return c.json({ data, freeze: freeze && { frozen_at: time(freeze.since), reason: freeze.reason } }, 200);
});
