import { z } from "@hono/zod-openapi";
import { actorIdOf } from "@waymark/network/context";
import {
  activatePolicy,
  createPolicy,
  getPolicy,
  listPolicies,
  QUALITY_RULE_RANGES,
  QUALITY_RULES_MAX,
  retirePolicy,
  tryPolicy,
  type QualityPolicy,
  type QualityRule,
  type WantedLimit,
} from "@waymark/network/quality";
import { LIMIT_KINDS, SCORED_KINDS } from "@waymark/network/words";
import { dateText } from "@waymark/network/zone";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, problems, ReasonText, security, Time, time } from "./schema.ts";
import { Conversions, Parts, Score, showParts, TAGS } from "./source-scores.ts";

const within = ([min, max]: readonly [number, number]) => z.number().int().min(min).max(max);
const RANGES = QUALITY_RULE_RANGES;

const Rule = z
  .strictObject({
    name: z.string().trim().min(1).max(100).openapi({ description: "Names the rule among those of its version" }),
    kind: z.enum(SCORED_KINDS).openapi({ description: "What it looks at, and limits" }),
    score_below: within(RANGES.scoreBelow).openapi({ description: "It limits a source whose score is lower" }),
    conversions_min: within(RANGES.conversionsMin).openapi({ description: "With at least so many judged conversions" }),
    days: within(RANGES.days).openapi({
      description: "On so many scored days in a row. The limit ends after as many with `recovery_score` or more",
    }),
    hold_days: within(RANGES.holdDays).nullable().default(null).openapi({
      description: "By how many days the holds of new conversions are longer; null: the link is paused instead",
    }),
    recovery_score: within(RANGES.recoversAt).openapi({
      description: "The score from which a source has recovered; not below `score_below`",
    }),
    review_days: within(RANGES.reviewDays).openapi({ description: "The limit ends after so many days in any case" }),
    again_after_days: within(RANGES.againAfterDays).openapi({
      description:
        "So many days after the limit was lifted, or ended by its date, no rule limits the source in this way again",
    }),
  })
  .openapi("QualityRule");

const PolicyView = z
  .object({
    id: z.string(),
    number: z.number().int().openapi({ description: "1 for the first version, then 2, …" }),
    status: z.enum(["draft", "active", "retired"]),
    rules: z.array(Rule).openapi({ description: "Of those that would limit a source in the same way, the first does" }),
    note: z.string().nullable().openapi({ description: "What it is for" }),
    created_at: Time,
    created_by: z.string().openapi({ description: "The person or API key" }),
    changes: z
      .array(
        z.object({
          ...{ status: z.enum(["active", "retired"]), reason: z.string() },
          ...{ actor_id: z.string().openapi({ description: "The person or API key" }), changed_at: Time },
        }),
      )
      .openapi({ description: "When it was switched on and off, the oldest first" }),
  })
  .openapi("QualityPolicy");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listQualityPolicies",
  summary: "List the versions of the policy that limits sources. Operator only",
  tags: TAGS,
  security,
  responses: {
    200: json(z.object({ data: z.array(PolicyView) }).openapi("QualityPolicies"), "All versions, the newest first"),
    ...problems,
  },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getQualityPolicy",
  summary: "Get a version of the policy that limits sources. Operator only",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: { 200: json(PolicyView, "The version"), ...problems },
});

const createRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "createQualityPolicy",
  summary: "Add a version of the policy that limits sources. Operator only",
  description: "It does nothing until it is switched on. A version is never changed.",
  tags: TAGS,
  security,
  request: body(
    z
      .strictObject({
        rules: z.array(Rule).min(1).max(QUALITY_RULES_MAX).openapi({ description: "Asked in this order" }),
        note: z.string().trim().min(1).max(2_000).nullable().default(null).openapi({ description: "What it is for" }),
      })
      .openapi("NewQualityPolicy"),
  ),
  responses: { 201: json(PolicyView, "The version"), ...problems },
});

const OutcomeView = z
  .object({
    date: z.iso.date().nullable().openapi({ description: "The day of the scores; null: nothing is scored yet" }),
    sources: z
      .array(
        z.object({
          id: z.string().openapi({ description: "Id of the webmaster or the link" }),
          kind: z.enum(SCORED_KINDS),
          name: z.string().openapi({ description: "Name of the webmaster, or slug of the link" }),
          webmaster_id: z.string(),
          webmaster_name: z.string(),
          offer_id: z.string().nullable().openapi({ description: "The offer of a link; null for a webmaster" }),
          rule_name: z.string().openapi({ description: "The rule that limits it" }),
          limit_kind: z.enum(LIMIT_KINDS).openapi({ description: "How it is limited" }),
          hold_days: z
            .number()
            .int()
            .nullable()
            .openapi({ description: "By how many days holds are longer; null: a pause" }),
          score: Score,
          conversions: Conversions,
          parts: Parts,
          reason: z.string().openapi({ description: "What the webmaster would read" }),
        }),
      )
      .openapi({ description: "What would be limited, at most 100 sources of each rule" }),
  })
  .openapi("QualityPolicyOutcome");

const outcomeRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/outcome",
  operationId: "getQualityPolicyOutcome",
  summary: "See what a version of the policy would limit now. Operator only",
  description: "By the latest scores and the same rules as when it is on. What is limited already is left out.",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: { 200: json(OutcomeView, "What it would limit"), ...problems },
});

const Switched = z
  .strictObject({ reason: ReasonText.openapi({ description: "Why it is switched" }) })
  .openapi("QualityPolicySwitch");

const activateRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/activate",
  operationId: "activateQualityPolicy",
  summary: "Switch a version of the policy on. Operator only",
  description: "The one in force is switched off. It limits sources from the next day's scores on.",
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(Switched) },
  responses: { 200: json(PolicyView, "The version"), ...problems },
});

const retireRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/retire",
  operationId: "retireQualityPolicy",
  summary: "Switch a version of the policy off. Operator only",
  description: "What it has limited stays so until the source recovers, the limit's date comes, or you lift it.",
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(Switched) },
  responses: { 200: json(PolicyView, "The version"), ...problems },
});

/** Versions of the policy that limits sources. */
export const qualityPolicies = createApi()
  .openapi(listRoute, async (c) => c.json({ data: (await listPolicies(c.var.ctx)).map(show) }, 200))
  .openapi(getRoute, async (c) => c.json(show(await getPolicy(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(createRoute, async (c) => {
    const { rules, note } = c.req.valid("json");
    return c.json(show(await createPolicy(c.var.ctx, { rules: rules.map(readRule), note })), 201);
  })
  .openapi(outcomeRoute, async (c) => {
    const { day, wanted } = await tryPolicy(c.var.ctx, c.req.valid("param").id);
    return c.json({ date: day === null ? null : dateText(day), sources: wanted.map(showWanted) }, 200);
  })
  .openapi(activateRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(show(await activatePolicy(c.var.ctx, id, c.req.valid("json").reason)), 200);
  })
  .openapi(retireRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(show(await retirePolicy(c.var.ctx, id, c.req.valid("json").reason)), 200);
  });

const readRule = ({ name, kind: of, days, ...rule }: z.infer<typeof Rule>): QualityRule => ({
  ...{ name, of, days, scoreBelow: rule.score_below, conversionsMin: rule.conversions_min, holdDays: rule.hold_days },
  ...{ recoversAt: rule.recovery_score, reviewDays: rule.review_days, againAfterDays: rule.again_after_days },
});

const showRule = ({ name, of, days, ...rule }: QualityRule): z.infer<typeof Rule> => ({
  ...{
    name,
    kind: of,
    days,
    score_below: rule.scoreBelow,
    conversions_min: rule.conversionsMin,
    hold_days: rule.holdDays,
  },
  ...{ recovery_score: rule.recoversAt, review_days: rule.reviewDays, again_after_days: rule.againAfterDays },
});

const show = ({ rules, changes, ...policy }: QualityPolicy): z.infer<typeof PolicyView> => ({
  ...{ id: policy.id, number: policy.version, status: policy.status, rules: rules.map(showRule), note: policy.note },
  ...{ created_at: time(policy.createdAt), created_by: actorIdOf(policy.createdBy) },
  changes: changes.map(({ status, reason, actor, changedAt }) => ({
    ...{ status, reason, actor_id: actorIdOf(actor), changed_at: time(changedAt) },
  })),
});

const showWanted = ({ rule, parts, ...wanted }: WantedLimit): z.infer<typeof OutcomeView>["sources"][number] => ({
  ...{ id: wanted.id, kind: wanted.kind, name: wanted.name, webmaster_id: wanted.webmasterId },
  ...{ webmaster_name: wanted.webmasterName, offer_id: wanted.offerId, rule_name: rule.name },
  ...{ limit_kind: wanted.limitKind, hold_days: rule.holdDays, score: wanted.score, conversions: wanted.conversions },
  ...{ parts: showParts(parts), reason: wanted.reason },
});
