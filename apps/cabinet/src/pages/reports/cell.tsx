import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useFormat, usePreferences } from "../../format/index.ts";
import { MoneyText } from "../../parts/money-text.tsx";
import { difference, partsOf, valueOf, type Figures } from "./measure.ts";
import type { Measure } from "./state.ts";
import { FIGURES, type FigureName } from "./words.ts";
import partClasses from "../../parts/parts.module.css";

/** Writes one value of a measure. */
export function useMeasureText(): (value: number | bigint | null, measure: Measure) => string {
  const format = useFormat();
  return (value, { figure, currency }) => {
    if (value === null) return "—";
    switch (FIGURES[figure].kind) {
      case "count":
        return format.count(value);
      case "money":
        return format.money({ amount_minor: value, currency: currency ?? "" });
      case "rate":
        return format.share(Number(value), 1);
      case "duration":
        return format.duration(Number(value));
    }
  };
}

/** Under so many clicks or decisions a ratio says little. */
const LITTLE = 100;

/** A figure of a row as it stands in a table: sums in every currency, ratios with what they divide. */
export function FigureCell({ figures, figure }: { figures: Figures; figure: FigureName }) {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  const format = useFormat();
  const text = useMeasureText();
  const value = figures[figure];
  if (Array.isArray(value)) {
    if (value.length === 0) return "—";
    const sums = value.toSorted((a, b) => Number(b.currency === currency) - Number(a.currency === currency));
    return (
      <span className={partClasses["lines"]}>
        {sums.map((money) => (
          <MoneyText key={money.currency} money={money} />
        ))}
      </span>
    );
  }
  const written = text(value ?? null, { figure });
  const parts = partsOf(figures, figure);
  if (parts === undefined || parts.whole === 0) return written;
  return (
    <span className={partClasses["lines"]}>
      {written}
      <small>
        {format.count(parts.part)} / {format.count(parts.whole)}
        {parts.whole < LITTLE && ` · ${t("little")}`}
      </small>
    </span>
  );
}

interface ComparedProps {
  now: Figures;
  /** Undefined: not known. */
  earlier: Figures | undefined;
  measures: readonly Measure[];
  children: ReactNode;
}

/** A figure, with what it was in the earlier range. */
export function Compared({ now, earlier, measures, children }: ComparedProps) {
  const { t } = useTranslation("reports");
  const text = useMeasureText();
  const change = useChangeText();
  return (
    <span className={partClasses["lines"]}>
      {children}
      {earlier === undefined ? (
        <small>{t("not_known")}</small>
      ) : (
        measures.map((measure) => (
          <small key={measure.currency ?? ""}>
            {t("was", { before: text(valueOf(earlier, measure), measure) })}{" "}
            {change(valueOf(now, measure), valueOf(earlier, measure))}
          </small>
        ))
      )}
    </span>
  );
}

/** "+12 %": the change of a value; empty where there was nothing. */
export function useChangeText(): (now: number | bigint | null, before: number | bigint | null) => string {
  const { i18n } = useTranslation();
  return (now, before) => {
    const change = difference(now, before);
    if (change === null || before === null || Number(before) === 0) return "";
    const style = { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" } as const;
    const share = Number(change) / Math.abs(Number(before));
    return new Intl.NumberFormat(i18n.language, style).format(share).replace("-", MINUS);
  };
}

const MINUS = "−";

/** "+12": the difference of two values. */
export function useDifferenceText(): (change: number | bigint, measure: Measure) => string {
  const text = useMeasureText();
  return (change, measure) => `${change > 0 ? "+" : ""}${text(change, measure).replace("-", MINUS)}`;
}
