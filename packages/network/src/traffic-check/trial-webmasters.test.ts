import fc from "fast-check";
import { expect, test } from "vitest";
import { addFlaggedOf, noneFlagged, topWebmasters, type ByWebmaster } from "./trial-webmasters.ts";

const flagged = fc.record({
  flagged: fc.integer({ min: 1, max: 1_000 }),
  falseAlarms: fc.nat(1_000),
  commission: fc.dictionary(fc.constantFrom("USD", "EUR", "RUB"), fc.nat(1_000_000)),
});

const sumOf = ({ webmasters, others }: ByWebmaster) => {
  const sum = noneFlagged();
  for (const one of [...Object.values(webmasters), others]) addFlaggedOf(sum, one);
  return sum;
};

test("those who are left out are in the sum, and none of them has more money than one who is not", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^wm_[a-z]{1,6}$/), flagged, { maxKeys: 30 }),
      flagged,
      fc.integer({ min: 1, max: 20 }),
      (webmasters, others, max) => {
        const before = { webmasters, others };
        const text = JSON.stringify(before);
        const top = topWebmasters(before, max);
        expect(JSON.stringify(before), "is not changed").toBe(text);
        expect(Object.keys(top.webmasters).length).toBe(Math.min(max, Object.keys(webmasters).length));
        expect(sumOf(top)).toEqual(sumOf(before));
        expect(topWebmasters(top, max)).toEqual(top);
      },
    ),
  );
  const of = (minor: number, currency = "USD") => ({ flagged: 1, falseAlarms: 0, commission: { [currency]: minor } });
  const webmasters = { wm_a: of(10), wm_b: of(90), wm_c: of(1, "EUR"), wm_d: { ...of(0), flagged: 99 } };
  const { webmasters: kept, others } = topWebmasters({ webmasters, others: noneFlagged() }, 2);
  expect(Object.keys(kept), "shares of a currency are compared, not amounts").toEqual(["wm_c", "wm_b"]);
  expect(others).toEqual({ flagged: 100, falseAlarms: 0, commission: { USD: 10 } });
});
