import { writeDecimal } from "../money.ts";
import type { Entry } from "./apply.ts";
import { REASONS } from "../report/index.ts";
import { NOTES, type Part } from "./decide.ts";

const SENTENCES: Readonly<Record<string, string>> = { ...REASONS, ...NOTES };

/** The outcome of a row as a sentence. */
export function sentenceOf(entry: Entry): string {
  const note = entry.code === null ? "" : (SENTENCES[entry.code] ?? "");
  const sentence = [effectOf(entry), note].filter((text) => text !== "").join(" ");
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

/** Where the commission does not count as the advertiser's answer says. */
function countsAs({ validation, money }: Part): string {
  if (validation === "approved" && money === "pending") return ", which stays pending";
  return validation !== "rejected" && validation !== "reversed" && money === "none" ? ", of which nothing is owed" : "";
}

/**
 * A line of CSV in which a spreadsheet finds no formula: a cell that begins like one gets an apostrophe in front (OWASP,
 * CSV injection); numbers stay numbers.
 */
export const writeCsvRow = (cells: readonly string[]): string => `${cells.map(cellOf).join(",")}\r\n`;

function cellOf(text: string): string {
  const isFormula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^[+-]?\d+(?:[.,]\d+)*$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
