import fc from "fast-check";
import { expect, test } from "vitest";
import type { Row, SameOrderMode } from "./cells.ts";
import { SameOrders, type Repeat } from "./same-order.ts";

const DAY = Date.UTC(2026, 10, 28);
const BLANK: Row = {
  ...{ clickId: null, orderId: "A", goal: null, amount: null, currency: null, status: null, occurred: null },
  ...{ answered: null, reason: null, reasonCode: null },
};

const amount = (text: string) => ({ text, isNumber: false, decimalSeparator: null });
const paid = (text: string, more: Partial<Row> = {}): Row => ({
  ...BLANK,
  status: "approved",
  amount: amount(text),
  ...more,
});

/** What becomes of the rows of one order; a string is a row that can't be read. */
function compare(rows: readonly (Row | "bad_date")[], mode: SameOrderMode = "error", currency = "USD") {
  const leaders = new Uint32Array(rows.length + 1).fill(1, 1);
  const orders = new SameOrders({ mode, leaders, currencyOf: () => currency, hasStatus: true });
  for (const [i, row] of rows.entries()) orders.add(i + 1, row);
  return rows.map((_, i) => orders.repeatOf(i + 1));
}

const error = (code: string, otherRow: number) => ({ kind: "error", code, otherRow });
const superseded = (otherRow: number) => ({ kind: "superseded", otherRow });
const differs = (...others: number[]) => others.map((row) => error("same_order_differs", row));

test.each<[string, (Row | "bad_date")[], unknown[]]>([
  ["equal rows are duplicates of the last one", [paid("120"), paid("120.00")], [superseded(2), undefined]],
  ["a line of blanks adds nothing", [paid("120.00"), BLANK], [undefined, superseded(1)]],
  ["nor does one before", [BLANK, paid("120.00")], [superseded(2), undefined]],
  ["nor two of them", [BLANK, paid("120.00"), BLANK], [superseded(2), undefined, superseded(2)]],
  ["all are blank", [BLANK, BLANK], [superseded(2), undefined]],
  ["other amounts", [paid("70.00"), paid("50.00")], differs(2, 1)],
  ["other amounts after equal ones", [paid("70"), paid("70"), paid("50")], differs(3, 3, 1)],
  ["an amount and a blank one", [paid("70"), { ...BLANK, status: "approved" }], [superseded(2), expect.anything()]],
  ["other answers", [paid("70"), paid("70", { status: "rejected" })], differs(2, 1)],
  ["an answer before it is open", [paid("70"), paid("70", { status: "pending" })], [superseded(2), expect.anything()]],
  ["other currencies", [paid("70", { currency: "USD" }), paid("70", { currency: "EUR" })], differs(2, 1)],
  ["a currency and none", [paid("70", { currency: "USD" }), paid("70")], [superseded(2), expect.anything()]],
  [
    "other times",
    [paid("70", { occurred: { from: DAY, until: DAY } }), paid("70", { occurred: { from: DAY + 1, until: DAY + 1 } })],
    differs(2, 1),
  ],
  [
    "two clicks",
    [paid("70", { clickId: "x" }), paid("70", { clickId: "y" }), BLANK],
    [2, 1, 2].map((row) => error("order_of_another_click", row)),
  ],
  ["a click and none", [paid("70", { clickId: "x" }), paid("70")], [superseded(2), expect.anything()]],
  ["a row that can't be read", [paid("70"), "bad_date"], [undefined, undefined]],
  ["an amount that can't be read", [paid("70"), paid("x")], [undefined, undefined]],
  [
    "an unreadable row between two",
    [paid("70"), "bad_date", paid("50")],
    [error("same_order_differs", 3), undefined, error("same_order_differs", 1)],
  ],
])("%s", (_, rows, repeats) => expect(compare(rows)).toEqual(repeats));

test("the row that represents an order has the combined content of all rows", () => {
  const day = { from: DAY, until: DAY + 86_399_999 };
  const noon = { from: DAY + 43_200_000, until: DAY + 43_200_000 };
  const [, merged] = compare([
    { ...BLANK, clickId: "x", status: "approved", occurred: day, reason: "first", reasonCode: "other" },
    { ...BLANK, amount: amount("120,00"), currency: "USD", occurred: noon, reason: "second" },
  ]);
  expect(merged).toEqual({
    kind: "merged",
    row: {
      ...{
        orderId: "A",
        goal: null,
        clickId: "x",
        status: "approved",
        amount: amount("120,00"),
        currency: "USD",
        occurred: noon,
      },
      ...{ answered: null, reason: "first; second", reasonCode: "other" },
    },
  });
});

