import { sumsOf, type BackTests } from "./back-test.ts";
import { studentQuantile } from "./student.ts";

/** Days of horizon before and after, whose residuals count for a day too. */
const POOLED_DAYS = 3;

/** Residuals grow with this power of the forecast: between counting noise (0.5) and a share (1). */
const SCALE_POWER = 0.75;

/** A horizon has an interval if this many back-tests saw it. */
const TESTS_MIN = 8;

/** Of a window's days, the share that must be known for its sum to count. */
const KNOWN_SHARE_MIN = 0.5;

/** A range that holds the true value with a given probability. Both ends are possible values; neither is negative. */
export interface Interval {
  low: number;
  high: number;
}

/** A forecast below this share of its horizon's mean is as uncertain as one of that share. */
const FLOOR_SHARE = 0.1;

/** What residuals of each day of one forecast are divided by; more than 0. */
function scalesOf(forecast: Float64Array): Float64Array {
  let sum = 0;
  for (const value of forecast) sum += value;
  const floor = sum > 0 ? (FLOOR_SHARE * sum) / forecast.length : 1;
  return forecast.map((value) => Math.max(value, floor) ** SCALE_POWER);
}

/**
 * How much wider intervals are because few windows of the horizon could be tested that do not overlap: overlapping ones
 * err together. The half was chosen by the coverage that `pnpm bench forecast` measures.
 */
const widening = (windows: number) => Math.sqrt(1 + 1 / (2 * Math.max(1, windows)));

/** A residual's end of an interval, moved away from the forecast. */
const widenLow = (residual: number, by: number) => (residual < 0 ? residual * by : residual / by);
const widenHigh = (residual: number, by: number) => (residual > 0 ? residual * by : residual / by);

/** Scaled residuals of all back-tests, in the places of their forecasts; NaN where nothing is known. */
export function scaledResiduals({ combined, actual, horizonDays }: BackTests): Float64Array {
  const residuals = new Float64Array(combined.length);
  for (let start = 0; start < residuals.length; start += horizonDays) {
    const scales = scalesOf(combined.subarray(start, start + horizonDays));
    for (let day = 0; day < horizonDays; day++) {
      const i = start + day;
      residuals[i] = (actual[i]! - combined[i]!) / scales[day]!; // a cell, a day of the horizon
    }
  }
  return residuals;
}

/**
 * Conformal intervals of each day at the levels: quantiles of the scaled residuals of back-tests, signed, pooled over ±
 * 3 days of horizon, with the (n + 1) correction (Vovk, Gammerman and Shafer, 2005). Undefined for a day that fewer
 * than 8 back-tests saw.
 */
export function dayIntervals(
  tests: BackTests,
  { residuals, forecast }: { residuals: Float64Array; forecast: Float64Array },
  levels: readonly number[],
): (Interval[] | undefined)[] {
  const { horizonDays, origins } = tests;
  const scales = scalesOf(forecast);
  const pool = new Float64Array(origins.length * (2 * POOLED_DAYS + 1));
  const by = widening(windowsUntil(tests, tests.historyDays));
  return Array.from(forecast, (value, day) => {
    if (testsOf(day) < TESTS_MIN) return undefined;
    const count = fillPool(day);
    const sorted = pool.subarray(0, count).sort();
    const scale = scales[day]!; // a day of the horizon
    return levels.map((level) => {
      const { below, above } = ranksOf(count, level);
      return {
        low: Math.max(0, value + scale * widenLow(sorted[below]!, by)), // a rank of the pool
        high: Math.max(0, value + scale * widenHigh(sorted[above]!, by)), // a rank of the pool
      };
    });
  });

  function testsOf(day: number): number {
    let seen = 0;
    for (let i = day; i < residuals.length; i += horizonDays) if (residuals[i] === residuals[i]) seen++;
    return seen;
  }
  function fillPool(day: number): number {
    let count = 0;
    const to = Math.min(horizonDays - 1, day + POOLED_DAYS);
    for (let start = 0; start < residuals.length; start += horizonDays) {
      for (let i = start + Math.max(0, day - POOLED_DAYS); i <= start + to; i++) {
        const residual = residuals[i]!; // i < cells
        if (residual === residual) pool[count++] = residual;
      }
    }
    return count;
  }
}

