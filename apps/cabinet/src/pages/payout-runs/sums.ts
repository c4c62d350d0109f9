import type { ListedPayoutRun, Money, PayeeBalances } from "@waymark/client";

type Totals = ListedPayoutRun["totals"];

/** What a run pays in a currency: all payouts that were not taken out or returned. */
interface PaidSum {
  amount: { amount_minor: bigint; currency: string };
  net: { amount_minor: bigint; currency: string };
  payouts: number;
  conversions: number;
}

const IS_PAID: readonly Totals[number]["status"][] = ["new", "on_payment", "paid"];

/** Sums over the payouts that the run pays, by currency. */
export function paidBy(totals: Totals): PaidSum[] {
  const sums = new Map<string, PaidSum>();
  for (const { status, amount, net, payouts, conversions } of totals) {
    if (!IS_PAID.includes(status)) continue;
    const { currency } = amount;
    const before = sums.get(currency);
    sums.set(currency, {
      amount: { amount_minor: (before?.amount.amount_minor ?? 0n) + BigInt(amount.amount_minor), currency },
      net: { amount_minor: (before?.net.amount_minor ?? 0n) + BigInt(net.amount_minor), currency },
      payouts: (before?.payouts ?? 0) + payouts,
      conversions: (before?.conversions ?? 0) + conversions,
    });
  }
  return [...sums.values()];
}

/** How many payouts have one of these statuses. */
export const countOf = (totals: Totals, ...statuses: Totals[number]["status"][]): number =>
  totals.filter(({ status }) => statuses.includes(status)).reduce((sum, { payouts }) => sum + payouts, 0);

const STATES = ["available", "on_payment", "paid"] as const;
export type MovedState = (typeof STATES)[number];

/** Balances in three states, and their total. */
export type MovedRow = Record<MovedState | "total", { amount_minor: bigint; currency: string }>;

const rowOf = (minor: (state: MovedState) => bigint, currency: string): MovedRow => {
  const money = (amount_minor: bigint) => ({ amount_minor, currency });
  const [available, on_payment, paid] = [minor("available"), minor("on_payment"), minor("paid")];
  return {
    ...{ available: money(available), on_payment: money(on_payment), paid: money(paid) },
    total: money(available + on_payment + paid),
  };
};

const minorOf = ({ amount_minor }: Money) => BigInt(amount_minor);

/** The balances of the payees without the run, what it moves, and the balances now. */
export function movedRows(without: PayeeBalances, now: PayeeBalances): Record<"without" | "moves" | "now", MovedRow> {
  const { currency } = now.available;
  return {
    without: rowOf((state) => minorOf(without[state]), currency),
    moves: rowOf((state) => minorOf(now[state]) - minorOf(without[state]), currency),
    now: rowOf((state) => minorOf(now[state]), currency),
  };
}
