import { z } from "@hono/zod-openapi";
import { DAY_MS } from "@waymark/contract/duration";
import { actorIdOf } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import {
  activateRuleSet,
  createRuleSet,
  getRuleSet,
  getTrial,
  listRuleSets,
  listTrials,
  retireRuleSet,
  RULE_NAMES,
  tryRuleSet,
  type Flagged,
  type RuleSetVersion,
  type Trial,
} from "@waymark/network/traffic-check";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, Money, problems, ReasonText, security, Time, time } from "./schema.ts";
import { EndTime, StartTime, Zone } from "./time-input.ts";
import { RuleName, showSums, TAGS } from "./traffic-check.ts";

const Parameters = z.strictObject({
  code: RuleName.openapi({ description: "The rule" }),
  is_on: z.boolean().openapi({ description: "Whether it counts" }),
  weight: z.number().min(0).max(10).openapi({ description: "How much a decade of rarity adds to the score" }),
  tail: z.number().min(0.0001).max(0.5).openapi({
    description: "The rule finds what at most this share of the network's own good conversions has",
  }),
  samples_min: z.number().int().min(1).max(1_000_000).openapi({
    description: "Conversions that what it compares with needs",
  }),
});

const Share = z.number().min(0).max(0.1);
const FlaggedMax = z
  .strictObject({
    first: Share.openapi({ description: "As their clicks become known" }),
    both: Share.openapi({ description: "By both stages together" }),
  })
  .openapi("FlaggedMax", { description: "Shares of the network's own good conversions that may be flagged" });

const Rules = z
  .strictObject({
    parameters: z
      .array(Parameters.partial().required({ code: true }))
      .max(RULE_NAMES.length)
      .openapi({ description: "Of each rule at most once" }),
    flagged_max: FlaggedMax.partial().openapi("FlaggedMaxChange", {
      description: "Shares of the network's own good conversions that may be flagged",
    }),
  })
  .partial()
  .openapi("Rules", { description: "The rules; what is absent is as by default" });

const RuleSetView = z
  .object({
    id: z.string(),
    number: z.number().int().openapi({ description: "1 for the first version, then 2, …" }),
    status: z.enum(["draft", "active", "retired"]),
    parameters: z.array(Parameters).openapi({ description: "Of each rule" }),
    flagged_max: FlaggedMax,
    is_calibrated: z.boolean().openapi({
      description: "Whether there were enough approved conversions. Without them it only records",
    }),
    sample: z.number().int().openapi({ description: "Approved conversions that it is, or would be, calibrated by" }),
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
  .openapi("RuleSet");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listRuleSets",
  summary: "List the versions of the traffic check's rules. Operator only",
  tags: TAGS,
  security,
  responses: {
    200: json(z.object({ data: z.array(RuleSetView) }).openapi("RuleSets"), "All versions, the newest first"),
    ...problems,
  },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getRuleSet",
  summary: "Get a version of the traffic check's rules. Operator only",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: { 200: json(RuleSetView, "The version"), ...problems },
});

const createRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "createRuleSet",
  summary: "Add a version of the rules, calibrated by the network's own approved conversions. Operator only",
  description: "It does nothing until it is switched on. A version is never changed.",
  tags: TAGS,
  security,
  request: body(
    z
      .strictObject({
        rules: Rules.default({}),
        note: z.string().trim().min(1).max(2_000).nullable().default(null).openapi({ description: "What it is for" }),
      })
      .openapi("NewRuleSet"),
  ),
  responses: { 201: json(RuleSetView, "The version"), ...problems },
});

const Switched = z
  .strictObject({ reason: ReasonText.openapi({ description: "Why it is switched" }) })
  .openapi("RuleSetSwitch");

const activateRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/activate",
  operationId: "activateRuleSet",
  summary: "Switch a version of the rules on. Operator only",
  description:
    "The one in force is switched off. Conversions that are recorded from then on are judged by it. Without calibration it only records.",
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(Switched) },
  responses: { 200: json(RuleSetView, "The version"), ...problems },
});

const retireRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/retire",
  operationId: "retireRuleSet",
  summary: "Switch a version of the rules off. Operator only",
  description: "If it was in force, the check only records then. What it holds stays held until you decide.",
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(Switched) },
  responses: { 200: json(RuleSetView, "The version"), ...problems },
});

