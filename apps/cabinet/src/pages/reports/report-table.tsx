import { Button, NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { StatsRow } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../format/index.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Empty } from "../../parts/states.tsx";
import { Compared, FigureCell, useMeasureText } from "./cell.tsx";
import type { ComparedRow } from "./compare.ts";
import { behind, closerOn } from "./drill.ts";
import { chosenIn, measureOf, measuresOf, usualFigures } from "./figures.ts";
import { valueIn } from "./labels.ts";
import { valueOf } from "./measure.ts";
import { useValueText, useWords } from "./names.ts";
import { PIVOT_COLUMNS_MAX, pivotOf, sumOf, type PivotRow } from "./pivot.ts";
import type { Question } from "./query.ts";
import { writeMeasure, writeState, type Measure, type ReportState } from "./state.ts";
import { useRole, type Answer } from "./use-report.ts";
import { fieldOf, FIGURES, type FigureName, type Group } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

export interface TableProps {
  state: ReportState;
  question: Question;
  answer: Answer;
  earlier: Answer | undefined;
  rows: readonly ComparedRow[];
  onChange: (changes: Partial<ReportState>) => void;
}

/** The columns that the person chose and the API gave. */
export function useShownFigures({ figures, counts }: ReportState, answer: Answer): FigureName[] {
  const role = useRole();
  return useMemo(
    () => [...(figures ?? usualFigures(role, counts))].filter((name) => name in answer.totals),
    [figures, counts, role, answer],
  );
}

/** A row for each combination of the groups, in the asked order, with the totals over all rows. */
export function ReportTable({ state, question, answer, earlier, rows, onChange }: TableProps) {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  const figures = useShownFigures(state, answer);
  const groupColumns = useGroupColumns<ComparedRow>(state, state.groups, question, answer);
  const words = useWords();
  const isCompared = state.comparison !== undefined;
  const chosen = chosenIn(state)?.figure;
  const columns = useMemo((): Column<ComparedRow>[] => {
    const order = (by: string) => ({
      direction:
        state.sort === by ? ("ascending" as const) : state.sort === `-${by}` ? ("descending" as const) : undefined,
      // First the greatest, then the least, then as it was.
      onSort: () => onChange({ sort: state.sort === `-${by}` ? by : state.sort === by ? undefined : `-${by}` }),
    });
    return [
      ...groupColumns,
      ...figures.map((figure, i): Column<ComparedRow> => {
        const sorted = sortOf(figure, answer, currency);
        return {
          ...{
            id: figure,
            header: words.figure(figure),
            isNumber: true,
            onCard: i < CARD_FIGURES || figure === chosen,
          },
          ...(sorted !== undefined && { sort: order(sorted) }),
          cell: ({ row, earlier: before }) =>
            isCompared ? (
              <Compared now={row} earlier={before} measures={measuresFor(figure, [row, before ?? row])}>
                <RowFigure row={row} figure={figure} />
              </Compared>
            ) : (
              <RowFigure row={row} figure={figure} />
            ),
        };
      }),
    ];
  }, [groupColumns, figures, words, state.sort, onChange, isCompared, answer, currency, chosen]);
  const totals = Object.fromEntries(
    figures.map((figure) => [
      figure,
      isCompared && earlier !== undefined ? (
        <Compared
          key={figure}
          now={answer.totals}
          earlier={earlier.totals}
          measures={measuresFor(figure, [answer.totals, earlier.totals])}
        >
          <FigureCell figures={answer.totals} figure={figure} />
        </Compared>
      ) : (
        <FigureCell key={figure} figures={answer.totals} figure={figure} />
      ),
    ]),
  );
  const [first] = columns;
  return (
    <>
      <SortChoice columns={columns} onChange={onChange} />
      <DataTable
        label={t("table")}
        rows={rows}
        columns={columns}
        rowKey={({ key }) => key}
        totals={{ ...totals, [first?.id ?? ""]: t("all_rows") }}
      />
    </>
  );
}

/** A figure that leads to the list of what it counts, where there is one. */
function RowFigure({ row, figure }: { row: StatsRow; figure: FigureName }) {
  const list = Number(row[figure] ?? 0) > 0 ? behind(row, figure) : undefined;
  const cell = <FigureCell figures={row} figure={figure} />;
  if (list === undefined) return cell;
  return (
    <Link to={list.to} search={list.search} className={partClasses["madeOf"]}>
      {cell}
    </Link>
  );
}

/** On a phone a row is a card, whose title is its first group: it has the first figures, and the one that orders the rows. */
const CARD_FIGURES = 3;

/** What the API orders rows by for a figure: money in the person's currency, or the first one that there is. */
function sortOf(figure: FigureName, { totals }: Answer, own: string | null): string | undefined {
  const { kind } = FIGURES[figure];
  if (kind === "duration") return undefined;
  if (kind !== "money") return figure;
  const measure = measureOf(undefined, measuresOf({ [figure]: totals[figure] }, own), [figure]);
  return measure && writeMeasure(measure);
}

