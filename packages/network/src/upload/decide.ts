import { effectOf, stateOf, step, worthOf, type ConversionState } from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import type { ClickTreatment, Terms } from "../offer/index.ts";
import { isCurrency } from "../money.ts";
import { readAmount, type Reason } from "../report/index.ts";
import type { Row } from "./cells.ts";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { MissingPolicy } from "../words.ts";

export const OUTCOMES = ["create", "approve", "reject", "adjust", "unchanged", "duplicate", "error"] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The offer's terms at the moment of a conversion. */
export interface RowTerms extends Terms {
  currency: string;
  /** The webmaster was blocked then: the operator decides whether this is owed. */
  isHeld: boolean;
}

/** Whose click it is, by its signed click_ID. */
export interface ClickOwner {
  clickId: string;
  clickedAt: number;
  linkId: string;
  webmasterId: string;
  /** The webmaster's own. */
  holdDays: number;
}

/** What the network knows of what a row names. */
export interface RowFacts {
  click: { kind: "click"; owner: ClickOwner } | { kind: "refused"; error: "unknown_click_id" | "other_offer" } | null;
  goalId: string | undefined;
  /** Each repeat of a click counts apart, so that a click names none of them. */
  needsOrder: boolean;
  known: ConversionRow | undefined;
  /** Of the moment at which it occurred; undefined where no conversion is to be made. */
  terms: RowTerms | undefined;
  /** What the offer does with a conversion of this click; of a conversion to be made. */
  treatment: ClickTreatment | "awaited";
  uploadedAt: number;
}

/** What of a conversion a row may change. */
export interface Part {
  validation: ConversionRow["validation"];
  /** As what its commission counts: the network may hold or refuse what the advertiser has approved. */
  money: Standing;
  amountMinor: number | null;
  revenueMinor: number;
  commissionMinor: number;
}

export const STANDINGS = ["none", "pending", "approved"] as const;

/** As what a commission counts; approved is also what is on hold, available, on payment and paid. */
export type Standing = (typeof STANDINGS)[number];

/** What a row would do. `before` is null where a conversion is made, and both are null where nothing changes. */
export interface Decision {
  outcome: Outcome;
  /** Of an error, or why nothing changes or more than the outcome says. */
  code: Reason | Note | null;
  conversionId: string | null;
  /** The version that was seen; 0 where there is none yet. */
  version: number;
  webmasterId: string | null;
  currency: string | null;
  before: Part | null;
  after: Part | null;
  /** Unix ms; of a conversion to be made. */
  occurredAt: number | null;
}

export const NOTES = {
  superseded: "A later row names the same; that one counts.",
  held: "The webmaster was blocked then: the operator decides.",
  click_held: "The offer holds conversions of such clicks, as its verdict says: the operator decides.",
  click_refused: "The offer refuses conversions of such clicks, as its verdict says.",
  click_awaited: "Its click is not stored yet; without it the operator decides.",
  still_held: "The network holds it: the answer takes effect when the operator releases it.",
  still_refused: "The network has refused it: the answer takes effect only if the operator releases it.",
  amount_changed: "The amount is changed too.",
  missing: "The file does not mention it.",
  missing_kept: "The file does not mention it; it stays pending.",
  missing_approved: "The file does not mention it; you had approved it before, and it stays approved.",
  missing_paid: "The file does not mention it; its payment has begun, and it stays approved.",
  answered_meanwhile: "The file does not mention it, but it was rejected meanwhile.",
} as const;

export type Note = keyof typeof NOTES;

