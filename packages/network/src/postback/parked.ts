import type { PostbackEvent } from "@waymark/contract/postback-event";
import type { ClickRow } from "../click/index.ts";
import { adjustOf, loseOrder, worthOf, type Cause, type Change } from "../conversion/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { writeDecimal } from "../money.ts";
import { decidePostback, REASONS, type LinkFacts, type PostbackOutcome, type Reason } from "../report/index.ts";

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

/** A parked postback as its settings read it now, with what the network knows of what it names. */
export interface Parked {
  /** Without amount and currency: they are what it was parked for. */
  event: PostbackEvent;
  link: LinkFacts;
  goal: Tables["goal"];
  /** The conversion of its order, or of its click and goal. */
  known: ConversionRow | undefined;
  /** Another order of its click, where the goal pays once a click. */
  once: ConversionRow | undefined;
  click: ClickRow | undefined;
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
export function decideAccept(
  { event, link, goal, known, once, click }: Parked,
  amountMinor: number,
  cause: Cause,
): Resolved {
  const same = known ?? once;
  if (same === undefined) {
    const amount = writeDecimal({ amountMinor, currency: goal.currency });
    const recorded = decidePostback(
      { ...event, fields: { ...event.fields, amount } },
      link,
      goal,
      same,
      cause.at,
      click,
    );
    return { changes: applied(recorded), conversionId: recorded.conversionId, lost: null };
  }
  const adjusted = adjustOf(same, worthOf(link.termsAt(goal, same.occurred_at), amountMinor), cause);
  const row = adjusted.at(-1)?.row ?? same;
  const answered = decidePostback(event, link, goal, row, cause.at, click);
  return { changes: [...adjusted, ...applied(answered)], conversionId: same.id, lost: null };
}

/**
 * The order belongs to the click of this postback: the conversion of the other click is rejected or reversed and gives
 * the order up, and the postback records its own. Throws `payment_begun` where the other is being paid or was paid,
 * `transition_refused` where the postback can't be recorded, as after the attribution window.
 */
export function decideAttribute(
  { event, link, goal, known, once, click }: Parked,
  amount: string | undefined,
  cause: Cause,
): Resolved {
  if (known !== undefined && known.click_id === event.clickId)
    throw new NetworkError("transition_refused", "The order is recorded for this click already; replay the postback");
  const lost = known === undefined ? null : loseOrder(known, { ...cause, reasonCode: "other_click" });
  const own = { ...event, fields: { ...event.fields, ...(amount !== undefined && { amount }) } };
  const recorded = decidePostback(own, link, goal, once, cause.at, click);
  if (recorded.outcome !== "recorded") throw notApplied(recorded);
  return { changes: recorded.changes, conversionId: recorded.conversionId, lost };
}

/** The changes of an outcome that was applied, or had nothing left to apply. */
function applied(outcome: PostbackOutcome): Change[] {
  if (outcome.outcome === "rejected" || outcome.outcome === "parked") throw notApplied(outcome);
  return outcome.changes;
}

const notApplied = ({ reason }: PostbackOutcome) =>
  new NetworkError(
    "transition_refused",
    reason === null
      ? "The postback would change nothing"
      : `The postback can't be applied (${reason}): ${REASONS[reason]}`,
  );
