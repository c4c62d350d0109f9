import type { ClickRow } from "../click/index.ts";
import { NetworkError } from "../errors.ts";
import { sideOfName } from "../context.ts";
import type { ClickFacts, ConversionRow, ReasonColumns, Tables } from "../db/index.ts";
import type { Transfer } from "../ledger/index.ts";
import { transfersForAdjust, transfersFor, type MoneyFacts } from "./holdings.ts";
import type { ReasonCode } from "./reasons.ts";
import {
  claimableOf,
  isVoid,
  step,
  type ConversionEvent,
  type ConversionState,
  type Step,
  type StepRefusal,
} from "./state.ts";
import { DAY_MS } from "@waymark/contract/duration";
import type { ConversionVerb, Side } from "../words.ts";

/** One change of a conversion, with everything that must be written for it. */
export interface Change {
  readonly row: ConversionRow;
  readonly history: Tables["conversion_change"];
  readonly transfers: Transfer[];
  /** The click of which the conversion learns with this change: the traffic check looks at it. */
  click?: ClickRow;
}

/** Who changed what, when and why. */
export interface Cause {
  /** As `actorName` writes it; the other sides see its side only. */
  actor: string;
  /** What the actor wrote; every side that the conversion concerns reads it. */
  reason: string | null;
  /** Absent if none was given. */
  reasonCode?: ReasonCode | null;
  /** The receipt that brought it, or the upload with its row (`upl_…#12`). Only its owner sees it. */
  source?: string | null;
  flag?: ChangeFlag | null;
  /** Unix ms. */
  at: number;
  payoutId?: string;
}

/** `answer_changed_back`: an approval after a rejection, without the time at which the advertiser gave it. */
export const CHANGE_FLAGS = ["answer_changed_back"] as const;

export type ChangeFlag = (typeof CHANGE_FLAGS)[number];

/** The columns of a new conversion. The others follow from its changes. */
export type NewRow = Omit<
  ConversionRow,
  "claimable" | "version" | "flag" | "changed_at" | "decided_at" | keyof ReasonColumns
>;

const NO_REASONS: ReasonColumns = {
  ...{ validation_code: null, validation_reason: null, validation_by: null },
  ...{ check_code: null, check_reason: null, check_by: null },
};

/** The first change of a new conversion. */
export function begin(row: NewRow, cause: Cause): Change {
  return change(
    undefined,
    { ...row, ...NO_REASONS, flag: null, claimable: 0, version: 0, changed_at: 0, decided_at: null },
    "record",
    cause,
  );
}

/** The cause of what the network does by itself within another side's change: without that side's reason. */
export const byNetwork = (cause: Cause, reasonCode: ReasonCode | null): Cause => ({
  ...cause,
  actor: "system:check",
  reason: null,
  reasonCode,
  flag: null,
});

/** Prefix of the identity of a conversion whose order was moved to another click. */
const LOST_ORDER = "moved/";

/** Whether another conversion has taken over the order. Then this one can never be owed again. */
export const hasLostOrder = ({ identity }: ConversionRow): boolean => identity.startsWith(LOST_ORDER);

/**
 * Moves a conversion's order to another click: rejects or reverses the conversion and frees its identity (write
 * `setIdentities` with it). Throws `payment_begun` if its payment has begun, unless the caller reverses that too.
 */
export function moveOrderAway(row: ConversionRow, cause: Cause, { reversesPaid = false } = {}): Change {
  if (!isVoid(row) && !reversesPaid && (row.payment !== "none" || row.setoff !== "none"))
    throw new NetworkError(
      "payment_begun",
      "The payment of the other conversion has begun; reverse that conversion first",
    );
  const lost = { ...row, identity: LOST_ORDER + row.id };
  if (isVoid(row)) return change(stateOf(row), lost, "order_moved", cause);
  return changeOf(lost, row.validation === "approved" ? "reverse" : "reject", cause);
}

