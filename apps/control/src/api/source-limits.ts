import { z } from "@hono/zod-openapi";
import { NetworkError } from "@waymark/network/errors";
import {
  getLimit,
  imposeLimit,
  LIMIT_DAYS_MAX,
  liftLimit,
  listLimits,
  QUALITY_RULE_RANGES,
  type SourceLimit,
} from "@waymark/network/quality";
import { LIMIT_ENDS, LIMIT_KINDS } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
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
import { Parts, Score, showParts, TAGS } from "./source-scores.ts";

const OPERATORS = ["operator"] as const;

const Kind = z.enum(LIMIT_KINDS).openapi({
  description:
    "`hold`: conversions that are recorded while it is in force are held longer after their approval. `pause`: the link is paused",
});

const [, HOLD_DAYS_MAX] = QUALITY_RULE_RANGES.holdDays;

const LimitView = z
  .object({
    id: z.string(),
    limit_kind: Kind,
    source_name: z.string().openapi({ description: "Name of the webmaster, or slug of the link" }),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    link_id: z.string().nullable().openapi({ description: "The link; null: the webmaster with all of their links" }),
    offer_id: z.string().nullable().openapi({ description: "The offer of a link; null for a webmaster" }),
    offer_name: z.string().nullable().openapi({ description: "The offer of a link; null for a webmaster" }),
    hold_days: z.number().int().nullable().openapi({
      description: "By how many days holds are longer; null for a pause. Of several limits, the longest counts",
    }),
    is_by_policy: z.boolean().openapi({ description: "Imposed by the network's policy, and not by hand" }),
    is_open: z.boolean().openapi({ description: "It is in force" }),
    reason: z.string().openapi({ description: "Why, for the webmaster" }),
    seen: z
      .object({
        score: Score.openapi({ description: "The score on that day" }),
        parts: Parts,
        recovery_score: Score.openapi({ description: "It ends after `recovery_days` scores in a row of this or more" }),
        recovery_days: z.number().int().openapi({ description: "How many scored days that takes" }),
      })
      .nullable()
      .openapi({ description: "What the policy saw, and what ends the limit; null if it was imposed by hand" }),
    begun_at: Time,
    ends_at: Time.openapi({ description: "When it ends in any case" }),
    ended_at: Time.nullable().openapi({ description: "When it ended; null while it is in force" }),
    ended_as: z.enum(LIMIT_ENDS).nullable().openapi({
      description:
        "`lifted`: by the operator. `recovered`: by the score. `over`: by its date. Null while it is in force",
    }),
    end_reason: z.string().nullable().openapi({ description: "Why the operator lifted it; null otherwise" }),
    policy_number: onlyFor(OPERATORS, z.number().int().nullable(), "The version of the policy; null: by hand"),
    rule_name: onlyFor(OPERATORS, z.string().nullable(), "The rule of the policy; null: by hand"),
    begun_by_id: onlyFor(OPERATORS, z.string(), "The person, API key or job that imposed it"),
    ended_by_id: onlyFor(
      OPERATORS,
      z.string().nullable(),
      "The person, API key or job that ended it; null while it is in force",
    ),
    again_at: onlyFor(OPERATORS, Time.nullable(), "No policy imposes it again before; null while it is in force"),
  })
  .openapi("SourceLimit");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listSourceLimits",
  summary: "List limits of sources by when they began, the latest first; a webmaster sees their own",
  tags: TAGS,
  security,
  request: {
    query: PageQuery.extend({
      limit_kind: Kind.optional(),
      webmaster_id: OptionalId.openapi({ description: "Limits of the webmaster and of their links" }),
      link_id: OptionalId,
      is_open: Switch.optional().openapi({ description: "Only those in force, or not" }),
      is_by_policy: Switch.optional().openapi({ description: "Only those that a policy imposed, or not" }),
      sort: SortParam,
    }),
  },
  responses: { 200: json(pageOf(LimitView), "Limits"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getSourceLimit",
  summary: "Get a limit of a source",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: { 200: json(LimitView, "The limit"), ...problems },
});

const imposeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "imposeSourceLimit",
  summary: "Limit a webmaster or a link by hand. Operator only",
  description:
    "A hold counts for conversions that are recorded from now on: those recorded before keep their dates. A source is limited once in each way.",
  tags: TAGS,
  security,
  request: body(
    z
      .strictObject({
        limit_kind: Kind,
        webmaster_id: OptionalId.openapi({
          description: "The webmaster, with all of their links. State this or `link_id`",
        }),
        link_id: OptionalId.openapi({ description: "The link. State this or `webmaster_id`" }),
        hold_days: z.number().int().min(1).max(HOLD_DAYS_MAX).nullable().default(null).openapi({
          description: "By how many days holds are longer. Required for a hold, absent or null for a pause",
        }),
        days: z.number().int().min(1).max(LIMIT_DAYS_MAX).openapi({ description: "It ends after so many days" }),
        reason: ReasonText.openapi({ description: "Why; the webmaster reads it" }),
      })
      .openapi("NewSourceLimit"),
  ),
  responses: { 201: json(LimitView, "The limit"), ...problems },
});

const liftRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/lift",
  operationId: "liftSourceLimit",
  summary: "Lift a limit. Operator only",
  description:
    "Conversions that are recorded from now on are not held longer; those recorded before keep their dates. A link that the limit paused is active again, unless you or its webmaster have paused it too.",
  tags: TAGS,
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({ reason: ReasonText.openapi({ description: "Why; the webmaster reads it" }) })
        .openapi("SourceLimitLift"),
    ),
  },
  responses: { 200: json(LimitView, "The limit"), ...problems },
});

/** Limits of webmasters and links. */
export const sourceLimits = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, sort, ...query } = c.req.valid("query");
    const filter = {
      ...{ kind: query.limit_kind, webmasterId: query.webmaster_id, linkId: query.link_id },
      ...{ isOpen: switchOf(query.is_open), isByPolicy: switchOf(query.is_by_policy) },
    };
    const { rows, next } = await listLimits(c.var.ctx, filter, { cursor, limit, sort });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getLimit(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(imposeRoute, async (c) => {
    const {
      webmaster_id: webmasterId,
      link_id: linkId,
      limit_kind: kind,
      hold_days: holdDays,
      ...input
    } = c.req.valid("json");
    const source = sourceOf(webmasterId, linkId);
    return c.json(show(await imposeLimit(c.var.ctx, { ...input, source, kind, holdDays })), 201);
  })
  .openapi(liftRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(show(await liftLimit(c.var.ctx, id, c.req.valid("json").reason)), 200);
  });

function sourceOf(webmasterId: string | undefined, linkId: string | undefined) {
  if (webmasterId !== undefined && linkId === undefined) return { kind: "webmaster" as const, id: webmasterId };
  if (linkId !== undefined && webmasterId === undefined) return { kind: "link" as const, id: linkId };
  throw new NetworkError("invalid_input", "A limit is of one source", [
    { path: "link_id", message: "state either link_id or webmaster_id" },
  ]);
}

const show = ({ seen, ended, details, ...limit }: SourceLimit): z.infer<typeof LimitView> => ({
  ...{ id: limit.id, limit_kind: limit.kind, source_name: limit.sourceName, webmaster_id: limit.webmasterId },
  ...{ webmaster_name: limit.webmasterName, link_id: limit.linkId, offer_id: limit.offerId },
  ...{ offer_name: limit.offerName, hold_days: limit.holdDays, is_by_policy: limit.isByPolicy },
  is_open: ended === null,
  reason: limit.reason,
  seen: seen && {
    ...{ score: seen.score, parts: showParts(seen.parts) },
    ...{ recovery_score: seen.recoversAt, recovery_days: seen.recoversDays },
  },
  ...{ begun_at: time(limit.since), ends_at: time(limit.until), ended_at: timeOrNull(ended?.at ?? null) },
  ...{ ended_as: ended?.as ?? null, end_reason: ended?.reason ?? null },
  ...(details && {
    ...{ policy_number: details.policyVersion, rule_name: details.ruleName, begun_by_id: details.beganBy },
    ...{ ended_by_id: details.endedBy, again_at: timeOrNull(details.againFrom) },
  }),
});
