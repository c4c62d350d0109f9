import { describe, expect, test } from "vitest";
import { drawGamma, drawPoisson, seededDraw } from "../testing/index.ts";
import { dispersionOf } from "./baseline.ts";
import { judgeConversions, judgeDays, judgeHour, learnBaseline } from "./index.ts";
import { atMost } from "./negative-binomial.ts";

const WEEK = 168;
const HOUR_SHARES = Array.from({ length: 24 }, (_, hour) => 1 + 0.8 * Math.sin((2 * Math.PI * hour) / 24));
const DAY_SHARES = [1.1, 1.1, 1.05, 1.05, 1.1, 0.85, 0.75];

/** Hours of a steady link: by hour of the day and weekday, with days and hours that vary by more than chance. */
function steadyHours(seed: number, { weeks, aDay }: { weeks: number; aDay: number }): Float64Array {
  const draw = seededDraw(seed);
  let day = 1;
  return Float64Array.from({ length: weeks * WEEK }, (_, t) => {
    if (t % 24 === 0) day = drawGamma(draw, 12) / 12;
    const mean = (aDay / 24) * HOUR_SHARES[t % 24]! * DAY_SHARES[Math.floor(t / 24) % 7]! * day;
    return drawPoisson(draw, aDay > 3 ? (mean * drawGamma(draw, 20)) / 20 : mean);
  });
}

describe("negative binomial", () => {
  test.each([
    [0, { mean: 2, dispersion: 0 }, Math.exp(-2)],
    [2, { mean: 2, dispersion: 0 }, 5 * Math.exp(-2)],
    [0, { mean: 4, dispersion: 0.5 }, 1 / 9],
    [1, { mean: 4, dispersion: 0.5 }, 1 / 9 + (2 * 2) / (9 * 3)],
    [5, { mean: 0, dispersion: 0.1 }, 1],
    [-1, { mean: 3, dispersion: 0.1 }, 0],
  ])("at most %i of %o has the probability %d", (count, law, probability) =>
    expect(atMost(count, law)).toBeCloseTo(probability, 12),
  );
});

test("a dispersion is found by its moments, and never believed to be smaller than it may be", () => {
  const draw = seededDraw(3);
  const expected = Array.from({ length: 2_000 }, () => 20);
  const varied = dispersionOf(
    expected.map((mean) => drawPoisson(draw, (mean * drawGamma(draw, 5)) / 5)),
    expected,
  );
  expect(varied).toBeGreaterThan(0.18);
  expect(varied).toBeLessThan(0.24);
  expect(dispersionOf([0, 1], [0.1, 0.1])).toBe(4); // two hours say nothing
});

describe("silence", () => {
  const baseline = learnBaseline(steadyHours(1, { weeks: 8, aDay: 480 }))!; // eight weeks are enough

  test("needs four weeks of history", () => {
    expect(learnBaseline(new Float64Array(4 * WEEK - 1))).toBeUndefined();
    expect(learnBaseline(new Float64Array(4 * WEEK))).toBeDefined();
  });

  test("is seen the sooner, the more is expected", () => {
    const hoursUntil = (aDay: number) => {
      const one = learnBaseline(steadyHours(2, { weeks: 8, aDay }))!; // eight weeks are enough
      let hours = 1;
      while (judgeHour(one, { recent: new Float64Array(hours), lastHour: 7 + hours }) === undefined && hours < 500)
        hours++;
      return hours;
    };
    const [busy, usual, thin] = [hoursUntil(2_000), hoursUntil(100), hoursUntil(24)];
    expect(busy).toBeLessThanOrEqual(2);
    expect(usual).toBeGreaterThan(busy);
    expect(usual).toBeLessThan(24);
    expect(thin).toBeGreaterThan(usual);
    expect(thin).toBeLessThan(168);
  });

  test("is not the quiet hour of a night, nor an hour of half the usual", () => {
    const quiet = 18; // the fewest
    expect(judgeHour(baseline, { recent: [4, 0], lastHour: quiet })).toBeUndefined();
    const usual = Math.round(baseline.meanByHour[6]!);
    expect(judgeHour(baseline, { recent: [Math.round(usual / 2)], lastHour: 6 })).toBeUndefined();
  });

  test("an hour of twenty times the usual is above", () => {
    const usual = Math.round(baseline.meanByHour[6]!);
    expect(judgeHour(baseline, { recent: [20 * usual], lastHour: 6 })).toMatchObject({
      kind: "above",
      count: 20 * usual,
    });
  });

  test("three days on one side of what is usual are an alert, and nothing else is", () => {
    const usual = learnBaseline(steadyHours(5, { weeks: 8, aDay: 100 }))!; // eight weeks are enough
    const sideOf = (...counts: number[]) => judgeDays(usual, { counts, from: 0 });
    expect(sideOf(15, 15, 15)).toBe("below");
    expect(sideOf(400, 400, 400)).toBe("above");
    expect(sideOf(15, 110, 15)).toBeUndefined();
    expect(sideOf(15, 400, 15)).toBeUndefined();
    expect(sideOf(110, 15, 15)).toBeUndefined();
    expect(sideOf(15, 15)).toBeUndefined();
  });
});

