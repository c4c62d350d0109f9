/** The value below which a share of sorted values lies. Throws if there is none. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new Error("no quantile of no values");
  return below + (above - below) * (at - Math.floor(at));
}

export const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
