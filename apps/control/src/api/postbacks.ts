import { z } from "@hono/zod-openapi";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { ANSWER_REASONS, type AnswerReason } from "@waymark/contract/answer-reason";
import {
  getPostback,
  listPostbacks,
  replayPostback,
  resolvePostback,
  type ResolutionVerb,
  type Resolution,
  type Postback,
} from "@waymark/network/postback";
import { SENTENCES, type Note, type Reason as ReportReason } from "@waymark/network/report";
import { ReasonCode } from "./conversions.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  MoneyInput,
  NOT_WEBMASTERS,
  onlyFor,
  OWN_SIDE,
  pageOf,
  PageQuery,
  problems,
  security,
  Time,
  time,
} from "./schema.ts";
import { PostbackFilters, postbackFilterOf } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { actorIdOf } from "@waymark/network/context";
import { POSTBACK_OUTCOMES, SIDES, RESOLUTIONS } from "@waymark/network/words";

const REASONS = Object.keys(SENTENCES) as (ReportReason | Note)[]; // its keys are closed

const Status = z.enum(POSTBACK_OUTCOMES);
const Reason = z.enum(REASONS);

/** A resolution of a parked postback, as a list and a click's life show it. */
export const ResolutionView = z
  .object({
    verb: z.enum(RESOLUTIONS),
    side: z.enum(SIDES).openapi({ description: "Who resolved it" }),
    actor_id: onlyFor(OWN_SIDE, z.string(), "The person, API key or job"),
    reason_code: ReasonCode.nullable(),
    reason_sentence: z.string().nullable().openapi({ description: "What the code means" }),
    reason: z.string().nullable().openapi({ description: "What that side wrote" }),
    conversion_id: onlyFor(NOT_WEBMASTERS, z.string().nullable(), "The conversion that it changed or made"),
    other_conversion_id: onlyFor(NOT_WEBMASTERS, z.string().nullable(), "The conversion that gave up the order"),
    replayed_as_id: onlyFor(NOT_WEBMASTERS, z.string().nullable(), "The postback that the replay made"),
    resolved_at: Time,
  })
  .openapi("PostbackResolution");

export const PostbackSummary = z
  .object({
    id: z.string(),
    advertiser_id: z.string(),
    status: Status,
    reason_code: Reason.nullable(),
    reason_sentence: z.string().nullable(),
    click_id: z.string(),
    conversion_id: z.string().nullable(),
    accepted_at: Time,
    resolution: ResolutionView.nullable().openapi({ description: "How it was resolved; null while it waits" }),
    replay_of_id: z.string().nullable().openapi({ description: "The postback whose request this one applied again" }),
  })
  .openapi("PostbackSummary");

export const RequestView = z.object({
  method: z.string(),
  path: z.string().openapi({ description: "Path of the request, with the token masked if the path holds it" }),
  content_type: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
  is_pixel: z.boolean().openapi({ description: "A visitor's browser sent it" }),
});

const PostbackView = PostbackSummary.extend({
  request: RequestView.nullable().openapi({
    description: "As received, with the token masked; read from the archive after 90 days",
  }),
}).openapi("Postback");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPostbacks",
  summary: "List accepted postbacks with their status, newest first",
  tags: ["postbacks"],
  security,
  request: {
    query: PageQuery.extend(PostbackFilters.shape),
  },
  responses: { 200: json(pageOf(PostbackSummary), "Postbacks"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getPostback",
  summary: "Get an accepted postback: its status, why, and its request",
  tags: ["postbacks"],
  security,
  request: { params: IdParam },
  responses: { 200: json(PostbackView, "The postback"), ...problems },
});

const replayRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/replay",
  operationId: "replayPostback",
  summary: "Replay a kept request with the current settings, as a new postback",
  tags: ["postbacks"],
  security,
  request: { params: IdParam },
  responses: { 201: json(PostbackView, "The postback that the replay made"), ...problems },
});

const Reasons = {
  reason: z.string().trim().min(1).max(REASON_TEXT_MAX).openapi({
    description: "In your words; visible to the advertiser and the webmaster of the click",
  }),
  reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
};

const acceptRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/accept",
  operationId: "acceptPostback",
  summary: "Accept a parked postback: set the order's amount and status. Refused once its payment has begun",
  tags: ["postbacks"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          ...Reasons,
          amount: MoneyInput.optional().openapi({
            description: "Another amount than the postback's; required if the postback is in another currency",
          }),
        })
        .openapi("PostbackAcceptance"),
    ),
  },
  responses: { 200: json(PostbackView, "The postback, resolved"), ...waits, ...problems },
});

const Resolving = z.strictObject(Reasons).openapi("PostbackResolving");

const attributeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/attribute",
  operationId: "attributePostback",
  summary:
    "Attribute the order to the click of a parked postback. The conversion of the other click is rejected or reversed. Operator only",
  tags: ["postbacks"],
  security,
  request: { params: IdParam, ...body(Resolving) },
  responses: { 200: json(PostbackView, "The postback, resolved"), ...waits, ...problems },
});

const dismissRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/dismiss",
  operationId: "dismissPostback",
  summary: "Dismiss a parked postback without changing a conversion",
  tags: ["postbacks"],
  security,
  request: { params: IdParam, ...body(Resolving) },
  responses: { 200: json(PostbackView, "The postback, resolved"), ...problems },
});

export const postbacks = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listPostbacks(c.var.ctx, postbackFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showSummary), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getPostback(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(replayRoute, async (c) => c.json(show(await replayPostback(c.var.ctx, c.req.valid("param").id)), 201))
  .openapi(acceptRoute, async (c) => {
    const { amount, ...reasons } = c.req.valid("json");
    const stated = amount && { amountMinor: amount.amount_minor, currency: amount.currency };
    return c.json(
      show(await resolvePostback(c.var.ctx, { ...inputOf("accept", c.req.valid("param"), reasons), amount: stated })),
      200,
    );
  })
  .openapi(attributeRoute, async (c) =>
    c.json(
      show(await resolvePostback(c.var.ctx, inputOf("attribute", c.req.valid("param"), c.req.valid("json")))),
      200,
    ),
  )
  .openapi(dismissRoute, async (c) =>
    c.json(show(await resolvePostback(c.var.ctx, inputOf("dismiss", c.req.valid("param"), c.req.valid("json")))), 200),
  );

const inputOf = (
  verb: ResolutionVerb,
  { id: receipt }: { id: string },
  { reason, reason_code: reasonCode }: { reason: string; reason_code: AnswerReason | null },
) => ({ receipt, verb, reason, reasonCode });

export const showSummary = (row: Postback): z.infer<typeof PostbackSummary> => ({
  id: row.receipt,
  advertiser_id: row.advertiserId,
  status: row.outcome,
  reason_code: row.reason,
  reason_sentence: row.sentence,
  click_id: row.clickId,
  conversion_id: row.conversionId,
  resolution: row.resolution && showResolution(row.resolution),
  accepted_at: time(row.acceptedAt),
  replay_of_id: row.replayOf,
});

const show = (row: Postback): z.infer<typeof PostbackView> => ({
  ...showSummary(row),
  request: row.request && showRequest(row.request),
});

export const showRequest = (request: NonNullable<Postback["request"]>): z.infer<typeof RequestView> => ({
  method: request.method,
  path: request.path ?? (request.isPixel === true ? "/pixel.gif" : "/postback"),
  content_type: request.contentType,
  parameters: request.parameters.map(([name, value]) => ({ name, value })),
  is_pixel: request.isPixel === true,
});

export const showResolution = (resolution: Resolution): z.infer<typeof ResolutionView> => ({
  verb: resolution.verb,
  side: resolution.side,
  actor_id: resolution.actor && actorIdOf(resolution.actor),
  reason_code: resolution.reasonCode,
  reason_sentence: resolution.reasonSentence,
  reason: resolution.reason,
  conversion_id: resolution.conversionId,
  other_conversion_id: resolution.otherConversionId,
  replayed_as_id: resolution.replayedAs,
  resolved_at: time(resolution.resolvedAt),
});
