/** One period of a chart, with the value of each series; null where there is none. */
export interface Point {
  /** Names the period: on the axis, in the table, and for the key. */
  label: string;
  values: Readonly<Record<string, number | bigint | null>>;
}

/** What is forecast for one period, with the range that holds it with a given probability; null: the history allows none. */
interface ForecastPoint {
  label: string;
  value: number;
  range: readonly [low: number, high: number] | null;
}

export interface ForecastLine {
  /** What the line is, and what its range. */
  label: string;
  rangeLabel: string;
  /** The first may be the last period of the chart, which still goes on. */
  points: readonly ForecastPoint[];
}

/** A period of a chart: known, forecast, or both. */
export interface Period extends Point {
  forecast?: ForecastPoint;
}

/** The known periods and those that are forecast, in their order. */
export function periodsOf(points: readonly Point[], forecast: ForecastLine | undefined): Period[] {
  const made = forecast?.points ?? [];
  const known = points.map((point): Period => {
    const ofPoint = made.find(({ label }) => label === point.label);
    return ofPoint === undefined ? point : { ...point, forecast: ofPoint };
  });
  const labels = new Set(points.map(({ label }) => label));
  const later = made.filter(({ label }) => !labels.has(label));
  return [...known, ...later.map((one): Period => ({ label: one.label, values: {}, forecast: one }))];
}

export const rangeText = ([low, high]: readonly [number, number], format: (value: number) => string): string =>
  `${format(Math.floor(low))} – ${format(Math.ceil(high))}`;
