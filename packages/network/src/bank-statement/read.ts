import type { StatementFormat } from "../words.ts";
import { readCamt053 } from "./camt053.ts";
import { readCsvStatement } from "./csv-statement.ts";
import { readOneC } from "./one-c-statement.ts";
import { readPain002 } from "./pain002.ts";
import {
  refuse,
  requireBalanced,
  requireUnrepeated,
  type Payer,
  type PayerOf,
  type ReadStatement,
} from "./statement.ts";

type Reader = (bytes: Uint8Array, accounts: { named: Payer; payerOf: PayerOf }) => ReadStatement[];

/** A file with the statements of several accounts, or days, is camt.053 only. */
const READERS: Record<StatementFormat, Reader> = {
  "camt.053": (bytes, { payerOf }) => readCamt053(bytes, payerOf),
  "pain.002": (bytes, { named }) => [readPain002(bytes, named)],
  "1c": (bytes, { payerOf }) => [readOneC(bytes, payerOf)],
  csv: (bytes, { named }) => [readCsvStatement(bytes, named)],
};

/**
 * Reads a file that came back from a bank, about the account that the caller names. Formats with accounts of their own are
 * matched to the network's. Each statement is whole, its entries add up, and none is there twice. Throws `file_refused`.
 */
export function readStatements(
  bytes: Uint8Array,
  { format, named, payerOf }: { format: StatementFormat; named: Payer; payerOf: PayerOf },
): ReadStatement[] {
  if (bytes.length === 0) refuse("The file is empty");
  const statements = READERS[format](bytes, { named, payerOf });
  for (const statement of statements) {
    requireUnrepeated(statement.entries);
    requireBalanced(statement);
  }
  return statements;
}
