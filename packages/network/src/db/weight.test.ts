import fc from "fast-check";
import { expect, test } from "vitest";
import { partsWithinWeight, weightOfRow, withinWeight } from "./weight.ts";

const self = (weight: number) => weight;

test.each([
  [[], 10, []],
  [[4, 6, 1], 10, [4, 6]],
  [[11, 1], 10, [11]], // otherwise the list would never get past it
  [[5, 6], 10, [5]],
  [[0, 0, 0], 10, [0, 0, 0]],
] as [number[], number, number[]][])("of %j within %i: %j", (items, max, expected) => {
  expect(withinWeight(items, self, max)).toEqual(expected);
});

test("a row weighs its texts", () => {
  expect(weightOfRow({ id: "four", name: "fives", count: 123_456, none: null })).toBe(9);
});

test("parts are the same items in their order, and none but single ones is too heavy", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 30 }), (items, max) => {
      const parts = partsWithinWeight(items, self, max);
      expect(parts.flat()).toEqual(items);
      for (const part of parts)
        expect(part.length === 1 || part.reduce((sum, weight) => sum + weight, 0) <= max).toBe(true);
    }),
  );
});