/** The state after an event, or why it is refused: also if another click has the conversion's order now. */
export const stepOf = (row: ConversionRow, event: ConversionEvent): Step =>
  needsOrder(event) && hasLostOrder(row) ? { kind: "refused", code: "transition_refused" } : step(stateOf(row), event);

const needsOrder = (event: ConversionEvent) => event === "approve" || event === "reopen";

/** The change that an event causes. Throws `transition_refused` or `payment_begun`. */
export function changeOf(
  row: ConversionRow,
  event: ConversionEvent,
  cause: Cause,
  /** When the hold of an approval ends, Unix ms. */
  availableAt = cause.at + row.hold_days * DAY_MS,
): Change {
  const before = stateOf(row);
  const outcome = stepOf(row, event);
  if (outcome.kind === "refused") throw new NetworkError(outcome.code, refusalOf(row, event, outcome.code));
  const { state } = outcome;
  const reasons = reasonsAfter(row, event, cause);
  return change(
    before,
    {
      ...row,
      validation: state.validation,
      check_state: state.check,
      // One by one: to spread a second object costs more than all the rest.
      validation_code: reasons.validation_code,
      validation_reason: reasons.validation_reason,
      validation_by: reasons.validation_by,
      check_code: reasons.check_code,
      check_reason: reasons.check_reason,
      check_by: reasons.check_by,
      flag: ANSWERS.has(event) ? (cause.flag ?? null) : row.flag,
      click_facts: state.click,
      facts_at: state.click === "awaited" ? row.facts_at : null,
      payment: state.payment,
      setoff: state.setoff,
      hold_over: state.holdOver ? 1 : 0,
      available_at: event === "approve" ? availableAt : row.available_at,
    },
    event,
    cause,
  );
}

function refusalOf(row: ConversionRow, event: ConversionEvent, code: StepRefusal): string {
  if (code === "payment_begun")
    return `${event} is refused: the payment of this conversion has begun, so it can only be reversed`;
  return needsOrder(event) && hasLostOrder(row)
    ? `${event} is refused: the order now belongs to another click`
    : `${event} is refused: validation is ${row.validation}, check is ${row.check_state}, payment is ${row.payment}`;
}

const ANSWERS: ReadonlySet<ConversionEvent> = new Set(["approve", "reject", "reverse", "reopen"]);

/** An answer replaces the reason of the answer before. The reason of a hold or a refusal stays until the release. */
function reasonsAfter(row: ConversionRow, event: ConversionEvent, cause: Cause): ReasonColumns {
  switch (event) {
    case "approve":
    case "reject":
    case "reverse":
    case "reopen":
      return withValidation(row, cause);
    case "hold":
    case "refuse":
      return givesReason(cause) || row.check_by === null
        ? withCheck(row, { code: cause.reasonCode ?? null, text: cause.reason, by: sideOfName(cause.actor) })
        : row;
    case "late_approval": // the rejection is the answer that counts, and so is its reason
      return row;
    case "release":
      return withCheck(row, { code: null, text: null, by: null });
    case "end_hold":
    case "click_known":
    case "click_missing":
    case "pay":
    case "settle":
    case "return":
    case "setoff_pay":
    case "setoff_settle":
    case "setoff_return":
      return row;
  }
}

const givesReason = ({ reason, reasonCode }: Cause) => reason !== null || (reasonCode ?? null) !== null;

const validationReason = (cause: Cause) => ({
  validation_code: cause.reasonCode ?? null,
  validation_reason: cause.reason,
  validation_by: sideOfName(cause.actor),
});

const withValidation = ({ check_code, check_reason, check_by }: ReasonColumns, cause: Cause): ReasonColumns => ({
  ...validationReason(cause),
  check_code,
  check_reason,
  check_by,
});

const withCheck = (
  { validation_code, validation_reason, validation_by }: ReasonColumns,
  { code, text, by }: { code: string | null; text: string | null; by: Side | null },
): ReasonColumns => ({
  validation_code,
  validation_reason,
  validation_by,
  check_code: code,
  check_reason: text,
  check_by: by,
});

