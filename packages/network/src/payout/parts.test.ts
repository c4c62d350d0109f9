import fc from "fast-check";
import { expect, test } from "vitest";
import { leastAmountAbove, partsOf, type PartTerms } from "./parts.ts";

const NONE: PartTerms = { vatBps: 0, withheldBps: 0, feeBps: 0, feeFixedMinor: 0 };
const TERMS: fc.Arbitrary<PartTerms> = fc.record({
  vatBps: fc.nat(5_000),
  withheldBps: fc.nat(4_000),
  feeBps: fc.nat(5_000),
  feeFixedMinor: fc.nat(1_000_000),
});

test.each<[string, number, Partial<PartTerms>, number, number]>([
  ["half a yen up", 50, { feeBps: 100 }, 1, 49],
  ["less than half a yen down", 49, { feeBps: 100 }, 0, 49],
  ["a fixed fee and a share of dinars", 12_345, { feeBps: 150, feeFixedMinor: 250 }, 435, 11_910],
  ["at most the amount", 100, { feeFixedMinor: 500 }, 100, 0],
  ["nothing of a debt", -500, { feeBps: 150, feeFixedMinor: 250 }, 0, -500],
])("a fee is rounded once for a payout: %s", (_, amount, terms, fee, net) => {
  expect(partsOf(amount, { ...NONE, ...terms })).toMatchObject({ feeMinor: fee, netMinor: net });
});

test("amount + VAT = net + fee + withheld tax, however it is rounded", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 2 ** 50 }), TERMS, (amount, terms) => {
      const { vatMinor, withheldMinor, feeMinor, netMinor } = partsOf(amount, terms);
      expect(amount + vatMinor).toBe(netMinor + feeMinor + withheldMinor);
      expect(Math.min(vatMinor, withheldMinor, feeMinor)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("the least amount above the fee leaves something, and no smaller one does", () => {
  fc.assert(
    fc.property(TERMS, (terms) => {
      const least = leastAmountAbove(terms);
      const left = (amount: number) => {
        const { netMinor, vatMinor } = partsOf(amount, terms);
        return netMinor - vatMinor;
      };
      expect(left(least)).toBeGreaterThan(0);
      for (let smaller = least - 1; smaller > Math.max(0, least - 4); smaller--)
        if (terms.withheldBps === 0 || smaller === least - 1) expect(left(smaller)).toBe(0);
    }),
  );
  expect(leastAmountAbove(NONE)).toBe(1);
  expect(leastAmountAbove({ ...NONE, withheldBps: 10_000 })).toBe(Infinity);
});
