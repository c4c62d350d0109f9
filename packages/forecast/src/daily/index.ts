import { backTestedErrors, type Errors } from "./accuracy.ts";
import { biasAt, correctBias, rawTests } from "./back-test.ts";
import { dayIntervals, measureCoverage, scaledResiduals, sumIntervals, type Interval } from "./intervals.ts";
import { combine, repeatWeek } from "./point.ts";

export type { Errors } from "./accuracy.ts";
export type { Interval } from "./intervals.ts";

/** The longest horizon, in days. */
const HORIZON_DAYS_MAX = 90;

/** The days of history that are read; older ones say nothing about the next weeks. */
const HISTORY_DAYS_MAX = 365;

/** Known days and events below which nothing is forecast. */
const KNOWN_DAYS_MIN = 56;
const EVENTS_MIN = 20;

/** Days of history below which the last week is repeated, without intervals. */
const COMBINATION_DAYS_MIN = 90;

/** The intervals, and the days of history from which they are given. */
const LEVELS = [
  { level: 80, historyDaysMin: 90 },
  { level: 95, historyDaysMin: 180 },
] as const;

export interface ForecastInput {
  /** One value a day, the oldest first, up to the day before the first that is forecast; null where it is missing. */
  history: readonly (number | null)[];
  /** How many events are behind the history: its sum for counts; conversions for money. */
  events: number;
  /** Days ahead, 1 to 90. */
  horizonDays: number;
}

/** The forecast of a day or of the sum; an interval is null where the history does not allow it. */
export interface Expected {
  value: number;
  interval80: Interval | null;
  interval95: Interval | null;
}

export type Forecast =
  | { kind: "not_enough_data"; reason: "days" | "events"; has: number; needs: number }
  | {
      kind: "forecast";
      /** `seasonal_naive` repeats the last week. */
      method: "combination" | "seasonal_naive";
      days: Expected[];
      /** Of the whole horizon. Its interval is its own: those of days do not add up. */
      sum: Expected;
      backTests: number;
      /** Null without back-tests. */
      errors: Errors | null;
      /** Shares of back-tested days within the intervals of their time; null where none could be given. */
      coverage: { level80: number | null; level95: number | null };
    };

/**
 * Forecasts daily counts or money. Throws a RangeError for a horizon outside 1 to 90 days and for values that are
 * negative or not finite.
 */
export function forecastDaily({ history, events, horizonDays }: ForecastInput): Forecast {
  if (!Number.isInteger(horizonDays) || horizonDays < 1 || horizonDays > HORIZON_DAYS_MAX)
    throw new RangeError(`horizonDays is ${horizonDays}, not an integer from 1 to ${HORIZON_DAYS_MAX}`);
  if (!(events >= 0)) throw new RangeError(`events is ${events}, not a number of events`);
  const values = readHistory(history);
  const known = values.reduce((count, value) => count + (value === value ? 1 : 0), 0);
  if (known < KNOWN_DAYS_MIN) return { kind: "not_enough_data", reason: "days", has: known, needs: KNOWN_DAYS_MIN };
  if (events < EVENTS_MIN) return { kind: "not_enough_data", reason: "events", has: events, needs: EVENTS_MIN };

  const isShort = values.length < COMBINATION_DAYS_MIN;
  const method = isShort ? repeatWeek : combine;
  const raw = rawTests(values, horizonDays, method);
  const tests = isShort ? raw : correctBias(raw);
  const forecast = new Float64Array(horizonDays);
  method(values, forecast);
  const bias = isShort ? 1 : biasAt(raw, values.length);
  for (let day = 0; day < horizonDays; day++) forecast[day]! *= bias; // a day of the horizon
  const sum = forecast.reduce((total, value) => total + value, 0);

  const given = LEVELS.filter(({ historyDaysMin }) => values.length >= historyDaysMin);
  const levels = given.map(({ level }) => level / 100);
  const residuals = scaledResiduals(tests);
  const byDay = dayIntervals(tests, { residuals, forecast }, levels);
  const ofSum = sumIntervals(tests, sum, { unit: unitOf(values, events), levels });
  const coverage = measureCoverage(tests, residuals, levels);
  return {
    kind: "forecast",
    method: isShort ? "seasonal_naive" : "combination",
    days: Array.from(forecast, (value, day) => expected(value, byDay[day])),
    sum: expected(sum, ofSum),
    backTests: tests.origins.length,
    errors: backTestedErrors(tests),
    coverage: { level80: coverage[0] ?? null, level95: coverage[1] ?? null },
  };
}

const expected = (value: number, intervals: Interval[] | undefined): Expected => ({
  value,
  interval80: intervals?.[0] ?? null,
  interval95: intervals?.[1] ?? null,
});

/** The last days of the history, from the first known one; NaN where a day is missing. */
function readHistory(history: readonly (number | null)[]): Float64Array {
  const recent = history.slice(-HISTORY_DAYS_MAX);
  const first = recent.findIndex((value) => value !== null);
  return Float64Array.from(first === -1 ? [] : recent.slice(first), (value) => {
    if (value === null) return NaN;
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`${value} is not a count or an amount`);
    return value;
  });
}

/** What one event brings, on average. */
function unitOf(values: Float64Array, events: number): number {
  let sum = 0;
  for (const value of values) if (value === value) sum += value;
  return sum / events;
}
