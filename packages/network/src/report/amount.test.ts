import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAmount } from "./amount.ts";

describe("an amount", () => {
  test.each([
    ["49.90", "49.90"],
    ["49,90", "49.90"],
    ["0", "0"],
    ["007", "7"],
    ["0.5", "0.5"],
    ["1 234,50", "1234.50"],
    ["1\u00a0234,50", "1234.50"],
    ["1\u202f234\u202f567", "1234567"],
    ["1,234.50", "1234.50"],
    ["1.234,50", "1234.50"],
    ["1'234.50", "1234.50"],
    ["1’234,5", "1234.5"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["1,234,567.891", "1234567.891"],
    ["1 234.567", "1234.567"], // thousands are parted already
    ["1.2345", "1.2345"],
    ["0.500", "0.500"], // no group begins with 0
    ["12345,678", "12345.678"], // a group of five is none
    ["1\u00a0234\u202f567", "1234567"], // spaces of any kind are spaces
    ["  5 ", "5"],
    ["999999999999.99", "999999999999.99"],
  ])("%j says by itself that it is %s", (text, decimal) => {
    expect(readAmount(text, null)).toEqual({ kind: "amount", decimal });
  });

  test.each(["1,234", "1.234", "12,345", "999.999"])("%j may be either, so it is refused", (text) => {
    expect(readAmount(text, null)).toEqual({ kind: "fault", reason: "amount_ambiguous" });
  });

  test.each([
    ["1,234", ".", "1234"],
    ["1,234", ",", "1.234"],
    ["1.234", ".", "1.234"],
    ["1.234", ",", "1234"],
    ["1.234.567", ",", "1234567"],
    ["1.234,5", ",", "1234.5"],
    ["1,234.5", ".", "1234.5"],
  ] as const)("%j where %j parts decimals is %s", (text, separator, decimal) => {
    expect(readAmount(text, separator)).toEqual({ kind: "amount", decimal });
  });

  test.each([
    ["two decimal separators", "1.2.3", "."],
    ["two decimal separators", "1,234.567.8", null],
    ["groups that are not of three", "12,34,567.00", null],
    ["groups that are not of three", "1 23", null],
    ["groups that are not of three", "1234 567", null],
    ["two kinds of groups", "1 234'567", null],
    ["two kinds of groups", "1,234 567.50", null],
    ["a group of decimals", "1,234.567 8", null],
    ["no decimals after the separator", "1.", null],
    ["the other separator", "1,5", "."],
    ["the other separator", "1.234,5", "."],
  ] as const)("with %s is refused: %j", (_, text, separator) => {
    expect(readAmount(text, separator)).toEqual({ kind: "fault", reason: "amount_unreadable" });
  });

  test.each(["1000000000000", "1,000,000,000,000.00", "9".repeat(255)])("%j is too large", (text) => {
    expect(readAmount(text, null)).toEqual({ kind: "fault", reason: "amount_too_large" });
  });

  test("is the same however its thousands and decimals are written", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        fc.stringMatching(/^\d{1,2}$/),
        fc.constantFrom(...([",.", ".,", " ,", " .", "'.", "\u00a0,", "\u202f."] as const)),
        (whole, fraction, [group = "", separator]) => {
          const text = String(whole).replace(/\B(?=(\d{3})+$)/g, group) + `${separator}${fraction}`;
          const expected = { kind: "amount", decimal: `${whole}.${fraction}` };
          expect(readAmount(text, null)).toEqual(expected);
          expect(readAmount(text, separator as "." | ",")).toEqual(expected);
        },
      ),
    ));

  test("is never guessed: whatever is read has the digits that were written, in their order", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^\d[\d .,']{0,15}$/), fc.constantFrom(null, ".", ","), (text, separator) => {
        const reading = readAmount(text, separator as "." | "," | null);
        if (reading.kind === "fault") return;
        expect(reading.decimal).toMatch(/^\d+(\.\d+)?$/);
        const digits = (of: string) => of.replace(/\D/g, "").replace(/^0+/, "");
        expect(digits(reading.decimal)).toBe(digits(text));
      }),
    ));
});
