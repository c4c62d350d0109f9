import { NetworkError } from "../errors.ts";
import { guessMapping, plainName, type Mapping } from "./columns.ts";
import { readDialect } from "./dialect.ts";
import { FILE_FAULTS, FileFaultError } from "./faults.ts";
import { BlockCutter, textOf } from "./file.ts";
import { readBlock, readHeader, readNames, type Rec } from "./records.ts";

/** A file that is read whole. */
export interface Table {
  mapping: Mapping;
  /** The index of the column with this name, in any notation; undefined if there is none. */
  columnOf: (name: string) => number | undefined;
  records: Rec[];
}

/** Reads a small CSV or NDJSON file as uploads are read. Throws `file_refused`. */
export function readTable(text: string, rowsMax: number): Table {
  try {
    return tableOf(text, rowsMax);
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    throw new NetworkError("file_refused", FILE_FAULTS[error.fault], [{ path: error.fault, message: error.message }]);
  }
}

function tableOf(text: string, rowsMax: number): Table {
  const bytes = new TextEncoder().encode(text);
  const { dialect, fromByte } = readDialect(bytes, undefined);
  const cutter = new BlockCutter(dialect, { recordsMax: rowsMax + 1, bytesMax: bytes.length + 1 }, fromByte);
  const blocks = [...cutter.push(bytes.subarray(fromByte)), ...cutter.end()].map(({ bytes: part }) =>
    textOf(part, null),
  );
  const isCsv = dialect.format === "csv";
  const columns = isCsv ? readHeader(blocks[0] ?? "", dialect.delimiter) : readNames(blocks.join(""), []);
  if (columns === undefined) throw new FileFaultError("empty_file");
  const records = (isCsv ? blocks.slice(1) : blocks).flatMap((block) => readBlock(block, dialect, columns).records);
  if (records.length === 0) throw new FileFaultError(isCsv ? "header_only" : "empty_file");
  if (records.length > rowsMax) throw new FileFaultError("too_many_rows");
  const guess = guessMapping(columns);
  if (guess.kind === "column_twice") throw new FileFaultError("column_twice");
  const names = columns.map(plainName);
  const columnOf = (name: string) => (names.includes(plainName(name)) ? names.indexOf(plainName(name)) : undefined);
  return { mapping: guess.mapping, columnOf, records };
}
