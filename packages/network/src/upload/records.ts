import { readFlatJson, type JsonPair } from "@waymark/contract/flat-json";
import { isRecord, parseJson } from "@waymark/contract/json";
import { isResultColumn } from "./columns.ts";
import type { Delimiter, Dialect } from "./dialect.ts";
import { FileFaultError } from "./faults.ts";
import { withoutGuards } from "./formula.ts";

/** Cells of a record in the order of the columns. */
interface Cells {
  cells: string[];
  /** Of NDJSON: the indexes of cells that were JSON numbers. */
  numbers?: ReadonlySet<number>;
  /** Of NDJSON: the line. */
  line?: string;
}

/** One record, with its fault if it can't be read. */
export type Rec = Cells | (Cells & { fault: RecordFault });

export type RecordFault = "ragged_row" | "bad_quotes" | "bad_json";

type Format = Pick<Dialect, "format" | "delimiter">;

const COLUMNS_MAX = 200;

/** The records of a block. Rows without any text in columns of their own are not records. */
export const readRecords = (text: string, format: Format, columns: readonly string[]): Rec[] =>
  readBlock(text, format, columns).records;

/** The records of a block, and the number of empty rows among them. */
export function readBlock(
  text: string,
  { format, delimiter }: Format,
  columns: readonly string[],
): { records: Rec[]; emptyRows: number } {
  return format === "csv" ? readCsv(text, delimiter, columns) : readNdjson(text, columns);
}

/** The names in a header; undefined if a block has empty rows only. Throws `FileFaultError`. */
export function readHeader(text: string, delimiter: Delimiter): string[] | undefined {
  const [record] = readCsv(text, delimiter, undefined).records;
  if (record === undefined) return undefined;
  if ("fault" in record) throw new FileFaultError("bad_header");
  const names = record.cells.map((name) => name.trim());
  while (names.length > COLUMNS_MAX && names.at(-1) === "") names.pop();
  if (names.length > COLUMNS_MAX) throw new FileFaultError("bad_header");
  return names;
}

/** These names and additional ones in NDJSON lines, since not every line must have all. Throws `FileFaultError`. */
export function readNames(text: string, known: readonly string[]): string[] {
  const names = new Set(known);
  for (const line of text.split("\n")) for (const [name] of readFlatJson(line) ?? []) names.add(name);
  if (names.size > COLUMNS_MAX) throw new FileFaultError("bad_header");
  return [...names];
}

function readCsv(text: string, delimiter: Delimiter, columns: readonly string[] | undefined) {
  const records: Rec[] = [];
  const isEmpty = emptinessOf(columns ?? []);
  let emptyRows = 0;
  const hasGuards = text.includes("'");
  let quote = endOf(text, '"', 0);
  for (let at = 0; at < text.length;) {
    const lineEnd = endOf(text, "\n", at);
    if (quote < at) quote = endOf(text, '"', at);
    let record: Cells & { fault?: RecordFault };
    if (quote >= lineEnd) {
      record = { cells: text.slice(at, text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd).split(delimiter) };
      at = lineEnd + 1;
    } else ({ record, at } = readQuoted(text, delimiter, at));
    if (isEmpty(record.cells)) {
      emptyRows++;
      continue;
    }
    if (columns !== undefined && !fit(record.cells, columns.length)) record.fault ??= "ragged_row";
    if (hasGuards) record.cells = record.cells.map(withoutGuards);
    records.push(record);
  }
  return { records, emptyRows };
}

/** Rows of our results for conversions that the file does not mention have text in our columns only. */
function emptinessOf(columns: readonly string[]): (cells: readonly string[]) => boolean {
  if (!columns.some(isResultColumn)) return (cells) => cells.every(isBlank);
  const isOurs = columns.map(isResultColumn);
  return (cells) => cells.every((cell, i) => isOurs[i] === true || isBlank(cell));
}

const isBlank = (cell: string) => cell === "" || cell.trim() === "";

/**
 * Fits a record to the number of columns: spreadsheets omit empty cells at the end of a row, or write more of them than
 * the header has. False if a cell with text would have no column.
 */
function fit(cells: string[], width: number): boolean {
  while (cells.length > width && isBlank(cells.at(-1) ?? "")) cells.pop();
  while (cells.length < width) cells.push("");
  return cells.length === width;
}

/** Reads a record with quotes. A quote counts only at the beginning of a cell; elsewhere the row is faulty. */
function readQuoted(text: string, delimiter: Delimiter, from: number) {
  const record: Cells & { fault?: RecordFault } = { cells: [] };
  for (let at = from; ;) {
    const start = at;
    let cell = "";
    const isWrapped = text[at] === "=" && text[at + 1] === '"'; // ="007" keeps a spreadsheet from reading a number
    const isQuoted = isWrapped || text[at] === '"';
    if (isQuoted) {
      for (at += isWrapped ? 2 : 1; ;) {
        const close = endOf(text, '"', at);
        cell += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
    }
    const end = Math.min(endOf(text, delimiter, at), endOf(text, "\n", at));
    const rest = text.slice(at, text[end] !== delimiter && text[end - 1] === "\r" && end > at ? end - 1 : end);
    const isFaulty = (isQuoted && rest.trim() !== "") || rest.includes('"');
    if (isFaulty) record.fault = "bad_quotes";
    record.cells.push(isFaulty ? text.slice(start, at + rest.length) : isQuoted ? unwrapped(cell) : rest);
    at = end + 1;
    if (text[end] !== delimiter) return { record, at };
  }
}

/** The text of `="007"`, which is written `"=""007"""` in a quoted cell. */
function unwrapped(cell: string): string {
  const [, text] = /^="((?:[^"]|"")*)"$/.exec(cell) ?? [];
  return text === undefined ? cell : text.replaceAll('""', '"');
}

/** The next position of `what`, or the end of the text. */
function endOf(text: string, what: string, from: number) {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}

function readNdjson(text: string, columns: readonly string[]) {
  const records: Rec[] = [];
  let emptyRows = 0;
  const isEmpty = emptinessOf(columns);
  const indexes = new Map(columns.map((name, i) => [name, i]));
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const record = recordOf(line, indexes);
    if (line.trim() === "" || (!("fault" in record) && isEmpty(record.cells))) emptyRows++;
    else records.push(record);
  }
  return { records, emptyRows };
}

function recordOf(line: string, indexes: ReadonlyMap<string, number>): Rec {
  const cells = Array.from({ length: indexes.size }, () => "");
  const pairs = readFlatJson(line);
  const numbers = new Set<number>();
  for (const [name, value, type] of pairs ?? readTexts(line)) {
    const index = indexes.get(name);
    if (index === undefined) continue; // of a faulty line: its names are no columns
    cells[index] = value;
    if (type === "number") numbers.add(index);
  }
  const isFaulty = pairs === undefined || hasRepeats(pairs);
  return { cells, line, numbers, ...(isFaulty && { fault: "bad_json" }) };
}

const hasRepeats = (pairs: readonly JsonPair[]) => new Set(pairs.map(([name]) => name)).size < pairs.length;

/** The texts of a line that is not a flat JSON object, so that it counts as a mention of the order that it names. */
function readTexts(line: string): JsonPair[] {
  const object = parseJson(line);
  if (!isRecord(object)) return [];
  return Object.entries(object).flatMap(([name, value]): JsonPair[] =>
    typeof value === "string" ? [[name, value]] : Number.isSafeInteger(value) ? [[name, String(value), "number"]] : [],
  );
}
