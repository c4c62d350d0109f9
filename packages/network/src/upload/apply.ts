import { decodeBase32 } from "@waymark/contract/base32";
import { sortedId } from "@waymark/contract/sorted-id";
import {
  adjustOf,
  approveUntil,
  changesOf,
  hasLostOrder,
  revertCompletion,
  type Cause,
  type Change,
  type ReasonCode,
} from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { partOf, type Part } from "../report/index.ts";
import { NOTHING, type RowDecision } from "./decide.ts";

/** The decision and outcome of a row. Row 0 is a conversion that the file does not mention. */
export interface Entry extends RowDecision {
  row: number;
  reason: string | null;
  reasonCode: ReasonCode | null;
  /** The deciding row of the same order, if another row decides. */
  otherRow?: number;
  /** The decision differs from the previewed one and waits for another commit. */
  changed: boolean;
  applied: boolean;
  undone: Undone | null;
}

/** The fields that a stored entry may lack. */
const EMPTY: Entry = {
  ...NOTHING,
  ...{ row: 0, reason: null, reasonCode: null, changed: false, applied: false, undone: null },
};

/** An entry as it is stored: most fields of most rows are empty, and would be most of the bytes. */
export function writeEntry(entry: Entry): Partial<Entry> {
  const stored: Partial<Entry> = { row: entry.row, outcome: entry.outcome, code: entry.code };
  if (entry.goals.length > 0) stored.goals = entry.goals;
  if (entry.conversionId !== null) stored.conversionId = entry.conversionId;
  if (entry.version !== 0) stored.version = entry.version;
  if (entry.webmasterId !== null) stored.webmasterId = entry.webmasterId;
  if (entry.currency !== null) stored.currency = entry.currency;
  if (entry.before !== null) stored.before = entry.before;
  if (entry.after !== null) stored.after = entry.after;
  if (entry.occurredAt !== null) stored.occurredAt = entry.occurredAt;
  if (entry.times !== null) stored.times = entry.times;
  if (entry.completes !== null) stored.completes = entry.completes;
  if (entry.reason !== null) stored.reason = entry.reason;
  if (entry.reasonCode !== null) stored.reasonCode = entry.reasonCode;
  if (entry.otherRow !== undefined) stored.otherRow = entry.otherRow;
  if (entry.changed) stored.changed = true;
  if (entry.applied) stored.applied = true;
  if (entry.undone !== null) stored.undone = entry.undone;
  return stored;
}

export const readEntry = (stored: Partial<Entry>): Entry => ({ ...EMPTY, ...stored });

/** Outcomes of an undo: undone; kept because its payment has begun; kept because it was changed since. */
export const UNDONE = ["undone", "kept_paid", "kept_changed"] as const;
export type Undone = (typeof UNDONE)[number];

/**
 * The conversion ids of an upload's rows. They sort by the time of the upload, then by the row, so a retry creates each
 * conversion once.
 */
