import { sorted } from "./statistics.ts";

/** How values are spread at their upper end: values, and the share of all that is at least as great, falling. */
export interface Tail {
  count: number;
  points: readonly (readonly [value: number, share: number])[];
}

/** Shares at which a tail is kept, and every value in the last few. */
const SHARES = [0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.015, 0.01, 0.007, 0.005, 0.003, 0.002, 0.001];

export function tailOf(values: readonly number[]): Tail {
  const inOrder = sorted(values);
  const count = values.length;
  const points: [number, number][] = [];
  for (const share of [...SHARES, 0]) {
    const value = inOrder[Math.min(count - 1, Math.floor((1 - share) * count))];
    if (value === undefined || value === points.at(-1)?.[0]) continue;
    const first = firstAtLeast(inOrder, value);
    points.push([value, (count - first) / count]);
  }
  return { count, points };
}

function firstAtLeast(inOrder: readonly number[], value: number): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder[middle]! < value) low = middle + 1; // within
    else high = middle;
  }
  return low;
}

/** Decades that a value beyond all others can be rarer than the rarest of them. */
const BEYOND_MAX = 1;

/**
 * How rare a value is: minus the logarithm (base 10) of the share that is at least as great. Between known values it is
 * interpolated; beyond all of them it goes on as it rose before.
 */
export function rarityOf({ count, points }: Tail, value: number): number {
  const next = points.findIndex(([at]) => at >= value);
  const at = (i: number) => -Math.log10(points[i]![1]); // callers know that it is there
  if (next === 0 || points.length === 0) return points[0]?.[0] === value ? at(0) : 0;
  if (next > 0) {
    const [[low], [high]] = [points[next - 1]!, points[next]!]; // both exist
    return at(next - 1) + ((at(next) - at(next - 1)) * (value - low)) / (high - low);
  }
  const last = points.length - 1;
  const middle = Math.floor(last / 2);
  const [greatest] = points[last]!; // there is one
  const [lesser] = points[middle]!; // there is one
  const slope = greatest > lesser ? (at(last) - at(middle)) / (greatest - lesser) : Infinity;
  return Math.min(Math.log10(count + 1) + BEYOND_MAX, at(last) + slope * (value - greatest));
}

/** The same tail, as if at least a share of all were at least as great as a value. */
export function withAtLeast({ count, points }: Tail, [value, share]: readonly [value: number, share: number]): Tail {
  const isMore = points.some(([at, rest]) => at >= value && rest >= share);
  return isMore
    ? { count, points }
    : {
        count,
        points: [
          ...points.filter(([at, rest]) => at < value && rest > share),
          [value, share],
          ...points.filter(([at]) => at > value),
        ],
      };
}

/** The least value that at most a share of all is above, of those that are kept. */
export const valueAt = ({ points }: Tail, share: number): number =>
  (points.find(([, rest]) => rest <= share) ?? points.at(-1))?.[0] ?? 0;
