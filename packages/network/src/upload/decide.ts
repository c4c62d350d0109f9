import { completionOf, timesOf, type AnswerTimes, type Completion } from "../conversion/index.ts";
import {
  NOTES as REPORT_NOTES,
  type Decision,
  type Note as ReportNote,
  type Part,
  type Reason,
} from "../report/index.ts";
import type { Repeat } from "./same-order.ts";

export const OUTCOMES = ["create", "approve", "reject", "adjust", "unchanged", "duplicate", "error"] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Notes on rows: those of all reports, and those that only files have. */
export const NOTES = {
  ...REPORT_NOTES,
  superseded: "Another row of the file has the same order; that row counts, completed by this one.",
  summed: "Another row of the file has the same order; that row counts, with the amount of this one added.",
} as const;

export type Note = ReportNote | "superseded" | "summed";

/**
 * A decision as it is stored and shown. `before` is null if a conversion is created; both are null if nothing changes.
 */
export interface RowDecision {
  outcome: Outcome;
  /** Why the row is an error or changes nothing, or a note on its outcome. */
  code: Reason | Note | null;
  /** If the row's goal is ambiguous: the codes of the goals under which its order is recorded. */
  goals: readonly string[];
  conversionId: string | null;
  /** The conversion's version at the decision; 0 if there was none. */
  version: number;
  webmasterId: string | null;
  currency: string | null;
  before: Part | null;
  after: Part | null;
  /** Unix ms; only for a conversion to be created. */
  occurredAt: number | null;
  /** The times from which older answers are stale, before and after; null if a conversion is created. */
  times: { before: AnswerTimes; after: AnswerTimes } | null;
  /** What it adds to a conversion that a visitor's browser reported; null for others. */
  completes: Completion | null;
}

/** The decision of a row that changes nothing. */
export const NOTHING: RowDecision = {
  outcome: "unchanged",
  code: null,
  goals: [],
  conversionId: null,
  version: 0,
  webmasterId: null,
  currency: null,
  before: null,
  after: null,
  occurredAt: null,
  times: null,
  completes: null,
};

export const errorOf = (code: Reason, goals: readonly string[] = []): RowDecision => ({
  ...NOTHING,
  outcome: "error",
  code,
  goals,
});

/** The decision of a row whose order another row decides, or contradicts. */
export const repeatDecisionOf = (repeat: Exclude<Repeat, { kind: "merged" }>): RowDecision =>
  repeat.kind === "error" ? errorOf(repeat.code) : { ...NOTHING, outcome: "duplicate", code: repeat.kind };

/** A decision as a row shows it. */
export function rowDecisionOf(decision: Decision): RowDecision {
  const { kind, reason, goals, known, before, after, changes } = decision;
  if (kind === "refused" || kind === "parked") return errorOf(reason as Reason, goals); // neither has a note
  const row = changes.at(-1)?.row ?? known;
  return {
    outcome: outcomeOf(decision),
    code: reason,
    goals: [],
    conversionId: known?.id ?? null,
    version: known?.version ?? 0,
    webmasterId: row?.webmaster_id ?? null,
    currency: row?.currency ?? null,
    before,
    after,
    occurredAt: known === null ? (row?.occurred_at ?? null) : null,
    times: known === null || row === null ? null : { before: timesOf(known), after: timesOf(row) },
    completes: known === null || row?.channel === known.channel ? null : completionOf(known),
  };
}

function outcomeOf({ kind, after }: Decision): Outcome {
  switch (kind) {
    case "create":
    case "adjust":
      return kind;
    case "answer":
      return after?.validation === "approved" ? "approve" : "reject";
    case "same":
    case "stale":
      return "unchanged";
    case "parked":
    case "refused":
      return "error";
  }
}

/** Whether applying a decision changes anything visible. */
export const acts = ({ after }: Pick<RowDecision, "after">): boolean => after !== null;

/** Whether a decision is still the earlier one: the same effect on the same version of the same conversion. */
export const isSame = (earlier: RowDecision, now: RowDecision): boolean =>
  earlier.outcome === now.outcome &&
  earlier.code === now.code &&
  ((!acts(earlier) && !acts(now)) ||
    (earlier.conversionId === now.conversionId &&
      earlier.version === now.version &&
      earlier.webmasterId === now.webmasterId &&
      earlier.occurredAt === now.occurredAt &&
      isSamePart(earlier.before, now.before) &&
      isSamePart(earlier.after, now.after)));

const isSamePart = (a: Part | null, b: Part | null) =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.validation === b.validation &&
    a.money === b.money &&
    a.amountMinor === b.amountMinor &&
    a.revenueMinor === b.revenueMinor &&
    a.commissionMinor === b.commissionMinor);
