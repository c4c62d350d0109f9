import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime } from "./iso-time.ts";

test("a time is written as toISOString writes it", () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(isoTime(date.getTime())).toBe(date.toISOString());
    }),
  );
  for (const ms of [0, -1, 86_399_999, 86_400_000, 253_402_300_799_999, 253_402_300_800_000])
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
});

test("what is no time throws", () => {
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 8.7e15]) expect(() => isoTime(ms)).toThrow(RangeError);
});
