import { z } from "@hono/zod-openapi";
import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import {
  answerClaim,
  answerClaims,
  CLAIM_ANSWER_REASONS,
  CLAIM_ANSWERS_MAX,
  CLAIM_TEXTS,
  CLAIM_VERBS,
  CLAIMS_MAX,
  fileClaims,
  getClaim,
  listClaims,
  readClaims,
  withdrawClaim,
  type Claim,
  type Filing,
  type NewClaim,
} from "@waymark/network/claim";
import { NetworkError } from "@waymark/network/errors";
import { DECIMAL_SEPARATOR_NAMES, writtenMoney } from "@waymark/network/report";
import { DATE_ORDERS } from "@waymark/network/upload";
import { CHECKS, CLAIM_KINDS, CLAIM_STATUSES, CLAIM_WAITS_FOR, VALIDATIONS } from "@waymark/network/words";
import { spanOf } from "./conversion-reports.ts";
import { ReasonView } from "./conversions.ts";
import { Range } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  ItemError,
  itemErrorOf,
  json,
  Money,
  money,
  MoneyInput,
  NOT_WEBMASTERS,
  Nothing,
  onlyFor,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  SortParam,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { instantsOf, TimeText, Zone } from "./time-input.ts";

const tags = ["claims"];
const Kind = z.enum(CLAIM_KINDS).openapi({
  description:
    "`untracked`: an order that was not recorded. `wrong`: a conversion with a wrong amount. `declined`: a conversion that the advertiser rejected or reversed",
});
const Status = z.enum(CLAIM_STATUSES);
const WaitsFor = z.enum(CLAIM_WAITS_FOR);

const ClaimedConversion = z
  .object({
    amount: Money.nullable().openapi({ description: "What the visitor paid; null: not stated" }),
    validation: z.enum(VALIDATIONS).openapi({ description: "The advertiser's answer" }),
    check: z.enum(CHECKS).openapi({ description: "The network's check" }),
    version: z.number().int(),
  })
  .openapi("ClaimedConversion", { description: "The conversion as it is now" });

const Competing = z
  .object({
    conversion_id: z.string(),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    validation: z.enum(VALIDATIONS).openapi({ description: "The advertiser's answer" }),
  })
  .openapi("CompetingConversion");

const ClaimView = z
  .object({
    id: z.string(),
    kind: Kind,
    status: Status.openapi({ description: "`withdrawn`: the webmaster took it back" }),
    waits_for: WaitsFor.nullable().openapi({
      description:
        "Whose answer it waits for: the advertiser's until `due_at`, the operator's from then on. Null: it is ended",
    }),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    offer_id: z.string(),
    offer_name: z.string(),
    advertiser_id: z.string(),
    goal: z.string().openapi({ description: "Code of the goal" }),
    link_id: z.string(),
    click_id: z.string(),
    order_id: z.string().nullable(),
    occurred_at: Time.openapi({ description: "When the order was made, or the beginning of that day" }),
    is_whole_day: z.boolean().openapi({ description: "Only the day of the order is stated" }),
    amount: Money.nullable().openapi({ description: "The amount that is claimed; null: none is" }),
    conversion_id: z.string().nullable().openapi({
      description: "The webmaster's own conversion that it is about; null for an order that was not recorded",
    }),
    conversion: ClaimedConversion.nullable(),
    competing: onlyFor(
      NOT_WEBMASTERS,
      Competing.nullable(),
      "Another webmaster's conversion that has the order of this open claim; null: none has",
    ),
    comment: z.string().nullable().openapi({ description: "What the webmaster says" }),
    filed_at: Time.openapi({ description: "When the webmaster claimed it" }),
    filed_by_id: onlyFor(["operator", "own side"], z.string(), "The person or API key that claimed it"),
    due_at: Time.openapi({
      description:
        "When the advertiser should have answered, by the offer's terms when it was claimed. From then on only the operator can decline it",
    }),
    ended_at: Time.nullable().openapi({ description: "When it was answered or withdrawn" }),
    answer: ReasonView.nullable().openapi({ description: "Who ended it, and why; null while it is open" }),
    result_conversion_id: z.string().nullable().openapi({
      description: "The conversion that its acceptance recorded or changed; null while there is none",
    }),
  })
  .openapi("Claim");

