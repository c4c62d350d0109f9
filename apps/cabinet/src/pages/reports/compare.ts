import type { StatsRow } from "@waymark/client";
import { labelsOf, valueIn, type Understood } from "./labels.ts";
import { FIGURES, FIGURE_NAMES, fieldOf, isInOrder, type Group } from "./words.ts";

/** Rows that were read, and whether there are more. */
export interface ReadRows {
  rows: readonly StatsRow[];
  isWhole: boolean;
  range: Understood;
}

export interface ComparedRow {
  key: string;
  row: StatsRow;
  /** The same in the earlier range; undefined: not known, because not all of its rows were read. */
  earlier?: StatsRow | undefined;
}

const keyOf = (values: readonly (string | null)[]): string => JSON.stringify(values);

const valuesOf = (row: StatsRow, groups: readonly Group[]) => [
  ...groups.map((group) => valueIn(row, fieldOf(group))),
  row.is_undecided === true ? "undecided" : null,
];

/** Names a row among those of its report. */
export const rowKey = (row: StatsRow, groups: readonly Group[]): string => keyOf(valuesOf(row, groups));

/**
 * Rows of a report, each with that of the earlier range. The first day of one range is compared with the first of the
 * other, and so on. A row that only the earlier range has comes last, with figures of 0; one that only the later range
 * has is compared with 0.
 */
export function compareRows(later: ReadRows, earlier: ReadRows, groups: readonly Group[], now: number): ComparedRow[] {
  const laterOf = groups.map((group) => (isInOrder(group) ? laterLabels(group, later, earlier, now) : undefined));
  const before = new Map<string, StatsRow>();
  for (const row of earlier.rows) {
    const values = valuesOf(row, groups).map((value, i) =>
      value === null ? null : laterOf[i] === undefined ? value : laterOf[i].get(value),
    );
    if (values.every((value) => value !== undefined)) before.set(keyOf(values), row);
  }
  const compared = later.rows.map((row): ComparedRow => {
    const key = rowKey(row, groups);
    const found = before.get(key);
    before.delete(key);
    return { key, row, earlier: found ?? (earlier.isWhole ? withoutFigures(row) : undefined) };
  });
  if (!later.isWhole) return compared;
  const gone = [...before].map(([key, row]): ComparedRow => {
    const values = JSON.parse(key) as (string | null)[]; // keyOf wrote it
    const named = Object.fromEntries(groups.map((group, i) => [fieldOf(group), values[i] ?? null]));
    return { key, row: { ...withoutFigures(row), ...named } as StatsRow, earlier: row };
  });
  return [...compared, ...gone];
}

/** The label of the later range by that of the earlier one. */
function laterLabels(group: Parameters<typeof labelsOf>[0], later: ReadRows, earlier: ReadRows, now: number) {
  const labels = labelsOf(group, later.range, now);
  return new Map(labelsOf(group, earlier.range, now).map((label, i) => [label, labels[i]]));
}

/** The row of the same groups where nothing happened: only figures that the row has. */
function withoutFigures(row: StatsRow): StatsRow {
  const empty: Record<string, unknown> = { ...row };
  for (const name of FIGURE_NAMES)
    if (row[name] !== undefined) empty[name] = { count: 0, money: [], rate: null, duration: null }[FIGURES[name].kind];
  return empty as StatsRow; // the same keys
}
