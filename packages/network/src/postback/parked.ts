import { adjustOf, moveOrderAway, raiseOf, worthOf, type Cause, type Change } from "../conversion/index.ts";
import { NetworkError } from "../errors.ts";
import { writeDecimal } from "../money.ts";
import { decideReport, SENTENCES, type Decision, type Reason, type Report, type ReportFacts } from "../report/index.ts";

/** Why a postback waits for a person's decision. */
type ParkedReason = Extract<Reason, "amount_differs" | "currency_differs" | "order_of_another_click">;

/** Who may resolve a parked postback, and how. Documented in docs/advertisers.md. */
export const RESOLVERS = {
  /** Sets its amount as the order's amount, and applies its status. */
  accept: ["advertiser", "operator"],
  /** Assigns the order to its click; the conversion of the other click becomes void. */
  attribute: ["operator"],
  /** Changes nothing. */
  dismiss: ["advertiser", "operator"],
} as const;

export type ResolutionVerb = keyof typeof RESOLVERS;

/** The verbs that resolve each reason. */
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
  /** How much it raises the commission, in minor units; empty if it does not. */
  raised: { currency: string; amountMinor: number }[];
}

/**
 * Gives the order this amount (minor units of the goal's currency) and applies the postback's status. Records the order
 * if it was not recorded. Throws `payment_begun`, `transition_refused`.
 */
export function decideAccept({ report, facts }: Parked, amountMinor: number, cause: Cause): Resolved {
  const { known, goal } = facts;
  const text = writeDecimal({ amountMinor, currency: goal.currency });
  const accepted = { ...report, amount: { text, isNumber: true, decimalSeparator: null }, currency: null };
  if (known === undefined) {
    const changes = applied(decideReport(accepted, facts));
    return { changes, conversionId: changes[0]?.row.id ?? null, lost: null, raised: raiseOf(null, changes) };
  }
  const terms = facts.termsAt(known.webmaster_id, known.occurred_at);
  const adjusted = adjustOf(known, worthOf(terms, amountMinor), cause);
  const answered = decideReport(accepted, { ...facts, known: adjusted.at(-1)?.row ?? known });
  const changes = [...adjusted, ...applied(answered)];
  return { changes, conversionId: known.id, lost: null, raised: raiseOf(known, changes) };
}

/**
 * Rejects or reverses the conversion of the other click and frees its order for this postback. Throws `payment_begun`
 * if its payment has begun, `transition_refused` if the order already belongs to this click.
 */
export function moveOrderToParked({ report, facts: { known } }: Parked, cause: Cause): Change | null {
  if (known !== undefined && known.click_id === report.clickId)
    throw new NetworkError("transition_refused", "The order is already recorded for this click; replay the postback");
  return known === undefined ? null : moveOrderAway(known, { ...cause, reasonCode: "other_click" });
}

/**
 * Records a conversion of its own for the click of this postback, or completes the one that the visitor's browser has
 * reported; `facts` are those after the other conversion has given up the order. Throws `transition_refused` if that is
 * not possible, for example after the attribution window.
 */
export function decideAttribute({ report, facts }: Parked, lost: Change | null): Resolved {
  const decision = decideReport(report, facts);
  const row = decision.changes.at(-1)?.row;
  if (row === undefined || row.identity !== facts.names.identity) throw notApplied(decision);
  return { changes: decision.changes, conversionId: row.id, lost, raised: raiseOf(decision.known, decision.changes) };
}

/** The changes of a decision that was applied, or that had nothing left to apply. */
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
