import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addShares,
  excessOf,
  noShares,
  peersOf,
  qualityOf,
  QUALITY_MIN,
  QUALITY_PARTS,
  usualShare,
  withoutShares,
  type QualityPart,
  type Share,
  type Shares,
} from "./quality.ts";
import { faultOfRules, isLimited, isRecovered, type QualityRule } from "./quality-policy.ts";

const share = (max = 10_000) => fc.nat(max).chain((of) => fc.nat(of).map((found): Share => ({ found, of })));
const shares = fc.record(
  Object.fromEntries(QUALITY_PARTS.map((part) => [part, share()])) as Record<QualityPart, fc.Arbitrary<Share>>, // every part
);
const usual = fc.record(
  Object.fromEntries(
    QUALITY_PARTS.map((part) => [part, fc.option(fc.double({ min: 0, max: 1, noNaN: true }))]),
  ) as Record<QualityPart, fc.Arbitrary<number | null>>, // every part
);
const part = fc.constantFrom(...QUALITY_PARTS);

const EVERYWHERE = { stopped: 0.05, rejected: 0.1, reversed: 0.02, servers: 0.01, clicks: 0.2 };
const source = (found: Partial<Record<QualityPart, number>>, of: number): Shares =>
  Object.fromEntries(
    QUALITY_PARTS.map((name) => [name, { found: found[name] ?? Math.round(EVERYWHERE[name] * of), of }]),
  ) as Record<QualityPart, Share>; // every part

describe("a score", () => {
  test("is a whole number from 0 to 100, or absent with its reason", () => {
    fc.assert(
      fc.property(shares, usual, (own, expected) => {
        const { score, absent, parts } = qualityOf(own, expected);
        expect(score === null).toBe(absent !== null);
        expect(parts.map((one) => one.part)).toEqual([...QUALITY_PARTS]);
        if (score !== null) expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        for (const { points } of parts) expect(points >= 0 && points <= 100).toBe(true);
      }),
    );
  });

  test("never rises when more is found in a part", () => {
    fc.assert(
      fc.property(shares, usual, part, fc.nat(1_000), (own, expected, name, more) => {
        const worse = { ...own, [name]: { ...own[name], found: Math.min(own[name].of, own[name].found + more) } };
        const [before, after] = [qualityOf(own, expected), qualityOf(worse, expected)];
        expect(after.score ?? 0).toBeLessThanOrEqual(before.score ?? 0);
      }),
    );
  });

  test("of more data with the same shares does not come nearer to 100", () => {
    fc.assert(
      fc.property(shares, usual, fc.integer({ min: 2, max: 50 }), (own, expected, times) => {
        const more = Object.fromEntries(
          QUALITY_PARTS.map((name) => [name, { found: own[name].found * times, of: own[name].of * times }]),
        ) as Record<QualityPart, Share>; // every part
        const [few, many] = [qualityOf(own, expected), qualityOf(more, expected)];
        if (few.score !== null) expect(many.score).toBeLessThanOrEqual(few.score);
        // What is not above the usual share costs nothing, however much is known.
        for (const name of QUALITY_PARTS)
          if (own[name].found <= (expected[name] ?? 1) * own[name].of)
            expect(many.parts.find((one) => one.part === name)?.points).toBe(0);
      }),
    );
  });

  test("does not depend on the order in which its links are added", () => {
    fc.assert(
      fc.property(fc.array(shares, { maxLength: 6 }), usual, (links, expected) => {
        const sum = (some: readonly Shares[]) => some.reduce(addShares, noShares());
        expect(qualityOf(sum(links.toReversed()), expected)).toEqual(qualityOf(sum(links), expected));
      }),
    );
  });

  test(`is absent below ${QUALITY_MIN} judged conversions, and without peers`, () => {
    expect(qualityOf(source({}, QUALITY_MIN - 1), EVERYWHERE)).toMatchObject({ score: null, absent: "too_few" });
    expect(qualityOf(source({}, QUALITY_MIN), EVERYWHERE)).toMatchObject({ score: 100, absent: null });
    const nothing = { stopped: null, rejected: null, reversed: null, servers: null, clicks: null };
    expect(qualityOf(source({}, QUALITY_MIN), nothing)).toMatchObject({ score: null, absent: "no_peers" });
  });

  test("says what each part takes", () => {
    const { score, parts } = qualityOf(source({ stopped: 100 }, 200), EVERYWHERE);
    // (100 + 20 · 0.05) / 220 = 0.459; (0.459 − 0.05) / 0.95 = 0.431.
    expect(score).toBe(57);
    expect(parts[0]).toEqual({ part: "stopped", found: 100, of: 200, usual: 0.05, points: 43.1 });
    expect(parts.slice(1).map(({ points }) => points)).toEqual([0, 0, 0, 0]);
  });

  test("shrinks few to what is usual", () => {
    expect(excessOf({ found: 1, of: 1 }, 0.05)).toBeLessThan(0.05);
    expect(excessOf({ found: 500, of: 500 }, 0.05)).toBeGreaterThan(0.95);
    expect(excessOf({ found: 5, of: 5 }, 1)).toBe(0);
  });
});

