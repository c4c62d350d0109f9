import { readFlatJson } from "@waymark/contract/flat-json";
import { writeDecimal } from "../money.ts";
import type { Entry } from "./apply.ts";
import { REASONS, type Part } from "../report/index.ts";
import { RESULT_COLUMNS, isResultColumn } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import { guardFormulas, isCellOpenAfter } from "./formula.ts";
import type { Rec } from "./records.ts";
import { NOTES } from "./decide.ts";

const SENTENCES: Readonly<Record<string, string>> = { ...REASONS, ...NOTES };

/** The outcome of a row as a sentence. */
export function sentenceOf(entry: Entry): string {
  const note = entry.code === null ? "" : (SENTENCES[entry.code] ?? "");
  const goals = entry.goals.length === 0 ? "" : `It is recorded under: ${entry.goals.join(", ")}.`;
  const other = entry.otherRow === undefined ? "" : `See row ${entry.otherRow}.`;
  const sentence = [effectOf(entry), note, goals, other].filter((text) => text !== "").join(" ");
  switch (entry.undone) {
    case null:
      return entry.changed ? `Changed since it was shown: ${sentence}` : sentence;
    case "undone":
      return `Undone. ${sentence}`;
    case "kept_paid":
      return `Not undone: its payment has begun. ${sentence}`;
    case "kept_changed":
      return `Not undone: it was changed since. ${sentence}`;
  }
}

function effectOf({ outcome, before, after, currency }: Entry): string {
  if (outcome === "error" || outcome === "duplicate") return "";
  if (after === null || currency === null) return outcome === "unchanged" ? "Nothing changes." : "";
  const commission = (part: Part) => writeDecimal({ amountMinor: part.commissionMinor, currency });
  const counts = countsAs(after);
  if (before === null) return `Recorded as ${after.validation}: commission ${commission(after)} ${currency}${counts}.`;
  const amounts =
    before.commissionMinor === after.commissionMinor
      ? `commission ${commission(after)} ${currency}`
      : `commission ${commission(before)} → ${commission(after)} ${currency}`;
  return before.validation === after.validation
    ? `The amount changes: ${amounts}${counts}.`
    : `${before.validation} → ${after.validation}: ${amounts}${counts}.`;
}

/** How the commission counts, if the network's decision differs from the advertiser's answer. */
function countsAs({ validation, money }: Part): string {
  if (validation === "approved" && money === "pending") return ", which stays pending";
  return validation !== "rejected" && validation !== "reversed" && money === "none" ? ", of which nothing is owed" : "";
}

/** The columns that results add to those of the file. A file that already has them was one of our results. */
export interface ResultCells {
  /** 1 is the first row below the header; null for a conversion that the file does not mention. */
  row: number | null;
  outcome: string;
  code: string | null;
  sentence: string;
  /** The advertiser's reason of its answer. */
  reasonCode: string | null;
  reason: string | null;
  state: string;
  conversionId: string | null;
}

/** In the order of `RESULT_COLUMNS`. */
const valuesOf = ({ row, outcome, code, sentence, reasonCode, reason, state, conversionId }: ResultCells) =>
  [row, outcome, code, sentence, reasonCode, reason, state, conversionId] as const;

/** The beginning of results: the file's own byte order mark, `sep=` line and columns, then our columns. */
export function writeHeader(dialect: Dialect, columns: readonly string[]): string {
  const mark = dialect.hasBom ? "\ufeff" : "";
  if (dialect.format === "ndjson") return mark;
  const line = dialect.hasSepLine ? `sep=${dialect.delimiter}\r\n` : "";
  const names = [...columns.filter((name) => !isResultColumn(name)), ...RESULT_COLUMNS];
  return `${mark}${line}${writeCsvRow(names, dialect)}`;
}

/** A row of results in the file's own form, so that it can be uploaded again. */
export function writeResult(
  dialect: Dialect,
  columns: readonly string[],
  record: Rec | undefined,
  result: ResultCells,
): string {
  if (dialect.format === "ndjson") return `${writeJson(record?.line, result)}\n`;
  const own = columns.flatMap((name, i) => (isResultColumn(name) ? [] : [record?.cells[i] ?? ""]));
  const added = valuesOf(result).map((value) => String(value ?? ""));
  // Cells without a column come last, so that such a row is refused again instead of being read with shifted cells.
  const excess = record?.cells.slice(columns.length) ?? [];
  return writeCsvRow([...own, ...added, ...excess], dialect);
}

/** A line of CSV without formulas. */
function writeCsvRow(cells: readonly string[], { delimiter, quotesAll }: Dialect): string {
  let isFirst = true;
  const written = cells.map((text) => {
    const safe = guardFormulas(text, { isFirst });
    isFirst = delimiter === "\t" && isCellOpenAfter(text, isFirst);
    const isPlain = !quotesAll && !safe.includes(delimiter) && !/["\r\n]/.test(safe);
    return isPlain ? safe : `"${safe.replaceAll('"', '""')}"`;
  });
  return `${written.join(delimiter)}\r\n`;
}

/** A line of NDJSON with our columns after its own, whose values are unchanged. */
function writeJson(line: string | undefined, result: ResultCells): string {
  const own = line === undefined ? [] : membersOf(line);
  const values = valuesOf(result);
  const added = RESULT_COLUMNS.map((name, i) => `${JSON.stringify(name)}:${JSON.stringify(values[i])}`);
  return `{${[...own, ...added].join(",")}}`;
}

function membersOf(line: string): string[] {
  const pairs = readFlatJson(line);
  if (pairs === undefined) return [`"waymark_line":${JSON.stringify(line)}`];
  if (!pairs.some(([name]) => isResultColumn(name))) {
    const members = line.trim().slice(1, -1).trim();
    return members === "" ? [] : [members];
  }
  return pairs
    .filter(([name]) => !isResultColumn(name))
    .map(([name, value, type]) => `${JSON.stringify(name)}:${type === undefined ? JSON.stringify(value) : value}`);
}
