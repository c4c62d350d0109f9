import { expect, test } from "vitest";
import { decimalOf } from "./money.ts";

test.each([
  [0, "0.00"],
  [5, "0.05"],
  [50, "0.50"],
  [100, "1.00"],
  [1_450, "14.50"],
  [44_100, "441.00"],
  [9_007_199_254_740_991, "90071992547409.91"], // no float on the way
])("%i minor units are %s", (amountMinor, expected) => expect(decimalOf(amountMinor)).toBe(expected));
