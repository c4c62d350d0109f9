import { useMemo } from "react";
import {
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
import type { ChartProps, Point } from "../chart.tsx";
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

/** Draws a chart. The zero line is always in sight; nothing moves. */
export function Drawing({
  label,
  kind,
  series,
  points,
  format,
  formatShort,
  isLastIncomplete = false,
  heightPx,
}: ChartProps & { heightPx: number }) {
  const rows = useMemo(() => rowsOf(points, isLastIncomplete && kind === "line"), [points, isLastIncomplete, kind]);
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
              active === true ? <Values period={String(period)} {...{ series, points, format }} /> : null
            }
          />
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
      {series.length > 1 && (
        <ul className={classes["legend"]}>
          {series.map(({ id, label: name }, index) => (
            <li key={id}>
              <svg width="12" height="4" aria-hidden>
                <rect width="12" height="4" rx="2" fill={COLOURS[index]} />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The exact values of one period. */
function Values({
  period,
  series,
  points,
  format,
}: { period: string } & Pick<ChartProps, "series" | "points" | "format">) {
  const point = points.find(({ label }) => label === period);
  return (
    <div className={classes["values"]}>
      <p>{period}</p>
      <dl>
        {series.map(({ id, label }) => {
          const value = point?.values[id];
          return (
            <div key={id}>
              <dt>{label}</dt>
              <dd>{value === null || value === undefined ? "—" : format(value)}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}

/** Rows as the library reads them, with values near enough to be drawn. A period that goes on is a line of its own, from the last complete one. */
function rowsOf(points: readonly Point[], hasDashes: boolean) {
  return points.map(({ label, values: exact }, index) => {
    const values = Object.fromEntries(
      Object.entries(exact).map(([id, value]) => [id, value === null ? null : Number(value)]),
    );
    const isLast = index === points.length - 1;
    const dashed =
      hasDashes && index >= points.length - 2
        ? Object.fromEntries(Object.entries(values).map(([id, value]) => [id + GOES_ON, value]))
        : {};
    return { label, ...(hasDashes && isLast ? {} : values), ...dashed };
  });
}