/** Answers and amounts older than these times are stale. Unix ms. */
export type AnswerTimes = Pick<ConversionRow, "answered_at" | "amount_at">;

export const timesOf = ({ answered_at, amount_at }: AnswerTimes): AnswerTimes => ({ answered_at, amount_at });

/**
 * A repeated answer with a later time. Updates only the times from which older answers are stale, and the reason if one
 * is given. It has a version, so that an older answer applied concurrently fails.
 */
export function confirm(row: ConversionRow, times: AnswerTimes, cause: Cause): Change {
  const reasons = givesReason(cause) ? validationReason(cause) : {};
  return change(stateOf(row), { ...row, ...reasons, ...times }, "confirm", cause);
}

/** What a trusted report adds to a conversion that a visitor's browser reported: its order and when it occurred. */
export type Completion = Pick<
  ConversionRow,
  "channel" | "identity" | "once" | "order_id" | "occurred_at" | "hold_days" | "approves_at"
>;

export const completionOf = (row: Completion): Completion => ({
  channel: row.channel,
  identity: row.identity,
  once: row.once,
  order_id: row.order_id,
  occurred_at: row.occurred_at,
  hold_days: row.hold_days,
  approves_at: row.approves_at,
});

/** Adds to a conversion what a trusted report states. */
export const completed = (row: ConversionRow, completion: Completion, cause: Cause): Change =>
  change(stateOf(row), { ...row, ...completion }, "complete", cause);

/** Amount, revenue and commission of a conversion, in minor units. */
export type Worth = Pick<ConversionRow, "amount_minor" | "revenue_minor" | "commission_minor">;

/**
 * Changes the amounts of an unpaid conversion, with the transfers of the difference. Empty if they are unchanged.
 * Throws `payment_begun`.
 */
export function adjustOf(row: ConversionRow, worth: Worth, cause: Cause): Change[] {
  const isSame =
    worth.amount_minor === row.amount_minor &&
    worth.revenue_minor === row.revenue_minor &&
    worth.commission_minor === row.commission_minor;
  if (isSame) return [];
  if (row.payment !== "none" || row.setoff !== "none")
    throw new NetworkError("payment_begun", "The payment of this conversion has begun, so its amount can't be changed");
  return [change(stateOf(row), { ...row, ...worth }, "adjust", cause, factsOf(row))];
}

/** Copies what is known of the click to its conversion, permanently. */
export function copyClick(row: ConversionRow, facts: ClickFacts, cause: Cause): Change {
  return changeOf({ ...row, ...facts }, "click_known", cause);
}

/** Like `changeOf`, and ends a zero-day hold immediately. */
export function changesOf(row: ConversionRow, event: ConversionEvent, cause: Cause): Change[] {
  return endingHold([changeOf(row, event, cause)], cause);
}

/**
 * An approval whose hold ends at `availableAt` (Unix ms) instead of after the hold days. Used to take a rejection back.
 */
export function approveUntil(row: ConversionRow, availableAt: number, cause: Cause): Change[] {
  return endingHold([changeOf(row, "approve", cause, availableAt)], cause);
}

/** Ends the hold as well if it has run out after the last of these changes. */
export function endingHold(changes: readonly Change[], cause: Cause): Change[] {
  const row = changes.at(-1)?.row;
  return row === undefined ? [] : [...changes, ...endOfHold(row, cause)];
}

/** The end of a conversion's hold, if that has run out. */
export const endOfHold = (row: ConversionRow, cause: Cause): Change[] =>
  holdEnded(row, cause.at) ? [changeOf(row, "end_hold", byNetwork(cause, null))] : [];

/**
 * Whether the hold of an approved conversion has run out but is not ended yet. Its check must be clear, its second stage
 * done if it has one, and its click known.
 */