describe("conversions that collapse", () => {
  const usual = {
    visitors: learnBaseline(steadyHours(6, { weeks: 8, aDay: 2_000 }))!, // eight weeks are enough
    conversions: learnBaseline(steadyHours(7, { weeks: 8, aDay: 100 }))!, // the same
  };
  const visitors = (hours: number, share = 1) =>
    Array.from(usual.visitors.meanByHour.subarray(0, hours), (mean) => Math.round(mean * share));
  const judge = (conversions: number[], { share = 1 } = {}) =>
    judgeConversions(usual, {
      ...{ conversions, visitors: visitors(conversions.length, share), lastHour: conversions.length - 1 },
      before: { hours: 0, visitors: 0 },
    });
  const none = (hours: number) => Array.from({ length: hours }, () => 0);
  const usually = (hours: number) => Array.from(usual.conversions.meanByHour.subarray(0, hours), Math.round);

  test("to nothing while visitors come are seen within hours", () => {
    const hours = Array.from({ length: 24 }, (_, i) => i + 1).find((count) => judge(none(count)) !== undefined);
    expect(hours).toBeGreaterThan(2);
    expect(hours).toBeLessThan(12);
    const sold = usually(24).map((count) => count + 1);
    expect(judge([...sold, ...none(10)])).toMatchObject({ hours: 10, conversions: 0 });
  });

  test("to a few are seen too, and half of the usual is not a collapse", () => {
    expect(judge(none(24).with(20, 1).with(3, 1))).toMatchObject({ hours: 24, conversions: 2 });
    expect(judge(usually(24).map((count) => Math.round(count / 2)))).toBeUndefined();
    expect(judge(usually(24))).toBeUndefined();
  });

  test("with their visitors are no collapse, and twice the visitors do not make one sooner", () => {
    expect(judge(none(48), { share: 0 })).toBeUndefined();
    expect(judge(none(24), { share: 0.05 })).toBeUndefined();
    expect(judge(none(24), { share: 1 })?.expected).toBe(judge(none(24), { share: 2 })?.expected);
  });

  test("slowly are seen with the silence before the hours that are read", () => {
    const thin = { ...usual, conversions: learnBaseline(steadyHours(8, { weeks: 8, aDay: 2 }))! }; // the same
    const recent = { conversions: none(24), visitors: visitors(24), lastHour: 23 };
    expect(judgeConversions(thin, { ...recent, before: { hours: 0, visitors: 0 } })).toBeUndefined();
    expect(judgeConversions(thin, { ...recent, before: { hours: 400, visitors: 32_000 } })).toMatchObject({
      hours: 424,
    });
    expect(judgeConversions(thin, { ...recent, before: { hours: 400, visitors: 0 } })).toBeUndefined();
  });

  test("end with the first hours of usual conversions", () => {
    expect(judge([...none(20), ...usually(4)])).toBeUndefined();
  });
});
