/**
 * The probability of at most `count` events where `mean` are expected and vary by more than chance: negative binomial
 * with variance `mean + dispersion * mean²`; Poisson if `dispersion` is 0.
 */
export function atMost(count: number, { mean, dispersion }: { mean: number; dispersion: number }): number {
  if (count < 0) return 0;
  if (mean <= 0) return 1;
  const isPoisson = dispersion * mean < 1e-9;
  const spread = dispersion * mean;
  let log = isPoisson ? -mean : -Math.log1p(spread) / dispersion;
  let sum = Math.exp(log);
  for (let k = 0; k < count; k++) {
    log += Math.log(isPoisson ? mean / (k + 1) : ((1 + k * dispersion) * mean) / ((k + 1) * (1 + spread)));
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

/** The probability of at least `count` events. */
export const atLeast = (count: number, law: { mean: number; dispersion: number }): number =>
  Math.max(0, 1 - atMost(count - 1, law));

/** The counts that hold at least the share `level` of the probability, with at most half of the rest on either side. */
export function countsWithin(level: number, law: { mean: number; dispersion: number }): { low: number; high: number } {
  const tail = (1 - level) / 2;
  let low = 0;
  let high = 0;
  for (let step = 1; step >= 1;) {
    if (atMost(high, law) < 1 - tail) {
      high += step;
      step *= 2;
    } else step = 0;
  }
  high = firstWhere(0, high, (count) => atMost(count, law) >= 1 - tail);
  low = firstWhere(0, high, (count) => atMost(count, law) > tail);
  return { low, high };
}

/** The least integer from `low` to `high` for which a monotone condition holds; it holds for `high`. */
function firstWhere(low: number, high: number, holds: (count: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
