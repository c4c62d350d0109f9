import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecords } from "./file.ts";
import { writeCsvRow } from "./results.ts";

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

test("cells are read again as they were, but for what leads a formula", () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 5 }), (cells) => {
      const [record] = readRecords(writeCsvRow(cells), { format: "csv", delimiter: "," }, cells);
      expect(record?.cells.map((cell, i) => (cell === cells[i] ? cell : cell.slice(1)))).toEqual(cells);
      for (const cell of record?.cells ?? []) expect(cell).not.toMatch(/^[=@\t\r]/);
    }),
  ));
