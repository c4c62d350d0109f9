/** Numbers in sentences. */

const UNITS = [
  [86_400, "days"],
  [3_600, "h"],
  [60, "min"],
] as const;

/** Seconds as people say them: `3 s`, `2.5 h`, `4 days`. */
export function duration(seconds: number): string {
  for (const [size, name] of UNITS) if (seconds >= 2 * size) return `${short(seconds / size)} ${name}`;
  return `${short(seconds)} s`;
}

const short = (value: number) => String(Number(value.toPrecision(2)));

export const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

export const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

/** Rounded down to one digit: a comparison, which is not to give a cut away. */
export function atLeast(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.max(1, Math.floor(value / step) * step);
}

/** Rounded to two digits so that what it bounds stays bounded. */
export function significant(value: number | null, way: "up" | "down"): number | null {
  if (value === null || value <= 0) return value;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  const rounded = (way === "up" ? Math.ceil(value / step) : Math.floor(value / step)) * step;
  return Number(rounded.toPrecision(2));
}
