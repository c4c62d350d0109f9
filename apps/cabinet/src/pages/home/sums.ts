import type { StatsRow } from "@waymark/client";
import type { Money } from "../../format/money.ts";

/** Figures of a time, from the rows of the statistics. Money by currency, never added across them. */
export interface Figures {
  clicks: number;
  uniques: number;
  conversions: number;
  pending: number;
  approved: number;
  /** Commission of approved conversions. */
  commission: readonly Money[];
}

type Counts = Pick<StatsRow, "clicks" | "uniques" | "conversions" | "pending" | "approved" | "commission">;

export function sumOf(rows: readonly Counts[]): Figures {
  const sum = { clicks: 0, uniques: 0, conversions: 0, pending: 0, approved: 0 };
  const commission = new Map<string, bigint>();
  for (const row of rows) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += row[name] ?? 0; // its own keys
    for (const { amount_minor, currency } of row.commission ?? [])
      commission.set(currency, (commission.get(currency) ?? 0n) + BigInt(amount_minor));
  }
  return { ...sum, commission: [...commission].map(([currency, amount_minor]) => ({ amount_minor, currency })) };
}

/** Sums of money or balances with the person's own currency first. */
export const ownCurrencyFirst = <Sum extends { currency: string }>(sums: readonly Sum[], own: string | null): Sum[] =>
  sums.toSorted(
    (a, b) => Number(b.currency === own) - Number(a.currency === own) || a.currency.localeCompare(b.currency, "en"),
  );
