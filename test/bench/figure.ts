/** One measured figure; `bound` is null if it is only reported. */
export interface Figure {
  bench: string;
  figure: string;
  value: number;
  unit: string;
  bound: string | null;
  holds: boolean;
}

/** Compares a figure with a bound like `>=0.2`, `<=3` or `0.92..1.08`. Throws if the bound is malformed. */
export function figure(bench: string, name: string, value: number, unit: string, bound: string | null = null): Figure {
  return { bench, figure: name, value: round(value), unit, bound, holds: bound === null || holds(value, bound) };
}

function holds(value: number, bound: string) {
  const range = /^(-?[\d.]+\d)\.\.(-?[\d.]+)$/.exec(bound);
  if (range !== null) return value >= Number(range[1]) && value <= Number(range[2]);
  const match = /^(>=|<=|=)(-?[\d.]+)$/.exec(bound);
  if (match === null) throw new Error(`${bound} is not a bound`);
  const [, sign, limit] = match;
  if (sign === ">=") return value >= Number(limit);
  return sign === "<=" ? value <= Number(limit) : value === Number(limit);
}

/** Counts stay as they are: a rounded one can't show what is missing. */
const round = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
