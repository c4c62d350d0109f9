import { describe, expect, test } from "vitest";
import { drawGamma, drawPoisson, seededDraw } from "../testing/index.ts";
import {
  dayInterval,
  dispersionOf,
  judgeConversions,
  judgeDays,
  judgeHour,
  learnBaseline,
  stepAlert,
} from "./index.ts";
import { atLeast, atMost, countsWithin } from "./negative-binomial.ts";

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

  test.each([0.3, 20, 3_000])("an interval holds its share of a mean of %d, and not much more", (mean) => {
    const law = { mean, dispersion: 0.05 };
    const { low, high } = countsWithin(0.95, law);
    expect(atMost(high, law) - atMost(low - 1, law)).toBeGreaterThanOrEqual(0.95);
    expect(atMost(low - 1, law)).toBeLessThanOrEqual(0.025);
    expect(atLeast(high + 1, law)).toBeLessThanOrEqual(0.025 + 1e-12);
  });
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

  test.each([
    [[1, 1, 1], "below"],
    [[9, 9, 9], "above"],
    [[1, 5, 1], undefined],
    [[1, 9, 1], undefined],
    [[5, 1, 1], undefined],
    [[1, 1], undefined],
  ])("days of %j in intervals of 3 to 7 are %s", (counts, side) =>
    expect(judgeDays(counts.map((count) => ({ count, low: 3, high: 7 })))).toBe(side),
  );

  test("an alert is raised once until it is over", () => {
    let open: string | undefined;
    const raised = ["silent", "silent", undefined, undefined, "silent"].map((found) => {
      const step = stepAlert(open, found);
      ({ open } = step);
      return [step.isRaised, step.isOver];
    });
    expect(raised).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [false, false],
      [true, false],
    ]);
  });

  test("3,000 steady links make at most two false alerts a week", () => {
    const LINKS = 3_000;
    const WEEKS = 8;
    let alerts = 0;
    for (let link = 1; link <= LINKS; link++) {
      const all = steadyHours(link, { weeks: WEEKS + 1, aDay: 500 / link ** 0.8 }); // few are busy, most are thin
      const usual = learnBaseline(all.subarray(0, WEEKS * WEEK))!; // eight weeks are enough
      let open: string | undefined;
      for (let t = WEEKS * WEEK; t < all.length; t++) {
        const found = judgeHour(usual, {
          recent: all.subarray(Math.max(0, t - WEEK), t + 1),
          lastHour: t % WEEK,
        })?.kind;
        const step = stepAlert(open, found);
        ({ open } = step);
        if (step.isRaised) alerts++;
      }
      const days = Array.from({ length: 7 }, (_, day) => {
        const from = WEEKS * WEEK + day * 24;
        const count = all.subarray(from, from + 24).reduce((sum, one) => sum + one, 0);
        return { count, ...dayInterval(usual, day * 24) };
      });
      if (days.some((_, day) => judgeDays(days.slice(0, day + 1)) !== undefined)) alerts++;
    }
    expect(alerts).toBeLessThanOrEqual(2);
  });
});

describe("conversions that collapse", () => {
  const convertedShareByAge = Array.from({ length: 48 }, (_, age) => 1 - Math.exp(-(age + 0.5) / 4));
  const options = { convertedShareByAge, dispersion: 0.05 };
  const clicksByAge = Array.from({ length: 24 }, () => 100);
  /** Links that expect about 40 conversions of the last day's clicks. */
  const links = (...conversions: number[]) =>
    conversions.map((count, i) => ({ id: `lnk_${i}`, clicksByAge, conversions: count, rate: 0.02 }));

  test("of all links while clicks go on look like a broken postback", () => {
    expect(judgeConversions(links(0, 1, 0), options)).toMatchObject({ kind: "postback_broken", conversions: 1 });
  });

  test("of one link are that link's", () => {
    expect(judgeConversions(links(0, 38, 44), options)).toEqual({ kind: "links_fell", links: ["lnk_0"] });
  });

  test("a usual day is neither, and neither is one with few clicks or clicks that are young", () => {
    expect(judgeConversions(links(33, 38, 44), options)).toBeUndefined();
    const few = links(0, 0).map((link) => ({ ...link, clicksByAge: [100, 100] }));
    expect(judgeConversions(few, options)).toBeUndefined();
  });
});
