import { writeXlsxStream } from "hucre/xlsx";

/** Rows of an export as a workbook of Excel, written while they are read. */

/** A cell has a type of its own, so no text is computed as a formula, and none loses its digits or zeros. */
export type Cell = string | number | boolean | null;

/** Longer texts break the file. */
const TEXT_CHARS_MAX = 32_767;

/** Digits that a spreadsheet keeps of a number. A longer one is a text. */
const NUMBER_DIGITS_MAX = 15;

export function sheetCell(value: unknown): Cell {
  if (value === null || value === undefined || typeof value === "boolean") return value ?? null;
  if (typeof value === "number" || typeof value === "bigint") return numberCell(String(value));
  return textCell(typeof value === "string" ? value : JSON.stringify(value));
}

/** A number from its decimal digits. */
export const numberCell = (digits: string): Cell =>
  digits.replaceAll(/\D/g, "").length > NUMBER_DIGITS_MAX ? digits : Number(digits);

/** Spreadsheets read `_x0041_` as the character of this code, so an underscore that begins such a text is written as one. */
export function textCell(text: string): Cell {
  if (text === "") return null;
  if (text.length > TEXT_CHARS_MAX) throw new Error("a text is longer than a cell may be: export as CSV or NDJSON");
  return text.replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, "_x005F_");
}

/** The file of one sheet; a second one begins after a million rows. */
export async function* sheetRows<Row>(
  pages: AsyncIterable<Iterable<Row>>,
  cellsOf: (row: Row) => Cell[],
): AsyncGenerator<Cell[]> {
  for await (const rows of pages) for (const row of rows) yield cellsOf(row);
}

export const workbookOf = (name: string, columns: readonly string[], rows: AsyncIterable<Cell[]>) =>
  writeXlsxStream(rows, { name, columns: columns.map((header) => ({ header })), freezePane: { rows: 1 } });
