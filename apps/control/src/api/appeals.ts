import { z } from "@hono/zod-openapi";
import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import {
  answerAppeal,
  answerAppeals,
  APPEAL_VERBS,
  APPEAL_ANSWERS_MAX,
  getAppeal,
  listAppeals,
  openAppeal,
  SIMILAR_DAYS,
  SIMILAR_ROWS_MAX,
  withdrawAppeal,
  type Appeal,
  type SimilarCases,
} from "@waymark/network/appeal";
import { NetworkError } from "@waymark/network/errors";
import { APPEAL_STATUSES, CHECKS, VALIDATIONS } from "@waymark/network/words";
import { ReasonCode, ReasonView } from "./conversions.ts";
import { Range } from "./filters.ts";
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
  Nothing,
  onlyFor,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  SortParam,
  Switch,
  switchOf,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { instantsOf } from "./time-input.ts";

const tags = ["appeals"];
const Status = z.enum(APPEAL_STATUSES);

const AppealedConversion = z
  .object({
    link_id: z.string(),
    order_id: z.string().nullable(),
    occurred_at: Time,
    commission: Money,
    check: z.enum(CHECKS).openapi({ description: "The network's check" }),
    validation: z.enum(VALIDATIONS).openapi({ description: "The advertiser's answer" }),
    version: z.number().int(),
  })
  .openapi("AppealedConversion", { description: "The conversion as it is now" });

const AppealView = z
  .object({
    id: z.string(),
    status: Status.openapi({
      description:
        "`accepted`: the conversion was released. `declined`: it was refused, or stays refused. `moot`: the advertiser rejected the conversion, so that the network's check no longer matters",
    }),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    offer_id: z.string(),
    offer_name: z.string(),
    conversion_id: z.string(),
    conversion: AppealedConversion,
    against: ReasonView.nullable().openapi({
      description: "The hold or refusal that the webmaster appealed against, as it was then",
    }),
    comment: z.string().openapi({ description: "What the webmaster says" }),
    appealed_at: Time.openapi({ description: "When the webmaster appealed" }),
    appealed_by_id: z.string().openapi({ description: "The person or API key that appealed" }),
    due_at: Time.openapi({ description: "When the operator should have answered" }),
    is_overdue: z.boolean().openapi({ description: "It is open although it should have been answered" }),
    ended_at: Time.nullable().openapi({ description: "When it was answered, withdrawn or became moot" }),
    answer: ReasonView.nullable().openapi({ description: "Who ended it, and why; null while it is open" }),
  })
  .openapi("Appeal");

const Cases = (description: string) =>
  z
    .object({
      held: z.number().int().openapi({ description: "Held now" }),
      released: z.number().int().openapi({ description: "Released, and not stopped again" }),
      refused: z.number().int().openapi({ description: "Refused now" }),
    })
    .openapi({ description: `What became of ${description}` });

const DetailedAppeal = AppealView.extend({
  similar: onlyFor(
    ["operator"],
    z.object({
      of_webmaster: Cases("conversions of the webmaster"),
      of_link: Cases("conversions of the same link"),
    }),
    `Conversions that were stopped with the same code, among the webmaster's newest ${SIMILAR_ROWS_MAX} of the last ${SIMILAR_DAYS} days, with this one`,
  ),
}).openapi("DetailedAppeal");

const Reason = {
  reason: z.string().trim().min(1).max(REASON_TEXT_MAX).nullable().default(null).openapi({
    description:
      "In your words; visible to the webmaster and, if the conversion changes, to the advertiser. To decline, it or a `reason_code` is required",
  }),
  reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
};

const Verb = z.enum(APPEAL_VERBS).openapi({
  description: "`accept` releases the conversion. `decline` refuses it; a conversion that is refused stays so",
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listAppeals",
  summary: "List appeals by their due date, the latest first; a webmaster sees their own",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      status: Status.optional(),
      webmaster_id: OptionalId,
      conversion_id: OptionalId,
      offer_id: OptionalId,
      check_code: ReasonCode.optional().openapi({ description: "Code of the hold or refusal that it is against" }),
      is_overdue: Switch.optional().openapi({ description: "Only those that are open past their due date, or not" }),
      ...Range.shape,
      sort: SortParam.openapi({ description: "By due date: `newest` is the latest first" }),
    }),
  },
  responses: { 200: json(pageOf(AppealView), "Appeals"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getAppeal",
  summary: "Get an appeal; the operator also sees what became of similar conversions",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(DetailedAppeal, "The appeal"), ...problems },
});

const openRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "openAppeal",
  summary: "Appeal against the network's hold or refusal of a conversion of yours. Webmasters only",
  description:
    "One appeal of a conversion is open at a time, and after an answer another one is possible only if the conversion is held or refused anew. What the advertiser rejected can't be appealed against.",
  tags,
  security,
  request: body(
    z
      .strictObject({
        conversion_id: z.string().min(1).max(100),
        comment: ReasonText.openapi({ description: "Why the decision is wrong, in your words" }),
      })
      .openapi("NewAppeal"),
  ),
  responses: { 201: json(AppealView, "The appeal"), ...problems },
});

const answersRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/answers",
  operationId: "answerAppeals",
  summary: `Answer up to ${APPEAL_ANSWERS_MAX.toLocaleString("en")} appeals, each with its own outcome. Operator only`,
  tags,
  security,
  request: body(
    z
      .strictObject({
        answers: z
          .array(z.strictObject({ id: z.string().max(100), verb: Verb, ...Reason }).openapi("AppealAnswerOfMany"))
          .min(1)
          .max(APPEAL_ANSWERS_MAX)
          .openapi({ description: "Given in this order" }),
      })
      .openapi("AppealAnswers"),
  ),
  responses: {
    200: json(
      z.object({
        data: z
          .array(
            z
              .object({
                id: z.string(),
                appeal: AppealView.nullable().openapi({ description: "The appeal after it; null if refused" }),
                error: ItemError.nullable(),
              })
              .openapi("AppealAnswerOutcome"),
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
  operationId: "withdrawAppeal",
  summary: "Withdraw an open appeal. Webmasters only",
  tags,
  security,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(AppealView, "The appeal"), ...problems },
});

const answerRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/{verb}",
  operationId: "answerAppeal",
  summary: "Answer an appeal: release the conversion, or refuse it. Operator only",
  tags,
  security,
  request: {
    params: IdParam.extend({ verb: Verb }),
    ...body(z.strictObject(Reason).openapi("AppealAnswer")),
  },
  responses: { 200: json(AppealView, "The appeal"), ...problems },
});

/** Appeals of webmasters against the network's check. */
export const appeals = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, sort, ...query } = c.req.valid("query");
    const filter = {
      ...{ status: query.status, webmasterId: query.webmaster_id, conversionId: query.conversion_id },
      ...{ offerId: query.offer_id, checkCode: query.check_code },
      ...{ isOverdue: switchOf(query.is_overdue), due: instantsOf(query) },
    };
    const { rows, next } = await listAppeals(c.var.ctx, filter, { cursor, limit, sort });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(openRoute, async (c) => {
    const { conversion_id: conversionId, comment } = c.req.valid("json");
    return c.json(show(await openAppeal(c.var.ctx, { conversionId, comment })), 201);
  })
  .openapi(answersRoute, async (c) => {
    const { answers } = c.req.valid("json");
    const outcomes = await answerAppeals(
      c.var.ctx,
      answers.map(({ reason_code: reasonCode, ...answer }) => ({ ...answer, reasonCode })),
    );
    const data = outcomes.map((outcome, i) => {
      const id = answers[i]?.id ?? "";
      return outcome instanceof NetworkError
        ? { id, appeal: null, error: itemErrorOf(outcome) }
        : { id, appeal: show(outcome), error: null };
    });
    return c.json({ data }, 200);
  })
  .openapi(getRoute, async (c) => {
    const { appeal, similar } = await getAppeal(c.var.ctx, c.req.valid("param").id);
    return c.json({ ...show(appeal), similar: similar && showSimilar(similar) }, 200);
  })
  .openapi(withdrawRoute, async (c) => c.json(show(await withdrawAppeal(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(answerRoute, async (c) => {
    const { id, verb } = c.req.valid("param");
    const { reason, reason_code: reasonCode } = c.req.valid("json");
    return c.json(show(await answerAppeal(c.var.ctx, { id, verb, reason, reasonCode })), 200);
  });

const show = ({ conversion, ...appeal }: Appeal): z.infer<typeof AppealView> => ({
  ...{ id: appeal.id, status: appeal.status, webmaster_id: appeal.webmasterId, webmaster_name: appeal.webmasterName },
  ...{ offer_id: appeal.offerId, offer_name: appeal.offerName, conversion_id: appeal.conversionId },
  conversion: {
    ...{ link_id: conversion.linkId, order_id: conversion.orderId },
    occurred_at: time(conversion.occurredAt),
    commission: money(conversion.commissionMinor, conversion.currency),
    ...{ check: conversion.check, validation: conversion.validation, version: conversion.version },
  },
  ...{ against: appeal.against, comment: appeal.comment, appealed_at: time(appeal.appealedAt) },
  ...{ appealed_by_id: appeal.appealedById, due_at: time(appeal.dueAt), is_overdue: appeal.isOverdue },
  ...{ ended_at: timeOrNull(appeal.endedAt), answer: appeal.answer },
});

const showSimilar = ({ ofWebmaster, ofLink }: SimilarCases) => ({ of_webmaster: ofWebmaster, of_link: ofLink });
