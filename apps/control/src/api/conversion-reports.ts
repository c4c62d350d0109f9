import { z } from "@hono/zod-openapi";
import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { REPORT_STATUSES } from "@waymark/contract/postback-event";
import { REVIEW_EVENTS, REVIEWS_MAX, reviewConversions } from "@waymark/network/conversion";
import { NetworkError } from "@waymark/network/errors";
import { SENTENCES, type GivenReport } from "@waymark/network/report";
import { REPORT_OUTCOMES, reportConversions, REPORTS_MAX, type ReportOutcome } from "@waymark/network/reporting";
import { ConversionView, showConversion } from "./conversions.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, ItemError, itemErrorOf, json, MoneyInput, problems, security } from "./schema.ts";
import { readTime, TimeText, Zone } from "./time-input.ts";

/** Longer texts are refused whole; shorter ones that no field may hold are refused report by report. */
const FIELD_CHARS_MAX = 1_000;

const Field = (description: string, example: string) =>
  z.string().max(FIELD_CHARS_MAX).nullable().default(null).openapi({ description, example });

const Report = z
  .strictObject({
    click_id: Field(
      "The click_ID that the visitor brought; required for a new conversion",
      "06f4k2vx9q8m7n3p5r1t0w2y4z6b8d0f1h3j5k7m",
    ),
    order_id: Field("Your number of the order", "4711"),
    goal: Field("Code of the goal; null: the default goal, or the one under which the order is recorded", "sale"),
    amount: MoneyInput.nullable()
      .default(null)
      .openapi({ description: "What the visitor paid; null if the report states no amount" }),
    status: z.enum(REPORT_STATUSES).nullable().default(null).openapi({
      description: "Your answer; null: `pending` for a new conversion, and no answer for a known one",
    }),
    occurred_at: TimeText.nullable().default(null).openapi({
      description: "When it occurred: a time, or a plain date in `zone`. Null: now, for a new conversion",
    }),
    answered_at: TimeText.nullable().default(null).openapi({
      description:
        "When you gave the answer: a time, or a plain date in `zone`, which counts as its end. It orders answers that contradict each other. Null: now",
    }),
    reason: z
      .string()
      .max(FIELD_CHARS_MAX)
      .nullable()
      .default(null)
      .openapi({
        description: `Your reason for the answer, up to ${REASON_TEXT_MAX} characters; visible to the webmaster`,
        example: "The customer returned the goods",
      }),
    reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
    is_test: z.boolean().default(false).openapi({ description: "A test: it never moves money" }),
  })
  .openapi("ConversionReport");

export const OutcomeView = z
  .object({
    status: z.enum(REPORT_OUTCOMES),
    reason_code: z.enum(Object.keys(SENTENCES) as (keyof typeof SENTENCES)[]).nullable(), // its keys are closed
    reason_sentence: z.string().nullable(),
    conversion_id: z.string().nullable(),
  })
  .openapi("ReportOutcome");

const reportRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "reportConversions",
  summary: "Report up to 1,000 conversions or answers. Each report has its own outcome",
  tags: ["conversions"],
  security,
  request: body(
    z
      .strictObject({
        advertiser_id: z.string().max(100).optional().openapi({
          description:
            "The advertiser of these reports. The operator states it or `offer_id`; an advertiser may omit it",
        }),
        offer_id: z.string().max(100).optional().openapi({
          description: "The offer of all reports. With it, an order that is recorded needs no click_id",
        }),
        zone: Zone,
        reports: z.array(Report).min(1).max(REPORTS_MAX).openapi({ description: "Judged in this order" }),
      })
      .openapi("ConversionReports"),
  ),
  responses: {
    200: json(
      z.object({
        data: z.array(OutcomeView).openapi({ description: "In the order of the reports" }),
      }),
      "The outcome of each report",
    ),
    ...problems,
  },
});

const reviewRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/review",
  operationId: "reviewConversions",
  summary: "Review up to 1,000 conversions. Each review has its own outcome",
  tags: ["conversions"],
  security,
  request: body(
    z
      .strictObject({
        reviews: z
          .array(
            z
              .strictObject({
                id: z.string().max(100),
                verb: z.enum(REVIEW_EVENTS),
                reason: z.string().max(REASON_TEXT_MAX).nullable().default(null).openapi({
                  description: "In your words; visible to the webmaster and the advertiser",
                }),
                reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
                version: z.number().int().optional().openapi({ description: "The version that the reviewer saw" }),
              })
              .openapi("ReviewOfMany"),
          )
          .min(1)
          .max(REVIEWS_MAX)
          .openapi({ description: "Applied in this order" }),
      })
      .openapi("Reviews"),
  ),
  responses: {
    200: json(
      z.object({
        data: z
          .array(
            z
              .object({
                id: z.string(),
                conversion: ConversionView.nullable().openapi({
                  description: "The conversion after it; null if refused",
                }),
                error: ItemError.nullable(),
              })
              .openapi("ReviewOutcome"),
          )
          .openapi({ description: "In the order of the reviews" }),
      }),
      "The outcome of each review",
    ),
    ...problems,
  },
});

let keys: ClickKeys | undefined;

export const conversionReports = createApi()
  .openapi(reportRoute, async (c) => {
    keys ??= readClickKeys(c.env.CLICK_KEYS);
    const { advertiser_id, offer_id, zone, reports } = c.req.valid("json");
    const of = { advertiserId: advertiser_id, offerId: offer_id };
    const outcomes = await reportConversions(
      c.var.ctx,
      keys,
      of,
      reports.map((report) => reportOf(report, zone)),
    );
    return c.json({ data: outcomes.map(showOutcome) }, 200);
  })
  .openapi(reviewRoute, async (c) => {
    const { reviews } = c.req.valid("json");
    const outcomes = await reviewConversions(
      c.var.ctx,
      reviews.map(({ verb: event, reason_code: reasonCode, ...review }) => ({ ...review, event, reasonCode })),
    );
    const data = outcomes.map((outcome, i) => {
      const id = reviews[i]?.id ?? "";
      return outcome instanceof NetworkError
        ? { id, conversion: null, error: itemErrorOf(outcome) }
        : { id, conversion: showConversion(outcome), error: null };
    });
    return c.json({ data }, 200);
  });

export const showOutcome = ({
  outcome,
  reason,
  sentence,
  conversionId,
}: ReportOutcome): z.infer<typeof OutcomeView> => ({
  status: outcome,
  reason_code: reason,
  reason_sentence: sentence,
  conversion_id: conversionId,
});

/** A moment, or the whole day of a plain date. */
export function spanOf(text: string | null, zone: string): GivenReport["occurred"] {
  if (text === null) return null;
  const [from = 0, end = 0] = [readTime(text, "begin", zone), readTime(text, "end", zone)]; // valid: checked by its schema
  return { from, until: Math.max(from, end - 1) };
}

const reportOf = (report: z.infer<typeof Report>, zone: string): GivenReport => ({
  clickId: report.click_id,
  orderId: report.order_id,
  goal: report.goal,
  amount: report.amount && { amountMinor: report.amount.amount_minor, currency: report.amount.currency },
  status: report.status,
  occurred: spanOf(report.occurred_at, zone),
  answered: spanOf(report.answered_at, zone),
  reason: report.reason,
  reasonCode: report.reason_code,
  isTest: report.is_test,
});
