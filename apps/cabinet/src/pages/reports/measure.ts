import type { StatsRow, StatsTotals } from "@waymark/client";
import type { Measure } from "./state.ts";
import { FIGURES } from "./words.ts";

/** Figures of a row or of all rows. */
export type Figures = Pick<StatsRow, keyof StatsTotals>;

/** The value of a measure: minor units of its currency, a count, a share or milliseconds; null: there is none. */
export function valueOf(figures: Figures, { figure, currency }: Measure): number | bigint | null {
  const value = figures[figure];
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return value;
  const found = value.find((sum) => sum.currency === currency);
  return found?.amount_minor ?? (FIGURES[figure].addsUp ? 0 : null);
}

/** What a ratio divides. */
export function partsOf(figures: Figures, figure: keyof Figures): { part: number; whole: number } | undefined {
  const { conversions = 0, pending = 0, approved = 0, valid } = figures;
  if (figure === "approval_rate") return { part: approved, whole: conversions - pending };
  if (figure === "conversion_rate" && valid !== null && valid !== undefined) return { part: conversions, whole: valid };
  return undefined;
}

/** The difference of two values, exact for money of any size; null where one of them is none. */
export function difference(now: number | bigint | null, before: number | bigint | null): number | bigint | null {
  if (now === null || before === null) return null;
  if (typeof now === "number" && typeof before === "number") return now - before;
  return BigInt(now) - BigInt(before);
}

/** The currencies of a report's money. */
export const currenciesOf = (figures: Figures): string[] => [
  ...new Set(Object.values(figures).flatMap((value) => (Array.isArray(value) ? value.map((sum) => sum.currency) : []))),
];