const FlaggedCount = z.number().int().openapi({ description: "Flagged by the version" });
const FalseAlarms = z.number().int().openapi({
  description: "Of them, those that were approved and not taken back, and not refused by the operator",
});
const Confirmed = z.number().int().openapi({
  description: "Of them, those that the advertiser rejected or reversed, or that the operator refused",
});

const FlaggedView = z
  .object({
    conversions: z.number().int().openapi({ description: "How many it flags" }),
    false_alarms: FalseAlarms,
    confirmed: Confirmed,
    commission: z.array(Money).openapi({ description: "Their commissions, by currency" }),
  })
  .openapi("FlaggedConversions", { description: "Conversions that a version flags, and what became of them" });

const OfWebmaster = {
  ...{ flagged: FlaggedCount, false_alarms: FalseAlarms },
  commission: z.array(Money).openapi({ description: "Their commissions, by currency" }),
};

const TrialView = z
  .object({
    id: z.string(),
    rule_set_id: z.string().openapi({ description: "The version that is tried" }),
    from: Time.openapi({ description: "From when on" }),
    to: Time.openapi({ description: "Before when" }),
    status: z.enum(["running", "done"]).openapi({ description: "A job finishes a long trial in the next minutes" }),
    created_at: Time,
    conversions: z.number().int().openapi({ description: "Conversions of the period that were checked" }),
    approved: z.number().int().openapi({ description: "Of them, those that were approved and not taken back" }),
    refused: z.number().int().openapi({ description: "Of them, those that were rejected, reversed or refused" }),
    flagged: FlaggedView,
    active: FlaggedView.nullable().openapi({ description: "What the version in force flags; null if none is" }),
    both: z.number().int().openapi({ description: "Conversions that both flag" }),
    rules: z
      .array(
        z.object({
          code: RuleName.openapi({ description: "The rule" }),
          flagged: FlaggedCount,
          false_alarms: FalseAlarms,
          confirmed: Confirmed,
        }),
      )
      .openapi({ description: "Flagged conversions by each rule that found something in them" }),
    days: z
      .array(
        z.object({
          date: z.iso.date().openapi({ description: "The UTC day" }),
          conversions: z.number().int().openapi({ description: "Conversions that were checked" }),
          flagged: FlaggedCount,
          active: z.number().int().openapi({ description: "Flagged by the version in force" }),
        }),
      )
      .openapi({ description: "Days with conversions, the oldest first" }),
    webmasters: z
      .array(z.object({ webmaster_id: z.string(), webmaster_name: z.string(), ...OfWebmaster }))
      .openapi({ description: "Those of whom most money is flagged, at most 20, the most first" }),
    other_webmasters: z
      .object(OfWebmaster)
      .nullable()
      .openapi({ description: "All webmasters that are left out above, together; null: none is" }),
  })
  .openapi("RuleSetTrial");

const tryRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/trials",
  operationId: "tryRuleSet",
  summary: "Try a version of the rules on a past period. Nothing is held by it. Operator only",
  tags: TAGS,
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          from: StartTime.openapi({ description: "Conversions that were checked from this time on" }),
          to: EndTime.openapi({
            description: "Conversions that were checked before this time, at most 100 days later",
          }),
          zone: Zone,
        })
        .openapi("NewRuleSetTrial"),
    ),
  },
  responses: { 201: json(TrialView, "The trial"), ...problems },
});

const listTrialsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/trials",
  operationId: "listTrials",
  summary: "List the trials of a version of the rules. Operator only",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: {
    200: json(z.object({ data: z.array(TrialView) }).openapi("RuleSetTrials"), "At most 50, the newest first"),
    ...problems,
  },
});

const getTrialRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/trials/{trial_id}",
  operationId: "getTrial",
  summary: "Get a trial of a version of the rules. Operator only",
  tags: TAGS,
  security,
  request: { params: IdParam.extend({ trial_id: z.string().max(100) }) },
  responses: { 200: json(TrialView, "The trial"), ...problems },
});

