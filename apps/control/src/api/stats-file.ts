import {
  fieldOf,
  METRICS,
  type MetricName,
  type MoneySums,
  type ReportFigures,
  type ReportQuery,
  type ReportRow,
} from "@waymark/network/stats";
import type { Column } from "../csv.ts";

/** Rows of a report as rows of a table: money has a column for each currency. */

export type FileRow = Readonly<Record<string, unknown>>;

const NAMES = Object.keys(METRICS) as MetricName[]; // its own keys

const isMoney = (figure: ReportFigures[MetricName]): figure is MoneySums =>
  typeof figure === "object" && figure !== null;

/** The columns of a report with these totals: the groups, then the figures that the reader sees. */
export function fileColumns({ groupBy, date }: ReportQuery, totals: ReportFigures): Column[] {
  const currencies = new Set(NAMES.flatMap((name) => (isMoney(totals[name]) ? Object.keys(totals[name]) : [])));
  return [
    ...groupBy.map((name) => [fieldOf(name)]),
    ...(date === "decision" ? [["is_undecided"]] : []),
    ...NAMES.filter((name) => totals[name] !== undefined).flatMap((name) =>
      isMoney(totals[name]) ? [...currencies].map((currency) => [name, currency]) : [[name]],
    ),
  ];
}

export const fileRow = ({ dimensions, isUndecided, figures }: ReportRow): FileRow => ({
  ...dimensions,
  is_undecided: isUndecided,
  ...Object.fromEntries(
    NAMES.map((name) => {
      const figure = figures[name];
      return [name, isMoney(figure) ? minorUnits(figure) : figure];
    }),
  ),
});

/** A sum beyond 2^53 keeps its digits as a text. */
const minorUnits = (sums: MoneySums) =>
  Object.fromEntries(
    Object.entries(sums).map(([currency, minor]) => [
      currency,
      Number.isSafeInteger(Number(minor)) ? Number(minor) : String(minor),
    ]),
  );
