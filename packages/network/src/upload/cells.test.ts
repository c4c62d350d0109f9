import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAmount, readDate, readRow, type Notation } from "./cells.ts";
import { guessMapping } from "./columns.ts";

const UTC = { dates: null, zone: "UTC" } as const;
const at = (text: string) => Date.parse(text);

describe("dates", () => {
  test.each([
    ["2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"],
    ["2026-11-02 12:00+02:00", "2026-11-02T10:00:00Z"],
    ["2026-11-02T10:00:00.123-0530", "2026-11-02T15:30:00Z"],
    ["2026-11-02 10:00", "2026-11-02T10:00:00Z"],
    ["02.11.2026 10:00", "2026-11-02T10:00:00Z"],
    ["2.11.2026 9:05:30", "2026-11-02T09:05:30Z"],
    ["11/25/2026 10:00", "2026-11-25T10:00:00Z"],
    ["25/11/2026 10:00", "2026-11-25T10:00:00Z"],
    ["11/11/2026 10:00", "2026-11-11T10:00:00Z"],
    ["1793613600", "2026-11-02T10:00:00Z"],
    ["1793613600000", "2026-11-02T10:00:00Z"],
  ])("%s", (text, instant) => expect(readDate(text, UTC)).toEqual({ from: at(instant), until: at(instant) }));

  test("a day without a time is the whole day, in the file's zone, through a change of the clocks", () =>
    expect(readDate("2026-10-25", { dates: null, zone: "Europe/Berlin" })).toEqual({
      from: at("2026-10-24T22:00:00Z"),
      until: at("2026-10-25T23:00:00Z") - 1,
    }));

  test.each([
    ["03/04/2026", "ambiguous_date"],
    ["3-4-2026", "ambiguous_date"],
    ["31.02.2026", "bad_date"],
    ["2026-13-01", "bad_date"],
    ["2026-11-02T25:00Z", "bad_date"],
    ["1999-12-31", "bad_date"],
    ["yesterday", "bad_date"],
    ["20261102", "bad_date"],
    ["", "bad_date"],
  ])("%j is refused: %s", (text, fault) => expect(readDate(text, UTC)).toBe(fault));

  test.each([
    ["dmy", "2026-04-03"],
    ["mdy", "2026-03-04"],
  ] as const)("03/04/2026 is what the file says: %s", (dates, day) =>
    expect(readDate("03/04/2026", { dates, zone: "UTC" })).toMatchObject({ from: at(day) }),
  );
});

describe("amounts", () => {
  test.each([
    ["49.90", 4_990],
    ["49,90", 4_990],
    ["49,9", 4_990],
    ["1,234.56", 123_456],
    ["1.234,56", 123_456],
    ["1 234,56", 123_456],
    ["1\u00a0234\u202f567", 123_456_700],
    ["1'234.50", 123_450],
    ["1,234,567", 123_456_700],
    ["1.234.567,8", 123_456_780],
    ["0.500", 50],
    ["12345", 1_234_500],
  ])("%s", (text, minor) => expect(readAmount(text, "USD", null)).toBe(minor));

  test.each([
    ["1,234", "amount_ambiguous"],
    ["1.234", "amount_ambiguous"],
    ["0.005", "amount_inexact"],
    ["12.3456", "amount_inexact"],
    ["-5", "amount_unreadable"],
    ["1e5", "amount_unreadable"],
    ["12,34.56,7", "amount_unreadable"],
    ["12,34.56", "amount_unreadable"],
    ["$5", "amount_unreadable"],
    ["", "amount_unreadable"],
    ["9".repeat(30), "amount_too_large"],
    ["99999999999999999999", "amount_too_large"],
  ])("%j is refused: %s", (text, fault) => expect(readAmount(text, "USD", null)).toBe(fault));

  test.each([
    ["point", "1,234", 123_400],
    ["comma", "1.234", 123_400],
    ["comma", "1,23", 123],
  ] as const)("with a decimal %s, %s is what it says", (decimal, text, minor) =>
    expect(readAmount(text, "USD", decimal)).toBe(minor),
  );

  test("any amount that is written in either notation is read as it was meant, or refused as ambiguous", () =>
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000_00),
        fc.constantFrom(["en-US", "USD"], ["de-DE", "USD"], ["fr-FR", "USD"]),
        (minor, [locale = ""]) => {
          const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(minor / 100);
          expect(readAmount(text, "USD", null)).toBe(minor);
        },
      ),
    ));
});

const NOTATION: Notation = { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} };

describe("rows", () => {
  const columns = ["Click ID", "Order-No.", "Status", "Note"];
  const guess = guessMapping(columns, {}, {});
  const mapping = guess.kind === "mapping" ? guess.mapping : {};
  const read = (...cells: string[]) => readRow({ cells }, mapping, NOTATION);

  test("columns are known by their names", () =>
    expect(mapping).toEqual({ click_id: 0, order_id: 1, status: 2, comment: 3 }));

  test.each([
    ["Confirmed", "approved"],
    ["DECLINED", "rejected"],
    ["hold", "pending"],
    ["подтверждён", "approved"],
    ["", null],
  ])("the status %j means %s", (word, status) =>
    expect(read("ABC", "1", word, "")).toMatchObject({ clickId: "abc", status }),
  );

  test.each([
    ["Оплачен ", "approved"],
    ["2", "rejected"],
    ["on hold", "pending"],
    ["open", "approved"],
    ["declined", "rejected"],
  ])("the status %j means what the advertiser says, else what it usually does: %s", (word, status) => {
    const statuses = { оплачен: "approved", "2": "rejected", "on hold": "pending", open: "approved" } as const;
    expect(readRow({ cells: ["a", "1", word, ""] }, mapping, { ...NOTATION, statuses })).toMatchObject({ status });
  });

  test("without a column of it, a row is what the file says", () =>
    expect(readRow({ cells: ["x"] }, { order_id: 0 }, { ...NOTATION, status: "pending" })).toMatchObject({
      status: "pending",
    }));

  test.each([
    [["", "", "approved", ""], "nothing_named"],
    [["a", "1", "perhaps", ""], "status_unknown"],
    [["a", "1", "constructor", ""], "status_unknown"],
    [["a", "1", "2", ""], "ambiguous_status"],
    [["a", "x".repeat(256), "approved", ""], "cell_too_long"],
    [["a", "1", "approved", "x".repeat(501)], "cell_too_long"],
  ])("%j is refused: %s", (cells, fault) => expect(read(...cells)).toBe(fault));
});

test("a column is what this upload says, else what was said before, else what its name says", () => {
  const columns = ["order", "amount", "total"];
  expect(guessMapping(columns, {}, {})).toEqual({ kind: "column_twice" });
  expect(guessMapping(columns, { total: "amount" }, {})).toEqual({
    kind: "mapping",
    mapping: { order_id: 0, amount: 2 },
  });
  expect(guessMapping(["a", "b"], { a: "order_id" }, { a: "click_id", b: "click_id" })).toEqual({
    kind: "mapping",
    mapping: { order_id: 0, click_id: 1 },
  });
});
