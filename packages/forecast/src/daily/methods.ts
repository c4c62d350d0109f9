import { medianOf, WEEK } from "./winsorise.ts";

/** A weekday with less of an average day than this says nothing about the level. */
const SEASON_MIN = 0.1;

/** The days that the trend of theta is drawn through. */
const TREND_DAYS_MAX = 182;

const THETA_ALPHAS = [0.03, 0.06, 0.12, 0.2, 0.3, 0.45];
const HOLT_ALPHAS = [0.05, 0.12, 0.25, 0.45];
const HOLT_BETAS = [0.03, 0.15];
const HOLT_GAMMAS = [0.03, 0.12];
const HOLT_DAMPINGS = [0.85, 0.96];

/** The weeks of which `fourWeeks` takes the median, and how far back it looks for them where days are missing. */
const WEEKS = 4;
const WEEKS_BACK_MAX = 8;

/** The mean of the first known values, where smoothing starts. */
function firstLevel(values: Float64Array, end: number, season: Float64Array): number {
  let sum = 0;
  let shares = 0;
  let known = 0;
  for (let t = 0; t < end && known < 2 * WEEK; t++) {
    const value = values[t]!; // 0 ≤ t < end
    if (value !== value) continue;
    sum += value;
    shares += season[t % WEEK]!; // a weekday
    known++;
  }
  return shares > 0 ? sum / shares : 0;
}

/**
 * Theta (Assimakopoulos and Nikolopoulos, 2000) as simple exponential smoothing with half of the linear trend as its
 * drift (Hyndman and Billah, 2003), of the values without their season. Adds the forecast of day `end + i` to `out[i]`.
 */
export function theta(clean: Float64Array, end: number, season: Float64Array, out: Float64Array): void {
  let bestError = Infinity;
  let level = 0;
  let alpha = 0;
  const start = firstLevel(clean, end, season);
  for (const tried of THETA_ALPHAS) {
    let smoothed = start;
    let error = 0;
    for (let t = 0; t < end; t++) {
      const share = season[t % WEEK]!; // a weekday
      const value = clean[t]!; // 0 ≤ t < end
      if (value !== value || share < SEASON_MIN) continue;
      const difference = value / share - smoothed;
      error += difference * difference;
      smoothed += tried * difference;
    }
    if (error < bestError) {
      bestError = error;
      level = smoothed;
      alpha = tried;
    }
  }
  const drift = slopeOf(clean, end, season) / 2;
  const lag = (1 - (1 - alpha) ** end) / alpha - 1;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.max(0, level + drift * (i + 1 + lag)) * season[(end + i) % WEEK]!; // a weekday
  }
}

/** The slope a day of the line of least squares through the last days without their season. */
function slopeOf(clean: Float64Array, end: number, season: Float64Array): number {
  let n = 0;
  let sumT = 0;
  let sumX = 0;
  let sumTT = 0;
  let sumTX = 0;
  for (let t = Math.max(0, end - TREND_DAYS_MAX); t < end; t++) {
    const share = season[t % WEEK]!; // a weekday
    const value = clean[t]!; // 0 ≤ t < end
    if (value !== value || share < SEASON_MIN) continue;
    const x = value / share;
    const day = t - end;
    n++;
    sumT += day;
    sumX += x;
    sumTT += day * day;
    sumTX += day * x;
  }
  const spread = n * sumTT - sumT * sumT;
  return spread > 0 ? (n * sumTX - sumT * sumX) / spread : 0;
}

const shares = new Float64Array(WEEK);
const bestShares = new Float64Array(WEEK);

/**
 * Holt–Winters with a damped trend and a multiplicative season (Gardner and McKenzie, 1985), in error-correction form,
 * so that days of zero do no harm. Of a small grid the parameters with the least squared error a day ahead.
 */
export function dampedHoltWinters(clean: Float64Array, end: number, season: Float64Array, out: Float64Array): void {
  const start = firstLevel(clean, end, season);
  const levelMin = start * 1e-3 + 1e-9;
  let bestError = Infinity;
  let bestLevel = 0;
  let bestTrend = 0;
  let bestDamping = 0;
  for (const alpha of HOLT_ALPHAS) {
    for (const betaOfAlpha of HOLT_BETAS) {
      const beta = alpha * betaOfAlpha;
      for (const gamma of HOLT_GAMMAS) {
        for (const damping of HOLT_DAMPINGS) {
          let level = start;
          let trend = 0;
          let error = 0;
          shares.set(season);
          for (let t = 0; t < end && error < bestError; t++) {
            const weekday = t % WEEK;
            const share = shares[weekday]!; // a weekday
            const value = clean[t]!; // 0 ≤ t < end
            trend *= damping;
            level = Math.max(levelMin, level + trend);
            if (value !== value) continue;
            const difference = value - level * share;
            error += difference * difference;
            shares[weekday] = Math.max(0, share + (gamma * difference) / level);
            const step = share < SEASON_MIN ? 0 : difference / share;
            level = Math.max(levelMin, level + alpha * step);
            trend += beta * step;
          }
          if (error < bestError) {
            bestError = error;
            bestLevel = level;
            bestTrend = trend;
            bestDamping = damping;
            bestShares.set(shares);
          }
        }
      }
    }
  }
  for (let i = 0; i < out.length; i++) {
    bestTrend *= bestDamping;
    bestLevel = Math.max(0, bestLevel + bestTrend);
    out[i] = bestLevel * bestShares[(end + i) % WEEK]!; // a weekday
  }
}

const recent = new Float64Array(WEEKS);
const byWeekday = new Float64Array(WEEK);

/**
 * The median of each weekday's last four known values. Where most days of the last eight weeks are zero, medians would
 * forecast zeros for ever: there the mean of these weeks times the season.
 */
export function fourWeeks(known: Float64Array, clean: Float64Array, season: Float64Array, out: Float64Array): void {
  const end = known.length;
  let zeros = 0;
  let sum = 0;
  let days = 0;
  for (let t = Math.max(0, end - WEEKS_BACK_MAX * WEEK); t < end; t++) {
    const value = clean[t]!; // 0 ≤ t < end
    if (value !== value) continue;
    if (known[t] === 0) zeros++;
    sum += value;
    days++;
  }
  if (zeros * 2 > days) {
    for (let i = 0; i < out.length; i++) out[i] = (sum / days) * season[(end + i) % WEEK]!; // a weekday
    return;
  }
  for (let ahead = 0; ahead < WEEK; ahead++) {
    let count = 0;
    const last = end + ahead - WEEK;
    for (let t = last; t >= 0 && t > last - WEEKS_BACK_MAX * WEEK && count < WEEKS; t -= WEEK) {
      const value = known[t]!; // 0 ≤ t < end
      if (value === value) recent[count++] = value;
    }
    byWeekday[ahead] = medianOf(recent, count);
  }
  for (let i = 0; i < out.length; i++) out[i] = byWeekday[i % WEEK]!; // a weekday
}

/** The last known value of each weekday, which other forecasts are measured against. NaN for one that has none. */
export function seasonalNaive(known: Float64Array, out: Float64Array): void {
  const end = known.length;
  for (let ahead = 0; ahead < WEEK; ahead++) {
    let t = end + ahead - WEEK;
    while (t >= 0 && known[t] !== known[t]) t -= WEEK;
    byWeekday[ahead] = t >= 0 ? known[t]! : NaN;
  }
  for (let i = 0; i < out.length; i++) out[i] = byWeekday[i % WEEK]!; // a weekday
}
