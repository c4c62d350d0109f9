import { z } from "@hono/zod-openapi";
import { getNextPayout, type NextPayout } from "@waymark/network/payout";
import { LEFT_OUT_REASONS, PAYOUT_METHODS } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import { createApi, json, Money, money, OptionalId, problems, security, Time, time, timeOrNull } from "./schema.ts";

const NextPayoutView = z
  .object({
    date: z.iso.date().openapi({
      description:
        "The next day on which the webmaster is paid, in the network's zone. On request: when a request is paid, or would be",
    }),
    is_on_request: z.boolean().openapi({ description: "Whether the webmaster is paid only on request" }),
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
          is_bank_day_known: z.boolean().openapi({
            description: "False: the days off of that year are not known yet, so banks may work later than `bank_day`",
          }),
          payment: z
            .object({
              amount: Money.openapi({ description: "What is paid of the balance" }),
              vat: Money.openapi({ description: "Added to the amount" }),
              withheld: Money.openapi({ description: "Tax that is deducted from the amount" }),
              fee: Money.openapi({ description: "Deducted from the amount" }),
              net: Money.openapi({ description: "What is sent: amount + vat - withheld - fee" }),
              conversions: z.number().int().openapi({ description: "Conversions that it pays or sets off" }),
            })
            .nullable()
            .openapi({
              description:
                "What the run of the date would pay if nothing else happened: what is available, and what is on hold until then. Null: nothing",
            }),
          left_out: z
            .array(
              z.object({
                reason_code: z.enum(LEFT_OUT_REASONS).openapi({ description: "As of a run's left-out amounts" }),
                amount: Money,
                payable_at: Time.nullable().openapi({ description: "From when it can be paid; null: not known" }),
              }),
            )
            .openapi({ description: "What is not paid on the date, and why" }),
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
  summary: "Get when a webmaster is paid next, how much, and to which accounts. The operator names the webmaster",
  tags: ["payouts"],
  security,
  request: { query: z.object({ webmaster_id: OptionalId }) },
  responses: { 200: json(NextPayoutView, "The next payout"), ...problems },
});

export const nextPayout = createApi().openapi(nextRoute, async (c) =>
  c.json(show(await getNextPayout(c.var.ctx, c.req.valid("query").webmaster_id)), 200),
);

const show = ({ date, zone, at, isOnRequest, accounts }: NextPayout): z.infer<typeof NextPayoutView> => ({
  ...{ date, zone, begins_at: time(at), is_on_request: isOnRequest },
  accounts: accounts.map(({ currency, account, reason, payableAt, bankDay, isBankDayKnown, payment, leftOut }) => ({
    ...{ currency, account, reason_code: reason, payable_at: timeOrNull(payableAt), bank_day: bankDay },
    is_bank_day_known: isBankDayKnown,
    payment: payment && {
      ...{ amount: money(payment.amountMinor, currency), vat: money(payment.vatMinor, currency) },
      ...{ withheld: money(payment.withheldMinor, currency), fee: money(payment.feeMinor, currency) },
      ...{ net: money(payment.netMinor, currency), conversions: payment.conversions },
    },
    left_out: leftOut.map((left) => ({
      ...{ reason_code: left.reason, amount: money(left.amountMinor, currency) },
      payable_at: timeOrNull(left.payableAt),
    })),
  })),
});
