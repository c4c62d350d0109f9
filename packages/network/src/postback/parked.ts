import { adjustOf, loseOrder, worthOf, type Cause, type Change } from "../conversion/index.ts";
import { NetworkError } from "../errors.ts";
import { writeDecimal } from "../money.ts";
import { decideReport, SENTENCES, type Decision, type Reason, type Report, type ReportFacts } from "../report/index.ts";

/** Why a postback waits for a person. */
type ParkedReason = Extract<Reason, "amount_differs" | "currency_differs" | "order_of_another_click">;

/** Who resolves a parked postback, and how. Documented in docs/advertisers.md. */
export const RESOLVERS = {
  /** Its amount is the order's amount, and its status is applied. */
  accept: ["advertiser", "operator"],
  /** The order belongs to its click; the conversion of the other click becomes void. */
  attribute: ["operator"],
  /** It changes nothing. */
  dismiss: ["advertiser", "operator"],
} as const;

export type ResolutionVerb = keyof typeof RESOLVERS;

/** What resolves what. */
const RESOLVES: Readonly<Record<ParkedReason, readonly ResolutionVerb[]>> = {
  amount_differs: ["accept", "dismiss"],
  currency_differs: ["accept", "dismiss"],
  order_of_another_click: ["attribute", "dismiss"],
};

export const resolves = (verb: ResolutionVerb, reason: string | null): boolean =>
  reason !== null && Object.hasOwn(RESOLVES, reason) && RESOLVES[reason as ParkedReason].includes(verb); // hasOwn

/** A parked postback as a report, with what the network knows of it. */
export interface Parked {
  report: Report;
  facts: ReportFacts;
}

/** What a resolution changes. */
export interface Resolved {
  changes: Change[];
  conversionId: string | null;
  /** The conversion that gives up the order. */
  lost: Change | null;
}

/**
 * The order has this amount (minor units of the goal's currency), and the status of the postback is applied to it; an
 * order that was not recorded is recorded. Throws `payment_begun`, `transition_refused`.
 */
export function decideAccept({ report, facts }: Parked, amountMinor: number, cause: Cause): Resolved {
  const { known, goal } = facts;
  const bare = { ...report, amount: null, currency: null };
  if (known === undefined) {
    const text = writeDecimal({ amountMinor, currency: goal.currency });
    const amount = { text, isNumber: true, decimalSeparator: null };
    const changes = applied(decideReport({ ...bare, amount }, facts));
    return { changes, conversionId: changes[0]?.row.id ?? null, lost: null };
  }
  const terms = facts.termsAt(known.webmaster_id, known.occurred_at);
  const adjusted = adjustOf(known, worthOf(terms, amountMinor), cause);
  const answered = decideReport(bare, { ...facts, known: adjusted.at(-1)?.row ?? known });
  return { changes: [...adjusted, ...applied(answered)], conversionId: known.id, lost: null };
}

/**
 * The conversion of the other click is rejected or reversed and gives its order up to this postback. Throws
 * `payment_begun` where it is being paid or was paid, `transition_refused` where the order is this click's already.
 */
export function loseToParked({ report, facts: { known } }: Parked, cause: Cause): Change | null {
  if (known !== undefined && known.click_id === report.clickId)
    throw new NetworkError("transition_refused", "The order is recorded for this click already; replay the postback");
  return known === undefined ? null : loseOrder(known, { ...cause, reasonCode: "other_click" });
}

/**
 * The order belongs to the click of this postback, which records its own conversion; `facts` are known once the other
 * has given the order up. Throws `transition_refused` where it can't be recorded, as after the attribution window.
 */
export function decideAttribute({ report, facts }: Parked, lost: Change | null): Resolved {
  const decision = decideReport(report, facts);
  if (decision.kind !== "create") throw notApplied(decision);
  return { changes: decision.changes, conversionId: decision.changes[0]?.row.id ?? null, lost };
}

/** The changes of a decision that was applied, or had nothing left to apply. */
function applied(decision: Decision): Change[] {
  if (decision.kind === "refused" || decision.kind === "parked") throw notApplied(decision);
  return decision.changes;
}

const notApplied = ({ reason }: Decision) =>
  new NetworkError(
    "transition_refused",
    reason === null
      ? "The postback would change nothing"
      : `The postback can't be applied (${reason}): ${SENTENCES[reason]}`,
  );