describe("what is usual", () => {
  const of = (found: number): Shares => source({ stopped: found }, 100);

  test("is what the offer's others have, without the one of whom most is found", () => {
    const peers = peersOf(
      new Map([
        ["own", of(90)],
        ["bad", of(80)],
        ["a", of(2)],
        ["b", of(4)],
      ]),
    );
    expect(peers("own").stopped).toEqual({ found: 6, of: 200 });
    expect(peers("bad").stopped).toEqual({ found: 6, of: 200 });
    expect(peers("a").stopped).toEqual({ found: 84, of: 200 });
  });

  test("is nothing of an offer with fewer than three others", () => {
    const peers = peersOf(
      new Map([
        ["own", of(90)],
        ["a", of(2)],
        ["b", of(4)],
      ]),
    );
    expect(peers("own")).toEqual(noShares());
  });

  test("does not depend on the source itself", () => {
    fc.assert(
      fc.property(fc.array(shares, { minLength: 3, maxLength: 6 }), shares, shares, (others, one, other) => {
        const withOwn = (own: Shares) =>
          peersOf(new Map([...others.map((some, i) => [`wm_${i}`, some] as const), ["own", own] as const]))("own");
        expect(withOwn(one)).toEqual(withOwn(other));
      }),
    );
  });

  test("is shrunk to the network's share, and unknown where both are small", () => {
    expect(usualShare({ found: 0, of: 0 }, { found: 10, of: 100 })).toBe(0.1);
    expect(usualShare({ found: 20, of: 20 }, { found: 10, of: 100 })).toBeCloseTo(0.55);
    expect(usualShare({ found: 30, of: 100 }, { found: 0, of: 99 })).toBe(0.3);
    expect(usualShare({ found: 30, of: 99 }, { found: 0, of: 99 })).toBeNull();
  });

  test("of the network is what is left without the webmaster", () => {
    expect(withoutShares(of(30), of(10)).stopped).toEqual({ found: 20, of: 0 });
  });
});

describe("a rule of a policy", () => {
  const rule: QualityRule = {
    ...{ name: "bad", of: "link", scoreBelow: 60, conversionsMin: 50, days: 2, holdDays: 30 },
    ...{ recoversAt: 75, reviewDays: 30, againAfterDays: 14 },
  };
  const days = (...scores: (number | null)[]) => scores.map((score) => ({ score, conversions: 50 }));

  test("limits what is below its score on all of its days, and nothing without a score", () => {
    expect(isLimited(rule, days(59, 59))).toBe(true);
    expect(isLimited(rule, days(60, 59))).toBe(false);
    expect(isLimited(rule, days(59, 60))).toBe(false);
    expect(isLimited(rule, days(59))).toBe(false);
    expect(isLimited(rule, days(59, null))).toBe(false);
    expect(isLimited(rule, [{ score: 10, conversions: 50 }, undefined])).toBe(false);
    expect(isLimited(rule, [{ score: 10, conversions: 49 }, ...days(10)])).toBe(false);
  });

  test("never limits what has recovered", () => {
    const some = fc.array(fc.record({ score: fc.option(fc.nat(100)), conversions: fc.nat(100) }), { maxLength: 5 });
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 100 }), fc.nat(100), (latest, scoreBelow, more) => {
        const one = { ...rule, scoreBelow, recoversAt: Math.min(100, scoreBelow + more) };
        expect(isLimited(one, latest) && isRecovered(one, latest)).toBe(false);
      }),
    );
    expect(isRecovered(rule, days(75, 80))).toBe(true);
    expect(isRecovered(rule, days(75, 74))).toBe(false);
  });

  test("has a name of its own, recovers above its score, and pauses links only", () => {
    expect(faultOfRules([rule, { ...rule, name: "other", holdDays: null }])).toBeUndefined();
    expect(faultOfRules([rule, rule])?.path).toBe("rules.1.name");
    expect(faultOfRules([{ ...rule, recoversAt: 59 }])?.path).toBe("rules.0.recovery_score");
    expect(faultOfRules([{ ...rule, of: "webmaster", holdDays: null }])?.path).toBe("rules.0.hold_days");
  });
});
