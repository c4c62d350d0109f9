import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  calibrate,
  ctitBucket,
  DEFAULT_RULE_SET,
  firstFeatures,
  isWithinShare,
  judge,
  parseRuleSet,
  RULE_NAMES,
  SAMPLE_MIN,
  type Calibrated,
  type Cuts,
  type Evidence,
  type FeatureName,
  type Features,
  type Finding,
  type Judgment,
  type RuleSet,
} from "./index.ts";

const usualEvidence: Evidence = {
  ...{ ctitMs: 600_000, signals: 0, network: "access", agent: "desktop/windows/chrome", amountMinor: 2_000 },
  ...{ verdict: "valid", sameVisitor: 0, sameAddress: 0, isOwnAddress: false },
};

/** Approved conversions of twenty webmasters, from a minute to a week. */
const sample = (count: number): Calibrated[] =>
  Array.from({ length: count }, (_, i) => {
    const ctitMs = 60_000 * 10_080 ** (i / count);
    const first = firstFeatures({ ...usualEvidence, ctitMs, amountMinor: 1_000 + i });
    return { offerId: "off_1", webmasterId: `wm_${i % 20}`, first, second: first };
  });

const cutsOf = (count: number): Cuts => calibrate(DEFAULT_RULE_SET, sample(count))!; // enough

const judged = (features: Features): Judgment => judge(DEFAULT_RULE_SET, cutsOf(2_000), 1, features, "off_1");
const rulesOf = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);

describe("the bucket of a time", () => {
  test("is a whole number from 0 to 120 and never falls", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e13 }),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        (a, more) => {
          const [low, high] = [ctitBucket(a), ctitBucket(a + more)];
          expect(Number.isInteger(low) && low >= 0 && high <= 120).toBe(true);
          expect(high).toBeGreaterThanOrEqual(low);
        },
      ),
    );
  });

  test.each([
    [-5_000, 0],
    [999, 0],
    [1_000, 1],
    [1_999, 4],
    [2_000, 5],
    [30 * 86_400_000, 86],
  ])("of %i ms is %i", (ctitMs, bucket) => expect(ctitBucket(ctitMs)).toBe(bucket));
});

describe("calibration", () => {
  test("needs 500 conversions after thinning", () => {
    expect(calibrate(DEFAULT_RULE_SET, sample(SAMPLE_MIN - 1))).toBeNull();
    expect(calibrate(DEFAULT_RULE_SET, sample(SAMPLE_MIN))?.sample).toBe(SAMPLE_MIN);
  });

  test("takes no more than a tenth from one webmaster", () => {
    const large = sample(3_000).map((row, i) => (i < 2_000 ? { ...row, webmasterId: "wm_0" } : row));
    const cuts = calibrate(DEFAULT_RULE_SET, large);
    const others = large.filter(({ webmasterId }) => webmasterId !== "wm_0").length;
    expect(cuts!.sample - others).toBeLessThanOrEqual(cuts!.sample / 10);
  });
});

describe("a judgment", () => {
  test("only records without cuts", () => {
    expect(judge(DEFAULT_RULE_SET, null, 1, sample(1)[0]!.first, "off_1")).toEqual({
      ...{ score: 0, isFlagged: false, findings: [] },
    });
  });

  test("flags a conversion after three seconds, and says why", () => {
    const { isFlagged, findings } = judged(firstFeatures({ ...usualEvidence, ctitMs: 3_000 }));
    expect(isFlagged).toBe(true);
    expect(rulesOf(findings)).toEqual(["ctit_short"]);
    expect(findings[0]?.sentence).toMatch(/^Converted 3 s after the click; 99.9 % of this offer's approved sales take/);
  });

  test("is the same for the same", () => {
    const names: FeatureName[] = ["ctitMs", "amountMinor", "hosting", "headers"];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 4 }), (values) => {
        const features = Object.fromEntries(names.map((name, i) => [name, values[i]!])); // four
        expect(judged(features)).toEqual(judged(features));
      }),
      { numRuns: 20 },
    );
  });
});

describe("a rule set", () => {
  const parsed = (value: unknown) => parseRuleSet(value);

  test("is the default one if it says nothing", () =>
    expect(parsed({})).toEqual({ kind: "parsed", ruleSet: DEFAULT_RULE_SET }));

  test.each([
    [[], ""],
    [{ rule: {} }, "rule"],
    [{ rules: { geo: {} } }, "rules.geo"],
    [{ rules: { headers: { weights: 1 } } }, "rules.headers.weights"],
    [{ rules: { headers: { weight: -1 } } }, "rules.headers.weight"],
    [{ rules: { headers: { weight: "1" } } }, "rules.headers.weight"],
    [{ rules: { headers: { tail: 0 } } }, "rules.headers.tail"],
    [{ rules: { headers: { samplesMin: 1.5 } } }, "rules.headers.samplesMin"],
    [{ rules: { headers: { isOn: 1 } } }, "rules.headers.isOn"],
    [{ rules: { headers: null } }, "rules.headers"],
    [{ flaggedMax: { both: 0.2 } }, "flaggedMax.both"],
    [{ flaggedMax: { first: 0.02, both: 0.015 } }, "flaggedMax.first"],
  ])("%j is refused at %s", (value, path) => expect(parsed(value)).toMatchObject({ kind: "refused", path }));

  test("survives JSON", () => {
    const rules = Object.fromEntries(RULE_NAMES.map((name) => [name, { isOn: false }]));
    const { ruleSet } = parsed({ rules }) as { ruleSet: RuleSet }; // not refused
    expect(parsed(JSON.parse(JSON.stringify(ruleSet)))).toEqual({ kind: "parsed", ruleSet });
  });
});

test.each([
  ["webmaster", 1, 20, true],
  ["webmaster", 2, 20, false],
  ["webmaster", 9, 99, true],
  ["webmaster", 10, 99, false],
  ["offer", 1, 99, true],
  ["offer", 2, 99, false],
] as const)("of a %s, %i of %i held: one more is within its share: %s", (kind, held, checked, isWithin) =>
  expect(isWithinShare({ held, checked }, kind)).toBe(isWithin),
);
