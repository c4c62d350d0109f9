import { PAYMENT, type PaymentEvent } from "../ledger/index.ts";
import type { Check, ClickState, Payment, Validation } from "../words.ts";

/**
 * A conversion's three questions, a table each (docs: "two answers and a payment"; that of payment is the ledger's), and
 * a fourth like the third: the set-off of a commission that was reversed after its payment had begun. None overwrites
 * another.
 */
const VALIDATION = {
  pending: { approve: "approved", reject: "rejected" },
  approved: { reverse: "reversed", reopen: "pending" },
  rejected: { approve: "approved", reopen: "pending", late_approval: "reversed" },
  reversed: { approve: "approved", reopen: "pending" },
} as const satisfies Record<Validation, Partial<Record<ValidationEvent | "late_approval", Validation>>>;

const CHECK = {
  clear: { hold: "held" },
  held: { release: "clear", refuse: "refused" },
  refused: { release: "clear" },
} as const satisfies Record<Check, Partial<Record<CheckEvent, Check>>>;

/** The click's row is the base of the check: what waits for it is pending, whatever anybody said. */
const CLICK = {
  awaited: { click_known: "known", click_missing: "missing" },
  known: {},
  missing: {},
} as const satisfies Record<ClickState, Partial<Record<ClickEvent, ClickState>>>;

export type ValidationEvent = "approve" | "reject" | "reverse" | "reopen";
export type CheckEvent = "hold" | "release" | "refuse";
export type ClickEvent = "click_known" | "click_missing";
export type SetoffEvent = `setoff_${PaymentEvent}`;
export type ConversionEvent =
  | ValidationEvent
  | "late_approval"
  | CheckEvent
  | ClickEvent
  | PaymentEvent
  | SetoffEvent
  | "end_hold";

export interface ConversionState {
  validation: Validation;
  check: Check;
  payment: Payment;
  setoff: Payment;
  click: ClickState;
  /** The hold after approval has run out. */
  holdOver: boolean;
}

export type Step = { kind: "changed"; state: ConversionState } | { kind: "refused"; code: StepRefusal };

/** `payment_begun`: once payment has begun, an answer can only be reversed. */
export type StepRefusal = "transition_refused" | "payment_begun";

/** What an event makes of a state, or why it can't. */
export function step(state: ConversionState, event: ConversionEvent): Step {
  switch (event) {
    case "approve":
    case "reject":
    case "reverse":
    case "reopen":
    case "late_approval":
      if (event !== "reverse" && paymentBegun(state)) return refused("payment_begun");
      return changed(state, { validation: pick(VALIDATION[state.validation], event), holdOver: false });
    case "hold":
    case "release":
    case "refuse":
      if (paymentBegun(state)) return refused("payment_begun");
      return changed(state, { check: pick(CHECK[state.check], event) });
    case "click_known":
    case "click_missing":
      return changed(state, { click: pick(CLICK[state.click], event) });
    case "end_hold":
      return changed(state, { holdOver: effectOf(state) === "on_hold" ? true : undefined });
    case "pay":
      return changed(state, { payment: claimableOf(state) === 1 ? pick(PAYMENT[state.payment], event) : undefined });
    case "settle":
    case "return":
      return changed(state, { payment: pick(PAYMENT[state.payment], event) });
    case "setoff_pay":
      return changed(state, { setoff: claimableOf(state) === -1 ? pick(PAYMENT[state.setoff], "pay") : undefined });
    case "setoff_settle":
      return changed(state, { setoff: pick(PAYMENT[state.setoff], "settle") });
    case "setoff_return":
      return changed(state, { setoff: pick(PAYMENT[state.setoff], "return") });
  }
}

/**
 * Where an unpaid commission is. A conversion that waits for a release or for its click's row is pending, whatever its
 * advertiser said.
 */
export function effectOf({ validation, check, click, holdOver }: ConversionState) {
  if (validation === "rejected" || validation === "reversed" || check === "refused") return "void";
  if (validation === "pending" || check === "held" || click === "awaited") return "pending";
  return holdOver ? "available" : "on_hold";
}

/** +1: the next payout pays the commission. -1: it sets off one that was paid and then reversed. */
export function claimableOf(state: ConversionState): -1 | 0 | 1 {
  const effect = effectOf(state);
  if (effect === "void") {
    if (state.payment !== "none") return state.setoff === "none" ? -1 : 0;
    return state.setoff === "none" ? 0 : 1;
  }
  return effect === "available" && state.payment === "none" ? 1 : 0;
}

/** What a conversion is called: none of these is stored. */
export const CONVERSION_STATUSES = ["pending", "approved", "rejected", "reversed", "held", "paid"] as const;
export type Status = (typeof CONVERSION_STATUSES)[number];

/** The one word shown to people. */
export function statusOf({ validation, check, click, payment }: ConversionState): Status {
  if (validation === "reversed") return "reversed";
  if (validation === "rejected" || check === "refused") return "rejected";
  if (check === "held") return "held";
  if (click === "awaited") return "pending";
  return payment === "paid" ? "paid" : validation;
}

const paymentBegun = ({ payment, setoff }: ConversionState) => payment !== "none" || setoff !== "none";

/** The state with these parts changed; an undefined part means that its table has no such step. */
function changed(
  state: ConversionState,
  parts: { [K in keyof ConversionState]?: ConversionState[K] | undefined },
): Step {
  if (Object.values(parts).includes(undefined)) return refused("transition_refused");
  return { kind: "changed", state: { ...state, ...(parts as Partial<ConversionState>) } }; // no part is undefined
}

const refused = (code: StepRefusal): Step => ({ kind: "refused", code });

function pick<To extends string>(row: Partial<Record<string, To>>, event: string): To | undefined {
  return row[event];
}