/** Longer texts are refused whole; shorter ones that no field may hold are refused claim by claim. */
const FIELD_CHARS_MAX = 1_000;

const Comment = ReasonText.nullable().default(null).openapi({
  description: "What you have to say, such as what the customer's confirmation says",
});
const ConversionId = z.string().min(1).max(100).openapi({ description: "A conversion of yours" });

const NewClaimShape = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("untracked"),
      click_id: z
        .string()
        .min(1)
        .max(FIELD_CHARS_MAX)
        .openapi({ description: "The click that led to the order: one of yours" }),
      order_id: z.string().min(1).max(FIELD_CHARS_MAX).openapi({ description: "The advertiser's number of the order" }),
      goal: z.string().max(FIELD_CHARS_MAX).nullable().default(null).openapi({
        description: "Code of the goal; null: the offer's default goal",
      }),
      occurred_at: TimeText.openapi({ description: "When the order was made: a time, or a plain date in `zone`" }),
      amount: MoneyInput.nullable()
        .default(null)
        .openapi({ description: "What the visitor paid; null if you don't know" }),
      comment: Comment,
    }),
    z.strictObject({
      kind: z.literal("wrong"),
      conversion_id: ConversionId,
      amount: MoneyInput.openapi({ description: "What the visitor paid" }),
      comment: Comment,
    }),
    z.strictObject({ kind: z.literal("declined"), conversion_id: ConversionId, comment: Comment }),
  ])
  .openapi("NewClaim");

const FilingView = z
  .object({
    claim: ClaimView.nullable().openapi({ description: "The claim; null: it is not filed" }),
    reason_code: z
      .enum(Object.keys(CLAIM_TEXTS) as (keyof typeof CLAIM_TEXTS)[]) // its keys are closed
      .nullable()
      .openapi({ description: "Why it is not filed" }),
    reason_sentence: z.string().nullable(),
    conversion_id: z.string().nullable().openapi({ description: "The conversion of yours that the reason is about" }),
    claim_id: z.string().nullable().openapi({ description: "The open claim of yours that the reason is about" }),
  })
  .openapi("ClaimOutcome");

const Filings = z.object({ data: z.array(FilingView).openapi({ description: "In the order of the claims" }) });

const Reason = {
  reason: z.string().trim().min(1).max(REASON_TEXT_MAX).nullable().default(null).openapi({
    description: "In your words; visible to the webmaster. To decline, it or a `reason_code` is required",
  }),
  reason_code: z.enum(CLAIM_ANSWER_REASONS).nullable().default(null).openapi({
    description: "`order_unknown`: you find no such order. The others are those of an answer to a conversion",
  }),
  reverses_competing: z.boolean().default(false).openapi({
    description:
      "To accept a claim with a `competing` conversion: takes the order from that one, which is rejected or reversed with the code `reattributed`",
  }),
};

const ClaimAnswer = z.strictObject(Reason).openapi("ClaimAnswer");

const Verb = z.enum(CLAIM_VERBS).openapi({
  description:
    "`accept` records or approves the conversion, or changes its amount. `decline`: by the advertiser only until `due_at`",
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listClaims",
  summary: "List claims by their due date, the latest first; both sides see their own",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      status: Status.optional(),
      kind: Kind.optional(),
      waits_for: WaitsFor.optional().openapi({ description: "Only open claims that wait for this side" }),
      webmaster_id: OptionalId,
      advertiser_id: OptionalId,
      offer_id: OptionalId,
      conversion_id: OptionalId,
      ...Range.shape,
      sort: SortParam.openapi({ description: "By due date: `newest` is the latest first" }),
    }),
  },
  responses: { 200: json(pageOf(ClaimView), "Claims"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getClaim",
  summary: "Get a claim",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(ClaimView, "The claim"), ...problems },
});

const fileRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "fileClaims",
  summary: `Claim up to ${CLAIMS_MAX.toLocaleString("en")} orders, each with its own outcome. Webmasters only`,
  description:
    "One claim of an order is open at a time. Whether an order is recorded for another webmaster is not told, neither now nor by the answer.",
  tags,
  security,
  request: body(
    z
      .strictObject({
        zone: Zone,
        claims: z.array(NewClaimShape).min(1).max(CLAIMS_MAX).openapi({ description: "Judged in this order" }),
      })
      .openapi("NewClaims"),
  ),
  responses: { 200: json(Filings, "The outcome of each claim"), ...problems },
});

const csvRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/csv",
  operationId: "fileClaimsOfCsv",
  summary: `Claim the orders of a CSV text, one a row, at most ${CLAIMS_MAX.toLocaleString("en")}. Webmasters only`,
  description:
    "Columns are found by their names, as those of advertisers' files: `click_id`, `order_id`, `occurred_at`, `amount`, `currency`, `goal`, `comment`. A row with a `conversion_id` is about that conversion of yours: its rejection, if the advertiser rejected it, or else its amount.",
  tags,
  security,
  request: body(
    z
      .strictObject({
        text: z.string().min(1).max(500_000).openapi({ description: "The file, with its header" }),
        zone: Zone,
        decimal_separator: z.enum(DECIMAL_SEPARATOR_NAMES).nullable().default(null).openapi({
          description: "Null: read from each amount, where it is clear",
        }),
        dates: z.enum(DATE_ORDERS).nullable().default(null).openapi({
          description: "Order of day and month in dates like 03/04/2026; null: such dates are refused",
        }),
      })
      .openapi("ClaimsAsCsv"),
  ),
  responses: { 200: json(Filings, "The outcome of each row"), ...problems },
});

const answersRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/answers",
  operationId: "answerClaims",
  summary: `Answer up to ${CLAIM_ANSWERS_MAX.toLocaleString("en")} claims, each with its own outcome. Advertisers and the operator`,
  description:
    "What an operator raises commissions by counts against their limit of the day; beyond it nothing is written. Answered one by one, such claims wait for a second person.",
  tags,
  security,
  request: body(
    z
      .strictObject({
        answers: z
          .array(z.strictObject({ id: z.string().max(100), verb: Verb, ...Reason }).openapi("ClaimAnswerOfMany"))
          .min(1)
          .max(CLAIM_ANSWERS_MAX)
          .openapi({ description: "Given in this order" }),
      })
      .openapi("ClaimAnswers"),
  ),
  responses: {
    200: json(
      z.object({
        data: z
          .array(
            z
              .object({
                id: z.string(),
                claim: ClaimView.nullable().openapi({ description: "The claim after it; null if refused" }),
                error: ItemError.nullable(),
              })
              .openapi("ClaimAnswerOutcome"),
          )
          .openapi({ description: "In the order of the answers" }),
      }),
      "The outcome of each answer",
    ),
    ...problems,
  },
});

const withdrawRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/withdraw",
  operationId: "withdrawClaim",
  summary: "Withdraw an open claim. Webmasters only",
  tags,
  security,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(ClaimView, "The claim"), ...problems },
});

const answerRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/{verb}",
  operationId: "answerClaim",
  summary: "Accept or decline a claim. The advertiser and the operator",
  tags,
  security,
  request: {
    params: IdParam.extend({ verb: Verb }),
    ...body(ClaimAnswer),
  },
  responses: { 200: json(ClaimView, "The claim"), ...waits, ...problems },
});

let keys: ClickKeys | undefined;

