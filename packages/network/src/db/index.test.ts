import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonChunks } from "./index.ts";

describe("jsonChunks", () => {
  const values = fc.array(fc.jsonValue({ maxDepth: 2 }));
  const charsMax = fc.integer({ min: 1, max: 200 });

  test("contain every value once and in order", () =>
    fc.assert(
      fc.property(values, charsMax, (list, max) => {
        const read = jsonChunks(list, max).flatMap((chunk) => JSON.parse(chunk) as unknown[]); // chunks are arrays
        expect(JSON.stringify(read)).toBe(JSON.stringify(list));
      }),
    ));

  test("are no longer than the limit, except for brackets and for a single longer value", () =>
    fc.assert(
      fc.property(values, charsMax, (list, max) => {
        for (const chunk of jsonChunks(list, max)) {
          const held = JSON.parse(chunk) as unknown[]; // chunks are arrays
          expect(held.length === 1 || chunk.length <= max + "[]".length).toBe(true);
        }
      }),
    ));

  test("of nothing are none", () => {
    expect(jsonChunks([])).toEqual([]);
  });
});
