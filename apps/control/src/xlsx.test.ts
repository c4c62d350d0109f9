import fc from "fast-check";
import { expect, test } from "vitest";
import { read, utils } from "xlsx";
import { fileOf, type RowWriter } from "./export-stream.ts";
import { sheetCell, type Cell } from "./xlsx.ts";

const writer = (columns: readonly string[]): RowWriter<readonly unknown[]> => ({
  ...{ format: "xlsx", columns },
  cellsOf: (row) => row.map(sheetCell),
});

async function* pagesOf<Row>(...pages: Row[][]) {
  yield* await Promise.resolve(pages);
}

/** The rows as another program reads them. */
async function readBack(columns: readonly string[], rows: readonly unknown[][]): Promise<Cell[][]> {
  const bytes = await fileOf("things", writer(columns), pagesOf([...rows])).arrayBuffer();
  const { Sheets, SheetNames } = read(bytes, { cellFormula: true });
  expect(SheetNames).toEqual(["things"]);
  const sheet = Sheets["things"] ?? {};
  const formulas = Object.values(sheet).filter(
    (cell: unknown) => typeof cell === "object" && cell !== null && "f" in cell,
  );
  expect(formulas).toEqual([]);
  return utils.sheet_to_json<Cell[]>(sheet, { header: 1, raw: true, defval: null, blankrows: true });
}

test.each([
  ['say "hi", twice'],
  ["=1+1"],
  ["+1"],
  ["-5"],
  ["@SUM(A1)"],
  ["\tx"],
  ["a\r\nb"],
  ["a\u007fb"],
  ["\u0001"],
  ["_x0041_"],
  ["ж😀"],
  ["مرحبا \u202e"],
  ["12345678901234567890"],
  ["007"],
  ["1e5"],
  [" a "],
  ["<b>&amp;</b>"],
  ["TRUE"],
])("the text %j stays this text", async (text) => {
  expect(await readBack(["text"], [[text]])).toEqual([["text"], [text]]);
});

test("any text is read as it was written", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(texts, async (column) => {
      const rows = column.map((text) => [text]);
      expect(await readBack(["text"], rows)).toEqual([["text"], ...rows]);
    }),
    { numRuns: 40 },
  );
});

test("numbers are numbers as far as a spreadsheet keeps their digits", async () => {
  const row = [0, -12, 4_990, 999_999_999_999_999, 9_007_199_254_740_991, 12345678901234567890n, 5n, true, null];
  const names = row.map((_, i) => `c${i}`);
  expect(await readBack(names, [row])).toEqual([
    names,
    [0, -12, 4_990, 999_999_999_999_999, "9007199254740991", "12345678901234567890", 5, true, null],
  ]);
});

test("a text that no cell can hold breaks the file", async () => {
  const answer = fileOf("things", writer(["text"]), pagesOf([["x".repeat(32_768)]]));
  await expect(answer.arrayBuffer()).rejects.toThrow("longer than a cell");
});

test("pages that fail break the file: it is never a short one", async () => {
  async function* failing() {
    yield [["a"]];
    await Promise.reject(new Error("the database does not answer"));
  }
  await expect(fileOf("things", writer(["text"]), failing()).arrayBuffer()).rejects.toThrow("does not answer");
});

test("a reader that stops ends the reading of pages", async () => {
  let pages = 0;
  async function* endless() {
    for (;;) yield await Promise.resolve(Array.from({ length: 1_000 }, () => [`page ${++pages} ${Math.random()}`]));
  }
  const reader = fileOf("things", writer(["text"]), endless()).body?.getReader();
  await reader?.read();
  await reader?.read();
  await reader?.cancel();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 5; turns++) await turn(); // what was being compressed
  const stopped = pages;
  for (let turns = 0; turns < 5; turns++) await turn();
  expect(pages).toBe(stopped);
});
