import fc from "fast-check";
import { expect, test } from "vitest";
import { roundParts } from "./round-parts.ts";

test("rounded parts add up to the total, each within a unit of the exact one", () => {
  const parts = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(parts, (exact) => {
      const total = Math.round(exact.reduce((sum, part) => sum + part, 0));
      const rounded = roundParts(exact, total);
      const scaled = exact.some((part) => part > 0) ? rounded.reduce((sum, part) => sum + part, 0) : total;
      expect(scaled).toBe(total);
      rounded.forEach((part, i) => expect(Math.abs(part - (exact[i] ?? 0))).toBeLessThan(2));
    }),
  );
});
