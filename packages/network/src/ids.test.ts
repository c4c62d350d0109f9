import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedId, mintId } from "./ids.ts";

const times = fc.integer({ min: 0, max: 2 ** 40 * 1_000 - 1 });

test("an id has its prefix and 24 digits", () => {
  expect(mintId("off", 1_793_620_800_000)).toMatch(/^off_[0-9a-hjkmnp-tv-z]{24}$/);
});

test("the id of a later second sorts later", () =>
  fc.assert(
    fc.property(times, times, (a, b) => {
      fc.pre(Math.floor(a / 1_000) < Math.floor(b / 1_000));
      expect(mintId("off", a) < mintId("off", b)).toBe(true);
    }),
  ));

test("ids of one moment differ", () => {
  expect(new Set(Array.from({ length: 1_000 }, () => mintId("off", 0))).size).toBe(1_000);
});

test("an id that derives from its cause is the same each time", () => {
  expect(derivedId("cnv", "rcp_01abc")).toBe("cnv_01abc");
});