/** Versions of the traffic check's rules, and their trials. */
export const ruleSets = createApi()
  .openapi(listRoute, async (c) => c.json({ data: (await listRuleSets(c.var.ctx)).map(showRuleSet) }, 200))
  .openapi(getRoute, async (c) => c.json(showRuleSet(await getRuleSet(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(createRoute, async (c) => {
    const { rules, note } = c.req.valid("json");
    return c.json(showRuleSet(await createRuleSet(c.var.ctx, { rules: readRules(rules), note })), 201);
  })
  .openapi(activateRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(showRuleSet(await activateRuleSet(c.var.ctx, id, c.req.valid("json").reason)), 200);
  })
  .openapi(retireRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(showRuleSet(await retireRuleSet(c.var.ctx, id, c.req.valid("json").reason)), 200);
  })
  .openapi(tryRoute, async (c) => {
    const { from, to } = c.req.valid("json");
    const period = { since: Date.parse(from), until: Date.parse(to) };
    return c.json(showTrial(await tryRuleSet(c.var.ctx, { ruleSetId: c.req.valid("param").id, ...period })), 201);
  })
  .openapi(listTrialsRoute, async (c) =>
    c.json({ data: (await listTrials(c.var.ctx, c.req.valid("param").id)).map(showTrial) }, 200),
  )
  .openapi(getTrialRoute, async (c) => {
    const { id: ruleSetId, trial_id: id } = c.req.valid("param");
    return c.json(showTrial(await getTrial(c.var.ctx, { ruleSetId, id })), 200);
  });

/** Rules as the check reads them. */
function readRules({ parameters = [], flagged_max = {} }: z.infer<typeof Rules>) {
  const rules = new Map(
    parameters.map(({ code, is_on: isOn, samples_min: samplesMin, weight, tail }) => [
      code,
      { isOn, weight, tail, samplesMin },
    ]),
  );
  if (rules.size < parameters.length)
    throw new NetworkError("invalid_input", "A rule is named twice", [
      { path: "rules.parameters", message: "must name each rule once" },
    ]);
  return { rules: Object.fromEntries(rules), flaggedMax: flagged_max };
}

const showRuleSet = ({ rules: { rules, flaggedMax }, ...set }: RuleSetVersion): z.infer<typeof RuleSetView> => ({
  ...{ id: set.id, number: set.version, status: set.status, flagged_max: flaggedMax },
  parameters: RULE_NAMES.map((code) => {
    const { isOn, samplesMin, weight, tail } = rules[code];
    return { code, is_on: isOn, weight, tail, samples_min: samplesMin };
  }),
  ...{ is_calibrated: set.isCalibrated, sample: set.sample, note: set.note },
  ...{ created_at: time(set.createdAt), created_by: actorIdOf(set.createdBy) },
  changes: set.changes.map(({ status, reason, actor, changedAt }) => ({
    ...{ status, reason, actor_id: actorIdOf(actor), changed_at: time(changedAt) },
  })),
});

const showTrial = ({ figures, webmasters, others, ...trial }: Trial): z.infer<typeof TrialView> => ({
  ...{ id: trial.id, rule_set_id: trial.ruleSetId, status: trial.status },
  ...{ from: time(trial.since), to: time(trial.until), created_at: time(trial.createdAt) },
  ...{ conversions: figures.conversions, approved: figures.approved, refused: figures.refused, both: figures.both },
  ...{ flagged: showFlagged(figures.flagged), active: figures.active && showFlagged(figures.active) },
  rules: RULE_NAMES.flatMap((rule) => {
    const sum = figures.rules[rule];
    return sum === undefined
      ? []
      : [{ code: rule, flagged: sum.flagged, false_alarms: sum.falseAlarms, confirmed: sum.confirmed }];
  }),
  days: Object.entries(figures.days).map(([day, sum]) => ({ date: time(Number(day) * DAY_MS).slice(0, 10), ...sum })),
  webmasters: webmasters.map(({ id, name, ...one }) => ({
    webmaster_id: id,
    webmaster_name: name,
    ...showFlaggedOf(one),
  })),
  other_webmasters: others.flagged === 0 ? null : showFlaggedOf(others),
});

const showFlaggedOf = ({ flagged, falseAlarms, commission }: Trial["others"]) => ({
  ...{ flagged, false_alarms: falseAlarms, commission: showSums(commission) },
});

const showFlagged = ({ conversions, falseAlarms, confirmed, commission }: Flagged): z.infer<typeof FlaggedView> => ({
  ...{ conversions, false_alarms: falseAlarms, confirmed, commission: showSums(commission) },
});
