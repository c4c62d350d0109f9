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

/** What the judge says to a claim of an order that is not recorded for the claimant. */
export const decideNewClaim = (report: Report, facts: ReportFacts): Decision =>
  decideReport(report, { ...facts, otherGoals: [] });

/**
 * What the judge says to a claim about a conversion of the claimant's own. One that has lost its order is judged as if it
 * had the order again: the acceptance gives it back.
 */
export function decideOwn(report: Report, facts: ReportFacts, conversion: ConversionRow): Decision {
  const known = hasLostOrder(conversion) ? { ...conversion, identity: facts.names.identity } : conversion;
  return decideReport(report, { ...facts, known, otherGoals: [] });
}
