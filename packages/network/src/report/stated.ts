import { isCurrency } from "../money.ts";
import { readAmount } from "./amount.ts";
import type { Reason } from "./reasons.ts";
import type { Report } from "./report.ts";

/** An amount in minor units of the expected currency; null if the report states none. */
export type StatedAmount = { kind: "amount"; amountMinor: number | null } | { kind: "fault"; reason: Reason };

/** The amount of a report. If it names a currency, that must be the expected one. */
export function amountOf({ amount, currency }: Report, expected: string): StatedAmount {
  if (currency !== null && !isCurrency(currency)) return { kind: "fault", reason: "bad_currency" };
  if (currency !== null && currency !== expected) return { kind: "fault", reason: "currency_differs" };
  return amount === null ? { kind: "amount", amountMinor: null } : readAmount(amount, expected);
}
