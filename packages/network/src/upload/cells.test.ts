import { readParameters } from "@waymark/contract/postback-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesOf, readDate, readRow, type Notation } from "./cells.ts";
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
  ] as const)("03/04/2026 is read in the file's order: %s", (dates, day) =>
    expect(readDate("03/04/2026", { dates, zone: "UTC" })).toMatchObject({ from: at(day) }),
  );
});

const NOTATION: Notation = {
  decimal: null,
  dates: null,
  zone: "UTC",
  status: "approved",
  statuses: {},
  sameOrder: "error",
  columns: {},
};

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
  ])("the status %j has the advertiser's meaning, or else the usual one: %s", (word, status) => {
    const statuses = { оплачен: "approved", "2": "rejected", "on hold": "pending", open: "approved" } as const;
    expect(readRow({ cells: ["a", "1", word, ""] }, mapping, { ...NOTATION, statuses })).toMatchObject({ status });
  });

  test.each([
    [null, null],
    ["point", "."],
    ["comma", ","],
  ] as const)("amounts are kept as written, with the file's decimal %s", (decimal, decimalSeparator) =>
    expect(readRow({ cells: ["x", " 1.234 "] }, { order_id: 0, amount: 1 }, { ...NOTATION, decimal })).toMatchObject({
      amount: { text: "1.234", isNumber: false, decimalSeparator },
    }),
  );

  test("without a status column, a row has the file's status", () =>
    expect(readRow({ cells: ["x"] }, { order_id: 0 }, { ...NOTATION, status: "pending" })).toMatchObject({
      status: "pending",
    }));

  test.each([
    [["", "", "approved", ""], "nothing_named"],
    [["a", "1", "perhaps", ""], "status_unknown"],
    [["a", "1", "constructor", ""], "status_unknown"],
    [["a", "1", "2", ""], "ambiguous_status"],
    [["a", "x".repeat(256), "approved", ""], "cell_too_long"],
    [["a", "4.68769E+17", "approved", ""], "digits_lost"],
    [["a", "4,68769E+17", "approved", ""], "digits_lost"],
    [["a", "{order_id}", "approved", ""], "placeholder"],
    [["undefined", "1", "approved", ""], "placeholder"],
    [["#N/A", "1", "approved", ""], "placeholder"],
    [["a", "A\u200b1", "approved", ""], "hidden_character"],
    [["a", "A\n1", "approved", ""], "hidden_character"],
    [["a", "\ufffd\ufffd", "approved", ""], "not_utf8"],
    [["\u00a0", "\u200b", "approved", ""], "nothing_named"],
    [["a", "1", "{status}", ""], "status_unknown"],
    [["a", "1", "approved", "x".repeat(501)], "cell_too_long"],
  ])("%j is refused: %s", (cells, fault) => expect(read(...cells)).toBe(fault));
});

describe("the reason of a row", () => {
  const mapping = { order_id: 0, reason: 1, comment: 2, reason_code: 3 };
  const reasonIn = (...cells: string[]) => {
    const row = readRow({ cells: ["A-1", ...cells] }, mapping, NOTATION);
    return typeof row === "string" ? row : [row.reason, row.reasonCode];
  };

  test.each([
    [
      [" late\u200b", "", ""],
      ["late", null],
    ],
    [
      ["", "from the comment", ""],
      ["from the comment", null],
    ],
    [
      ["\u200b", "\ufeff", "\u200bFraud\u00a0"],
      [null, "fraud"],
    ],
    [
      ["", "NULL", ""],
      [null, null],
    ], // a comment need not be meant for us
    [["{reason}", "", ""], "placeholder"],
    [["null", "", ""], "placeholder"],
    [["", "x".repeat(501), ""], "cell_too_long"],
    [["", "", "fraud?"], "bad_reason_code"],
    [["", "", "{code}"], "bad_reason_code"],
  ])("is read as in a postback: %j → %j", (cells, expected) => expect(reasonIn(...cells)).toEqual(expected));
});

describe("a record", () => {
  const mapping = { click_id: 0, order_id: 1, goal: 2, amount: 3, currency: 4 };
  const read = (cells: string[], numbers?: ReadonlySet<number>) =>
    readRow({ cells, ...(numbers && { numbers }) }, mapping, NOTATION);

  test("is read without blanks around its cells, in lower case if case is ignored", () =>
    expect(read([" ABC\u00a0", "B-88 ", " Lead", " 1\u00a0234,50 ", "usd "])).toMatchObject({
      clickId: "abc",
      orderId: "B-88",
      goal: "lead",
      amount: { text: "1\u00a0234,50", isNumber: false },
      currency: "USD",
    }));

  test("remembers which cells were JSON numbers", () => {
    expect(read(["", "8800000000000000001", "", "0.125", ""], new Set([1, 3]))).toMatchObject({
      orderId: "8800000000000000001",
      amount: { text: "0.125", isNumber: true },
    });
    expect(read(["", "1e3", "", "", ""], new Set([1]))).toBe("digits_lost");
    expect(read(["", "1e3", "", "", ""])).toMatchObject({ orderId: "1e3" });
  });

  test.each([["US"], ["ſsd"], ["840"], ["{currency}"]])("has no currency %j", (currency) =>
    expect(read(["", "1", "", "5", currency])).toBe("bad_currency"),
  );

  test("means exactly the same as a postback with the same text, and is refused alike", () => {
    const unit = fc.oneof(
      fc.constantFrom(..."Ab7- \u00a0\u200b\u0301é{}[]e+.#"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), fc.string({ unit, maxLength: 8 }), (orderId, goal) => {
        const { values, errors } = readParameters(
          [
            ["order_id", orderId],
            ["goal", goal],
          ],
          { order_id: "order_id", goal: "goal" },
        );
        const row = read(["click", orderId, goal, "", ""]);
        if (errors.length > 0) expect(row).toBeTypeOf("string");
        else expect(row).toMatchObject({ orderId: values.order_id ?? null, goal: values.goal ?? null });
      }),
      { numRuns: 1_000 },
    );
  });

  test("keeps its readable names if another cell is faulty", () => {
    expect(namesOf({ cells: ["C", "{id}", "", "", ""] }, mapping)).toEqual({
      ...{ clickId: "c", orderId: null, goal: null },
      fault: "placeholder",
    });
    expect(namesOf({ cells: ["C", "A", "", "", "", "x"], fault: "ragged_row" }, mapping)).toMatchObject({
      orderId: "A",
    });
  });
});

test("a column has the meaning set by this upload, else by an earlier one, else by its name", () => {
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
