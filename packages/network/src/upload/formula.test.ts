import fc from "fast-check";
import { expect, test } from "vitest";
import { guardFormulas, withoutGuards } from "./formula.ts";

test.each([
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  [" =1", "' =1"],
  ["\t=1", "\t'=1"],
  ["＝1", "'＝1"],
  ['"=1', "'\"=1"],
  ["a;=1+1;b", "a;'=1+1;b"],
  ["a,=1+1", "a,'=1+1"],
  ["a\t@b", "a\t'@b"],
  ["a\n=1", "a\n'=1"],
  ['a;"=1+1"', 'a;\'"=1+1"'],
  ["a; =1", "a;' =1"],
  ["'=C", "''=C"],
  ["'=C;'+D", "''=C;''+D"],
  ["-182.40", "-182.40"],
  ["+7", "+7"],
  ["-1,234.50", "-1,234.50"],
  ["a=1", "a=1"],
  ["it's", "it's"],
  ["'quoted'", "'quoted'"],
  ["", ""],
])("%j is written as %j, and read back", (text, guarded) => {
  expect(guardFormulas(text, { isFirst: false })).toBe(guarded);
  expect(withoutGuards(guarded)).toBe(text);
});

test("a number at the beginning of a row is guarded too, since a longer cell could begin there with another delimiter", () =>
  expect(guardFormulas("-5", { isFirst: true })).toBe("'-5"));

const text = fc.string({ unit: fc.constantFrom(..."=+-@'\"; ,\t|\na1.") });

test("guards are removed exactly once, for any text", () =>
  fc.assert(
    fc.property(text, fc.boolean(), (cell, isFirst) => {
      expect(withoutGuards(guardFormulas(cell, { isFirst }))).toBe(cell);
    }),
    { numRuns: 2_000 },
  ));
