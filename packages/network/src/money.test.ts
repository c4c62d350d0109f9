import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AMOUNT_MINOR_MAX, exponentOf, readDecimal, share, sumMinor, writeDecimal } from "./money.ts";

const currencies = fc.constantFrom(...Intl.supportedValuesOf("currency"));
const amounts = fc.oneof(fc.nat(100_000), fc.maxSafeNat());

describe("decimals", () => {
  test.each([
    ["JPY", 0],
    ["KRW", 0],
    ["XOF", 0],
    ["EUR", 2],
    ["USD", 2],
    ["CLF", 4], // unknown to ICU, like the next two
    ["UYW", 4],
    ["UYI", 0],
    ["BOV", 2],
    ["RUB", 2],
    ["HUF", 2], // ISO says 2, although prices have no decimals
    ["KWD", 3],
    ["TND", 3],
  ])("%s has %i places", (currency, places) => {
    expect(exponentOf(currency)).toBe(places);
  });

  test.each(["usd", "XXXX", "", "ZZZ", "constructor", "__proto__"])("%j is no currency", (currency) => {
    const unknown = expect.objectContaining({ code: "currency_unknown" }) as unknown; // typed any by vitest
    expect(() => exponentOf(currency)).toThrow(unknown);
    expect(() => readDecimal("1", currency)).toThrow(unknown);
  });

  test.each([
    ["49.90", "USD", 4_990],
    ["49.9", "USD", 4_990],
    ["49", "USD", 4_900],
    ["0", "USD", 0],
    ["0.01", "USD", 1],
    ["007.50", "USD", 750],
    ["49.9000", "USD", 4_990], // zeros say nothing
    ["49.00", "JPY", 49],
    ["1.234", "KWD", 1_234],
    ["1.2340", "KWD", 1_234],
    ["1000000000000.00", "USD", AMOUNT_MINOR_MAX],
    ["100000000000000", "JPY", AMOUNT_MINOR_MAX],
  ])("%s %s are %i minor units", (text, currency, minor) => {
    expect(readDecimal(text, currency)).toBe(minor);
  });

  test.each([
    ["more places than the currency", "49.901", "USD"],
    ["more places than the currency", "0.001", "USD"],
    ["more places than the currency", "49.5", "JPY"],
    ["more places than the currency", "1.2345", "KWD"],
    ["more than an amount may be", "1000000000000.01", "USD"],
    ["more than an amount may be", "100000000000.001", "KWD"],
    ["more than an amount may be", "9007199254740993", "JPY"],
    ["more than an amount may be", "9".repeat(400), "JPY"],
    ["a sign", "-1", "USD"],
    ["a sign", "+1", "USD"],
    ["a comma", "1,50", "USD"],
    ["half a decimal", "1.", "USD"],
    ["half a decimal", ".5", "USD"],
    ["an exponent", "1e3", "USD"],
    ["a space", " 1", "USD"],
    ["a line break", "1\n", "USD"],
    ["other digits", "١", "USD"],
    ["nothing", "", "USD"],
  ])("%s is refused: %s %s", (_, text, currency) => {
    expect(readDecimal(text, currency)).toBeUndefined();
  });

  test("any amount of any currency is restored from its text", () =>
    fc.assert(
      fc.property(fc.nat(AMOUNT_MINOR_MAX), currencies, (amountMinor, currency) => {
        expect(readDecimal(writeDecimal({ amountMinor, currency }), currency)).toBe(amountMinor);
      }),
    ));

  test("a text that is read is never rounded", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,17}(\.\d{1,5})?$/), currencies, (text, currency) => {
        const minor = readDecimal(text, currency);
        const [whole = "", fraction = ""] = text.split(".");
        const scale = 5 - exponentOf(currency);
        if (minor === undefined) return;
        expect(BigInt(minor) * 10n ** BigInt(scale)).toBe(BigInt(whole + fraction.padEnd(5, "0")));
      }),
    ));

  test.each([
    [4_990, "USD", "49.90"],
    [5, "USD", "0.05"],
    [0, "USD", "0.00"],
    [-5, "USD", "-0.05"],
    [-4_990, "USD", "-49.90"],
    [49, "JPY", "49"],
    [-49, "JPY", "-49"],
    [1, "KWD", "0.001"],
    [Number.MAX_SAFE_INTEGER, "USD", "90071992547409.91"],
    [-9_007_199_254_740_993n, "USD", "-90071992547409.93"],
  ])("%s minor units of %s are written %s", (amountMinor, currency, text) => {
    expect(writeDecimal({ amountMinor, currency })).toBe(text);
  });
});

describe("share", () => {
  test.each([
    [5_000, 1_000, 500], // 10 %
    [4_999, 1_000, 500], // 499.9
    [5, 1_000, 1], // 0.5: half up
    [15, 1_000, 2], // 1.5: half up, not to the even
    [4, 1_000, 0], // 0.4
    [1, 4_999, 0],
    [1, 5_000, 1],
    [0, 1_000, 0],
    [5_000, 0, 0],
    [5_000, 10_000, 5_000], // all of it
    [5_000, 15_000, 7_500],
    [Number.MAX_SAFE_INTEGER, 10_000, Number.MAX_SAFE_INTEGER],
    [Number.MAX_SAFE_INTEGER, 9_999, 9_006_298_534_815_517], // the product is beyond 2^53
  ])("of %i at %i bps is %i", (amountMinor, rateBps, expected) => {
    expect(share(amountMinor, rateBps)).toBe(expected);
  });

  test("is the nearest integer, rounded half up", () =>
    fc.assert(
      fc.property(amounts, fc.nat(10_000), (amountMinor, rateBps) => {
        const exact = BigInt(amountMinor) * BigInt(rateBps);
        const error = BigInt(share(amountMinor, rateBps)) * 10_000n - exact;
        expect(error > -5_000n && error <= 5_000n).toBe(true);
      }),
    ));

  test("is never negative and, up to 100 %, never more than the amount", () =>
    fc.assert(
      fc.property(amounts, fc.nat(10_000), (amountMinor, rateBps) => {
        const part = share(amountMinor, rateBps);
        expect(part >= 0 && part <= amountMinor).toBe(true);
      }),
    ));
});

test("sums are exact at any size and in any order", () => {
  const amount = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 50 }), (amounts) => {
      const sum = sumMinor(amounts);
      expect(sumMinor(amounts.toReversed())).toBe(sum);
      expect(amounts.reduce((rest, one) => rest - BigInt(one), sum)).toBe(0n);
    }),
  );
  expect(sumMinor(Array<number>(999).fill(9_999_999_999_999))).toBe(9_989_999_999_999_001n); // beyond 2^53
});

test("revenue and commission of the largest amount are exact at any rate, with the largest fixed part", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.nat(10_000), (below, rateBps) => {
      const amount = AMOUNT_MINOR_MAX - below;
      const worth = share(amount, rateBps);
      expect(Number.isSafeInteger(worth + 1e12)).toBe(true);
      const twice = 2n * (BigInt(worth) * 10_000n - BigInt(amount) * BigInt(rateBps));
      expect(twice > -10_000n && twice <= 10_000n).toBe(true); // half up
    }),
  );
});
