import fc from "fast-check";
import { expect, test } from "vitest";
import { secondOf, sortedId } from "./sorted-id.ts";

test("an id shows the second of its time", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (at, random) => {
        expect(secondOf(sortedId("rcp", at, random))).toBe(Math.floor(at / 1_000) * 1_000);
      },
    ),
  );
  for (const other of ["", "cnv_1", "cnv_", "cnv_iiiiiiii"]) expect(secondOf(other)).toBeUndefined();
});
