import { expectHours, type Baseline } from "./baseline.ts";
import { atLeast, atMost } from "./negative-binomial.ts";

/** How improbable an hour, or hours that end with it, must be. */
export const PROBABILITY_MAX = 1e-6;

/** An hour that is less improbable ends an alert: between the two, it goes on. */
const USUAL_MIN = 1e-3;

/** Days outside of what is usual, all on one side, that are an alert, and the probability of one on that side. */
const DAYS_OUTSIDE = 3;
const OUTSIDE = 0.025;
const HOURS_A_DAY = 24;

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
  const { side, expected, probability } = tailOf(baseline, { count, hour: lastHour });
  return probability < PROBABILITY_MAX ? { kind: side, count, expected, probability } : undefined;
}

/** How improbable a count of one hour is on its side of what is expected. */
function tailOf(baseline: Baseline, { count, hour }: { count: number; hour: number }) {
  const law = expectHours(baseline, { from: hour, hours: 1 });
  return count < law.mean
    ? { side: "below" as const, expected: law.mean, probability: atMost(count, law) }
    : { side: "above" as const, expected: law.mean, probability: atLeast(count, law) };
}

/** Whether a count of an hour of the week is nothing special, so that an alert before it is over. */
export const isUsualHour = (baseline: Baseline, of: { count: number; hour: number }): boolean =>
  tailOf(baseline, of).probability > USUAL_MIN;

/**
 * The side on which all of three days left the middle 95 % of what is usual, by a baseline that was learnt before them.
 * `from` is the hour of the week in which the first begins.
 */
export function judgeDays(
  baseline: Baseline,
  { counts, from }: { counts: readonly number[]; from: number },
): "below" | "above" | undefined {
  if (counts.length !== DAYS_OUTSIDE) return undefined;
  const sides = counts.map((count, day) =>
    sideOf(count, expectHours(baseline, { from: from + day * HOURS_A_DAY, hours: HOURS_A_DAY })),
  );
  return sides.every((side) => side === sides[0]) ? sides[0] : undefined;
}

function sideOf(count: number, law: { mean: number; dispersion: number }): "below" | "above" | undefined {
  if (atMost(count, law) <= OUTSIDE) return "below";
  return atLeast(count, law) <= OUTSIDE ? "above" : undefined;
}
