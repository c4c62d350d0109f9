import { z } from "@hono/zod-openapi";
import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import {
  answerAsked,
  listAsked,
  listJudgments,
  recheck,
  RECHECKS_MAX,
  RULE_NAMES,
  summariseTraffic,
  type Asked,
  type OfferTraffic,
  type SeenJudgment,
} from "@waymark/network/traffic-check";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  onlyFor,
  problems,
  ReasonText,
  security,
  Time,
  time,
} from "./schema.ts";
import { EndTime, readRange, StartTime, Zone } from "./time-input.ts";

const OPERATORS = ["operator"] as const;
export const TAGS = ["traffic check"];

export const RuleName = z.enum(RULE_NAMES);

const FindingView = z
  .object({
    code: RuleName.openapi({ description: "The rule" }),
    value: z
      .number()
      .openapi({ description: "The conversion's own value, in the rule's unit (docs/traffic-check.md)" }),
    comparison: z.number().openapi({ description: "What is usual, rounded: never the rule's cut" }),
    scope: z.enum(["conversion", "link"]).openapi({
      description: "What it looked at: the conversion itself, or its link or sub-id among the offer's others",
    }),
    share: z.number().openapi({ description: "The share of approved conversions that are less unusual, rounded down" }),
    sentence: z.string().openapi({ description: "Both as a sentence" }),
  })
  .openapi("CheckFinding");

const JudgmentView = z
  .object({
    stage: z.number().int().openapi({ description: "1: as its click became known. 2: before the hold ends" }),
    verdict: z.enum(["clear", "flagged", "hold", "wait"]).openapi({
      description:
        "`hold`: held. `wait`: held until the operator has answered about the webmaster. The operator also sees `clear` and `flagged` (only recorded)",
    }),
    findings: z.array(FindingView).openapi({ description: "What the rules found, the strongest first" }),
    checked_at: Time.openapi({ description: "When it was judged" }),
    rule_set_number: onlyFor(OPERATORS, z.number().int(), "The version of the rules; 0: the default ones"),
    score: onlyFor(OPERATORS, z.number(), "The sum of what the rules found"),
    features: onlyFor(
      OPERATORS,
      z.record(z.string(), z.number().nullable()),
      "What is known of the conversion as numbers (docs/traffic-check.md)",
    ),
  })
  .openapi("CheckJudgment");

const listJudgmentsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/judgments",
  operationId: "listJudgments",
  summary: "What the traffic check found in a conversion",
  description: "The webmaster and the advertiser see the judgments that held it.",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: {
    200: json(z.object({ data: z.array(JudgmentView) }).openapi("CheckJudgments"), "The judgments, the oldest first"),
    ...problems,
  },
});

/** What the traffic check found in a conversion. */
export const conversionJudgments = createApi().openapi(listJudgmentsRoute, async (c) => {
  const judgments = await listJudgments(c.var.ctx, c.req.valid("param").id);
  return c.json({ data: judgments.map(showJudgment) }, 200);
});

const showJudgment = ({ findings, features, ...judgment }: SeenJudgment): z.infer<typeof JudgmentView> => ({
  ...{ stage: judgment.stage, verdict: judgment.verdict, checked_at: time(judgment.checkedAt) },
  findings: findings.map(({ rule, ...finding }) => ({ code: rule, ...finding })),
  ...{ rule_set_number: judgment.ruleSet, score: judgment.score },
  features: features && Object.fromEntries(Object.entries(features).map(([name, value]) => [snakeCase(name), value])),
});

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const OfferTrafficView = z
  .object({
    ...{ offer_id: z.string(), offer_name: z.string() },
    checked: z.number().int().openapi({ description: "Conversions that were checked" }),
    held: z.number().int().openapi({ description: "Of them, those that the check held at some time" }),
    released: z.number().int().openapi({ description: "Held, and released since" }),
    refused: z.number().int().openapi({ description: "Held, and refused since" }),
    open: z.number().int().openapi({ description: "Still held" }),
    rules: z
      .array(
        z.object({
          code: RuleName.openapi({ description: "The rule" }),
          conversions: z.number().int().openapi({ description: "Held ones in which it found most" }),
        }),
      )
      .openapi({ description: "Why they were held, the most frequent rule first" }),
  })
  .openapi("OfferTraffic");

const summaryRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/summary",
  operationId: "summariseTraffic",
  summary: "What the traffic check made of your conversions in a period, by offer",
  tags: TAGS,
  security,
  request: {
    query: z.object({
      from: StartTime.optional().openapi({
        description: "Conversions that were checked from this time on. Absent: from 28 days before `to`",
      }),
      to: EndTime.optional().openapi({
        description: "Conversions that were checked before this time, at most 100 days later. Absent: now",
      }),
      zone: Zone,
    }),
  },
  responses: {
    200: json(
      z
        .object({
          data: z.array(OfferTrafficView),
          from: Time.openapi({ description: "From when on" }),
          to: Time.openapi({ description: "Before when" }),
        })
        .openapi("TrafficSummary"),
      "Offers with checked conversions, at most 1,000: those with most conversions first",
    ),
    ...problems,
  },
});

const AskedView = z
  .object({
    ...{ webmaster_id: z.string(), webmaster_name: z.string() },
    waiting: z.number().int().openapi({ description: "Conversions that wait; at most 1,000 are counted" }),
    commission: z.array(Money).openapi({ description: "Their commissions, by currency" }),
    oldest_at: Time.openapi({ description: "When the first of them was recorded" }),
    checked: z.number().int().openapi({ description: "Judgments of the last 28 days, or since your last release" }),
    held: z.number().int().openapi({ description: "Of them, those that held the conversion" }),
    rules: z
      .array(
        z.object({
          code: RuleName.openapi({ description: "The rule" }),
          conversions: z.number().int().openapi({ description: "Waiting conversions in which it found most" }),
        }),
      )
      .openapi({ description: "The most frequent rule first" }),
  })
  .openapi("CheckQuestion");

const listAskedRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/questions",
  operationId: "listCheckQuestions",
  summary: "Webmasters of whom the check would hold more than it may without your word. Operator only",
  description: "Answer with `hold-waiting` or `release-waiting` of the webmaster.",
  tags: TAGS,
  security,
  responses: {
    200: json(z.object({ data: z.array(AskedView) }).openapi("CheckQuestions"), "At most 100 webmasters"),
    ...problems,
  },
});

const WaitingAnswer = z
  .strictObject({
    reason: ReasonText.openapi({ description: "The webmaster and the advertisers read it" }),
    reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
  })
  .openapi("WaitingAnswer");

const WaitingAnswered = z
  .object({
    answered: z.number().int().openapi({ description: "Conversions that were held or released" }),
    remaining: z.number().int().openapi({ description: "Conversions that still wait" }),
  })
  .openapi("WaitingAnswered");

const IN_STEPS = "At most 500 conversions a call: call again while `remaining` is not 0.";

const holdWaitingRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/hold-waiting",
  operationId: "holdWaiting",
  summary: "Hold a webmaster's conversions that wait for your word on the traffic check. Operator only",
  description: `From then on, what is flagged of this webmaster is held without asking. ${IN_STEPS}`,
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(WaitingAnswer) },
  responses: { 200: json(WaitingAnswered, "How many conversions the answer was for"), ...problems },
});

const releaseWaitingRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/release-waiting",
  operationId: "releaseWaiting",
  summary: "Release a webmaster's conversions that wait for your word on the traffic check. Operator only",
  description: `The share of the webmaster's conversions that is held is counted anew. ${IN_STEPS}`,
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(WaitingAnswer) },
  responses: { 200: json(WaitingAnswered, "How many conversions the answer was for"), ...problems },
});

/** The operator's answers about webmasters of whom the check would hold too much. */
export const waitingConversions = createApi()
  .openapi(holdWaitingRoute, async (c) => {
    const { reason, reason_code: reasonCode } = c.req.valid("json");
    const webmasterId = c.req.valid("param").id;
    return c.json(await answerAsked(c.var.ctx, { webmasterId, answer: "hold", reason, reasonCode }), 200);
  })
  .openapi(releaseWaitingRoute, async (c) => {
    const { reason, reason_code: reasonCode } = c.req.valid("json");
    const webmasterId = c.req.valid("param").id;
    return c.json(await answerAsked(c.var.ctx, { webmasterId, answer: "release", reason, reasonCode }), 200);
  });

const recheckRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/rechecks",
  operationId: "recheckConversions",
  summary: "Judge conversions again by the rules in force. Operator only",
  description:
    "From what is stored of them. What is flagged now is held; what the check held and is not flagged any more is released. Decisions of people and begun payments stay. Earlier judgments are kept.",
  tags: TAGS,
  security,
  request: body(
    z
      .strictObject({
        conversion_ids: z
          .array(z.string().min(1).max(100))
          .min(1)
          .max(RECHECKS_MAX)
          .openapi({ description: "Conversions of any webmaster" }),
        reason: ReasonText.openapi({ description: "Why they are judged again" }),
      })
      .openapi("Recheck"),
  ),
  responses: {
    200: json(
      z
        .object({
          data: z.array(
            z.object({
              id: z.string(),
              outcome: z.enum(["unchanged", "judged", "held", "released"]).openapi({
                description: "`unchanged`: these rules have judged it before, or nothing is stored of it",
              }),
            }),
          ),
        })
        .openapi("Rechecked"),
      "The conversions that exist, with their outcomes",
    ),
    ...problems,
  },
});

/** The traffic check's summary, questions and rechecks. */
export const trafficCheck = createApi()
  .openapi(summaryRoute, async (c) => {
    const { ctx } = c.var;
    const { from, to } = readRange(c.req.valid("query"), { now: ctx.now(), daysDefault: 28, daysMax: 100 });
    const data = (await summariseTraffic(ctx, { from, to })).map(showTraffic);
    return c.json({ data, from: time(from), to: time(to) }, 200);
  })
  .openapi(listAskedRoute, async (c) => c.json({ data: (await listAsked(c.var.ctx)).map(showAsked) }, 200))
  .openapi(recheckRoute, async (c) => {
    const { conversion_ids: ids, reason } = c.req.valid("json");
    return c.json({ data: await recheck(c.var.ctx, ids, reason) }, 200);
  });

const showTraffic = ({ offerId, offerName, rules, ...traffic }: OfferTraffic): z.infer<typeof OfferTrafficView> => ({
  ...{ offer_id: offerId, offer_name: offerName, ...traffic },
  rules: rules.map(({ rule, conversions }) => ({ code: rule, conversions })),
});

const showAsked = ({ webmasterId, webmasterName, ...asked }: Asked): z.infer<typeof AskedView> => ({
  ...{ webmaster_id: webmasterId, webmaster_name: webmasterName },
  ...{ waiting: asked.waiting, commission: showSums(asked.commission), oldest_at: time(asked.since) },
  ...{ checked: asked.checked, held: asked.held },
  rules: asked.rules.map(({ rule, conversions }) => ({ code: rule, conversions })),
});

/** Sums in minor units by currency. */
export const showSums = (sums: Readonly<Record<string, number>>): z.infer<typeof Money>[] =>
  Object.entries(sums).map(([currency, minor]) => money(minor, currency));
