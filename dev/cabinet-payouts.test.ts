import fc from "fast-check";
import { expect, test } from "vitest";
import { movedRows, paidBy } from "../apps/cabinet/src/pages/payout-runs/sums.ts";

const STATUSES = ["new", "on_payment", "paid", "returned", "declined", "cancelled"] as const;

const total = fc.record({
  status: fc.constantFrom(...STATUSES),
  currency: fc.constantFrom("USD", "JPY", "KWD"),
  minor: fc.bigInt(0n, 9_000_000_000_000_000n),
  payouts: fc.nat(1_000),
});

test("what a run pays is the exact sum of its payouts that are neither returned nor taken out", () =>
  fc.assert(
    fc.property(fc.array(total), (totals) => {
      const shown = paidBy(
        totals.map(({ status, currency, minor, payouts }) => {
          const amount = { amount_minor: Number(minor), currency };
          return { status, payouts, conversions: payouts, amount, net: amount };
        }),
      );
      for (const currency of new Set(totals.map((one) => one.currency))) {
        const paid = totals.filter((one) => one.currency === currency && STATUSES.indexOf(one.status) < 3);
        const sum = shown.find(({ amount }) => amount.currency === currency);
        expect(sum?.amount.amount_minor ?? 0n).toBe(paid.reduce((all, { minor }) => all + minor, 0n));
        expect(sum?.payouts ?? 0).toBe(paid.reduce((all, { payouts }) => all + payouts, 0));
      }
    }),
  ));

test("what a run moves is the difference of the balances, and nothing in total where nothing is lost", () => {
  const money = (amount_minor: number) => ({ amount_minor, currency: "USD" });
  const { without, moves, now } = movedRows(
    { available: money(900), on_payment: money(0), paid: money(-50) },
    { available: money(-100), on_payment: money(700), paid: money(250) },
  );
  expect(moves).toMatchObject({
    available: { amount_minor: -1_000n },
    on_payment: { amount_minor: 700n },
    paid: { amount_minor: 300n },
    total: { amount_minor: 0n },
  });
  expect(without.total).toEqual(now.total);
});
