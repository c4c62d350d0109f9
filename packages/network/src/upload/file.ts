/**
 * Reads files of orders: where records lie in the bytes, and what their cells are. Own code, because no library that
 * streams tells byte positions, bounds a record, and sees unclosed quotes (docs/decisions/0050).
 */
export interface Dialect {
  format: "csv" | "ndjson";
  /** Of CSV. */
  delimiter: Delimiter;
}

export const DELIMITERS = [",", ";", "\t"] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** Why a file can't be read at all. Closed and documented in docs/advertisers.md. */
export const FILE_FAULTS = {
  empty_file: "The file is empty.",
  header_only: "The file has a header and no rows; rows end with LF or CRLF.",
  nul_byte: "The file holds a NUL byte: it is not text, or it is UTF-16. Save it as UTF-8.",
  not_utf8: "The file is not UTF-8. Save it as “CSV UTF-8”.",
  record_too_long: "A row is longer than 64 kB; perhaps a quote was opened and never closed.",
  unclosed_quote: "A quote was opened and never closed.",
  bad_header: "The header can't be read: it has a stray quote, or more than 200 columns.",
  no_columns: "Neither a click_id nor an order_id was recognised among the columns; name them, or the delimiter.",
  column_twice: "Two columns mean the same; say which one counts.",
  too_many_rows: "The file has more rows than an upload may have.",
} as const;

export type FileFault = keyof typeof FILE_FAULTS;

/** A file that can't be read, with the record (1 is the first below the header) where that was seen. */
export class FileFaultError extends Error {
  override readonly name = "FileFaultError";
  readonly fault: FileFault;
  readonly row: number | null;

  constructor(fault: FileFault, row: number | null = null) {
    super(FILE_FAULTS[fault]);
    this.fault = fault;
    this.row = row;
  }
}

const RECORD_BYTES_MAX = 65_536;
const COLUMNS_MAX = 200;

/** Where a block of whole records lies in the file. */
export interface Block {
  fromByte: number;
  toByte: number;
  bytes: Uint8Array;
}

const [TAB, LF, CR, SPACE, QUOTE, BRACE] = [9, 10, 13, 32, 34, 123];
const BOM = [0xef, 0xbb, 0xbf];

/**
 * Cuts a stream of bytes into blocks of at most `recordsMax` whole records and about `bytesMax` bytes. It holds one
 * block at a time. The first record of CSV is the header and comes as a block of its own.
 */
export class BlockCutter {
  readonly #limits: { recordsMax: number; bytesMax: number };
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #records = 0;
  #recordBytes = 0;
  #recordIsBlank = true;
  #position = 0;
  #headerEnds: boolean;
  #state: "field" | "plain" | "quoted" | "closed" = "field";
  #row = 0;
  readonly #delimiter: number;
  readonly #isCsv: boolean;

  constructor({ format, delimiter }: Dialect, limits: { recordsMax: number; bytesMax: number }) {
    this.#isCsv = format === "csv";
    this.#headerEnds = this.#isCsv;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limits = limits;
  }

