import fc from "fast-check";
import { expect, test } from "vitest";
import { weightOfRates } from "./rates.ts";
import type { Rates } from "./terms.ts";

const NOTHING: Rates = { revenueFixedMinor: 0, revenueBps: 0, commissionFixedMinor: 0, commissionBps: 0 };
const rates = (some: Partial<Rates>): Rates => ({ ...NOTHING, ...some });

test.each<[string, Rates | undefined, Rates, number]>([
  ["a new offer that brings what it costs", undefined, rates({ revenueBps: 1_300, commissionBps: 1_000 }), 0],
  ["a new offer at a loss of 1.00", undefined, rates({ commissionFixedMinor: 100 }), 10_000],
  ["a new offer at a loss of 1 %", undefined, rates({ revenueBps: 900, commissionBps: 1_000 }), 10_000],
  ["a commission of 1,000.00 for nothing", undefined, rates({ commissionFixedMinor: 100_000 }), 10_000_000],
  [
    "a raise of 2 % within the revenue",
    rates({ revenueBps: 1_300, commissionBps: 1_000 }),
    rates({ revenueBps: 1_300, commissionBps: 1_200 }),
    200,
  ],
  [
    "less revenue than commission",
    rates({ revenueFixedMinor: 500, commissionFixedMinor: 400 }),
    rates({ revenueFixedMinor: 300, commissionFixedMinor: 400 }),
    10_000,
  ],
  ["a lower commission", rates({ commissionFixedMinor: 500 }), rates({ commissionFixedMinor: 100 }), 0],
])("%s weighs as stated", (_, before, after, weight) => {
  expect(weightOfRates(before, after, "USD")).toBe(weight);
});

test("what an order can cost the network more than before always weighs", () => {
  const some = fc.record({
    revenueFixedMinor: fc.nat(1_000_000),
    revenueBps: fc.nat(10_000),
    commissionFixedMinor: fc.nat(1_000_000),
    commissionBps: fc.nat(10_000),
  });
  fc.assert(
    fc.property(some, some, (before, after) => {
      const weight = weightOfRates(before, after, "USD");
      expect(Number.isSafeInteger(weight) && weight >= 0).toBe(true);
      if (
        after.commissionFixedMinor - after.revenueFixedMinor >
          Math.max(0, before.commissionFixedMinor - before.revenueFixedMinor) &&
        before.commissionBps <= before.revenueBps
      )
        expect(weight).toBeGreaterThan(0);
    }),
  );
});
