import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawGamma, drawPoisson, seededDraw } from "../testing/index.ts";
import { biasAt, correctBias, rawTests, type BackTests } from "./back-test.ts";
import { forecastDaily, type Forecast } from "./index.ts";
import { dayIntervals, measureCoverage, scaledResiduals } from "./intervals.ts";
import { combine } from "./point.ts";
import { winsorise } from "./winsorise.ts";

const WEEK_SHARES = [1.1, 1.2, 1.1, 1, 1.2, 0.8, 0.6];

/** Counts of a steady link with overdispersed days. */
function countsOf(seed: number, { days = 365, mean = 20 } = {}): number[] {
  const draw = seededDraw(seed);
  return Array.from({ length: days }, (_, day) =>
    drawPoisson(draw, (mean * WEEK_SHARES[day % 7]! * drawGamma(draw, 20)) / 20),
  );
}

function forecastOf(history: (number | null)[], horizonDays = 30, events = 1_000) {
  const forecast = forecastDaily({ history, events, horizonDays });
  if (forecast.kind !== "forecast") throw new Error(`${forecast.reason}: ${forecast.has}`);
  return forecast;
}

describe("what the history allows", () => {
  test.each<[string, { days: number; events: number }, Partial<Forecast>]>([
    ["55 days", { days: 55, events: 99 }, { kind: "not_enough_data", reason: "days", has: 55, needs: 56 }],
    ["19 events", { days: 365, events: 19 }, { kind: "not_enough_data", reason: "events", has: 19, needs: 20 }],
    ["56 days", { days: 56, events: 20 }, { kind: "forecast", method: "seasonal_naive" }],
    ["89 days", { days: 89, events: 20 }, { kind: "forecast", method: "seasonal_naive" }],
    ["90 days", { days: 90, events: 20 }, { kind: "forecast", method: "combination" }],
  ])("%s", (_, { days, events }, expected) => {
    const forecast = forecastDaily({ history: countsOf(1, { days }), events, horizonDays: 14 });
    expect(forecast).toMatchObject(expected);
  });

  test("missing days are not known days, and those before the first known one are no history", () => {
    const history = countsOf(1, { days: 60 }).map((value, day) => (day % 10 === 0 ? null : value));
    expect(forecastDaily({ history, events: 99, horizonDays: 7 })).toMatchObject({ reason: "days", has: 54 });
    const late = [...Array.from({ length: 100 }, () => null), ...countsOf(1, { days: 89 })];
    expect(forecastOf(late).method).toBe("seasonal_naive");
  });

  test("a short history repeats its last week, without intervals", () => {
    const history = countsOf(2, { days: 80 });
    const { days, sum, coverage } = forecastOf(history, 14);
    expect(days.map(({ value }) => value)).toEqual([...history.slice(-7), ...history.slice(-7)]);
    expect([...days, sum].every(({ interval80, interval95 }) => interval80 === null && interval95 === null)).toBe(true);
    expect(coverage).toEqual({ level80: null, level95: null });
  });

  test.each([
    [90, true, false],
    [179, true, false],
    [180, true, true],
  ])("with %i days there is an interval of 80 percent: %s, and of 95: %s", (days, has80, has95) => {
    const forecast = forecastOf(countsOf(3, { days }), 7);
    for (const { interval80, interval95 } of [...forecast.days, forecast.sum])
      expect([interval80 !== null, interval95 !== null]).toEqual([has80, has95]);
  });

  test("no interval beyond the horizon that eight back-tests saw", () => {
    const { days, sum } = forecastOf(countsOf(4, { days: 90 }), 60);
    expect(days.map(({ interval80 }) => interval80 !== null)).toEqual(days.map((_, day) => day < 27));
    expect(sum.interval80).toBeNull();
  });

  test.each([0, 91, 1.5, NaN])("a horizon of %d days is refused", (horizonDays) => {
    expect(() => forecastDaily({ history: countsOf(1), events: 99, horizonDays })).toThrow(/horizonDays/);
  });

  test.each([-1, NaN, Infinity])("a value of %d is refused", (value) => {
    expect(() => forecastOf([...countsOf(1), value])).toThrow(/not a count/);
  });
});

