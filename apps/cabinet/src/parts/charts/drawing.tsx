import { useMemo } from "react";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { ChartProps } from "../chart.tsx";
import { periodsOf, rangeText, type Period } from "./periods.ts";
import classes from "./drawing.module.css";

/** They differ in lightness too, for people who see few colours. */
const COLOURS = [
  "var(--wm-series-1)",
  "var(--wm-series-2)",
  "var(--wm-series-3)",
  "var(--wm-series-4)",
  "var(--wm-series-5)",
];

const AXIS = { fontSize: 12, fill: "var(--wm-dim)" };
const PALE = 0.45;
const GOES_ON = " goes on";
const [FORECAST, RANGE] = [" forecast", " range"];
const BAND = 0.18;

/** Draws a chart. The zero line is always in sight; nothing moves. */
export function Drawing({
  label,
  kind,
  series,
  points,
  format,
  formatShort,
  isLastIncomplete = false,
  forecast,
  heightPx,
}: ChartProps & { heightPx: number }) {
  const hasDashes = isLastIncomplete && kind === "line";
  const periods = useMemo(() => periodsOf(points, forecast), [points, forecast]);
  const rows = useMemo(() => rowsOf(periods, points.length, hasDashes), [periods, points.length, hasDashes]);
  return (
    <div className={classes["drawing"]} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height={heightPx}>
        <ComposedChart data={rows} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--wm-line)" vertical={false} />
          <XAxis dataKey="label" tick={AXIS} tickLine={false} axisLine={{ stroke: "var(--wm-grey)" }} minTickGap={32} />
          <YAxis
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            width={60}
            allowDecimals={false}
            domain={[(least: number) => Math.min(0, least), "auto"]}
            tickFormatter={formatShort}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--wm-dim)", fill: "var(--wm-sunk)" }}
            content={({ active, label: period }) =>
              active === true ? <Values period={String(period)} {...{ series, periods, forecast, format }} /> : null
            }
          />
          {forecast !== undefined && (
            <Area
              dataKey={RANGE}
              fill={COLOURS[0] ?? ""}
              fillOpacity={BAND}
              stroke="none"
              isAnimationActive={false}
              activeDot={false}
            />
          )}
          {forecast !== undefined && (
            <Line
              dataKey={FORECAST}
              stroke={COLOURS[0] ?? ""}
              strokeWidth={2}
              strokeDasharray="1 4"
              dot={false}
              isAnimationActive={false}
            />
          )}
          {series.map(({ id }, index) =>
            kind === "bars" ? (
              <Bar
                key={id}
                dataKey={id}
                fill={COLOURS[index] ?? ""}
                isAnimationActive={false}
                maxBarSize={32}
                shape={(bar) => (
                  <Rectangle {...bar} fillOpacity={isLastIncomplete && bar.index === points.length - 1 ? PALE : 1} />
                )}
              />
            ) : (
              <Line
                key={id}
                dataKey={id}
                stroke={COLOURS[index] ?? ""}
                strokeWidth={2}
                dot={false}
                isAnimationActive={false}
              />
            ),
          )}
          {kind === "line" &&
            isLastIncomplete &&
            series.map(({ id }, index) => (
              <Line
                key={id + GOES_ON}
                dataKey={id + GOES_ON}
                stroke={COLOURS[index] ?? ""}
                strokeWidth={2}
                strokeDasharray="4 4"
                dot={false}
                isAnimationActive={false}
              />
            ))}
        </ComposedChart>
      </ResponsiveContainer>
      {(series.length > 1 || forecast !== undefined) && (
        <ul className={classes["legend"]}>
          {series.map(({ id, label: name }, index) => (
            <li key={id}>
              <svg width="12" height="4" aria-hidden>
                <rect width="12" height="4" rx="2" fill={COLOURS[index]} />
              </svg>
              {name}
            </li>
          ))}
          {forecast !== undefined && (
            <li>
              <svg width="12" height="8" aria-hidden>
                <rect width="12" height="8" fill={COLOURS[0]} fillOpacity={BAND * 2} />
              </svg>
              {forecast.label}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The exact values of one period. */
function Values({
  period,
  series,
  periods,
  forecast,
  format,
}: { period: string; periods: readonly Period[] } & Pick<ChartProps, "series" | "forecast" | "format">) {
  const point = periods.find(({ label }) => label === period);
  return (
    <div className={classes["values"]}>
      <p>{period}</p>
      <dl>
        {series.map(({ id, label }) => {
          const value = point?.values[id];
          // Of a period that is only forecast, nothing is known.
          if (point?.forecast !== undefined && value === undefined) return null;
          return (
            <div key={id}>
              <dt>{label}</dt>
              <dd>{value === null || value === undefined ? "—" : format(value)}</dd>
            </div>
          );
        })}
        {point?.forecast !== undefined && forecast !== undefined && (
          <>
            <div>
              <dt>{forecast.label}</dt>
              <dd>{format(Math.round(point.forecast.value))}</dd>
            </div>
            {point.forecast.range !== null && (
              <div>
                <dt>{forecast.rangeLabel}</dt>
                <dd>{rangeText(point.forecast.range, format)}</dd>
              </div>
            )}
          </>
        )}
      </dl>
    </div>
  );
}

/** Rows as the library reads them, with values near enough to be drawn. A period that goes on is a line of its own, from the last complete one. */
function rowsOf(periods: readonly Period[], known: number, hasDashes: boolean) {
  return periods.map(({ label, values: exact, forecast }, index) => {
    const values = Object.fromEntries(
      Object.entries(exact).map(([id, value]) => [id, value === null ? null : Number(value)]),
    );
    const isLast = index === known - 1;
    const dashed =
      hasDashes && index >= known - 2 && index < known
        ? Object.fromEntries(Object.entries(values).map(([id, value]) => [id + GOES_ON, value]))
        : {};
    const made = forecast === undefined ? {} : { [FORECAST]: forecast.value, [RANGE]: forecast.range };
    return { label, ...(hasDashes && isLast ? {} : values), ...dashed, ...made };
  });
}
