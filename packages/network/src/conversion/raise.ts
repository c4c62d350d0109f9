import type { ConversionRow } from "../db/index.ts";
import type { Change } from "./change.ts";

/**
 * How much these changes of one conversion raise its commission, in minor units; empty if they don't. `before` is null
 * if they create it. A test moves no money.
 */
export function raiseOf(
  before: Pick<ConversionRow, "commission_minor"> | null | undefined,
  changes: readonly Change[],
): { currency: string; amountMinor: number }[] {
  const row = changes.at(-1)?.row;
  if (row === undefined || row.is_test === 1) return [];
  const amountMinor = row.commission_minor - (before?.commission_minor ?? 0);
  return amountMinor > 0 ? [{ currency: row.currency, amountMinor }] : [];
}
