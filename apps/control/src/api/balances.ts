import { z } from "@hono/zod-openapi";
import { listOwnBalances } from "@waymark/network/ledger";
import { createApi, json, Money, money, OptionalId, problems, security } from "./schema.ts";
import { defineRoute } from "./route.ts";

export const Balance = z
  .object({
    currency: z.string(),
    pending: Money,
    on_hold: Money,
    available: Money,
    on_payment: Money,
    paid: Money,
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
  responses: { 200: json(z.object({ data: z.array(Balance) }), "Balances"), ...problems },
});

export const balances = createApi().openapi(listRoute, async (c) => {
  const rows = await listOwnBalances(c.var.ctx, c.req.valid("query").webmaster_id);
  const data = rows.map(({ currency, pending, on_hold, available, on_payment, paid }) => ({
    currency,
    pending: money(pending, currency),
    on_hold: money(on_hold, currency),
    available: money(available, currency),
    on_payment: money(on_payment, currency),
    paid: money(paid, currency),
  }));
  return c.json({ data }, 200);
});