/** Clocks of advertisers' systems run a little off. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

const NOTHING = {
  conversionId: null,
  version: 0,
  webmasterId: null,
  currency: null,
  before: null,
  after: null,
  occurredAt: null,
} as const;

export const errorOf = (code: Reason): Decision => ({ ...NOTHING, outcome: "error", code });

export const superseded: Decision = { ...NOTHING, outcome: "duplicate", code: "superseded" };

/** What a row does to the conversion that it names, or makes. */
export function decideRow(row: Row, facts: RowFacts): Decision {
  const { click, known } = facts;
  if (facts.goalId === undefined) return errorOf("unknown_goal");
  if (click?.kind === "refused") return errorOf(click.error);
  if (facts.needsOrder && row.orderId === null) return errorOf("order_missing");
  if (row.occurred !== null && row.occurred.from > facts.uploadedAt + CLOCK_SKEW_MS) return errorOf("in_future");
  if (known !== undefined) return decideKnown(row, known, facts);
  if (click === null) return errorOf("unknown_order");
  return facts.terms === undefined ? errorOf("occurred_at_missing") : decideNew(row, click.owner, facts.terms, facts);
}

/** When a row's conversion occurred: a day without a time begins with the click where that was on it. */
export function occurredAtOf({ occurred }: Row, clickedAt: number): number | undefined {
  return occurred === null ? undefined : Math.min(Math.max(occurred.from, clickedAt), occurred.until);
}

function decideNew(row: Row, owner: ClickOwner, terms: RowTerms, facts: RowFacts): Decision {
  const occurredAt = occurredAtOf(row, owner.clickedAt);
  if (occurredAt === undefined) return errorOf("occurred_at_missing");
  if (occurredAt < owner.clickedAt - CLOCK_SKEW_MS) return errorOf("before_click");
  if (occurredAt > owner.clickedAt + terms.attributionDays * DAY_MS) return errorOf("window_passed");
  const amountMinor = amountOf(row, terms.currency);
  if (typeof amountMinor === "string") return errorOf(amountMinor);
  if (amountMinor === null && terms.revenueBps + terms.commissionBps > 0) return errorOf("amount_missing");
  const validation = row.status ?? "pending";
  return {
    outcome: "create",
    code: terms.isHeld ? "held" : NOTE_OF_TREATMENT[facts.treatment],
    conversionId: null,
    version: 0,
    webmasterId: owner.webmasterId,
    currency: terms.currency,
    before: null,
    after: {
      ...{ validation, amountMinor, ...earnings(amountMinor, terms) },
      money: standingOf({ ...NEW, validation, ...(terms.isHeld ? HELD : STATE_OF_TREATMENT[facts.treatment]) }),
    },
    occurredAt,
  };
}

const NOTE_OF_TREATMENT = {
  pay: null,
  hold: "click_held",
  refuse: "click_refused",
  awaited: "click_awaited",
} as const satisfies Record<RowFacts["treatment"], Note | null>;

const NEW = { check: "clear", click: "known", payment: "none", setoff: "none", holdOver: false } as const;

const HELD = { check: "held" } as const;

const STATE_OF_TREATMENT: Record<RowFacts["treatment"], Partial<ConversionState>> = {
  pay: {},
  hold: HELD,
  refuse: { check: "refused" },
  awaited: { click: "awaited" },
};

/** As what the commission of a conversion in such a state counts. */
function standingOf(state: ConversionState): Standing {
  const effect = effectOf(state);
  switch (effect) {
    case "void":
      return "none";
    case "pending":
      return "pending";
    case "on_hold":
    case "available":
      return "approved";
  }
}

/** What an amount costs and brings by these terms, in minor units. */
function earnings(amountMinor: number | null, terms: RowTerms) {
  const worth = worthOf(terms, amountMinor);
  return { revenueMinor: worth.revenue_minor, commissionMinor: worth.commission_minor };
}

