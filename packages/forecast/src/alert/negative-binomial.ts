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