  /** The blocks that end within these bytes. Throws `FileFaultError`. */
  push(bytes: Uint8Array): Block[] {
    const blocks: Block[] = [];
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === 0) throw new FileFaultError("nul_byte", this.#row + 1);
      if (++this.#recordBytes > RECORD_BYTES_MAX) throw new FileFaultError("record_too_long", this.#row + 1);
      if (byte !== LF || this.#state === "quoted") {
        if (byte !== CR && byte !== LF && byte !== SPACE) this.#recordIsBlank = false;
        if (this.#isCsv) this.#state = this.#after(byte ?? 0);
        continue;
      }
      if (!this.#endRecord(this.#pendingBytes + i + 1 - start)) continue;
      blocks.push(this.#cut(bytes.subarray(start, i + 1)));
      start = i + 1;
    }
    if (start < bytes.length) this.#keep(bytes.slice(start));
    return blocks;
  }

  /** The last block, whose record need not end with a line break. Throws `FileFaultError`. */
  end(): Block[] {
    if (this.#state === "quoted") throw new FileFaultError("unclosed_quote", this.#row + 1);
    return this.#pendingBytes === 0 ? [] : [this.#cut(new Uint8Array())];
  }

  /** True where a block ends here. */
  #endRecord(blockBytes: number): boolean {
    const isBlank = this.#recordIsBlank;
    this.#state = "field";
    this.#recordBytes = 0;
    this.#recordIsBlank = true;
    if (isBlank) return false;
    this.#records++;
    if (this.#headerEnds) {
      this.#headerEnds = false;
      return true;
    }
    this.#row++;
    return this.#records >= this.#limits.recordsMax || blockBytes >= this.#limits.bytesMax;
  }

  #after(byte: number) {
    switch (this.#state) {
      case "field":
        return byte === QUOTE ? "quoted" : byte === this.#delimiter ? "field" : "plain";
      case "plain":
        return byte === this.#delimiter ? "field" : "plain";
      case "quoted":
        return byte === QUOTE ? "closed" : "quoted";
      case "closed":
        return byte === QUOTE ? "quoted" : byte === this.#delimiter ? "field" : byte === CR ? "closed" : "plain";
    }
  }

  #keep(bytes: Uint8Array) {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  #cut(last: Uint8Array): Block {
    const bytes = new Uint8Array(this.#pendingBytes + last.length);
    let at = 0;
    for (const part of [...this.#pending, last]) {
      bytes.set(part, at);
      at += part.length;
    }
    const fromByte = this.#position;
    this.#position += bytes.length;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#records = 0;
    return { fromByte, toByte: this.#position, bytes };
  }
}

/** How a file is written, by its first bytes; a delimiter that was named counts more than a guess. */
export function guessDialect(head: Uint8Array, named: Delimiter | undefined): Dialect {
  let at = BOM.every((byte, i) => head[i] === byte) ? BOM.length : 0;
  while ([TAB, LF, CR, SPACE].includes(head[at] ?? -1)) at++;
  if (head[at] === BRACE) return { format: "ndjson", delimiter: "," };
  const end = head.indexOf(LF, at);
  const line = new TextDecoder().decode(head.subarray(at, end === -1 ? undefined : end)).replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: Delimiter) => line.split(delimiter).length;
  const guess = DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
  return { format: "csv", delimiter: named ?? guess };
}

/** The text of a block, without a byte order mark. Throws `FileFaultError`. */
export function textOf(bytes: Uint8Array, firstRow: number | null): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new FileFaultError("not_utf8", firstRow);
  }
}

/** One record: its cells in the order of the columns, or why it has none. */
export type Rec = { cells: string[] } | { cells: string[]; fault: RecordFault };

export type RecordFault = "ragged_row" | "bad_quotes" | "bad_json";

/** The records of a block; blank lines are none. */
export const readRecords = (text: string, { format, delimiter }: Dialect, columns: readonly string[]): Rec[] =>
  format === "csv" ? readCsv(text, delimiter, columns.length) : readNdjson(text, columns);

/** The names in a header. Throws `FileFaultError`. */
export function readHeader(text: string, delimiter: Delimiter): string[] {
  const [record] = readCsv(text, delimiter, null);
  if (record === undefined || "fault" in record || record.cells.length > COLUMNS_MAX)
    throw new FileFaultError("bad_header");
  return record.cells.map((name) => name.trim());
}

/** These names and those that lines of NDJSON have besides, as not every line need have all. Throws `FileFaultError`. */
export function readNames(text: string, known: readonly string[]): string[] {
  const names = new Set(known);
  for (const line of text.split("\n")) for (const name of Object.keys(objectOf(line) ?? {})) names.add(name);
  if (names.size > COLUMNS_MAX) throw new FileFaultError("bad_header");
  return [...names];
}

function readCsv(text: string, delimiter: Delimiter, width: number | null): Rec[] {
  const records: Rec[] = [];
  let quote = endOf(text, '"', 0);
  for (let at = 0; at < text.length;) {
    const lineEnd = endOf(text, "\n", at);
    if (quote < at) quote = endOf(text, '"', at);
    let cells: string[];
    let fault: RecordFault | undefined;
    if (quote >= lineEnd) {
      cells = text.slice(at, text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd).split(delimiter);
      at = lineEnd + 1;
    } else ({ cells, fault, at } = readQuoted(text, delimiter, at));
    if (cells.length === 1 && cells[0]?.trim() === "") continue;
    if (fault === undefined && width !== null && cells.length !== width) fault = "ragged_row";
    records.push(fault === undefined ? { cells } : { cells, fault });
  }
  return records;
}

/** A record with quotes in it. A quote counts at the beginning of a cell only; elsewhere it is a fault of the row. */
function readQuoted(text: string, delimiter: Delimiter, from: number) {
  const cells: string[] = [];
  let fault: RecordFault | undefined;
  for (let at = from; ;) {
    let cell = "";
    if (text[at] === '"') {
      for (at++; ;) {
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
    if (cell !== "" && rest !== "") fault = "bad_quotes";
    if (rest.includes('"')) fault = "bad_quotes";
    cells.push(cell + rest);
    at = end + 1;
    if (text[end] !== delimiter) return { cells, fault, at };
  }
}

/** Where something comes next, or the end of the text. */
function endOf(text: string, what: string, from: number) {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}

function readNdjson(text: string, columns: readonly string[]): Rec[] {
  return text.split("\n").flatMap((line): Rec[] => {
    if (line.trim() === "") return [];
    const object = objectOf(line);
    if (object === undefined) return [{ cells: columns.map(() => ""), fault: "bad_json" }];
    const cells = columns.map((name) => cellOf(Object.hasOwn(object, name) ? object[name] : undefined));
    return [
      cells.includes(undefined)
        ? { cells: cells.map((c) => c ?? ""), fault: "bad_json" }
        : { cells: cells as string[] },
    ]; // none is undefined
  });
}

function cellOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>) // just tested
      : undefined;
  } catch {
    return undefined;
  }
}
