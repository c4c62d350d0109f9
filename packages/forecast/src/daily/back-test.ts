import { repeatWeek } from "./point.ts";
import { WEEK } from "./winsorise.ts";

/** A back-test has at least this much history, in days. */
const TRAINING_DAYS_MIN = 56;

/** Back-tests whose whole horizon is known by the end of the history; the shorter ones after them come on top. */
const COMPLETE_TESTS_MAX = 36;

/** Back-tests that a bias factor is made from, at most. */
const BIAS_TESTS_MAX = 16;

/** How much of a bias is corrected with endless back-tests; the rest is noise that is not worth following. */
const BIAS_CORRECTED = 0.75;

/** Windows without a bias that a factor is made from besides: so few tests cannot be trusted fully. */
const WINDOWS_ASSUMED = 0.5;

/** What came of the horizon is not believed to be more often than this times what was forecast. */
const BIAS_MAX = 2;

/** The forecasts that would have been made in the past, each at its origin from what was known then. */
export interface BackTests {
  /** Days from the start of the history to each origin, ascending; the first day forecast has this index. */
  origins: readonly number[];
  historyDays: number;
  horizonDays: number;
  /** Of each origin one value a day: `combined[test * horizonDays + day]`. */
  combined: Float64Array;
  naive: Float64Array;
  /** What came, in the same places; NaN where it is missing or not known yet. */
  actual: Float64Array;
}

/** A forecast of `out.length` days from the values known at its origin. */
export type Method = (known: Float64Array, out: Float64Array) => void;

/**
 * Days of the origins in a history. They are a week apart if it is long enough for that, so that the first day of each
 * forecast is the weekday of the real one's.
 */
function chooseOrigins(days: number, horizonDays: number): number[] {
  const room = days - TRAINING_DAYS_MIN;
  const stride = Math.min(WEEK, Math.max(1, Math.floor((room - horizonDays) / COMPLETE_TESTS_MAX)));
  const origins: number[] = [];
  const testsMax = COMPLETE_TESTS_MAX + Math.ceil(horizonDays / stride);
  for (let origin = days - stride; origin >= TRAINING_DAYS_MIN && origins.length < testsMax; origin -= stride) {
    origins.push(origin);
  }
  return origins.reverse();
}

/** Makes all back-tests of a history, without bias factors. `method` is what is tested. */
export function rawTests(values: Float64Array, horizonDays: number, method: Method): BackTests {
  const origins = chooseOrigins(values.length, horizonDays);
  const cells = origins.length * horizonDays;
  const combined = new Float64Array(cells);
  const naive = new Float64Array(cells);
  const actual = new Float64Array(cells).fill(NaN);
  origins.forEach((origin, test) => {
    const [from, to] = [test * horizonDays, (test + 1) * horizonDays];
    const known = values.subarray(0, origin);
    method(known, combined.subarray(from, to));
    repeatWeek(known, naive.subarray(from, to));
    actual.set(values.subarray(origin, origin + horizonDays), from);
  });
  return { origins, historyDays: values.length, horizonDays, combined, naive, actual };
}

/** The same tests, each times the bias factor that was known at its origin. */
export function correctBias(raw: BackTests): BackTests {
  const { origins, horizonDays } = raw;
  const combined = new Float64Array(raw.combined.length);
  origins.forEach((origin, test) => {
    const bias = biasAt(raw, origin);
    for (let i = test * horizonDays; i < (test + 1) * horizonDays; i++) combined[i] = bias * raw.combined[i]!; // a cell
  });
  return { ...raw, combined };
}

/**
 * The bias factor that was known when `origin` began: what came in the last 16 back-tests that were over by then, over
 * what they forecast, drawn towards 1. `tests` are without bias factors.
 */
export function biasAt(tests: BackTests, origin: number): number {
  const { origins, horizonDays } = tests;
  let came = 0;
  let forecast = 0;
  let count = 0;
  let first = origin;
  let last = origin;
  for (let test = origins.length - 1; test >= 0 && count < BIAS_TESTS_MAX; test--) {
    const start = origins[test]!; // test < its length
    if (start + horizonDays > origin) continue;
    const sums = sumsOf(tests, test);
    came += sums.actual;
    forecast += sums.forecast;
    if (count === 0) last = start + horizonDays;
    first = start;
    count++;
  }
  if (!(forecast > 0)) return 1;
  const windows = (last - first) / horizonDays;
  const excess = Math.min(BIAS_MAX, came / forecast) - 1;
  return 1 + (excess * BIAS_CORRECTED * windows) / (windows + WINDOWS_ASSUMED);
}

/** What came and what was forecast on the known days of one back-test. */
export function sumsOf({ horizonDays, combined, actual }: BackTests, test: number) {
  let came = 0;
  let forecast = 0;
  let knownDays = 0;
  for (let i = test * horizonDays; i < (test + 1) * horizonDays; i++) {
    const value = actual[i]!; // a cell
    if (value !== value) continue;
    came += value;
    forecast += combined[i]!; // a cell
    knownDays++;
  }
  return { actual: came, forecast, knownDays };
}
