import fc from "fast-check";
import { expect, test } from "vitest";
import { settleHours } from "./settle.ts";

test.each<[string, number[], number[]]>([
  ["losses stay in their hours", [0, 3, 0, 2], [0, 3, 0, 2]],
  ["what an hour has too many, the hours before it had too few", [5, 2, -4, 0], [3, 0, 0, 0]],
  ["or those behind it, where there are none before", [-2, 0, 5], [0, 0, 3]],
  ["more than all of them is nothing", [1, -5, 2], [0, 0, 0]],
])("%s", (_, unstored, settled) => {
  expect([...settleHours(new Map(unstored.entries())).values()]).toEqual(settled);
});

test("an hour is never negative, and the sum stays the same", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (unstored) => {
      const settled = [...settleHours(new Map(unstored.entries())).values()];
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      expect(Math.min(0, ...settled)).toBe(0);
      expect(sum(settled)).toBe(Math.max(0, sum(unstored)));
    }),
  );
});
