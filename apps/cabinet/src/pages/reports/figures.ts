import type { Me, StatsTotals } from "@waymark/client";
import { currenciesOf } from "./measure.ts";
import { measureIn, type Measure, type ReportState } from "./state.ts";
import { FIGURE_NAMES, FIGURES, isCounted, type Counts, type FigureName } from "./words.ts";

const USUAL: Record<Me["role"], readonly FigureName[]> = {
  webmaster: [
    ...(["clicks", "uniques", "conversions", "conversion_rate", "approved", "approval_rate"] as const),
    ...(["commission", "commission_pending", "earnings_per_100_clicks"] as const),
  ],
  advertiser: [
    ...(["clicks", "valid", "conversions", "conversion_rate", "approved", "approval_rate"] as const),
    ...(["sale_amount", "revenue"] as const),
  ],
  operator: [
    ...(["clicks", "valid", "conversions", "conversion_rate", "approved", "approval_rate"] as const),
    ...(["revenue", "commission", "margin"] as const),
  ],
};

/** The columns that a side sees at first. */
export const usualFigures = (role: Me["role"], counts: Counts): FigureName[] =>
  USUAL[role].filter((name) => isCounted(name, counts));

/** What a chart or a pivot can be about: the figures that the API gave, of money in each of its currencies. */
export const measuresOf = (totals: StatsTotals, currency: string | null): Measure[] =>
  FIGURE_NAMES.filter((figure) => figure in totals).flatMap((figure): Measure[] =>
    FIGURES[figure].kind === "money"
      ? currenciesOf({ [figure]: totals[figure] })
          .toSorted((a, b) => Number(b === currency) - Number(a === currency) || (a < b ? -1 : 1))
          .map((one) => ({ figure, currency: one }))
      : [{ figure }],
  );

/** What a report is about: the figure that the person chose, else that by which its rows are ordered. */
export const chosenIn = ({ measure, sort }: Pick<ReportState, "measure" | "sort">): Measure | undefined =>
  measure ?? measureIn(sort?.replace(/^-/, "") ?? "");

/** The measure that a person chose, if the report has it; else the first one that they see. */
export function measureOf(
  chosen: Measure | undefined,
  measures: readonly Measure[],
  figures: readonly FigureName[],
): Measure | undefined {
  const same = (one: Measure) =>
    one.figure === chosen?.figure && (chosen.currency === undefined || one.currency === chosen.currency);
  return measures.find(same) ?? measures.find(({ figure }) => figure === figures[0]) ?? measures[0];
}