function decideKnown(row: Row, known: ConversionRow, facts: RowFacts): Decision {
  if (facts.click?.kind === "click" && facts.click.owner.clickId !== known.click_id)
    return errorOf("order_of_another_click");
  if (row.orderId !== null && known.order_id !== null && row.orderId !== known.order_id)
    return errorOf("repeat_refused");
  const amountMinor = amountOf(row, known.currency);
  if (typeof amountMinor === "string") return errorOf(amountMinor);
  const before = partOf(known);
  const answer = answerOf(row, known.validation);
  const isVoid = before.validation === "rejected" || before.validation === "reversed";
  const staysVoid = isVoid && answer === undefined;
  const changesAmount =
    amountMinor !== null &&
    amountMinor !== known.amount_minor &&
    answer !== "reverse" &&
    answer !== "reject" &&
    !staysVoid;
  if (answer === undefined && !changesAmount) return decisionOn(known, "unchanged", null, null);
  if (changesAmount && (known.payment !== "none" || known.setoff !== "none")) return errorOf("payment_begun");
  const next = answer === undefined ? undefined : step(stateOf(known), answer);
  if (next?.kind === "refused") return errorOf(next.code);
  const state = next?.state ?? stateOf(known);
  if (changesAmount && facts.terms === undefined) return errorOf("transition_refused");
  const after: Part = {
    ...before,
    ...(changesAmount && facts.terms !== undefined && { amountMinor, ...earnings(amountMinor, facts.terms) }),
    validation: state.validation,
    money: standingOf(state),
  };
  const outcome = answer === undefined ? "adjust" : answer === "approve" ? "approve" : "reject";
  return decisionOn(
    known,
    outcome,
    stopOf(state) ?? (changesAmount && answer !== undefined ? "amount_changed" : null),
    after,
  );
}

/** What keeps an approval from taking effect. */
function stopOf({ validation, check, click }: ConversionState): Note | null {
  if (validation !== "approved") return null;
  if (check !== "clear") return check === "held" ? "still_held" : "still_refused";
  return click === "awaited" ? "click_awaited" : null;
}

/**
 * What becomes of a conversion of the period that the file does not mention. The policy answers only what its advertiser
 * has not answered: an approval is an answer of its own, and stays until a row takes it back.
 */
export function decideMissing(known: ConversionRow, policy: MissingPolicy): Decision {
  if (known.validation === "approved")
    return decisionOn(known, "unchanged", known.payment === "none" ? "missing_approved" : "missing_paid", null);
  if (known.validation !== "pending") return decisionOn(known, "unchanged", "answered_meanwhile", null);
  if (policy === "keep") return decisionOn(known, "unchanged", "missing_kept", null);
  const next = step(stateOf(known), policy);
  if (next.kind === "refused") return errorOf(next.code);
  return decisionOn(known, policy, "missing", {
    ...partOf(known),
    validation: next.state.validation,
    money: standingOf(next.state),
  });
}

const decisionOn = (known: ConversionRow, outcome: Outcome, code: Note | null, after: Part | null): Decision => ({
  outcome,
  code,
  conversionId: known.id,
  version: known.version,
  webmasterId: known.webmaster_id,
  currency: known.currency,
  before: partOf(known),
  after,
  occurredAt: null,
});

export const partOf = (row: ConversionRow): Part => ({
  validation: row.validation,
  money: standingOf(stateOf(row)),
  amountMinor: row.amount_minor,
  revenueMinor: row.revenue_minor,
  commissionMinor: row.commission_minor,
});

/** Minor units of a row's amount, null where it has none. */
function amountOf({ amount, currency }: Row, expected: string): number | null | Reason {
  if (currency !== null && !isCurrency(currency)) return "bad_currency";
  if (currency !== null && currency !== expected) return "currency_differs";
  if (amount === null) return null;
  const reading = readAmount(amount, expected);
  return reading.kind === "fault" ? reading.reason : reading.amountMinor;
}

/** The step that a status asks for; undefined where it asks for nothing new. */
function answerOf(
  { status }: Row,
  validation: ConversionRow["validation"],
): "approve" | "reverse" | "reject" | undefined {
  if (status === "approved" && validation !== "approved") return "approve";
  if (status === "rejected" && validation === "approved") return "reverse";
  if (status === "rejected" && validation === "pending") return "reject";
  return undefined;
}

/** Whether a decision changes anything when it is applied. */
export const acts = ({ after }: Decision): boolean => after !== null;

/** Whether a decision is still the earlier one: the same effect on the same version of the same conversion. */
export const isSame = (earlier: Decision, now: Decision): boolean =>
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
