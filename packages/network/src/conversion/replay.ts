import type { ConversionRow, Tables } from "../db/index.ts";
import type { Transfer } from "../ledger/index.ts";
import { factsOf, isDecision } from "./change.ts";
import { transfersForAdjust, transfersFor } from "./holdings.ts";
import type { ConversionState } from "./state.ts";

type History = Tables["conversion_change"];

/** The transfers that a conversion's history must have posted, recalculated; `payoutId` is left out. */
export function transfersOfHistory(row: ConversionRow, history: readonly History[]): Transfer[] {
  let before: { state: ConversionState; change: History } | undefined;
  return history.flatMap((change) => {
    const state = stateOfChange(change);
    const facts = factsOf({ ...row, ...worthOfChange(change) });
    const cause = { version: change.version, postedAt: change.changed_at, payoutId: null };
    const transfers =
      change.event === "adjust" && before !== undefined
        ? transfersForAdjust(factsOf({ ...row, ...worthOfChange(before.change) }), facts, state, cause)
        : transfersFor(facts, before?.state, state, cause);
    before = { state, change };
    return transfers;
  });
}

/** Whether a history has every version without a gap, and ends in the conversion's present state. */
export function agreesWith(row: ConversionRow, history: readonly History[]): boolean {
  const last = history.at(-1);
  return (
    last !== undefined &&
    history.every(({ version }, i) => version === i + 1) &&
    (["version", "validation", "check_state", "payment", "setoff", "hold_over"] as const).every(
      (name) => last[name] === row[name],
    ) &&
    (["click_facts", "revenue_minor", "commission_minor"] as const).every((name) => last[name] === row[name]) &&
    decidedAtOf(history) === row.decided_at
  );
}

function decidedAtOf(history: readonly History[]): number | null {
  const states = history.map(stateOfChange);
  const last = history.findLast((_, i) => isDecision(states[i - 1], states[i] as ConversionState)); // of the same length
  return last?.changed_at ?? null;
}

const worthOfChange = ({ revenue_minor, commission_minor }: History) => ({ revenue_minor, commission_minor });

const stateOfChange = (change: History): ConversionState => ({
  validation: change.validation as ConversionState["validation"], // written by `change`, as the rest
  check: change.check_state as ConversionState["check"],
  payment: change.payment as ConversionState["payment"],
  setoff: change.setoff as ConversionState["setoff"],
  click: change.click_facts,
  holdOver: change.hold_over === 1,
});
