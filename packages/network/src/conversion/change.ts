import { NetworkError } from "../errors.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import type { Transfer } from "../ledger/index.ts";
import { transfersFor, type MoneyFacts } from "./holdings.ts";
import { claimableOf, step, type ConversionEvent, type ConversionState } from "./state.ts";

/** One step of a conversion's life with everything that must be written for it. */
export interface Change {
  row: ConversionRow;
  history: Tables["conversion_change"];
  transfers: Transfer[];
}

/** Who changed what, when and why. */
export interface Cause {
  actor: string;
  reason: string | null;
  /** Unix ms. */
  at: number;
  payoutId?: string;
}

const DAY_MS = 86_400_000;

/** A new conversion's first change. */
export function begin(row: Omit<ConversionRow, "claimable" | "version">, cause: Cause): Change {
  return change(undefined, { ...row, claimable: 0, version: 0 }, "record", cause);
}

/** What an event makes of a conversion. Throws `transition_refused` or `payment_begun`. */
export function changeOf(row: ConversionRow, event: ConversionEvent, cause: Cause): Change {
  const before = stateOf(row);
  const outcome = step(before, event);
  if (outcome.kind === "refused")
    throw new NetworkError(
      outcome.code,
      outcome.code === "payment_begun"
        ? `${event} is refused: the payment of this conversion has begun, it can only be reversed`
        : `${event} is refused: validation is ${row.validation}, check is ${row.check_state}, payment is ${row.payment}`,
    );
  const { state } = outcome;
  const approvedNow = event === "approve";
  return change(
    before,
    {
      ...row,
      validation: state.validation,
      check_state: state.check,
      payment: state.payment,
      setoff: state.setoff,
      hold_over: state.holdOver ? 1 : 0,
      available_at: approvedNow ? cause.at + row.hold_days * DAY_MS : row.available_at,
    },
    event,
    cause,
  );
}

/** The change, with a hold of no days ended at once where it begins. */
export function changesOf(row: ConversionRow, event: ConversionEvent, cause: Cause): Change[] {
  const first = changeOf(row, event, cause);
  return holdEnded(first.row, cause.at)
    ? [first, changeOf(first.row, "end_hold", { ...cause, reason: null })]
    : [first];
}

/** Other amounts, in minor units, of a conversion; its state stays. Throws `payment_begun`. */
export function adjustmentOf(
  row: ConversionRow,
  amounts: Pick<ConversionRow, "amount_minor" | "revenue_minor" | "commission_minor">,
  cause: Cause,
): Change {
  if (row.payment !== "none" || row.setoff !== "none")
    throw new NetworkError("payment_begun", "The payment of this conversion has begun: its amount stays");
  const made = change(stateOf(row), { ...row, ...amounts }, "adjust", cause);
  const difference = {
    ...factsOf(made.row),
    revenueMinor: amounts.revenue_minor - row.revenue_minor,
    commissionMinor: amounts.commission_minor - row.commission_minor,
  };
  // The difference goes where a conversion that begins in this state would put the whole.
  const transfers = transfersFor(difference, undefined, stateOf(row), {
    version: made.row.version,
    postedAt: cause.at,
    payoutId: null,
  });
  return { ...made, transfers };
}

/** An approved, unheld conversion whose hold has run out but has not been ended. */
export function holdEnded(row: ConversionRow, now: number): boolean {
  return (
    row.validation === "approved" &&
    row.check_state === "clear" &&
    row.payment === "none" &&
    row.setoff === "none" &&
    row.hold_over === 0 &&
    row.available_at !== null &&
    row.available_at <= now
  );
}

export const stateOf = (row: ConversionRow): ConversionState => ({
  validation: row.validation,
  check: row.check_state,
  payment: row.payment,
  setoff: row.setoff,
  holdOver: row.hold_over === 1,
});

function change(before: ConversionState | undefined, row: ConversionRow, event: string, cause: Cause): Change {
  const after = stateOf(row);
  const version = row.version + 1;
  return {
    row: { ...row, claimable: claimableOf(after), version },
    history: {
      conversion_id: row.id,
      version,
      event,
      actor: cause.actor,
      reason: cause.reason,
      changed_at: cause.at,
      validation: row.validation,
      check_state: row.check_state,
      payment: row.payment,
      setoff: row.setoff,
      hold_over: row.hold_over,
    },
    transfers: transfersFor(factsOf(row), before, after, {
      version,
      postedAt: cause.at,
      payoutId: cause.payoutId ?? null,
    }),
  };
}

const factsOf = (row: ConversionRow): MoneyFacts => ({
  id: row.id,
  advertiserId: row.advertiser_id,
  webmasterId: row.webmaster_id,
  currency: row.currency,
  revenueMinor: row.revenue_minor,
  commissionMinor: row.commission_minor,
});