const sumOf = (repeats: readonly (Repeat | undefined)[]) =>
  repeats.flatMap((repeat) => (repeat?.kind === "merged" ? [repeat.row.amount] : []));

test("amounts of one order are added if the upload says so, including equal rows", () => {
  const rows = [paid("70.00"), paid("50"), BLANK, paid("50")];
  const repeats = compare(rows, "sum");
  expect(repeats).toMatchObject([
    { kind: "summed", otherRow: 4 },
    { kind: "summed", otherRow: 4 },
    { kind: "superseded", otherRow: 4 },
    { kind: "merged" },
  ]);
  expect(sumOf(repeats)).toEqual([{ text: "170.00", isNumber: true, decimalSeparator: null }]);
});

test.each<[string, (Row | "bad_date")[], unknown[]]>([
  ["answers that differ", [paid("70"), paid("50", { status: "rejected" })], differs(2, 1)],
  [
    "clicks that differ",
    [paid("70", { clickId: "x" }), paid("5", { clickId: "y" })],
    [2, 1].map((row) => error("order_of_another_click", row)),
  ],
  ["an open part", [paid("70"), paid("50", { status: "pending" })], differs(2, 1)],
  ["an unreadable row", [paid("70"), "bad_date"], [error("same_order_unread", 2), undefined]],
  ["an unreadable amount", [paid("x"), paid("70")], [undefined, error("same_order_unread", 1)]],
])("a sum is refused with %s", (_, rows, repeats) => expect(compare(rows, "sum")).toEqual(repeats));

test("sums are exact at any size, in the decimals of the currency", () =>
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(0n, 99_999_999_999_999n), { minLength: 2, maxLength: 300 }),
      fc.constantFrom(["JPY", 0], ["USD", 2], ["KWD", 3]),
      (minors, [currency = "", decimals = 0]) => {
        const written = (minor: bigint) => {
          const text = minor.toString().padStart(Number(decimals) + 1, "0");
          return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
        };
        const rows = minors.map((minor) =>
          paid("", { amount: { text: written(minor), isNumber: true, decimalSeparator: null } }),
        );
        const sum = minors.reduce((total, minor) => total + minor, 0n);
        if (minors.every((minor) => minor < 10n ** 12n * 10n ** BigInt(decimals) && minor < 2n ** 53n))
          expect(sumOf(compare(rows, "sum", String(currency)))).toMatchObject([{ text: written(sum) }]);
      },
    ),
  ));

const anyRow = fc.record<Row>({
  answered: fc.constant(null),
  ...{ orderId: fc.constant("A"), goal: fc.constant(null), currency: fc.constantFrom(null, "USD") },
  clickId: fc.constantFrom(null, "x", "x", "y"),
  amount: fc.constantFrom(null, amount("70"), amount("70.00"), amount("50")),
  status: fc.constantFrom(null, "approved", "approved", "rejected", "pending"),
  occurred: fc.constantFrom(null, { from: DAY, until: DAY }),
  ...{ reason: fc.constant(null), reasonCode: fc.constant(null) },
});

test("the outcome of an order is the same for every order of its rows", () =>
  fc.assert(
    fc.property(
      fc.array(anyRow, { minLength: 2, maxLength: 5 }),
      fc.constantFrom<SameOrderMode>("error", "sum"),
      fc.infiniteStream(fc.nat()),
      (rows, mode, keys) => {
        const shuffled = rows.map((row) => ({ row, key: keys.next().value ?? 0 })).toSorted((a, b) => a.key - b.key);
        const essence = (of: readonly Row[]) => {
          const repeats = compare(of, mode);
          const isError = repeats.some((repeat) => repeat?.kind === "error");
          if (isError) return repeats.every((repeat) => repeat?.kind === "error");
          const carrier = repeats.findIndex((repeat) => repeat === undefined || repeat.kind === "merged");
          const merged = repeats[carrier];
          const { clickId, amount: total, status } = merged?.kind === "merged" ? merged.row : (of[carrier] ?? BLANK);
          return { clickId, status, total: total && Number(total.text), others: repeats.length - 1 };
        };
        expect(essence(shuffled.map(({ row }) => row))).toEqual(essence(rows));
      },
    ),
    { numRuns: 1_000 },
  ));