/** The measures of a figure: one for each currency of these figures. */
const measuresFor = (figure: FigureName, of: readonly Answer["totals"][]): Measure[] => {
  const measures = of.flatMap((figures) => measuresOf({ [figure]: figures[figure] }, null));
  return [...new Map(measures.map((measure) => [measure.currency, measure])).values()];
};

/** Cards have no headings to sort by. */
function SortChoice({ columns, onChange }: Pick<TableProps, "onChange"> & { columns: readonly Column<ComparedRow>[] }) {
  const { t } = useTranslation("reports");
  const names = columns.flatMap(({ sort, header }) => (sort === undefined ? [] : [{ sort, header }]));
  const at = names.findIndex(({ sort }) => sort.direction !== undefined);
  return (
    <NativeSelect
      size="xs"
      className={classes["sortChoice"] ?? ""}
      label={t("sorted_by")}
      value={String(at)}
      onChange={(event) => {
        const chosen = names[Number(event.currentTarget.value)];
        if (chosen === undefined) onChange({ sort: undefined });
        else chosen.sort.onSort();
      }}
      data={[
        { value: "-1", label: t("sorted_usually") },
        ...names.map(({ header }, i) => ({ value: String(i), label: header })),
      ]}
    />
  );
}

/** The columns of groups. A value opens the report of it alone. */
function useGroupColumns<Row extends { row: ComparedRow["row"] }>(
  state: ReportState,
  groups: readonly Group[],
  { zone, days }: Question,
  { names }: Answer,
): Column<Row>[] {
  const words = useWords();
  const text = useValueText(zone, names);
  return useMemo(
    () =>
      groups.map((group, i) => ({
        id: fieldOf(group),
        header: words.group(group),
        onCard: i > 0,
        cell: ({ row }: Row) => {
          const value = valueIn(row, fieldOf(group));
          const closer = closerOn(state, days, { group, value });
          const written = text(group, value);
          if (closer === undefined) return <span className={classes["value"]}>{written}</span>;
          return (
            <Link to="/reports" search={writeState(closer)} className={classes["value"]}>
              {written}
            </Link>
          );
        },
      })),
    [groups, words, text, state, days],
  );
}

/** The second group in columns, of one measure. */
export function PivotTable({ state, question, answer, rows, onChange }: TableProps) {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  const figures = useShownFigures(state, answer);
  const words = useWords();
  const measureText = useMeasureText();
  const text = useValueText(question.zone, answer.names);
  const pivot = useMemo(() => (answer.isWhole ? pivotOf(rows, state.groups) : undefined), [answer, rows, state.groups]);
  const [, second] = state.groups;
  const kept = useMemo(() => state.groups.filter((_, i) => i !== 1), [state.groups]);
  const groupColumns = useGroupColumns<PivotRow>(state, kept, question, answer);
  const measure = measureOf(chosenIn(state), measuresOf(answer.totals, currency), figures);
  const columns = useMemo((): Column<PivotRow>[] => {
    if (pivot === undefined || second === undefined || measure === undefined) return [];
    const total: Column<PivotRow> = {
      ...{ id: "total", header: t("pivot_total"), isNumber: true, onCard: true },
      cell: ({ cells }) => measureText(sumOf(rowsOf(cells), measure), measure),
    };
    return [
      ...groupColumns,
      ...pivot.columns.map((value, i): Column<PivotRow> => ({
        ...{ id: `${i} ${value}`, header: text(second, value), isNumber: true, onCard: true },
        cell: ({ cells }) => {
          const cell = cells.get(value);
          if (cell === undefined) return "—";
          const written = measureText(valueOf(cell.row, measure), measure);
          if (state.comparison === undefined) return written;
          return (
            <Compared now={cell.row} earlier={cell.earlier} measures={[measure]}>
              {written}
            </Compared>
          );
        },
      })),
      ...(FIGURES[measure.figure].addsUp ? [total] : []),
    ];
  }, [pivot, second, measure, groupColumns, text, measureText, state.comparison]);
  const pivotTotals = () => {
    if (pivot === undefined || measure === undefined) return {};
    const inColumn = (value: string | null) => pivot.rows.flatMap(({ cells }) => cells.get(value)?.row ?? []);
    const sums = pivot.columns.map((value, i) => [
      `${i} ${value}`,
      measureText(sumOf(inColumn(value), measure), measure),
    ]);
    return {
      ...{ [columns[0]?.id ?? ""]: t("all_rows"), total: measureText(valueOf(answer.totals, measure), measure) },
      ...Object.fromEntries(sums),
    };
  };
  if (pivot === undefined || measure === undefined)
    return (
      <Empty
        title={t("pivot_too_wide", { most: PIVOT_COLUMNS_MAX })}
        action={
          <Button variant="default" size="xs" onClick={() => onChange({ isPivot: false })}>
            {t("pivot_off")}
          </Button>
        }
      />
    );
  return (
    <DataTable
      label={`${t("table")}: ${words.measure(measure)}`}
      rows={pivot.rows}
      columns={columns}
      rowKey={({ key }) => key}
      {...(FIGURES[measure.figure].addsUp && { totals: pivotTotals() })}
    />
  );
}

function* rowsOf(cells: PivotRow["cells"]) {
  for (const { row } of cells.values()) yield row;
}
