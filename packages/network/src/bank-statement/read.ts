import type { StatementFormat } from "../words.ts";
import { readCamt053 } from "./camt053.ts";
import { readCsvStatement } from "./csv-statement.ts";
import { readOneC } from "./one-c-statement.ts";
import { readPain002 } from "./pain002.ts";
import { refuse, requireBalanced, requireUnrepeated, type ReadStatement } from "./statement.ts";

const READERS: Record<StatementFormat, (bytes: Uint8Array, currency: string) => ReadStatement> = {
  "camt.053": readCamt053,
  "pain.002": readPain002,
  "1c": readOneC,
  csv: readCsvStatement,
};

/**
 * Reads a file that came back from a bank about an account in a currency. It is whole, its entries add up, and none is there
 * twice. Throws `file_refused`.
 */
export function readStatement(
  bytes: Uint8Array,
  { format, currency }: { format: StatementFormat; currency: string },
): ReadStatement {
  if (bytes.length === 0) refuse("The file is empty");
  const statement = READERS[format](bytes, currency);
  requireUnrepeated(statement.entries);
  requireBalanced(statement, currency);
  return statement;
}
