import { z } from "@hono/zod-openapi";
import { getNextPayout, type NextPayout } from "@waymark/network/payout-account";
import { PAYOUT_METHODS } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import { createApi, json, OptionalId, problems, security, Time, time, timeOrNull } from "./schema.ts";

const NextPayoutView = z
  .object({
    date: z.iso.date().openapi({ description: "The next day on which the network pays, in its zone" }),
    zone: z.string().openapi({ description: "The network's IANA zone" }),
    begins_at: Time.openapi({ description: "When that day begins" }),
    accounts: z
      .array(
        z.object({
          currency: z.string().length(3),
          account: z
            .object({ id: z.string(), method: z.enum(PAYOUT_METHODS), mask: z.string() })
            .nullable()
            .openapi({ description: "The main account of the currency; null: none" }),
          reason_code: z.enum(["no_account", "account_on_hold", "frozen"]).nullable().openapi({
            description:
              "Why nothing is paid on the date: the currency has no main account, its account waits or is on hold, or the money is frozen. Null: what is available is paid",
          }),
          payable_at: Time.nullable().openapi({ description: "When the wait of the account ends; null otherwise" }),
          bank_day: z.iso.date().openapi({
            description: "When the payment goes out: the date, or the next day on which the banks of the method work",
          }),
        }),
      )
      .openapi({ description: "For each currency with money or with an account" }),
  })
  .openapi("NextPayout");

const nextRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "getNextPayout",
  summary: "Get when a webmaster is paid next, and to which accounts. The operator names the webmaster",
  tags: ["payouts"],
  security,
  request: { query: z.object({ webmaster_id: OptionalId }) },
  responses: { 200: json(NextPayoutView, "The next payout"), ...problems },
});

export const nextPayout = createApi().openapi(nextRoute, async (c) =>
  c.json(show(await getNextPayout(c.var.ctx, c.req.valid("query").webmaster_id)), 200),
);

const show = ({ date, zone, at, accounts }: NextPayout): z.infer<typeof NextPayoutView> => ({
  ...{ date, zone, begins_at: time(at) },
  accounts: accounts.map(({ currency, account, reason, payableAt, bankDay }) => ({
    ...{ currency, account, reason_code: reason, payable_at: timeOrNull(payableAt), bank_day: bankDay },
  })),
});