export function holdEnded(row: ConversionRow, now: number): boolean {
  return (
    row.validation === "approved" &&
    row.check_state === "clear" &&
    row.click_facts !== "awaited" &&
    row.payment === "none" &&
    row.setoff === "none" &&
    row.hold_over === 0 &&
    row.check_due !== "must" &&
    row.available_at !== null &&
    row.available_at <= now
  );
}

/** The columns that hold a conversion's state. */
export const STATE_COLUMNS = [
  ...(["validation", "check_state", "payment", "setoff", "hold_over", "click_facts"] as const),
] as const satisfies readonly (keyof ConversionRow)[];

export const stateOf = (row: Pick<ConversionRow, (typeof STATE_COLUMNS)[number]>): ConversionState => ({
  validation: row.validation,
  check: row.check_state,
  payment: row.payment,
  setoff: row.setoff,
  click: row.click_facts,
  holdOver: row.hold_over === 1,
});

/** Whether the advertiser answered, or the check refused, between these states. */
export const isDecision = (
  before: Pick<ConversionState, "validation" | "check"> | undefined,
  { validation, check }: Pick<ConversionState, "validation" | "check">,
): boolean =>
  (validation !== "pending" && validation !== before?.validation) || (check === "refused" && check !== before?.check);

/** `row` is as it is after the change, made for it alone: its version is set here. */
function change(
  before: ConversionState | undefined,
  row: ConversionRow,
  event: ConversionVerb,
  cause: Cause,
  /** Where the amounts are changed: as they were. */
  worthBefore?: MoneyFacts,
): Change {
  const state = stateOf(row);
  row.claimable = row.is_test === 1 ? 0 : claimableOf(state);
  row.version++;
  row.changed_at = cause.at;
  if (isDecision(before, state)) row.decided_at = cause.at;
  return new MadeChange(row, before, event, cause, worthBefore);
}

/** Works out what is to be written when that is asked: most decisions of a file are only shown, twice and more. */
class MadeChange implements Change {
  readonly row: ConversionRow;
  readonly #before: ConversionState | undefined;
  readonly #event: ConversionVerb;
  readonly #cause: Cause;
  readonly #worthBefore: MoneyFacts | undefined;

  constructor(
    row: ConversionRow,
    before: ConversionState | undefined,
    event: ConversionVerb,
    cause: Cause,
    worthBefore: MoneyFacts | undefined,
  ) {
    this.row = row;
    this.#before = before;
    this.#event = event;
    this.#cause = cause;
    this.#worthBefore = worthBefore;
  }

  get history(): Tables["conversion_change"] {
    const { row } = this;
    const cause = this.#cause;
    return {
      conversion_id: row.id,
      version: row.version,
      event: this.#event,
      actor: cause.actor,
      reason: cause.reason,
      reason_code: cause.reasonCode ?? null,
      source: cause.source ?? null,
      flag: cause.flag ?? null,
      changed_at: cause.at,
      validation: row.validation,
      check_state: row.check_state,
      payment: row.payment,
      setoff: row.setoff,
      hold_over: row.hold_over,
      click_facts: row.click_facts,
      revenue_minor: row.revenue_minor,
      commission_minor: row.commission_minor,
    };
  }

  get transfers(): Transfer[] {
    const { row } = this;
    const cause = this.#cause;
    const posting = { version: row.version, postedAt: cause.at, payoutId: cause.payoutId ?? null };
    return this.#worthBefore === undefined
      ? transfersFor(factsOf(row), this.#before, stateOf(row), posting)
      : transfersForAdjust(this.#worthBefore, factsOf(row), stateOf(row), posting);
  }
}

/** The part of a conversion that its transfers depend on. */
export const factsOf = (row: ConversionRow): MoneyFacts => ({
  id: row.id,
  advertiserId: row.advertiser_id,
  webmasterId: row.webmaster_id,
  currency: row.currency,
  revenueMinor: row.revenue_minor,
  commissionMinor: row.commission_minor,
  isTest: row.is_test === 1,
});
