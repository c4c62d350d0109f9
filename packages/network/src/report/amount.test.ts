import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeDecimal } from "../money.ts";
import { readAmount } from "./amount.ts";

type Separator = "." | "," | null;

/** A currency for each number of decimals that ISO 4217 knows. */
const CURRENCIES = ["JPY", "USD", "KWD", "CLF"] as const;

const ofText = (text: string, currency: string, decimalSeparator: Separator = null) =>
  shortly(readAmount({ text, isNumber: false, decimalSeparator }, currency), currency);

const ofNumber = (text: string, currency: string, decimalSeparator: Separator = null) =>
  shortly(readAmount({ text, isNumber: true, decimalSeparator }, currency), currency);

/** The amount as a plain decimal, or why there is none. */
const shortly = (reading: ReturnType<typeof readAmount>, currency: string) =>
  reading.kind === "amount" ? writeDecimal({ ...reading, currency }) : reading.reason;

describe("an amount as text", () => {
  test.each([
    ["49.90", "49.90"],
    ["49,9", "49.90"],
    ["0", "0.00"],
    ["007", "7.00"],
    ["0.5", "0.50"],
    ["1 234,50", "1234.50"],
    ["1\u00a0234,50", "1234.50"],
    ["1\u202f234\u202f567", "1234567.00"],
    ["1,234.50", "1234.50"],
    ["1.234,50", "1234.50"],
    ["1'234.50", "1234.50"],
    ["1’234,5", "1234.50"],
    ["1,234,567", "1234567.00"],
    ["1.234.567", "1234567.00"],
    ["1,234,567.890", "1234567.89"],
    ["1 234.560", "1234.56"], // thousands are parted already
    ["1.2300", "1.23"],
    ["0.500", "0.50"], // no group begins with 0
    ["12345,670", "12345.67"], // a group has three digits at most
    ["1\u00a0234\u202f567", "1234567.00"], // spaces of any kind are spaces
    ["999999999999.99", "999999999999.99"],
  ])("%j is unambiguously %s USD", (text, decimal) => expect(ofText(text, "USD")).toBe(decimal));

  test.each([
    ["1,234", "JPY", "1234"], // decimals are not possible
    ["1.234", "JPY", "1234"],
    ["12,000", "KRW", "12000"],
    ["1,234,567", "JPY", "1234567"],
    ["1234", "JPY", "1234"],
    ["12.00", "JPY", "12"],
    ["12.345", "KWD", "12.345"], // three decimals are the currency's
    ["12,345", "TND", "12.345"],
    ["0.500", "BHD", "0.500"],
    ["1,234.567", "KWD", "1234.567"],
    ["1.234.567", "KWD", "1234567.000"],
    ["12.5", "KWD", "12.500"],
    ["1.2345", "CLF", "1.2345"],
  ])("%j in %s can only be %s", (text, currency, decimal) => expect(ofText(text, currency)).toBe(decimal));

  test.each([
    ["1,234", "USD"],
    ["1.234", "EUR"],
    ["12,345", "USD"],
    ["999.999", "USD"],
    ["1.230", "USD"],
    ["1.234", "CLF"],
  ])("%j %s may be thousands or decimals, so it is refused", (text, currency) =>
    expect(ofText(text, currency)).toBe("amount_ambiguous"),
  );

  test.each([
    ["1,234", "USD", ".", "1234.00"],
    ["1.230", "USD", ".", "1.23"],
    ["1.234", "USD", ",", "1234.00"],
    ["1,230", "USD", ",", "1.23"],
    ["1.234.567", "USD", ",", "1234567.00"],
    ["1.234,5", "USD", ",", "1234.50"],
    ["1,234.5", "USD", ".", "1234.50"],
    ["12,345", "KWD", ".", "12345.000"],
    ["12,345", "KWD", ",", "12.345"],
    ["1,234", "JPY", ".", "1234"],
  ] as const)("%j %s with the decimal separator %j is %s", (text, currency, separator, decimal) =>
    expect(ofText(text, currency, separator)).toBe(decimal),
  );

  test.each([
    ["two decimal separators", "1.2.3", "."],
    ["two decimal separators", "1,234.567.8", null],
    ["groups that are not of three", "12,34,567.00", null],
    ["groups that are not of three", "1 23", null],
    ["groups that are not of three", "1234 567", null],
    ["groups that are not of three", "49.9", ","],
    ["a group that begins with 0", "0.500", ","],
    ["a group that begins with 0", "0,500", "."],
    ["a group that begins with 0", "0 500", null],
    ["a group that begins with 0", "01,234.50", null],
    ["a group that begins with 0", "000.500,00", null],
    ["a group that begins with 0", "0'500", null],
    ["two kinds of groups", "1 234'567", null],
    ["two kinds of groups", "1,234 567.50", null],
    ["a group of decimals", "1,234.567 8", null],
    ["no decimals after the separator", "1.", null],
    ["no digits before the separator", ".5", null],
    ["the other separator", "1,5", "."],
    ["the other separator", "1.234,5", "."],
    ["a sign", "-5", null],
    ["a sign", "+5", null],
    ["an exponent", "1e5", null],
    ["a currency", "$5", null],
    ["nothing", "", null],
  ] as const)("with %s is refused: %j", (_, text, separator) =>
    expect(ofText(text, "USD", separator)).toBe("amount_unreadable"),
  );

  test.each([
    ["1000000000000", "USD"],
    ["1,000,000,000,000.00", "USD"],
    ["9".repeat(255), "JPY"],
    ["999999999999.9999", "CLF"], // no integer holds its minor units exactly
  ])("%j %s is too large", (text, currency) => expect(ofText(text, currency)).toBe("amount_too_large"));

  test.each([
    ["0.005", "USD"],
    ["12.3456", "USD"],
    ["1.5", "JPY"],
    ["0.500", "JPY"],
    ["0.0005", "KWD"],
  ])("%j %s has more decimals than its currency", (text, currency) =>
    expect(ofText(text, currency)).toBe("amount_inexact"),
  );

  test("is the same in any notation of thousands and decimals", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        fc.stringMatching(/^\d\d$/),
        fc.constantFrom(...([",.", ".,", " ,", " .", "'.", "\u00a0,", "\u202f."] as const)),
        (whole, fraction, [group = "", separator]) => {
          const text = String(whole).replace(/\B(?=(\d{3})+$)/g, group) + `${separator}${fraction}`;
          expect(ofText(text, "USD")).toBe(`${whole}.${fraction}`);
          expect(ofText(text, "USD", separator as "." | ",")).toBe(`${whole}.${fraction}`);
        },
      ),
    ));

  test("is read correctly in the notation of any country", () =>
    fc.assert(
      fc.property(
        fc.nat(100_000_000_000),
        fc.constantFrom(...CURRENCIES),
        fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "es-ES", "ru-RU"),
        (amountMinor, currency, locale) => {
          const decimal = writeDecimal({ amountMinor, currency });
          const digits = decimal.split(".")[1]?.length ?? 0;
          const format = new Intl.NumberFormat(locale, {
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          });
          expect(ofText(format.format(decimal as `${number}`), currency)).toBe(decimal);
        },
      ),
    ));

  test("is never guessed: the result has the written digits in their order", () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d[\d .,']{0,15}$/),
        fc.constantFrom(null, ".", ","),
        fc.constantFrom(...CURRENCIES),
        (text, separator, currency) => {
          const decimal = ofText(text, currency, separator as Separator);
          if (!/^\d/.test(decimal)) return;
          const digits = (of: string) => of.replace(/\D/g, "").replace(/^0+/, "").replace(/0+$/, "");
          expect(digits(decimal)).toBe(digits(text));
        },
      ),
    ));
});

