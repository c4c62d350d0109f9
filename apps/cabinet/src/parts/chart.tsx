import { Skeleton, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "./data-table.tsx";
import classes from "./parts.module.css";

/** A line or a row of bars of a chart. At most five in one. */
export interface Series {
  id: string;
  label: string;
}

/** One period of a chart, with the value of each series; null where there is none. */
export interface Point {
  /** Names the period: on the axis, in the table, and for the key. */
  label: string;
  values: Readonly<Record<string, number | bigint | null>>;
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

function ChartTable({ label, series, points, format }: ChartProps) {
  const { t } = useTranslation();
  const columns: Column<Point>[] = [
    { id: "period", header: t("period"), cell: (point) => point.label },
    ...series.map(({ id, label: header }) => ({
      id,
      header,
      cell: ({ values }: Point) => {
        const value = values[id];
        return value === null || value === undefined ? "—" : format(value);
      },
      isNumber: true,
      onCard: true,
    })),
  ];
  return <DataTable label={label} rows={points} columns={columns} rowKey={(point) => point.label} />;
}
