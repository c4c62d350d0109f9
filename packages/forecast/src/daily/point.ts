import { dampedHoltWinters, fourWeeks, seasonalNaive, theta } from "./methods.ts";
import { findSeason } from "./season.ts";
import { WEEK, winsorise } from "./winsorise.ts";

const season = new Float64Array(WEEK);
let clean = new Float64Array(0);
let smooth = new Float64Array(0);
let damped = new Float64Array(0);
let weekly = new Float64Array(0);

/**
 * Forecasts the days after `known` (one value a day, NaN where it is missing) into `out`: of each day the median of
 * theta, damped Holt–Winters and the median of four weeks. The first two read winsorised values. It is given nothing
 * later than its origin, so it cannot use it.
 */
export function combine(known: Float64Array, out: Float64Array): void {
  const end = known.length;
  if (clean.length < end) clean = new Float64Array(end);
  if (smooth.length !== out.length) {
    smooth = new Float64Array(out.length);
    damped = new Float64Array(out.length);
    weekly = new Float64Array(out.length);
  }
  winsorise(known, clean);
  findSeason(clean, end, season);
  theta(clean, end, season, smooth);
  dampedHoltWinters(clean, end, season, damped);
  fourWeeks(known, clean, season, weekly);
  for (let i = 0; i < out.length; i++) out[i] = medianOfThree(smooth[i]!, damped[i]!, weekly[i]!); // of one length
}

/** The last week again and again. A weekday of which no value is known has the mean of the others. */
export function repeatWeek(known: Float64Array, out: Float64Array): void {
  seasonalNaive(known, out);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < WEEK && i < out.length; i++) {
    if (out[i] !== out[i]) continue;
    sum += out[i]!; // i < its length
    count++;
  }
  for (let i = 0; i < out.length; i++) if (out[i] !== out[i]) out[i] = sum / count;
}

/** The middle one; without `c`, the mean of the others. */
function medianOfThree(a: number, b: number, c: number): number {
  if (c !== c) return (a + b) / 2;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
