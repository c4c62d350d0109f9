import { describe, expect, test } from "vitest";
import {
  calibrate,
  DEFAULT_RULE_SET,
  judge,
  type Calibrated,
  type FeatureName,
  type Features,
  type RuleName,
  type RuleSet,
} from "./index.ts";

const COUNT = 2_000;
const PEERS = 500;

/** A conversion in whose features nothing is unusual. */
const USUAL: Features = {
  ...{ ctitMs: 600_000, amountMinor: 2_000, hosting: 0, headers: 0, passive: 0, fetched: 0 },
  ...{ sameVisitor: 0, sameAddress: 0, ownAddress: 0 },
  ...{ linkConversions: 100, peerConversions: PEERS, linkVisitors: 4_000, rateDeviation: 0, flood: 0 },
  ...{ shortLift: 0, longLift: 0, clusterLift: 0, rateLift: 0 },
  ...{ hostingLift: 0, headersLift: 0, repeatedLift: 0, passiveLift: 0 },
};

interface Case {
  rule: RuleName;
  stage: 1 | 2;
  feature: FeatureName;
  /** The feature's value at each of 2,000 even steps, of which a greater one is more unusual. */
  at(step: number): number;
}

const lift = (step: number) => step / 1_000;

/** Rules that see how great something is. */
const GRADED: readonly Case[] = [
  { rule: "ctit_short", stage: 1, feature: "ctitMs", at: (step) => 1_000 * 1.004 ** (COUNT - step) },
  { rule: "ctit_short", stage: 2, feature: "shortLift", at: lift },
  { rule: "ctit_long", stage: 1, feature: "ctitMs", at: (step) => 1_000 * 1.004 ** step },
  { rule: "ctit_long", stage: 2, feature: "longLift", at: lift },
  { rule: "ctit_clustered", stage: 2, feature: "clusterLift", at: lift },
  { rule: "asn_hosting", stage: 2, feature: "hostingLift", at: lift },
  { rule: "cr_outlier", stage: 2, feature: "rateLift", at: lift },
  { rule: "click_flood", stage: 2, feature: "flood", at: lift },
  { rule: "duplicate_visitor", stage: 1, feature: "sameVisitor", at: (step) => step },
  { rule: "duplicate_visitor", stage: 2, feature: "repeatedLift", at: lift },
  { rule: "amount_outlier", stage: 1, feature: "amountMinor", at: (step) => Math.round(100 * 1.004 ** step) },
  { rule: "not_a_navigation", stage: 2, feature: "passiveLift", at: lift },
  { rule: "headers", stage: 2, feature: "headersLift", at: lift },
];

/** Rules that see whether something is so. */
const FLAGGED: readonly { rule: RuleName; feature: FeatureName }[] = [
  { rule: "asn_hosting", feature: "hosting" },
  { rule: "self_conversion", feature: "ownAddress" },
  { rule: "not_a_navigation", feature: "fetched" },
  { rule: "headers", feature: "headers" },
];

const sampleOf = (valueAt: (step: number) => Features): Calibrated[] =>
  Array.from({ length: COUNT }, (_, step) => {
    const features = { ...USUAL, ...valueAt(step) };
    return { offerId: "off_1", webmasterId: `wm_${step % 20}`, first: features, second: features };
  });

const withMinimum = (rule: RuleName, samplesMin: number): RuleSet => ({
  ...DEFAULT_RULE_SET,
  rules: { ...DEFAULT_RULE_SET.rules, [rule]: { ...DEFAULT_RULE_SET.rules[rule], samplesMin } },
});

describe.each(GRADED)("$rule at stage $stage, by $feature", ({ rule, stage, feature, at }) => {
  const cuts = calibrate(
    DEFAULT_RULE_SET,
    sampleOf((step) => ({ [feature]: at(step) })),
  );
  const finds = (step: number, ruleSet = DEFAULT_RULE_SET) =>
    judge(ruleSet, cuts, stage, { ...USUAL, [feature]: at(step) }, "off_1").findings.some((one) => one.rule === rule);
  const all = Array.from({ length: 2 * COUNT }, (_, step) => step);
  const cut = all.find((step) => finds(step)) ?? Infinity;

  test("finds what is at its cut and beyond, and nothing below", () => {
    expect([finds(cut - 1), finds(cut), finds(cut + 1)]).toEqual([false, true, true]);
    expect(all.slice(cut).every((step) => finds(step))).toBe(true);
  });

  test("has its cut where its share of the sample is unusual, or beyond for what drifts", () => {
    expect(1 - cut / COUNT).toBeLessThanOrEqual(DEFAULT_RULE_SET.rules[rule].tail);
  });

  test("finds nothing below its minimum of samples", () => {
    const compared = stage === 1 ? COUNT : PEERS;
    expect(finds(2 * COUNT, withMinimum(rule, compared))).toBe(true);
    expect(finds(2 * COUNT, withMinimum(rule, compared + 1))).toBe(false);
  });

  test("finds nothing while it is off", () => {
    const rules = { ...DEFAULT_RULE_SET.rules, [rule]: { ...DEFAULT_RULE_SET.rules[rule], isOn: false } };
    expect(finds(2 * COUNT, { ...DEFAULT_RULE_SET, rules })).toBe(false);
  });
});

describe.each(FLAGGED)("$rule, by $feature", ({ rule, feature }) => {
  const findsIn = (share: number, samplesMin: number) => {
    const sample = sampleOf((step) => ({ [feature]: step % 100 < 100 * share ? 1 : 0 }));
    const ruleSet = withMinimum(rule, samplesMin);
    const { findings } = judge(ruleSet, calibrate(ruleSet, sample), 1, { ...USUAL, [feature]: 1 }, "off_1");
    return findings.some((one) => one.rule === rule);
  };
  const { tail } = DEFAULT_RULE_SET.rules[rule];

  test("finds what is rarer than its share, and nothing that is as usual", () => {
    expect(findsIn(tail - 0.01, COUNT)).toBe(true);
    expect(findsIn(tail, COUNT)).toBe(false);
  });

  test("finds nothing below its minimum of samples", () => {
    expect(findsIn(tail - 0.01, COUNT + 1)).toBe(false);
  });
});

test("every sentence is plain, and no finding has a cut or a score", () => {
  const cuts = calibrate(
    DEFAULT_RULE_SET,
    sampleOf((step) => ({ ctitMs: 1_000 * 1.004 ** step })),
  );
  const unusual: Features = {
    ...{
      ...USUAL,
      ctitMs: 10,
      amountMinor: 9_000_000,
      hosting: 1,
      headers: 3,
      fetched: 1,
      sameVisitor: 2,
      ownAddress: 1,
    },
    ...{ shortLift: 2, clusterLift: 2, rateLift: 2, flood: 9, longLift: 1 },
    ...{ hostingLift: 2, headersLift: 2, repeatedLift: 2, passiveLift: 2 },
  };
  const { findings } = judge(DEFAULT_RULE_SET, cuts, 2, unusual, "off_1");
  expect(findings.length).toBeGreaterThan(5);
  for (const finding of findings) {
    expect(finding.sentence).toMatch(/^[A-Z].*\.$/);
    expect(finding.sentence).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(Object.keys(finding).toSorted()).toEqual(["comparison", "rule", "scope", "sentence", "share", "value"]);
  }
});