/** Claims of webmasters for orders that were not recorded, recorded wrongly, or rejected wrongly. */
export const claims = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, sort, ...query } = c.req.valid("query");
    const filter = {
      ...{ status: query.status, kind: query.kind, waitsFor: query.waits_for },
      ...{ webmasterId: query.webmaster_id, advertiserId: query.advertiser_id },
      ...{ offerId: query.offer_id, conversionId: query.conversion_id, due: instantsOf(query) },
    };
    const { rows, next } = await listClaims(c.var.ctx, filter, { cursor, limit, sort });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(fileRoute, async (c) => {
    keys ??= readClickKeys(c.env.CLICK_KEYS);
    const { zone, claims: given } = c.req.valid("json");
    const filed = await fileClaims(
      c.var.ctx,
      keys,
      given.map((claim) => claimOf(claim, zone)),
    );
    return c.json({ data: filed.map(showFiling) }, 200);
  })
  .openapi(csvRoute, async (c) => {
    keys ??= readClickKeys(c.env.CLICK_KEYS);
    const { text, zone, decimal_separator: decimal, dates } = c.req.valid("json");
    const filed = await fileClaims(c.var.ctx, keys, readClaims(text, { zone, decimal, dates }));
    return c.json({ data: filed.map(showFiling) }, 200);
  })
  .openapi(answersRoute, async (c) => {
    const { answers } = c.req.valid("json");
    const outcomes = await answerClaims(
      c.var.ctx,
      answers.map(({ id, verb, ...said }) => ({ id, verb, ...answerOf(said) })),
    );
    const data = outcomes.map((outcome, i) => {
      const id = answers[i]?.id ?? "";
      return outcome instanceof NetworkError
        ? { id, claim: null, error: itemErrorOf(outcome) }
        : { id, claim: show(outcome), error: null };
    });
    return c.json({ data }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getClaim(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(withdrawRoute, async (c) => c.json(show(await withdrawClaim(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(answerRoute, async (c) => {
    const answer = { ...c.req.valid("param"), ...answerOf(c.req.valid("json")) };
    return c.json(show(await answerClaim(c.var.ctx, answer)), 200);
  });

const answerOf = ({ reason, reason_code, reverses_competing }: z.infer<typeof ClaimAnswer>) => ({
  ...{ reason, reasonCode: reason_code, reversesCompeting: reverses_competing },
});

function claimOf(given: z.infer<typeof NewClaimShape>, zone: string): NewClaim {
  const { kind, comment } = given;
  const nothing = { clickId: null, orderId: null, goal: null, occurred: null, amount: null, currency: null };
  switch (given.kind) {
    case "untracked":
      return {
        ...{ kind, comment, conversionId: null, ...amountOf(given.amount) },
        ...{ clickId: given.click_id, orderId: given.order_id, goal: given.goal },
        occurred: spanOf(given.occurred_at, zone),
      };
    case "wrong":
      return { ...nothing, ...amountOf(given.amount), kind, comment, conversionId: given.conversion_id };
    case "declined":
      return { ...nothing, kind, comment, conversionId: given.conversion_id };
  }
}

const amountOf = (given: z.infer<typeof MoneyInput> | null) => ({
  amount: given && writtenMoney({ amountMinor: given.amount_minor, currency: given.currency }),
  currency: given && given.currency,
});

const amountView = (amountMinor: number | null, currency: string) =>
  amountMinor === null ? null : money(amountMinor, currency);

const showFiling = ({ claim, reason, sentence, conversionId, openClaimId }: Filing): z.infer<typeof FilingView> => ({
  ...{ claim: claim && show(claim), reason_code: reason, reason_sentence: sentence },
  ...{ conversion_id: conversionId, claim_id: openClaimId },
});

const show = ({ conversion, competing, ...claim }: Claim): z.infer<typeof ClaimView> => ({
  ...{ id: claim.id, kind: claim.kind, status: claim.status, waits_for: claim.waitsFor },
  ...{ webmaster_id: claim.webmasterId, webmaster_name: claim.webmasterName },
  ...{ offer_id: claim.offerId, offer_name: claim.offerName, advertiser_id: claim.advertiserId, goal: claim.goal },
  ...{ link_id: claim.linkId, click_id: claim.clickId, order_id: claim.orderId },
  ...{ occurred_at: time(claim.occurred.from), is_whole_day: claim.occurred.until > claim.occurred.from },
  amount: amountView(claim.amountMinor, claim.currency),
  conversion_id: claim.conversionId,
  conversion: conversion && {
    amount: amountView(conversion.amountMinor, conversion.currency),
    ...{ validation: conversion.validation, check: conversion.check, version: conversion.version },
  },
  competing: competing && {
    ...{ conversion_id: competing.conversionId, webmaster_id: competing.webmasterId },
    ...{ webmaster_name: competing.webmasterName, validation: competing.validation },
  },
  ...{ comment: claim.comment, filed_at: time(claim.filedAt), filed_by_id: claim.filedById, due_at: time(claim.dueAt) },
  ...{ ended_at: timeOrNull(claim.endedAt), answer: claim.answer, result_conversion_id: claim.resultId },
});
