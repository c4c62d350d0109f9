import { PAYMENT, type PaymentEvent } from "../ledger/index.ts";
import type { Check, ClickState, Payment, Validation } from "../words.ts";

/**
 * The states of a conversion: three tables, one a question (validation, check and click; the payment's table belongs to
 * the ledger), and a fourth for the set-off of a commission that was reversed after its payment had begun. None
 * overwrites another.
 */
const VALIDATION = {
  pending: { approve: "approved", reject: "rejected" },
  approved: { reverse: "reversed", reopen: "pending" },
  rejected: { approve: "approved", reopen: "pending", late_approval: "reversed" },
  reversed: { approve: "approved", reopen: "pending" },
} as const satisfies Record<Validation, Partial<Record<ValidationEvent | "late_approval", Validation>>>;

/** Whether the advertiser's answer is that it does not count. */
export const isVoid = ({ validation }: { validation: string }): boolean =>
  validation === "rejected" || validation === "reversed";

const CHECK = {
  clear: { hold: "held" },
  held: { release: "clear", refuse: "refused" },
  refused: { release: "clear" },
} as const satisfies Record<Check, Partial<Record<CheckEvent, Check>>>;

/** The check needs the click's row: a conversion that waits for it is pending, even if the advertiser has answered. */
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
  /** The hold after the approval has ended. */
  holdOver: boolean;
}

export type Step = { kind: "changed"; state: ConversionState } | { kind: "refused"; code: StepRefusal };

/** `payment_begun`: once the payment has begun, a conversion can only be reversed. */
export type StepRefusal = "transition_refused" | "payment_begun";

/** The state after an event, or why the event is refused. */
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
 * Where an unpaid commission stands. A conversion that waits for a release or for its click is pending, even if the
 * advertiser has answered.
 */
export function effectOf({ validation, check, click, holdOver }: ConversionState) {
  if (validation === "rejected" || validation === "reversed" || check === "refused") return "void";
  if (validation === "pending" || check === "held" || click === "awaited") return "pending";
  return holdOver ? "available" : "on_hold";
}

/** +1: the next payout pays the commission. -1: the next payout deducts it, since it was paid and then reversed. */
export function claimableOf(state: ConversionState): -1 | 0 | 1 {
  const effect = effectOf(state);
  if (effect === "void") {
    if (state.payment !== "none") return state.setoff === "none" ? -1 : 0;
    return state.setoff === "none" ? 0 : 1;
  }
  return effect === "available" && state.payment === "none" ? 1 : 0;
}

/** The status of a conversion, derived from its state and not stored. */
export const CONVERSION_STATUSES = ["pending", "approved", "rejected", "reversed", "held", "paid"] as const;
export type Status = (typeof CONVERSION_STATUSES)[number];

/** The status that the API shows. */
export function statusOf({ validation, check, click, payment }: ConversionState): Status {
  if (validation === "reversed") return "reversed";
  if (validation === "rejected" || check === "refused") return "rejected";
  if (check === "held") return "held";
  if (click === "awaited") return "pending";
  return payment === "paid" ? "paid" : validation;
}

const paymentBegun = ({ payment, setoff }: ConversionState) => payment !== "none" || setoff !== "none";

/** The state with these parts changed; an undefined part means that its table has no such transition. */
function changed(
  state: ConversionState,
  parts: { [K in keyof ConversionState]?: ConversionState[K] | undefined },
): Step {
  for (const name in parts)
    if (parts[name as keyof ConversionState] === undefined) return refused("transition_refused"); // its own keys
  return { kind: "changed", state: { ...state, ...(parts as Partial<ConversionState>) } }; // no part is undefined
}

const refused = (code: StepRefusal): Step => ({ kind: "refused", code });

function pick<To extends string>(row: Partial<Record<string, To>>, event: string): To | undefined {
  return row[event];
}
