import { compareRows, type ReadRows } from "./compare.ts";
import { valueIn } from "./labels.ts";
import { difference, valueOf } from "./measure.ts";
import type { Measure } from "./state.ts";
import { fieldOf, type Group } from "./words.ts";

const CONTRIBUTIONS_MAX = 6;

/** What one value of a group contributes to the change of a measure. */
export interface Contribution {
  value: string | null;
  before: number | bigint;
  after: number | bigint;
  change: number | bigint;
}

/** The values that moved a measure most, and how many others moved it too. Values that did not move are in neither. */
export function contributionsOf(
  later: ReadRows,
  earlier: ReadRows,
  { group, measure, now }: { group: Group; measure: Measure; now: number },
): { largest: Contribution[]; others: number } {
  const moved = compareRows(later, earlier, [group], now).flatMap(({ row, earlier: former }): Contribution[] => {
    const [after, before] = [valueOf(row, measure), former === undefined ? null : valueOf(former, measure)];
    const change = difference(after, before);
    if (after === null || before === null || change === null || Number(change) === 0) return [];
    return [{ value: valueIn(row, fieldOf(group)), before, after, change }];
  });
  const size = ({ change }: Contribution) => Math.abs(Number(change));
  const sorted = moved.toSorted((a, b) => size(b) - size(a));
  return { largest: sorted.slice(0, CONTRIBUTIONS_MAX), others: Math.max(0, sorted.length - CONTRIBUTIONS_MAX) };
}