export function conversionIdsOf(uploadId: string, createdAt: number): (row: number) => string {
  const bytes = new Uint8Array(10);
  // Six random bytes of the upload's id, after its five bytes of time, distinguish uploads of one second.
  bytes.set(decodeBase32(uploadId.slice(uploadId.indexOf("_") + 1))?.subarray(5, 11) ?? []);
  return (row) => {
    for (let i = 9, rest = row; i >= 6; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    return sortedId("cnv", createdAt, bytes);
  };
}

/**
 * Undoes an applied decision by new changes, never by deletion. Keeps a conversion that was changed or confirmed by
 * another report since, and one whose payment has begun unless `reversesPaid`.
 */
export function undoOf(
  entry: Entry,
  known: ConversionRow | undefined,
  { reversesPaid, isConfirmed }: { reversesPaid: boolean; isConfirmed: boolean },
  cause: Cause,
): { undone: Undone; changes: Change[] } {
  const kept = (undone: Undone) => ({ undone, changes: [] });
  const { before, after } = entry;
  if (known === undefined || after === null || hasLostOrder(known)) return kept("kept_changed");
  if (isConfirmed || known.validation !== after.validation || differs(known, after)) return kept("kept_changed");
  if (known.payment !== "none" || known.setoff !== "none") {
    const isReversible = reversesPaid && known.validation === "approved" && entry.outcome !== "adjust";
    return isReversible ? { undone: "undone", changes: changesOf(known, "reverse", cause) } : kept("kept_paid");
  }
  const row = withTimesBefore(known, entry.times);
  const back = before === null ? [] : adjustOf(row, amountsOf(before), cause);
  const answered = changesOfUndo(back.at(-1)?.row ?? row, before, after, cause);
  const made = [...back, ...answered];
  const completed = entry.completes === null ? [] : revertCompletion(made.at(-1)?.row ?? row, entry.completes, cause);
  return { undone: "undone", changes: [...made, ...completed] };
}

/** Restores the times from which older answers are stale, unless another report has set them since. */
function withTimesBefore(row: ConversionRow, times: Entry["times"]): ConversionRow {
  const isSame = times?.after.answered_at === row.answered_at && times.after.amount_at === row.amount_at;
  return isSame ? { ...row, ...times.before } : row;
}

function changesOfUndo(known: ConversionRow, before: Part | null, after: Part, cause: Cause): Change[] {
  const wasVoid = before === null || before.validation === "rejected" || before.validation === "reversed";
  if (before?.validation === after.validation) return [];
  if (wasVoid) {
    if (after.validation === "approved") return changesOf(known, "reverse", cause);
    return after.validation === "pending" ? changesOf(known, "reject", cause) : [];
  }
  if (before.validation === "pending") return changesOf(known, "reopen", cause);
  // Approved before: the hold ends at its original time, so the money returns to where it was.
  return known.available_at === null
    ? changesOf(known, "approve", cause)
    : approveUntil(known, known.available_at, cause);
}

const differs = (row: ConversionRow, part: Part) => {
  const own = partOf(row);
  return (
    own.amountMinor !== part.amountMinor ||
    own.revenueMinor !== part.revenueMinor ||
    own.commissionMinor !== part.commissionMinor
  );
};

const amountsOf = (part: Part) => ({
  amount_minor: part.amountMinor,
  revenue_minor: part.revenueMinor,
  commission_minor: part.commissionMinor,
});

/** The preview of a chunk: rows by outcome, and the changes of money by webmaster. */
export interface Summary {
  outcomes: Partial<Record<RowDecision["outcome"], number>>;
  errors: Record<string, number>;
  /** Rows that would change something and are not applied yet. */
  open: number;
  /** Those of them that differ from the earlier preview. */
  changed: number;
  applied: number;
  undone: number;
  keptPaid: number;
  keptChanged: number;
  money: MoneyLine[];
  /** By how much the rows that are not applied yet raise commissions, by currency. */
  raised: RaisedLine[];
  missing: MissingLine[];
}

export interface RaisedLine {
  currency: string;
  raisedMinor: bigint;
}

/** A webmaster's conversions of the period that a complete file does not mention. Minor units as they count before. */
export interface MissingLine {
  webmasterId: string;
  currency: string;
  rows: number;
  /** Those of them that the advertiser had approved before; the policy does not change them. */
  approvedRows: number;
  pendingMinor: bigint;
  approvedMinor: bigint;
  revenuePendingMinor: bigint;
  revenueApprovedMinor: bigint;
}

/**
 * Changes of a webmaster's commissions, and of what the advertiser owes for them, in minor units. They count with their
 * real effect: approving what the network holds moves nothing to approved.
 */
export interface MoneyLine {
  webmasterId: string;
  currency: string;
  rows: number;
  /** Of them, those that were applied. */
  appliedRows: number;
  pendingMinor: bigint;
  approvedMinor: bigint;
  revenuePendingMinor: bigint;
  revenueApprovedMinor: bigint;
}

export const emptySummary = (): Summary => ({
  outcomes: {},
  errors: {},
  open: 0,
  changed: 0,
  applied: 0,
  undone: 0,
  keptPaid: 0,
  keptChanged: 0,
  money: [],
  raised: [],
  missing: [],
});

export function summaryOf(entries: readonly Entry[]): Summary {
  const summary = emptySummary();
  const lines = new Map<string, MoneyLine>();
  const raised = new Map<string, RaisedLine>();
  const missing = new Map<string, MissingLine>();
  for (const entry of entries) {
    const { outcome, code } = entry;
    summary.outcomes[outcome] = (summary.outcomes[outcome] ?? 0) + 1;
    if (outcome === "error" && code !== null) summary.errors[code] = (summary.errors[code] ?? 0) + 1;
    if (entry.undone === "undone") summary.undone++;
    if (entry.undone === "kept_paid") summary.keptPaid++;
    if (entry.undone === "kept_changed") summary.keptChanged++;
    if (entry.row === 0 && entry.before !== null) addMissing(missing, entry, entry.before);
    if (entry.after === null) continue;
    if (entry.applied) summary.applied++;
    else summary.open++;
    if (entry.changed) summary.changed++;
    addTo(lines, entry, entry.before, entry.after);
    const raise = entry.after.commissionMinor - (entry.before?.commissionMinor ?? 0);
    if (!entry.applied && entry.currency !== null && raise > 0) addRaise(raised, entry.currency, BigInt(raise));
  }
  return { ...summary, money: [...lines.values()], raised: [...raised.values()], missing: [...missing.values()] };
}

function addRaise(lines: Map<string, RaisedLine>, currency: string, minor: bigint) {
  lines.set(currency, { currency, raisedMinor: (lines.get(currency)?.raisedMinor ?? 0n) + minor });
}

function addTo(
  lines: Map<string, MoneyLine>,
  { webmasterId, currency, applied }: Entry,
  before: Part | null,
  after: Part,
) {
  if (webmasterId === null || currency === null) return;
  const line = lineOf(lines, webmasterId, currency, () => ({ ...NO_MONEY, webmasterId, currency, appliedRows: 0 }));
  line.rows++;
  if (applied) line.appliedRows++;
  addPart(line, before, -1n);
  addPart(line, after, 1n);
}

function addMissing(lines: Map<string, MissingLine>, { webmasterId, currency }: Entry, before: Part) {
  if (webmasterId === null || currency === null) return;
  const line = lineOf(lines, webmasterId, currency, () => ({ ...NO_MONEY, webmasterId, currency, approvedRows: 0 }));
  line.rows++;
  if (before.validation === "approved") line.approvedRows++;
  addPart(line, before, 1n);
}

type Minors = Pick<MoneyLine, "pendingMinor" | "approvedMinor" | "revenuePendingMinor" | "revenueApprovedMinor">;
type CountedLine = Minors & { rows: number };

function addPart(line: Minors, part: Part | null, sign: 1n | -1n) {
  if (part?.money === "pending") {
    line.pendingMinor += sign * BigInt(part.commissionMinor);
    line.revenuePendingMinor += sign * BigInt(part.revenueMinor);
  }
  if (part?.money === "approved") {
    line.approvedMinor += sign * BigInt(part.commissionMinor);
    line.revenueApprovedMinor += sign * BigInt(part.revenueMinor);
  }
}

const NO_MONEY = { rows: 0, pendingMinor: 0n, approvedMinor: 0n, revenuePendingMinor: 0n, revenueApprovedMinor: 0n };

/** The line of a webmaster and a currency; `empty` makes the first. */
function lineOf<Line>(lines: Map<string, Line>, webmasterId: string, currency: string, empty: () => Line): Line {
  const key = `${currency} ${webmasterId}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const line = empty();
  lines.set(key, line);
  return line;
}

/** Merges the summaries of all chunks. */
export function mergeSummaries(summaries: readonly Summary[]): Summary {
  const sum = emptySummary();
  const lines = new Map<string, MoneyLine>();
  const raised = new Map<string, RaisedLine>();
  const missing = new Map<string, MissingLine>();
  for (const part of summaries) {
    for (const [outcome, count] of Object.entries(part.outcomes) as [RowDecision["outcome"], number][])
      sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + count;
    for (const [code, count] of Object.entries(part.errors)) sum.errors[code] = (sum.errors[code] ?? 0) + count;
    for (const name of ["open", "changed", "applied", "undone", "keptPaid", "keptChanged"] as const)
      sum[name] += part[name];
    for (const line of part.money) {
      const { webmasterId, currency } = line;
      const total = lineOf(lines, webmasterId, currency, () => ({
        ...NO_MONEY,
        webmasterId,
        currency,
        appliedRows: 0,
      }));
      addLine(total, line);
      total.appliedRows += line.appliedRows;
    }
    for (const { currency, raisedMinor } of part.raised) addRaise(raised, currency, raisedMinor);
    for (const line of part.missing) {
      const { webmasterId, currency } = line;
      const total = lineOf(missing, webmasterId, currency, () => ({
        ...NO_MONEY,
        webmasterId,
        currency,
        approvedRows: 0,
      }));
      addLine(total, line);
      total.approvedRows += line.approvedRows;
    }
  }
  return { ...sum, money: [...lines.values()], raised: [...raised.values()], missing: [...missing.values()] };
}

/** The sum of all webmasters in a currency. */
export function totalOf(currency: string, lines: readonly CountedLine[]): CountedLine & { currency: string } {
  const total = { ...NO_MONEY, currency };
  for (const line of lines) addLine(total, line);
  return total;
}

function addLine(total: CountedLine, line: CountedLine) {
  total.rows += line.rows;
  total.pendingMinor += line.pendingMinor;
  total.approvedMinor += line.approvedMinor;
  total.revenuePendingMinor += line.revenuePendingMinor;
  total.revenueApprovedMinor += line.revenueApprovedMinor;
}

/** As JSON with sums as text, since they can be of any size. */
export const writeSummary = (summary: Summary): string =>
  JSON.stringify(summary, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));

/** Reads the JSON of `writeSummary`. An earlier one lacks what was added since. */
export const readSummary = (json: string): Summary => ({
  ...emptySummary(),
  ...(JSON.parse(json, (name, value: string) => (name.endsWith("Minor") ? BigInt(value) : value)) as Summary),
});
