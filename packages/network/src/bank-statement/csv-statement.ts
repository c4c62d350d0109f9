import { payoutOfReference, payoutsNamedIn } from "../bank-file/index.ts";
import { readDecimal } from "../money.ts";
import type { EntryKind } from "../words.ts";
import { readHeader, readRecords } from "../upload/index.ts";
import { ENTRIES_MAX, refuse, shortText, type Payer, type ReadEntry, type ReadStatement } from "./statement.ts";

/** The columns of a statement as CSV, in any order. */
export const CSV_COLUMNS = ["kind", "booked_on", "amount", "currency", "reference", "bank_reference", "text"] as const;

/** What a row may be. `opening` is the first row and `closing` the last, so that a cut file is noticed. */
const KINDS: Readonly<Record<string, EntryKind | "opening" | "closing">> = {
  ...{ opening: "opening", closing: "closing" },
  ...{ payment: "payment", return: "return", charge: "charge", other: "other" },
};

/**
 * A statement as CSV, for services whose own files are converted: amounts are signed, negative ones went out. Throws
 * `file_refused`.
 */
export function readCsvStatement(bytes: Uint8Array, payer: Payer): ReadStatement {
  const { currency } = payer;
  const text = decode(bytes);
  const end = text.indexOf("\n");
  const header = readHeader(end < 0 ? text : text.slice(0, end + 1), ",") ?? [];
  for (const column of CSV_COLUMNS) if (!header.includes(column)) refuse(`The file has no column ${column}`);
  for (const name of header)
    if (!CSV_COLUMNS.some((column) => column === name))
      refuse(`The file has the column ${shortText(name)}, which is not known here`);
  const rows = readRecords(text.slice(end + 1), { format: "csv", delimiter: "," }, header).map((record, i) => {
    if ("fault" in record) return refuse(`Row ${i + 2} is not CSV with ${header.length} cells`);
    const cells = new Map(header.map((name, at) => [name, record.cells[at]?.trim() ?? ""]));
    return rowOf(cells, currency, i + 2);
  });
  if (rows.length > ENTRIES_MAX) refuse(`The statement has more than ${ENTRIES_MAX} rows`);
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (first?.kind !== "opening") refuse("The first row must be the opening balance");
  if (rows.length < 2 || last?.kind !== "closing") refuse("The last row must be the closing balance: the file is cut");
  const entries = rows.slice(1, -1).map(({ kind, ...entry }): ReadEntry => {
    if (kind === "opening" || kind === "closing")
      return refuse("A balance stands among the entries: the file is there twice");
    return { kind, ...entry };
  });
  return {
    ...payer,
    ...{ format: "csv", originalMessageId: null, ofFile: null, name: null, entries },
    ...{ fromDay: first?.bookedOn ?? null, toDay: last?.bookedOn ?? null },
    ...{ openingMinor: first?.amountMinor ?? null, closingMinor: last?.amountMinor ?? null },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return refuse("The file is not in UTF-8");
  }
}

type Row = Omit<ReadEntry, "kind"> & { kind: EntryKind | "opening" | "closing" };

function rowOf(cells: ReadonlyMap<string, string>, currency: string, line: number): Row {
  const cell = (name: (typeof CSV_COLUMNS)[number]) => cells.get(name) ?? "";
  const kind = KINDS[cell("kind")] ?? refuse(`Row ${line}: kind must be one of ${Object.keys(KINDS).join(", ")}`);
  if (cell("currency") !== currency) refuse(`Row ${line}: the currency must be ${currency}`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(cell("booked_on"))) refuse(`Row ${line}: booked_on must be a day like 2026-12-01`);
  const minor =
    readDecimal(cell("amount").replace(/^-/, ""), currency) ??
    refuse(`Row ${line}: “${shortText(cell("amount"))}” is not an amount in ${currency}`);
  const amountMinor = cell("amount").startsWith("-") && minor !== 0 ? -minor : minor;
  const named = payoutsNamedIn(cell("text"));
  return {
    ...{
      kind,
      amountMinor,
      bookedOn: cell("booked_on"),
      accounts: [],
      documentNumber: null,
      chargeMinor: 0,
      reasonCode: null,
    },
    payoutId: payoutOfReference(cell("reference")) ?? (named.length === 1 ? (named[0] ?? null) : null),
    bankReference: cell("bank_reference") || null, // an empty cell says nothing
    text: shortText(cell("text")),
  };
}
