import type { Change } from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { partOf, type Part } from "./part.ts";
import type { Note, Reason } from "./reasons.ts";
import type { Report } from "./report.ts";

/** What becomes of a report. */
export interface Decision {
  /** `same`: it says what is known. `stale`: a newer answer counts. `parked`: the operator decides. */
  kind: "create" | "answer" | "adjust" | "same" | "stale" | "parked" | "refused";
  /** Why it is not applied, or what else is to be said of it. */
  reason: Reason | Note | null;
  /** Of an order that is not told: the codes of the goals under which it is recorded. */
  goals: readonly string[];
  /** The conversion as it was found; null where one is created, or none is concerned. */
  known: ConversionRow | null;
  /** What of it the report may change; null as `known`. */
  before: Part | null;
  /** The same once the decision is applied; null where that changes nothing that is to be seen. */
  after: Part | null;
  /** All that applying it writes. A report that changes nothing else may change from when older answers are stale. */
  changes: Change[];
}

const NOTHING = { reason: null, goals: [], known: null, before: null, after: null, changes: [] } as const;

/** A report that is final and changes nothing. */
export const refused = (reason: Reason, of: { known?: ConversionRow; goals?: readonly string[] } = {}): Decision => ({
  ...about(of.known),
  kind: "refused",
  reason,
  goals: of.goals ?? [],
});

/** A report that contradicts its order: the operator decides, or it is final, by its channel. */
export const contradicted = ({ channel }: Report, reason: Reason, known?: ConversionRow): Decision =>
  CHANNELS[channel].contradiction === "parked" ? parked(reason, known) : refused(reason, known && { known });

export const parked = (reason: Reason, known?: ConversionRow): Decision => ({
  ...about(known),
  kind: "parked",
  reason,
});

/** A report that changes nothing to be seen; `changes` may note from when older answers are stale. */
export const unchanged = (
  kind: "same" | "stale",
  known: ConversionRow,
  reason: Note | null = null,
  changes: Change[] = [],
): Decision => ({ ...about(known), kind, reason, changes });

/** A report that is applied by these changes, of which there is one at least. */
export function applied(
  kind: "create" | "answer" | "adjust",
  changes: Change[],
  reason: Note | null,
  known?: ConversionRow,
): Decision {
  const row = changes.at(-1)?.row;
  return { ...about(known), kind, reason, after: row === undefined ? null : partOf(row), changes };
}

const about = (known: ConversionRow | undefined): Decision => ({
  ...{ ...NOTHING, kind: "same", changes: [] },
  ...(known !== undefined && { known, before: partOf(known) }),
});
