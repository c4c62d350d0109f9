import type { StatsRow } from "@waymark/client";
import { rowKey, type ComparedRow } from "./compare.ts";
import { valueIn } from "./labels.ts";
import { valueOf } from "./measure.ts";
import type { Measure } from "./state.ts";
import { fieldOf, type Group } from "./words.ts";

/** A wider table is hard to read. */
export const PIVOT_COLUMNS_MAX = 12;

export interface PivotRow {
  key: string;
  /** Any of its rows: they have the same values of all groups but the second. */
  row: StatsRow;
  /** By the value of the second group. */
  cells: ReadonlyMap<string | null, ComparedRow>;
}

export interface Pivot {
  columns: readonly (string | null)[];
  rows: readonly PivotRow[];
}

/** Rows with the values of the second group in columns, both in the order of the rows; undefined: too many columns. */
export function pivotOf(rows: readonly ComparedRow[], groups: readonly Group[]): Pivot | undefined {
  const [, second, ...others] = groups;
  const [first] = groups;
  if (first === undefined || second === undefined) return undefined;
  const kept = [first, ...others];
  const columns = new Set<string | null>();
  const byKey = new Map<string, { row: StatsRow; cells: Map<string | null, ComparedRow> }>();
  for (const compared of rows) {
    const column = valueIn(compared.row, fieldOf(second));
    columns.add(column);
    if (columns.size > PIVOT_COLUMNS_MAX) return undefined;
    const key = rowKey(compared.row, kept);
    const pivoted = byKey.get(key) ?? { row: compared.row, cells: new Map<string | null, ComparedRow>() };
    pivoted.cells.set(column, compared);
    byKey.set(key, pivoted);
  }
  return { columns: [...columns], rows: [...byKey].map(([key, pivoted]) => ({ key, ...pivoted })) };
}

/** The sum of a measure that adds up, exact for money of any size; null where a part is not known. */
export function sumOf(rows: Iterable<StatsRow>, measure: Measure): number | bigint | null {
  let sum: number | bigint = 0;
  for (const row of rows) {
    const value = valueOf(row, measure);
    if (value === null) return null;
    sum = typeof sum === "number" && typeof value === "number" ? sum + value : BigInt(sum) + BigInt(value);
  }
  return sum;
}
