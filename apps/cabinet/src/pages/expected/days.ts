import type { Money } from "@waymark/client";

/** A day of an expectation, with the sums up to its end. */
export interface ExpectedDay {
  date: string;
  amount: Money;
  approved: Money;
  /** What of it is not approved yet. */
  estimated: Money;
  byDate: Money;
  approvedByDate: Money;
}

export const isNothing = ({ amount_minor }: Pick<Money, "amount_minor">) => BigInt(amount_minor) === 0n;

/** The days with their running sums. */
export function cumulativeDays(days: readonly Pick<ExpectedDay, "date" | "amount" | "approved">[]): ExpectedDay[] {
  let [sum, approvedSum] = [0n, 0n];
  return days.map(({ date, amount, approved }) => {
    const of = (minor: bigint): Money => ({ amount_minor: Number(minor), currency: amount.currency });
    sum += BigInt(amount.amount_minor);
    approvedSum += BigInt(approved.amount_minor);
    return {
      ...{ date, amount, approved },
      estimated: of(BigInt(amount.amount_minor) - BigInt(approved.amount_minor)),
      byDate: of(sum),
      approvedByDate: of(approvedSum),
    };
  });
}
