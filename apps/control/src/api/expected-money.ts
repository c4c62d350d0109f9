import { z } from "@hono/zod-openapi";
import { EXPECTED_DAYS_MAX, getExpectedMoney, type Expectation } from "@waymark/network/forecast";
import {
  createApi,
  digits,
  json,
  Money,
  money,
  NOT_WEBMASTERS,
  onlyFor,
  OptionalId,
  problems,
  security,
} from "./schema.ts";
import { defineRoute } from "./route.ts";
import { Zone } from "./time-input.ts";

const Day = z.object({
  date: z.iso.date().openapi({ description: "The day in `zone`" }),
  amount: Money.openapi({
    description: "Of a commission, what becomes available on the day; of a revenue, what is approved",
  }),
  approved: Money.openapi({ description: "The part of it that is approved already, and on hold until the day" }),
});

const ExpectationView = z
  .object({
    pending: Money.openapi({ description: "What waits for a decision" }),
    on_hold: Money.openapi({ description: "What is approved, and on hold. Of a revenue always 0" }),
    days: z.array(Day).openapi({ description: "From today on. The amounts of pending conversions are estimates" }),
    payouts: z
      .array(
        z.object({
          date: z.iso.date().openapi({ description: "A day on which the network pays" }),
          amount: Money.openapi({ description: "What the days bring to it" }),
        }),
      )
      .openapi({
        description:
          "What the days bring to each payout date within them; what is available already comes on top. Of a revenue none",
      }),
    later: Money.openapi({ description: "After the last day, or not decided by then" }),
    rejected: Money.openapi({ description: "What is expected to be rejected" }),
    reversed: Money.openapi({ description: "What is expected to be reversed before its hold ends" }),
    unknown: Money.openapi({
      description:
        "What has no estimate: too few decisions are known, it is older than all that were observed, or no file is awaited for it",
    }),
  })
  .openapi({
    description: "What becomes of an amount. All parts add up to `pending` and `on_hold`",
  });

const ExpectedMoneyView = z
  .object({
    currency: z.string(),
    commission: onlyFor(["webmaster", "operator"], ExpectationView, "By when commissions become available"),
    revenue: onlyFor(NOT_WEBMASTERS, ExpectationView, "By when advertisers owe it, which is the approval"),
    goals: z
      .array(
        z.object({
          goal_id: z.string(),
          goal: z.string().openapi({ description: "The goal's code" }),
          offer_id: z.string(),
          offer_name: z.string(),
          basis: z
            .object({
              scope: z.enum(["goal", "advertiser", "network"]).openapi({ description: "Whose decisions" }),
              decisions: z.number().int().openapi({ description: "Decisions of the last 90 days" }),
            })
            .nullable()
            .openapi({
              description:
                "Whose decisions it follows: the goal's, or if these are under 30, those of a wider group. Null: none had 30",
            }),
          count: z.number().int().openapi({ description: "Pending conversions" }),
          pending: Money,
          approved: Money.openapi({ description: "What of it is expected to be approved within the days" }),
          unknown: Money.openapi({ description: "What of it has no estimate" }),
        }),
      )
      .openapi({ description: "Pending conversions by goal, the largest 100: commissions, for advertisers revenues" }),
    accuracy: z
      .array(
        z.object({
          horizon_days: z.number().int().openapi({ description: "How many days they were ahead" }),
          count: z.number().int().openapi({ description: "Expectations of the last 100 days whose days are over" }),
          expected: Money.openapi({ description: "Their sum. They overlap" }),
          came: Money.openapi({ description: "What came of them" }),
          range_80: z
            .object({
              low: z.number().openapi({ description: "Of what was expected" }),
              high: z.number().openapi({ description: "Of what was expected" }),
            })
            .nullable()
            .openapi({
              description:
                "Of four in five expectations, what came was between these shares of what was expected. Null: under 8 are known",
            }),
        }),
      )
      .openapi({
        description:
          "How earlier expectations of this account turned out, for the operator those of the network. Empty with a filter",
      }),
  })
  .openapi("ExpectedMoney");

const expectedRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listExpectedMoney",
  summary: "Get what becomes of pending and held-back money, by day",
  tags: ["stats"],
  security,
  request: {
    query: z.object({
      days: digits(z.number().int().min(1).max(EXPECTED_DAYS_MAX)).default(30).openapi({
        description: "Days from today on",
      }),
      zone: Zone.openapi({ description: "IANA time zone of the days" }),
      offer_id: OptionalId,
      webmaster_id: OptionalId,
      advertiser_id: OptionalId,
    }),
  },
  responses: {
    200: json(z.object({ data: z.array(ExpectedMoneyView) }), "What is expected, by currency"),
    ...problems,
  },
});

export const expectedMoney = createApi().openapi(expectedRoute, async (c) => {
  const { days, zone, offer_id, webmaster_id, advertiser_id } = c.req.valid("query");
  const query = { horizonDays: days, zone, offerId: offer_id, webmasterId: webmaster_id, advertiserId: advertiser_id };
  const data = (await getExpectedMoney(c.var.ctx, query)).map(({ currency, commission, revenue, goals, accuracy }) => ({
    currency,
    commission: commission && showExpectation(commission, currency),
    revenue: revenue && showExpectation(revenue, currency),
    goals: goals.map(({ goalId, goal, offerId, offerName, basis, count, pending, approved, unknown }) => ({
      ...{ goal_id: goalId, goal, offer_id: offerId, offer_name: offerName, basis, count },
      pending: money(pending, currency),
      approved: money(approved, currency),
      unknown: money(unknown, currency),
    })),
    accuracy: accuracy.map(({ horizonDays, count, expected, came, range80 }) => ({
      ...{ horizon_days: horizonDays, count },
      expected: money(expected, currency),
      came: money(came, currency),
      range_80: range80,
    })),
  }));
  return c.json({ data }, 200);
});

const showExpectation = (of: Expectation, currency: string) => ({
  pending: money(of.pending, currency),
  on_hold: money(of.onHold, currency),
  days: of.days.map(({ date, amount, approved }) => ({
    date,
    amount: money(amount, currency),
    approved: money(approved, currency),
  })),
  payouts: of.payouts.map(({ date, amount }) => ({ date, amount: money(amount, currency) })),
  later: money(of.later, currency),
  rejected: money(of.rejected, currency),
  reversed: money(of.reversed, currency),
  unknown: money(of.unknown, currency),
});
