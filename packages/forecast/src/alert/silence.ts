import { expectHours, type Baseline } from "./baseline.ts";
import { atLeast, atMost, countsWithin } from "./negative-binomial.ts";

/** How improbable an hour, or a silence that ends with it, must be. */
const PROBABILITY_MAX = 1e-6;

/** Days outside their interval, all on one side, that are an alert. */
const DAYS_OUTSIDE = 3;

/** Longer silences are no news. */
const SILENT_HOURS_MAX = 28 * 24;

export type Unusual =
  | { kind: "silent"; hours: number; expected: number; probability: number }
  | { kind: "below" | "above"; count: number; expected: number; probability: number };

/**
 * Judges the last whole hour. `recent` are the counts of the last hours, the oldest first; `lastHour` is the hour of the
 * week of the last of them, as the baseline counts it. Undefined if nothing is unusual.
 */
export function judgeHour(
  baseline: Baseline,
  { recent, lastHour }: { recent: ArrayLike<number>; lastHour: number },
): Unusual | undefined {
  let hours = 0;
  while (hours < Math.min(recent.length, SILENT_HOURS_MAX) && recent[recent.length - 1 - hours] === 0) hours++;
  const week = baseline.meanByHour.length;
  if (hours > 0) {
    const from = (((lastHour - hours + 1) % week) + week) % week;
    const law = expectHours(baseline, { from, hours });
    const probability = atMost(0, law);
    if (probability < PROBABILITY_MAX) return { kind: "silent", hours, expected: law.mean, probability };
    return undefined;
  }
  const count = recent[recent.length - 1];
  if (count === undefined) return undefined;
  const law = expectHours(baseline, { from: lastHour, hours: 1 });
  const [below, above] = [atMost(count, law), atLeast(count, law)];
  if (below < PROBABILITY_MAX) return { kind: "below", count, expected: law.mean, probability: below };
  if (above < PROBABILITY_MAX) return { kind: "above", count, expected: law.mean, probability: above };
  return undefined;
}

/** The interval of 95 % of a day that begins at an hour of the week, for series without a forecast. */
export const dayInterval = (baseline: Baseline, from: number) =>
  countsWithin(0.95, expectHours(baseline, { from, hours: 24 }));

/** The side on which the last three days left their intervals of 95 %, which were known before them. */
export function judgeDays(
  days: readonly { count: number; low: number; high: number }[],
): "below" | "above" | undefined {
  const last = days.slice(-DAYS_OUTSIDE);
  if (last.length < DAYS_OUTSIDE) return undefined;
  if (last.every(({ count, low }) => count < low)) return "below";
  return last.every(({ count, high }) => count > high) ? "above" : undefined;
}

/** An alert is raised once and is open until what it is about is over. */
export function stepAlert<Kind>(open: Kind | undefined, found: Kind | undefined) {
  return {
    open: found,
    isRaised: found !== undefined && open === undefined,
    isOver: found === undefined && open !== undefined,
  };
}
