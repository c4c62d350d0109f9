import type { StatsRow } from "@waymark/client";
import type { ComparedRow } from "./compare.ts";
import { labelsOf, valueIn, type Understood } from "./labels.ts";
import { valueOf } from "./measure.ts";
import type { Measure } from "./state.ts";
import { FIGURES, fieldOf, isInOrder, type Group } from "./words.ts";

const SERIES_MAX = 5;
/** Bars that a person can still tell apart. */
const BARS_MAX = 24;

/** One place of the axis: a time, or a value of the group, with the value of each series. */
export interface Place {
  value: string | null;
  values: Record<string, number | bigint | null>;
}

export interface Drawn {
  axis: Group;
  /** The group whose largest values are series; undefined: one series, and the earlier one. */
  by: Group | undefined;
  /** Values of `by`, the largest first. */
  series: (string | null)[];
  places: Place[];
  /** Values of `by`, or bars, that are not drawn. */
  leftOut: number;
}

export const NOW_SERIES = "now";
export const EARLIER_SERIES = "earlier";
/** Series are by number: a value may be any text. */
export const seriesId = (index: number): string => `series ${index}`;

/** What a chart of a report draws: time on the axis where there is some. Undefined for more than two groups. */
export function drawnOf(
  rows: readonly ComparedRow[],
  { groups, measure, range, now }: { groups: readonly Group[]; measure: Measure; range: Understood; now: number },
): Drawn | undefined {
  const axis = groups.find(isInOrder) ?? groups[0];
  if (axis === undefined || groups.length > 2) return undefined;
  const by = groups.find((group) => group !== axis);
  // Without a row there was nothing to count; of a ratio there is no value.
  const none = FIGURES[measure.figure].addsUp ? 0 : null;
  const all = isInOrder(axis) ? labelsOf(axis, range, now) : valuesOf(rows, axis);
  const shown = isInOrder(axis) ? all : all.slice(0, BARS_MAX);
  const series = by === undefined ? [] : largest(rows, fieldOf(by), measure);
  const drawn = series.slice(0, SERIES_MAX);
  const numbers = new Map(drawn.map((value, i) => [value, seriesId(i)]));
  const ids = by === undefined ? [NOW_SERIES] : [...numbers.values()];
  const places = new Map<string | null, Place>(
    shown.map((value) => [value, { value, values: Object.fromEntries(ids.map((id) => [id, none])) }]),
  );
  for (const { row, earlier } of rows) {
    const place = places.get(valueIn(row, fieldOf(axis)));
    const id = by === undefined ? NOW_SERIES : numbers.get(valueIn(row, fieldOf(by)));
    if (place === undefined || id === undefined) continue;
    place.values[id] = valueOf(row, measure);
    if (by === undefined && earlier !== undefined) place.values[EARLIER_SERIES] = valueOf(earlier, measure);
  }
  const leftOut = all.length - shown.length + series.length - drawn.length;
  return { axis, by, series: drawn, places: [...places.values()], leftOut };
}

/** Values in the order of the rows; of weekdays and hours of the day in their own. */
function valuesOf(rows: readonly ComparedRow[], axis: Group): (string | null)[] {
  const values = [...new Set(rows.map(({ row }) => valueIn(row, fieldOf(axis))))];
  return axis === "weekday" || axis === "hour_of_day" ? values.toSorted((a, b) => Number(a) - Number(b)) : values;
}

/** The values of a group by the size of their figures. A float is near enough to order them. */
function largest(rows: readonly ComparedRow[], field: keyof StatsRow, measure: Measure): (string | null)[] {
  const sizes = new Map<string | null, number>();
  for (const { row } of rows) {
    const value = valueIn(row, field);
    sizes.set(value, (sizes.get(value) ?? 0) + Math.abs(Number(valueOf(row, measure) ?? 0)));
  }
  return [...sizes].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}
