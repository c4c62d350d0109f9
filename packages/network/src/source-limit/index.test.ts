import fc from "fast-check";
import { expect, test } from "vitest";
import { extraHoldDays } from "./index.ts";

const limit = fc.record({ since: fc.nat(100), until: fc.nat(100), days: fc.integer({ min: 1, max: 60 }) });

test("the longest of the limits in force at the time counts, in any order", () => {
  fc.assert(
    fc.property(fc.array(limit, { maxLength: 4 }), fc.nat(100), (limits, at) => {
      const inForce = limits.filter(({ since, until }) => since <= at && at < until).map(({ days }) => days);
      expect(extraHoldDays(limits, at)).toBe(Math.max(0, ...inForce));
      expect(extraHoldDays(limits.toReversed(), at)).toBe(extraHoldDays(limits, at));
    }),
  );
});
