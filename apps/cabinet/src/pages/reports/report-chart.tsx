import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat, usePreferences } from "../../format/index.ts";
import { Chart, type Point, type Series } from "../../parts/chart.tsx";
import { useMeasureText } from "./cell.tsx";
import { chosenIn, measureOf, measuresOf } from "./figures.ts";
import { MeasureChoice } from "./measure-choice.tsx";
import { useValueText, useWords } from "./names.ts";
import { useShownFigures, type TableProps } from "./report-table.tsx";
import { drawnOf, EARLIER_SERIES, NOW_SERIES, seriesId, type Drawn } from "./series.ts";
import { FIGURES, isInOrder } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

/** One figure of the report as a chart, with the choice of the figure. */
export function ReportChart({ state, question, answer, rows, onChange }: TableProps) {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  const figures = useShownFigures(state, answer);
  const measures = measuresOf(answer.totals, currency);
  const measure = measureOf(chosenIn(state), measures, figures);
  const words = useWords();
  const drawn = useMemo(
    () => measure && drawnOf(rows, { groups: state.groups, measure, range: answer.range, now: Date.now() }),
    [rows, state.groups, measure?.figure, measure?.currency, answer],
  );
  const write = useMeasureText();
  const format = useFormat();
  const points = usePoints(drawn, question.zone, answer.names);
  const series = useSeries(drawn, question.zone, answer.names, state.comparison !== undefined);
  if (measure === undefined) return null;
  const { kind } = FIGURES[measure.figure];
  return (
    <section className={partClasses["card"]} aria-label={words.measure(measure)}>
      <div className={classes["chartHeader"]}>
        <MeasureChoice measures={measures} value={measure} onChange={(next) => onChange({ measure: next })} />
        {(drawn?.leftOut ?? 0) > 0 && (
          <span className={partClasses["note"]}>{t("left_out", { count: drawn?.leftOut ?? 0 })}</span>
        )}
        {!answer.isWhole && <span className={partClasses["note"]}>{t("first_rows", { count: rows.length })}</span>}
      </div>
      {drawn === undefined ? (
        <p className={partClasses["note"]}>{t("no_chart")}</p>
      ) : (
        <Chart
          label={words.measure(measure)}
          kind={isInOrder(drawn.axis) ? "line" : "bars"}
          series={series}
          points={points}
          format={(value) => write(value, measure)}
          formatShort={(value) =>
            kind === "count"
              ? format.countShort(value)
              : kind === "money"
                ? format.moneyShort({ amount_minor: Math.round(value), currency: measure.currency ?? "" })
                : write(value, measure)
          }
          isLastIncomplete={isInOrder(drawn.axis) && Date.parse(answer.range.to) > Date.now()}
        />
      )}
    </section>
  );
}

/** Places of the axis with a label each: the table and the key find them by it, so none is there twice. */
function usePoints(drawn: Drawn | undefined, zone: string, names: Readonly<Record<string, string>>): Point[] {
  const text = useValueText(zone, names);
  return useMemo(() => {
    if (drawn === undefined) return [];
    const labels = drawn.places.map(({ value }) => text(drawn.axis, value));
    return drawn.places.map(({ value, values }, i) => {
      const label = labels[i] ?? "";
      return { label: labels.indexOf(label) === i ? label : `${label} (${value})`, values };
    });
  }, [drawn, text]);
}

function useSeries(
  drawn: Drawn | undefined,
  zone: string,
  names: Readonly<Record<string, string>>,
  isCompared: boolean,
): Series[] {
  const { t } = useTranslation("reports");
  const text = useValueText(zone, names);
  if (drawn === undefined) return [];
  const { by } = drawn;
  if (by !== undefined) return drawn.series.map((value, i) => ({ id: seriesId(i), label: text(by, value) }));
  const now = { id: NOW_SERIES, label: t("series_now") };
  return isCompared ? [now, { id: EARLIER_SERIES, label: t("series_earlier") }] : [now];
}
