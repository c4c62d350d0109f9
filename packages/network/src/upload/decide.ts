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

/** What is said of rows besides their outcome: what is said of any report, and what only a file has. */
export const NOTES = {
  ...REPORT_NOTES,
  superseded: "Another row of the file has the same order; that row counts, completed by this one.",
  summed: "Another row of the file has the same order; that row counts, with the amount of this one added.",
} as const;

export type Note = ReportNote | "superseded" | "summed";

/** A decision as it is kept and shown. `before` is null where a conversion is created, both where nothing changes. */
export interface RowDecision {
  outcome: Outcome;
  /** Of an error, or why nothing changes or more than the outcome says. */
  code: Reason | Note | null;
  /** Codes of the goals under which an order is recorded that the row does not tell. */
  goals: readonly string[];
  conversionId: string | null;
  /** The version that was seen; 0 where there is none yet. */
  version: number;
  webmasterId: string | null;
  currency: string | null;
  before: Part | null;
  after: Part | null;
  /** Unix ms; of a conversion to be created. */
  occurredAt: number | null;
  /** From when on older answers are stale, before it and after; null where a conversion is created. */
  times: { before: AnswerTimes; after: AnswerTimes } | null;
  /** What it completes, as a visitor's browser had reported it; else null. */
  completes: Completion | null;
}

const NOTHING: RowDecision = {
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

/** What becomes of a row whose order another row stands for, or contradicts. */
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

/** Whether a decision changes anything that is shown when it is applied. */
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