/** Windows of the horizon that do not overlap and were over by `day`. */
const windowsUntil = ({ origins, horizonDays }: Pick<BackTests, "origins" | "horizonDays">, day: number) =>
  Math.floor((day - (origins[0] ?? day)) / horizonDays);

/** Places, from 0, of the interval's ends among `count` sorted residuals; with few of them, the outermost ones. */
function ranksOf(count: number, level: number): { below: number; above: number } {
  const tail = (1 - level) / 2;
  const below = Math.max(1, Math.floor((count + 1) * tail + 1e-9));
  return { below: below - 1, above: count - below };
}

/**
 * The share of back-tested days whose actual value was within the interval that could have been given at their origin,
 * from the residuals known by then. One share a level, undefined if no back-test could have given one.
 */
export function measureCoverage(
  { origins, horizonDays }: BackTests,
  residuals: Float64Array,
  levels: readonly number[],
): (number | undefined)[] {
  const within = new Float64Array(levels.length);
  let judged = 0;
  for (let test = TESTS_MIN; test < origins.length; test++) {
    const origin = origins[test]!; // test < its length
    const by = widening(windowsUntil({ origins, horizonDays }, origin));
    for (let day = 0; day < horizonDays; day++) {
      const residual = residuals[test * horizonDays + day]!; // a cell
      if (residual !== residual) continue;
      // A widened end is compared with the residual as the end is with a residual moved towards the forecast.
      const fromBelow = widenHigh(residual, 1 / by);
      const fromAbove = widenLow(residual, 1 / by);
      let notAbove = 0;
      let below = 0;
      let pooled = 0;
      let seen = 0;
      for (let earlier = 0; earlier < test; earlier++) {
        const knownDays = Math.min(horizonDays, origin - origins[earlier]!); // earlier < its length
        if (day < knownDays) seen++;
        const to = Math.min(knownDays - 1, day + POOLED_DAYS);
        for (let d = Math.max(0, day - POOLED_DAYS); d <= to; d++) {
          const other = residuals[earlier * horizonDays + d]!; // a cell
          if (other !== other) continue;
          pooled++;
          if (other <= fromAbove) notAbove++;
          if (other < fromBelow) below++;
        }
      }
      if (seen < TESTS_MIN) continue;
      judged++;
      for (let i = 0; i < levels.length; i++) {
        const ends = ranksOf(pooled, levels[i]!); // i < its length
        if (notAbove > ends.below && below <= ends.above) within[i]!++; // i < its length
      }
    }
  }
  return Array.from(within, (count) => (judged > 0 ? count / judged : undefined));
}

/**
 * Intervals of the sum of the horizon: log-ratios of what came to what was forecast in the back-tests, with Student's t
 * of as many degrees of freedom as windows that do not overlap. `unit` is what one event brings, so that windows of zero
 * have a ratio. Undefined without 8 back-tests of the whole horizon, or without two separate windows.
 */
export function sumIntervals(
  tests: BackTests,
  sum: number,
  { unit, levels }: { unit: number; levels: readonly number[] },
): Interval[] | undefined {
  const half = unit > 0 ? unit / 2 : 0.5; // without any, all sums are zero
  let squares = 0;
  let count = 0;
  tests.origins.forEach((origin, test) => {
    if (origin + tests.horizonDays > tests.historyDays) return; // not over
    const sums = sumsOf(tests, test);
    if (sums.knownDays < KNOWN_SHARE_MIN * tests.horizonDays) return;
    squares += Math.log((sums.actual + half) / (sums.forecast + half)) ** 2;
    count++;
  });
  const windows = windowsUntil(tests, tests.historyDays);
  if (count < TESTS_MIN || windows < 2) return undefined;
  const spread = Math.sqrt((squares / count) * (1 + 1 / windows));
  return levels.map((level) => {
    const factor = Math.exp(studentQuantile((1 + level) / 2, windows) * spread);
    return { low: Math.max(0, (sum + half) / factor - half), high: (sum + half) * factor - half };
  });
}
