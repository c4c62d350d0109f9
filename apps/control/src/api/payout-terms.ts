import { z } from "@hono/zod-openapi";
import { AMOUNT_MINOR_MAX } from "@waymark/network/money";
import { listPayoutTerms, setPayoutTerms, type PayoutTerms } from "@waymark/network/payout";
import { FEE_BEARERS, PAYOUT_METHODS } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import { body, createApi, CurrencyCode, json, problems, ReasonText, security } from "./schema.ts";

const Minor = z.number().int().min(0).max(AMOUNT_MINOR_MAX);
const FEE_BPS_MAX = 5_000;

const Terms = z
  .strictObject({
    method: z.enum(PAYOUT_METHODS).nullable().openapi({ description: "The method; null: every method" }),
    currency: CurrencyCode,
    minimum_minor: Minor.openapi({
      description:
        "Smallest payout in minor units. The largest of this, of every method's and of the webmaster's counts",
    }),
    fee_fixed_minor: Minor.openapi({ description: "Fee of a payout in minor units; 0 for every method" }),
    fee_bps: z.number().int().min(0).max(FEE_BPS_MAX).openapi({
      description: "What is added to the fee: a share of the payout's amount in basis points, rounded half up",
    }),
    fee_bearer: z.enum(FEE_BEARERS).openapi({
      description: "`webmaster`: the fee is deducted from the payout. `network`: nothing is deducted",
    }),
    document_above_minor: Minor.nullable().default(null).openapi({
      description:
        "A payout that comes to more than this with its VAT, in minor units, waits for a signed act or invoice. The smaller of this and every method's counts. Null: none waits",
    }),
  })
  .openapi("PayoutTerms");

const AllTerms = z
  .object({ data: z.array(Terms).openapi({ description: "Terms that are set, by method and currency" }) })
  .openapi("AllPayoutTerms");

const TERMS_MAX = 100;

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPayoutTerms",
  summary: "List the smallest payouts, the fees and the thresholds of documents that are set, by method and currency",
  tags: ["payouts"],
  security,
  responses: { 200: json(AllTerms, "The terms"), ...problems },
});

const setRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/",
  operationId: "setPayoutTerms",
  summary:
    "Set smallest payouts, fees and thresholds of documents, each of a method and currency. Others are unchanged. Operator only",
  description: "Payouts that are made already keep their terms.",
  tags: ["payouts"],
  security,
  request: body(
    z
      .strictObject({
        terms: z.array(Terms).min(1).max(TERMS_MAX),
        reason: ReasonText.openapi({ description: "Why they change" }),
      })
      .openapi("PayoutTermsChange"),
  ),
  responses: { 200: json(AllTerms, "The terms that are set"), ...problems },
});

/** The smallest payouts and fees of the network's methods. */
export const payoutTerms = createApi()
  .openapi(listRoute, async (c) => c.json({ data: (await listPayoutTerms(c.var.ctx)).map(show) }, 200))
  .openapi(setRoute, async (c) => {
    const { terms, reason } = c.req.valid("json");
    return c.json({ data: (await setPayoutTerms(c.var.ctx, { terms: terms.map(readTerms), reason })).map(show) }, 200);
  });

const readTerms = ({ method, currency, ...terms }: z.infer<typeof Terms>): PayoutTerms => ({
  ...{ method, currency, minimumMinor: terms.minimum_minor, feeFixedMinor: terms.fee_fixed_minor },
  ...{ feeBps: terms.fee_bps, feeBearer: terms.fee_bearer },
  documentAboveMinor: terms.document_above_minor,
});

const show = ({ method, currency, ...terms }: PayoutTerms): z.infer<typeof Terms> => ({
  ...{ method, currency, minimum_minor: terms.minimumMinor, fee_fixed_minor: terms.feeFixedMinor },
  ...{ fee_bps: terms.feeBps, fee_bearer: terms.feeBearer },
  document_above_minor: terms.documentAboveMinor,
});
