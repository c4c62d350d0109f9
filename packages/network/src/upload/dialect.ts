import { FileFaultError, type FileFault } from "./faults.ts";

export const DELIMITERS = [",", ";", "\t", "|"] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** How a file is written. Its results are written in the same way. */
export interface Dialect {
  format: "csv" | "ndjson";
  /** Of CSV, like the fields below. */
  delimiter: Delimiter;
  /** The file begins with a byte order mark. */
  hasBom: boolean;
  /** The file begins with a line like `sep=;`, which tells spreadsheets the delimiter. */
  hasSepLine: boolean;
  /** Every name in the header is quoted, even where quotes are not needed. */
  quotesAll: boolean;
}

/** CSV as RFC 4180 writes it. */
export const PLAIN_CSV: Dialect = {
  format: "csv",
  delimiter: ",",
  hasBom: false,
  hasSepLine: false,
  quotesAll: false,
};

const [TAB, LF, CR, SPACE, BRACE] = [9, 10, 13, 32, 123];
const BOM = [0xef, 0xbb, 0xbf];
const BLANKS: readonly (number | undefined)[] = [TAB, LF, CR, SPACE];

/**
 * Detects how a file is written from its first bytes, and where its header begins. A delimiter given by the caller
 * takes precedence over a `sep=` line, and that over a guess. Throws `FileFaultError` if the bytes are not text.
 */
export function readDialect(head: Uint8Array, named: Delimiter | undefined): { dialect: Dialect; fromByte: number } {
  const foreign = foreignFormatOf(head);
  if (foreign !== undefined) throw new FileFaultError(foreign);
  const hasBom = BOM.every((byte, i) => head[i] === byte);
  let fromByte = hasBom ? BOM.length : 0;
  let at = fromByte;
  while (BLANKS.includes(head[at])) at++;
  if (head[at] === BRACE) return { dialect: { ...PLAIN_CSV, format: "ndjson", hasBom }, fromByte };
  let line = lineAt(head, at);
  const separator = separatorOf(line.text);
  if (separator !== undefined) {
    fromByte = line.nextByte;
    line = lineAt(head, fromByte);
  }
  const delimiter = named ?? separator ?? guessDelimiter(line.text);
  const dialect: Dialect = {
    format: "csv",
    delimiter,
    hasBom,
    hasSepLine: separator !== undefined,
    quotesAll: line.text.includes('"') && unquotedTextOf(line.text).replaceAll(delimiter, "").trim() === "",
  };
  return { dialect, fromByte };
}

/** A line's text without its LF, and where the next one begins. */
function lineAt(bytes: Uint8Array, from: number) {
  const end = bytes.indexOf(LF, from);
  return {
    text: new TextDecoder().decode(bytes.subarray(from, end === -1 ? undefined : end)),
    nextByte: end === -1 ? bytes.length : end + 1,
  };
}

/** The delimiter that a line like `sep=;` names; undefined for any other line. Throws `unknown_separator`. */
function separatorOf(line: string): Delimiter | undefined {
  const [, name] = /^"?sep=(.)"?[\s,;|]*$/i.exec(line) ?? [];
  if (name === undefined) return undefined;
  const delimiter = DELIMITERS.find((one) => one === name);
  if (delimiter === undefined) throw new FileFaultError("unknown_separator");
  return delimiter;
}

function guessDelimiter(line: string): Delimiter {
  const text = unquotedTextOf(line);
  const count = (delimiter: Delimiter) => text.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

const unquotedTextOf = (line: string) => line.replaceAll(/=?"[^"]*"/g, "");

/** The first bytes of formats that are not text. */
const SIGNATURES: readonly [FileFault, ...number[]][] = [
  ["gzip_file", 0x1f, 0x8b],
  ["workbook", 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], // XLS, and XLSX with a password
  ["workbook", 0x09, 0x00, 0x04, 0x00], // Excel 2
  ["workbook", 0x09, 0x02, 0x06, 0x00], // Excel 3
  ["workbook", 0x09, 0x04, 0x06, 0x00], // Excel 4
  ["pdf_file", 0x25, 0x50, 0x44, 0x46, 0x2d],
  ["archive_file", 0x50, 0x4b, 0x03, 0x04], // ZIP
  ["archive_file", 0x50, 0x4b, 0x05, 0x06],
  ["archive_file", 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], // 7z
  ["archive_file", 0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], // RAR
  ["archive_file", 0x42, 0x5a, 0x68], // bzip2
  ["archive_file", 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], // xz
  ["archive_file", 0x28, 0xb5, 0x2f, 0xfd], // Zstandard
  ["utf16_file", 0xff, 0xfe],
  ["utf16_file", 0xfe, 0xff],
  ["utf16_file", 0x00, 0x00, 0xfe, 0xff], // UTF-32
];

/** Parts of XLSX, XLSB and ODS files. Their names are stored uncompressed in the ZIP archive. */
const WORKBOOK_PARTS = /\[Content_Types\]\.xml|_rels\/|docProps\/|\bxl\/|opendocument\.spreadsheet|\.iwa/;

/** HTML and XML, which spreadsheets open under any file name. */
const MARKUP = /^\s*<(?:!|\?xml\b|(?:html|head|body|table|meta|style|div)\b)/i;
const JSON_DOCUMENT = /^\s*(?:\[\s*[{[\]]|\{\s*\n)/;

function foreignFormatOf(head: Uint8Array): FileFault | undefined {
  const found = SIGNATURES.find(([, ...bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];
  const start = new TextDecoder("latin1").decode(head.subarray(0, 65_536));
  if (found === "archive_file" && WORKBOOK_PARTS.test(start)) return "workbook";
  if (found !== undefined) return found;
  if (hasHalfOfZeros(head)) return "utf16_file";
  const text = start.startsWith("ï»¿") ? start.slice(BOM.length) : start; // a byte order mark, read as Latin-1
  if (MARKUP.test(text)) return /<(?:\w+:)?Workbook\b/.test(text) ? "workbook" : "markup_file";
  return JSON_DOCUMENT.test(text) ? "json_document" : undefined;
}

/** UTF-16 without a byte order mark: one byte of most pairs is 0. */
function hasHalfOfZeros(head: Uint8Array): boolean {
  const bytes = head.subarray(0, 64);
  const zerosAt = (parity: number) => bytes.filter((byte, i) => byte === 0 && i % 2 === parity).length;
  return bytes.length >= 4 && Math.abs(zerosAt(0) - zerosAt(1)) * 4 >= bytes.length;
}
