import { Skeleton, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "./data-table.tsx";
import { periodsOf, rangeText, type ForecastLine, type Period, type Point } from "./charts/periods.ts";
import classes from "./parts.module.css";

export type { ForecastLine, Point };

/** A line or a row of bars of a chart. At most five in one. */
export interface Series {
  id: string;
  label: string;
}

export interface ChartProps {
  /** What the chart shows, for people who do not see it. */
  label: string;
  kind: "line" | "bars";
  series: readonly Series[];
  points: readonly Point[];
  /** Writes an exact value. */
  format: (value: number | bigint) => string;
  /** Writes a value of the axis, where there is little room. */
  formatShort: (value: number) => string;
  /** The last period still goes on: its line is dashed, its bar pale. */
  isLastIncomplete?: boolean;
  /** Of a chart of lines: a dashed line with a band around it. */
  forecast?: ForecastLine | undefined;
  /** Stands beside the switch to the table. */
  aside?: ReactNode;
}

const CHART_PX = 240;

// The library of charts is larger than many pages: it loads with the first chart.
const Drawing = lazy(() => import("./charts/drawing.tsx").then(({ Drawing: component }) => ({ default: component })));

/** A chart, and the same values as a table. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  return (
    <figure className={classes["chart"]} aria-label={props.label}>
      {isTable ? (
        <ChartTable {...props} />
      ) : (
        <Suspense fallback={<Skeleton height={CHART_PX} radius={4} />}>
          <Drawing {...props} heightPx={CHART_PX} />
        </Suspense>
      )}
      <div className={classes["line"]}>
        <UnstyledButton className={classes["hint"]} onClick={() => setTable(!isTable)}>
          {t(isTable ? "as_chart" : "as_table")}
        </UnstyledButton>
        {props.aside}
      </div>
    </figure>
  );
}

function ChartTable({ label, series, points, format, forecast }: ChartProps) {
  const { t } = useTranslation();
  const columns: Column<Period>[] = [
    { id: "period", header: t("period"), cell: (period) => period.label },
    ...series.map(({ id, label: header }) => ({
      id,
      header,
      cell: ({ values }: Period) => {
        const value = values[id];
        return value === null || value === undefined ? "—" : format(value);
      },
      isNumber: true,
      onCard: true,
    })),
    ...(forecast === undefined ? [] : forecastColumns(forecast, format)),
  ];
  return <DataTable label={label} rows={periodsOf(points, forecast)} columns={columns} rowKey={(one) => one.label} />;
}

const forecastColumns = ({ label, rangeLabel }: ForecastLine, format: ChartProps["format"]): Column<Period>[] => [
  {
    ...{ id: "forecast", header: label, isNumber: true, onCard: true },
    cell: ({ forecast }) => (forecast === undefined ? "—" : format(Math.round(forecast.value))),
  },
  {
    ...{ id: "range", header: rangeLabel, isNumber: true },
    cell: ({ forecast }) => (forecast?.range ? rangeText(forecast.range, format) : "—"),
  },
];
