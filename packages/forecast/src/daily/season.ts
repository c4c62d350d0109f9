import { WEEK } from "./winsorise.ts";

/** A week counts half as much as one this many weeks later. */
const HALF_LIFE_WEEKS = 10;
const KEPT_A_DAY = 0.5 ** (1 / (HALF_LIFE_WEEKS * WEEK));

const weights = new Float64Array(WEEK);
const squaredWeights = new Float64Array(WEEK);
const sums = new Float64Array(WEEK);
const squares = new Float64Array(WEEK);

/**
 * Fills `season` with the share of each weekday, where 1 is an average day and index 0 is the weekday of the first value.
 * Recent weeks count more. Shares are ratios of sums, so that days of zero do no harm, and shrink towards 1 by how much
 * of their spread is noise (James and Stein, 1961): a thin series has no season that could be seen.
 */
export function findSeason(clean: Float64Array, end: number, season: Float64Array): void {
  weights.fill(0);
  squaredWeights.fill(0);
  sums.fill(0);
  squares.fill(0);
  let weight = 1;
  for (let t = end - 1; t >= 0; t--, weight *= KEPT_A_DAY) {
    const value = clean[t]!; // 0 ≤ t < end
    if (value !== value) continue;
    const weekday = t % WEEK;
    weights[weekday]! += weight; // a weekday
    squaredWeights[weekday]! += weight * weight;
    sums[weekday]! += weight * value;
    squares[weekday]! += weight * value * value;
  }
  let mean = 0;
  let known = 0;
  for (let w = 0; w < WEEK; w++) {
    if (weights[w]! === 0) continue; // no value of that weekday is known
    mean += sums[w]! / weights[w]!;
    known++;
  }
  mean /= known;
  season.fill(1);
  if (!(mean > 0)) return;
  let noise = 0;
  let spread = 0;
  for (let w = 0; w < WEEK; w++) {
    const weightOf = weights[w]!; // a weekday
    if (weightOf === 0) continue;
    const average = sums[w]! / weightOf;
    season[w] = average / mean;
    spread += (season[w]! - 1) ** 2;
    const variance = Math.max(0, squares[w]! / weightOf - average * average);
    noise += (variance * squaredWeights[w]!) / (weightOf * weightOf * mean * mean);
  }
  const kept = spread > 0 ? Math.max(0, 1 - noise / spread) : 0;
  for (let w = 0; w < WEEK; w++) season[w] = 1 + kept * (season[w]! - 1);
}
