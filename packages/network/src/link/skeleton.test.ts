import { expect, test } from "vitest";
import { skeletonOf } from "./skeleton.ts";

test.each([
  ["demo", "dem0"],
  ["sale1", "salel"],
  ["bill", "b1ll"],
  ["modern", "modem"],
  ["new", "nevv"],
  ["black-friday", "black_friday"],
  ["corner-shop", "comer-sh0p"],
])("%s and %s look alike", (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other));
});

test.each([
  ["demo", "dema"],
  ["shop", "shops"],
  ["a-b", "ab"],
  ["s1", "s2"],
])("%s and %s don't", (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other));
});
