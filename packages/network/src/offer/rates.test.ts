import fc from "fast-check";
import { expect, test } from "vitest";
import { canLose, faultsOfRates } from "./rates.ts";

const rate = fc.integer({ min: 0, max: 3 });
const rates = fc.record({
  revenueFixedMinor: rate,
  revenueBps: rate,
  commissionFixedMinor: rate,
  commissionBps: rate,
});
const pathsOf = (one: Parameters<typeof faultsOfRates>[0], acceptsLoss: boolean) =>
  faultsOfRates(one, "goals[0]", { acceptsLoss }).map(({ path }) => path);

test("rates are refused if they pay nothing, or can lose money on some amount and the loss is not accepted", () => {
  fc.assert(
    fc.property(rates, (one) => {
      const paysNothing = Object.values(one).every((value) => value === 0);
      const losesOn = (amount: number) =>
        one.commissionFixedMinor + one.commissionBps * amount > one.revenueFixedMinor + one.revenueBps * amount;
      expect(canLose(one)).toBe(losesOn(0) || losesOn(1_000));
      expect(pathsOf(one, true)).toEqual(paysNothing ? ["goals[0]"] : []);
      expect(pathsOf(one, false).length > 0).toBe(paysNothing || canLose(one));
    }),
  );
});

test.each([
  [{ revenueFixedMinor: 500, revenueBps: 0, commissionFixedMinor: 501, commissionBps: 0 }, "commission_fixed_minor"],
  [{ revenueFixedMinor: 500, revenueBps: 0, commissionFixedMinor: 0, commissionBps: 1 }, "commission_bps"],
])("%j names %s", (one, field) => {
  expect(pathsOf(one, false)).toEqual([`goals[0].${field}`]);
});