describe("an amount as a JSON number", () => {
  test.each([
    ["49.9", "USD", "49.90"],
    ["0.125", "KWD", "0.125"],
    ["0.500", "USD", "0.50"],
    ["1.230", "USD", "1.23"],
    ["1234", "JPY", "1234"],
    ["0", "USD", "0.00"],
    ["0e99", "USD", "0.00"],
    ["1E2", "USD", "100.00"],
    ["1.23456789E7", "USD", "12345678.90"],
    ["5e-1", "USD", "0.50"],
    ["12300e-4", "USD", "1.23"],
    ["0.125", "USD", "amount_inexact"],
    ["49.900000000000006", "USD", "amount_inexact"],
    ["1e-400", "USD", "amount_inexact"],
    ["1.234", "JPY", "amount_inexact"],
    ["1e12", "USD", "amount_too_large"],
    ["1e999999999999", "USD", "amount_too_large"],
    ["1000000000000", "USD", "amount_too_large"],
    ["-5", "USD", "amount_unreadable"],
    ["1,5", "USD", "amount_unreadable"],
  ])("%s %s is %s, regardless of the number format", (text, currency, expected) => {
    for (const separator of [null, ".", ","] as const) expect(ofNumber(text, currency, separator)).toBe(expected);
  });

  test("is exact to the last digit", () =>
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.constantFrom("JPY", "USD", "KWD"), (amountMinor, currency) => {
        const decimal = writeDecimal({ amountMinor, currency });
        expect(ofNumber(JSON.stringify(Number(decimal)), currency)).toBe(decimal);
        expect(ofNumber(Number(decimal).toExponential(), currency)).toBe(decimal);
      }),
    ));
});
