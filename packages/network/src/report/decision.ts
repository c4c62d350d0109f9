import type { Change } from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { partOf, type Part } from "./part.ts";
import type { Note, Reason } from "./reasons.ts";
import type { Report } from "./report.ts";

/** The outcome of a report. */
export interface Decision {
  /** `same`: it repeats what is known. `stale`: a newer answer counts. `parked`: the operator decides. */
  kind: "create" | "answer" | "adjust" | "same" | "stale" | "parked" | "refused";
  /** Why it is not applied, or a note on how it is. */
  reason: Reason | Note | null;
  /** If the report's goal is ambiguous: the codes of the goals under which its order is recorded. */
  goals: readonly string[];
  /** The conversion before the decision; null if one is created, or none is concerned. */
  known: ConversionRow | null;
  /** The part of it that a report may change; null like `known`. */
  before: Part | null;
  /** The same part after the decision; null if nothing visible changes. */
  after: Part | null;
  /**
   * All changes to write. A report without a visible change may still update the times from which older answers are
   * stale.
   */
  changes: Change[];
}

/** A report that is final and changes nothing. */
export const refused = (reason: Reason, of: { known?: ConversionRow; goals?: readonly string[] } = {}): Decision => ({
  ...about("refused", reason, of.known),
  goals: of.goals ?? [],
});

/** A report that contradicts its order. Its channel decides: left to the operator, or refused. */
export const contradicted = ({ channel }: Report, reason: Reason, known?: ConversionRow): Decision =>
  CHANNELS[channel].contradiction === "parked" ? parked(reason, known) : refused(reason, known && { known });

export const parked = (reason: Reason, known?: ConversionRow): Decision => about("parked", reason, known);

/** A report without a visible change; `changes` may update the times from which older answers are stale. */
export const unchanged = (
  kind: "same" | "stale",
  known: ConversionRow,
  reason: Note | null = null,
  changes: Change[] = [],
): Decision => about(kind, reason, known, changes);

/** A report that is applied by these changes, at least one. */
export function applied(
  kind: "create" | "answer" | "adjust",
  changes: Change[],
  reason: Note | null,
  known?: ConversionRow,
): Decision {
  const row = changes.at(-1)?.row;
  return about(kind, reason, known, changes, row && partOf(row));
}

const about = (
  kind: Decision["kind"],
  reason: Reason | Note | null,
  known?: ConversionRow,
  changes: Change[] = [],
  after: Part | null = null,
): Decision => ({
  kind,
  reason,
  goals: NO_GOALS,
  known: known ?? null,
  before: known === undefined ? null : partOf(known),
  after,
  changes,
});

const NO_GOALS: readonly string[] = [];
