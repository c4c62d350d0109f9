import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "./apply.ts";
import { readRecords } from "./file.ts";
import { sentenceOf, writeCsvRow } from "./results.ts";

test.each([
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", '"\'\t=1"'],
  ["＝1", "'＝1"],
  ["-182.40", "-182.40"],
  ["+7", "+7"],
  ["a=1", "a=1"],
  ["", ""],
])("%j is written as %j", (cell, text) => expect(writeCsvRow([cell])).toBe(`${text}\r\n`));

test.each([
  ["approved", null, "pending → approved: commission 5.00 USD."],
  ["pending", "still_held", "pending → approved: commission 5.00 USD, which stays pending. The network holds it: "],
  ["none", "still_refused", "pending → approved: commission 5.00 USD, of which nothing is owed. The network has "],
] as const)("an approval that counts as %s says so", (money, code, sentence) => {
  const amounts = { amountMinor: 5_000, revenueMinor: 800, commissionMinor: 500 };
  const entry: Entry = {
    ...{ row: 1, outcome: "approve", code, conversionId: "cnv_1", version: 1, webmasterId: "web_1", currency: "USD" },
    ...{ occurredAt: null, reason: null, reasonCode: null, changed: false, applied: false, undone: null },
    before: { validation: "pending", money: "pending", ...amounts },
    after: { validation: "approved", money, ...amounts },
  };
  expect(sentenceOf(entry)).toContain(sentence);
});

test("cells are read again as they were, but for what leads a formula", () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 5 }), (cells) => {
      const [record] = readRecords(writeCsvRow(cells), { format: "csv", delimiter: "," }, cells);
      expect(record?.cells.map((cell, i) => (cell === cells[i] ? cell : cell.slice(1)))).toEqual(cells);
      for (const cell of record?.cells ?? []) expect(cell).not.toMatch(/^[=@\t\r]/);
    }),
  ));
