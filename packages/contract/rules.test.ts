import { HOUR_MS, MINUTE_MS } from "./duration.ts";
import { describe, expect, test } from "vitest";
import { DIMENSIONS, isOpen, refusedBy, type Dimension, type Rule } from "./rules.ts";

const setOf = (...values: string[]) => Object.fromEntries(values.map((value) => [value, 1 as const]));
const allow = (by: Dimension, ...values: string[]): Rule => ({ by, values: setOf(...values) });
const deny = (by: Dimension, ...values: string[]): Rule => ({ by, deny: true, values: setOf(...values) });

const GERMAN: Record<Dimension, string> = {
  country: "DE",
  region: "DE-BE",
  city: "berlin",
  device: "mobile",
  os: "android",
  browser: "chrome",
  language: "de-at",
  asn: "3320",
};

const reasonOf = (rules: readonly Rule[], facts: Partial<Record<Dimension, string>> = GERMAN) =>
  refusedBy(rules, (by) => facts[by] ?? "");

describe.each(Object.entries(DIMENSIONS) as [Dimension, string][])("a list of %s", (by, reason) => {
  const own = GERMAN[by];

  test.each([
    ["allows who is on it", allow(by, "x", own), undefined],
    ["refuses who is not", allow(by, "x"), reason],
    ["denies who is on it", deny(by, "x", own), reason],
    ["lets in who is not", deny(by, "x"), undefined],
  ])("%s", (_, rule, expected) => {
    expect(reasonOf([rule])).toBe(expected);
  });

  test("refuses unknown values with an allow list, and accepts them with a deny list", () => {
    expect(reasonOf([allow(by, own)], {})).toBe(reason);
    expect(reasonOf([deny(by, own)], {})).toBeUndefined();
  });

  test.each(["constructor", "__proto__", "toString"])("does not match the property name %s", (name) => {
    expect(reasonOf([allow(by, own)], { [by]: name })).toBe(reason);
    expect(reasonOf([deny(by, own)], { [by]: name })).toBeUndefined();
  });
});

test("a language includes its dialects, a dialect not its language", () => {
  expect(reasonOf([allow("language", "de")])).toBeUndefined();
  expect(reasonOf([deny("language", "de")])).toBe("language");
  expect(reasonOf([allow("language", "de-at")], { language: "de" })).toBe("language");
});

test("the first refusing rule gives the reason, and facts that no rule needs are not computed", () => {
  const asked: string[] = [];
  const facts = (by: Dimension) => (asked.push(by), GERMAN[by]);
  expect(refusedBy([allow("country", "DE"), deny("asn", "3320"), deny("os", "android")], facts)).toBe("asn");
  expect(asked).toEqual(["country", "asn"]);
});

describe("a schedule", () => {
  /** 2026-11-02 is a Monday. */
  const monday = Date.UTC(2026, 10, 2);
  const office = { open: [[9 * 60, 18 * 60]] as const, offsets: [[0, 60]] as const };

  test.each([
    ["the minute before it opens", monday + 8 * HOUR_MS - MINUTE_MS, false],
    ["the minute in which it opens, an hour ahead of UTC", monday + 8 * HOUR_MS, true],
    ["its last minute", monday + 17 * HOUR_MS - 1, true],
    ["the minute in which it closes", monday + 17 * HOUR_MS, false],
    ["another day", monday + 32 * HOUR_MS, false],
    ["the week after", monday + 8 * HOUR_MS + 7 * 24 * HOUR_MS, true],
  ])("at %s", (_, now, expected) => {
    expect(isOpen(office, now)).toBe(expected);
  });

  test("follows the offset that holds at the moment, before the first and after the last too", () => {
    const moving = {
      ...office,
      offsets: [
        [monday - HOUR_MS, 0],
        [monday + HOUR_MS, 120],
      ] as const,
    };
    expect(isOpen(moving, monday - 7 * 24 * HOUR_MS + 9 * HOUR_MS)).toBe(true);
    expect(isOpen(moving, monday + 7 * HOUR_MS)).toBe(true);
    expect(isOpen(moving, monday + 6 * HOUR_MS)).toBe(false);
    const offsets = [
      [0, 60],
      [monday, 0],
    ] as const;
    expect(isOpen({ open: [[0, 1]], offsets }, monday), "in the moment in which it begins").toBe(true);
  });
});
