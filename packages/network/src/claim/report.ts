import { hasLostOrder } from "../conversion/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import {
  decideReport,
  writtenMoney,
  type Decision,
  type Report,
  type ReportFacts,
  type Span,
  type WrittenAmount,
} from "../report/index.ts";
import type { ClaimKind } from "../words.ts";

/** What a webmaster claims. Null where the claim says nothing of it. */
export interface NewClaim {
  /** Null: of an own conversion, as its state says. */
  kind: ClaimKind | null;
  /** Of `wrong` and `declined`. */
  conversionId: string | null;
  /** Click, order, goal and time are of `untracked`. */
  clickId: string | null;
  orderId: string | null;
  /** The goal's code. */
  goal: string | null;
  occurred: Span | null;
  /** Of `untracked` and `wrong`. */
  amount: WrittenAmount | null;
  currency: string | null;
  comment: string | null;
}

/** The report that the acceptance of a claim is: an approval, or for a wrong amount the amount alone. */
export const reportOf = (
  kind: ClaimKind,
  said: Pick<Report, "clickId" | "orderId" | "goal" | "amount" | "currency" | "occurred" | "reason" | "reportedAt">,
): Report => ({
  ...{ channel: "claim", status: kind === "wrong" ? null : "approved", answeredAt: null, isTest: false },
  ...said,
});

/** What a claim about a recorded conversion says of it, unless it claims another amount. */
export const saidOf = (
  { click_id, order_id, amount_minor, currency }: ConversionRow,
  { code }: Pick<Tables["goal"], "code">,
): Pick<Report, "clickId" | "orderId" | "goal" | "amount" | "currency" | "occurred"> => ({
  ...{ clickId: click_id, orderId: order_id, goal: code, currency, occurred: null },
  amount: amount_minor === null ? null : writtenMoney({ amountMinor: amount_minor, currency }),
});

/**
 * What the judge says to a claim: `conversion` is the claimant's own one that it is about, undefined if there is none. A
 * conversion that has lost its order is judged as if it had the order again.
 */
export function decideClaim(report: Report, facts: ReportFacts, conversion: ConversionRow | undefined): Decision {
  const known = conversion && hasLostOrder(conversion) ? { ...conversion, identity: facts.names.identity } : conversion;
  return decideReport(report, { ...facts, known, otherGoals: [] });
}