describe("the forecast", () => {
  test("repeats a week that never changes, although days are missing", () => {
    const draw = seededDraw(5);
    const history = Array.from({ length: 200 }, (_, day) => (draw() < 0.2 ? null : 100 * WEEK_SHARES[day % 7]!));
    const { days, sum, errors } = forecastOf(history, 14);
    days.forEach(({ value }, i) => expect(value).toBeCloseTo(100 * WEEK_SHARES[(200 + i) % 7]!, 6));
    expect(sum.value).toBeCloseTo(1_400, 5);
    expect(errors!.forecast).toBeLessThan(1e-6); // 200 days have back-tests
  });

  test("is in the unit of its history, and its intervals are around it", () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.integer({ min: 90, max: 250 }),
        fc.double({ min: 0.01, max: 1e6 }),
        (seed, days, by) => {
          fc.pre(by > 0.01);
          const history = countsOf(seed, { days, mean: 5 });
          const [one, scaled] = [
            forecastOf(history, 14),
            forecastOf(
              history.map((value) => value * by),
              14,
            ),
          ];
          one.days.forEach(({ value, interval80 }, i) => {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(scaled.days[i]!.value / by).toBeCloseTo(value, 4);
            if (interval80 !== null) expect(interval80.low).toBeLessThanOrEqual(interval80.high);
          });
          if (one.sum.interval80 !== null) {
            expect(one.sum.interval80.low).toBeLessThanOrEqual(one.sum.value);
            expect(one.sum.interval80.high).toBeGreaterThanOrEqual(one.sum.value);
          }
        },
      ),
      { numRuns: 10, seed: 1 },
    );
  });

  test("does not follow a single day of a hundredfold", () => {
    const history = countsOf(6);
    const spiked = history.with(-3, history.at(-3)! * 100);
    expect(forecastOf(spiked).sum.value / forecastOf(history).sum.value).toBeLessThan(1.2);
  });

  test("does not forecast zero where most days are zero", () => {
    const history = countsOf(7, { mean: 0.3 });
    const mean = history.reduce((sum, value) => sum + value) / history.length;
    const { value } = forecastOf(history, 30, 100).sum;
    expect(value / 30).toBeGreaterThan(0.6 * mean);
    expect(value / 30).toBeLessThan(1.5 * mean);
  });

  test("of zeros alone is zero", () => {
    const { days, sum, errors } = forecastOf(countsOf(8).fill(0));
    expect(days.every(({ value }) => value === 0)).toBe(true);
    expect(sum).toMatchObject({ value: 0, interval80: { low: 0, high: 0 } });
    expect(errors).toEqual({ forecast: 0, seasonalNaive: 0, ratio: null });
  });

  test("covers what comes of steady counts, and measures that it does", () => {
    let [days, within, windows, sumsWithin, measured] = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= 24; seed++) {
      const all = countsOf(seed, { days: 395, mean: 50 });
      const coming = all.slice(365);
      const forecast = forecastOf(all.slice(0, 365));
      forecast.days.forEach(({ interval80 }, i) => {
        days++;
        if (coming[i]! >= interval80!.low && coming[i]! <= interval80!.high) within++;
      });
      const total = coming.reduce((sum, value) => sum + value);
      windows++;
      if (total >= forecast.sum.interval80!.low && total <= forecast.sum.interval80!.high) sumsWithin++;
      measured += forecast.coverage.level80!;
    }
    expect(Math.abs(within / days - 0.8)).toBeLessThan(0.06);
    expect(sumsWithin / windows).toBeGreaterThan(0.7);
    expect(Math.abs(measured / windows - 0.8)).toBeLessThan(0.08);
  });
});

describe("a back-test knows nothing later than its origin", () => {
  type MakeTests = (values: Float64Array) => BackTests;
  const honest: MakeTests = (values) => correctBias(rawTests(values, 14, combine));

  /** Whether a forecast of a back-test changes with values that came after its origin. */
  function leaks(makeTests: MakeTests): boolean {
    const values = Float64Array.from(countsOf(9, { days: 240 }));
    const before = makeTests(values);
    return before.origins.some((origin, i) => {
      if (i % 4 !== 3) return false;
      const changed = values.map((value, day) => (day < origin ? value : 10 * value + 500));
      const after = makeTests(changed);
      const cells = (tests: BackTests) => tests.combined.subarray(i * 14, (i + 1) * 14);
      return cells(before).some((value, day) => value !== cells(after)[day]);
    });
  }

  test("neither limits nor bias factor", () => expect(leaks(honest)).toBe(false));

  test.each<[string, MakeTests]>([
    [
      "limits of the whole history",
      (values) => {
        const clean = new Float64Array(values.length);
        winsorise(values, clean);
        return correctBias(rawTests(clean, 14, combine));
      },
    ],
    [
      "a bias factor of the whole history",
      (values) => {
        const raw = rawTests(values, 14, combine);
        const bias = biasAt(raw, values.length);
        return { ...raw, combined: raw.combined.map((value) => value * bias) };
      },
    ],
  ])("%s would be seen", (_, leaky) => expect(leaks(leaky)).toBe(true));

  test("residuals: the coverage is that of intervals made at each origin from what was known", () => {
    const values = Float64Array.from(countsOf(10, { days: 240, mean: 3 }));
    const tests = honest(values);
    const levels = [0.8, 0.95];
    let judged = 0;
    const within = [0, 0];
    tests.origins.forEach((origin, i) => {
      const cells = i * 14;
      const known: BackTests = {
        ...tests,
        origins: tests.origins.slice(0, i),
        historyDays: origin,
        combined: tests.combined.slice(0, cells),
        actual: tests.actual
          .slice(0, cells)
          .map((value, cell) => (tests.origins[Math.floor(cell / 14)]! + (cell % 14) < origin ? value : NaN)),
      };
      const forecast = tests.combined.slice(cells, cells + 14);
      dayIntervals(known, { residuals: scaledResiduals(known), forecast }, levels).forEach((intervals, day) => {
        const value = tests.actual[cells + day]!;
        if (intervals === undefined || Number.isNaN(value)) return;
        judged++;
        intervals.forEach(({ low, high }, level) => (within[level]! += value >= low && value <= high ? 1 : 0));
      });
    });
    expect(judged).toBeGreaterThan(200);
    const measured = measureCoverage(tests, scaledResiduals(tests), levels);
    measured.forEach((share, level) => expect(Math.abs(share! * judged - within[level]!)).toBeLessThan(3)); // ties
  });
});
