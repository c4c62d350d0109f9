import type { PayoutProviderName, SubmissionStatus } from "../words.ts";

/** A payout as a provider is asked to pay it. */
export interface ProviderPayment {
  payoutId: string;
  /** E-mail address of the receiver at the provider. */
  receiver: string;
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
}

/** What is known after a request to pay. Only `accepted` and `refused` are answers. */
export type SubmitAnswer =
  | { kind: "accepted"; providerBatchId: string }
  /** The provider pays nothing of it. */
  | { kind: "refused"; reason: string }
  /** It may have been accepted: ask again with the same id, and with no other. */
  | { kind: "unknown"; reason: string };

/** What a provider says of one payment. */
export interface ReportedPayment {
  payoutId: string;
  providerItemId: string | null;
  /** The provider's own word. */
  word: string;
  /** What it means; undefined for a word that is not known here. */
  status: ReportedStatus | undefined;
  amountMinor: number | undefined;
  currency: string;
  reason: string | null;
}

/** Statuses of a submission that a provider can cause. */
export type ReportedStatus = Extract<
  SubmissionStatus,
  "submitted" | "unclaimed" | "on_hold" | "blocked" | "paid" | "returned"
>;

export type BatchAnswer =
  | { kind: "known"; batchId: string; /** None of it is paid. */ isDenied: boolean; payments: ReportedPayment[] }
  | { kind: "unknown"; reason: string };

/** A message that a provider sends by itself: only that there is news of a batch. */
export type WebhookAnswer =
  | { kind: "genuine"; providerBatchId: string | null }
  | { kind: "forged" }
  /** It can't be verified now: the provider is to send it again. */
  | { kind: "unknown"; reason: string };

/** A service that pays. Its verbs never throw: a time-out or an answer that can't be read is `unknown`. */
export interface PayoutProvider {
  name: PayoutProviderName;
  /** Payments of one request. */
  paymentsMax: number;
  /** For how long a second request with the same id is refused, counted from the first. */
  refusesDuplicatesForMs: number;
  /** Why it can't pay this amount; undefined if it can. */
  faultOf(payment: Pick<ProviderPayment, "amountMinor" | "currency">): string | undefined;
  submit(batch: { id: string; subject: string; payments: readonly ProviderPayment[] }): Promise<SubmitAnswer>;
  readBatch(providerBatchId: string): Promise<BatchAnswer>;
  readWebhook(headers: Headers, body: string): Promise<WebhookAnswer>;
}

/** What a report does to a submission. `settle` and `return` move the payout's money. */
export interface SubmissionChange {
  status: SubmissionStatus;
  moves: "settle" | "return" | null;
  /** Why a person must look; null otherwise. */
  doubt: string | null;
}

/** What is known of a submission before a report. */
interface Known {
  status: SubmissionStatus;
  /** The provider's last word. */
  word: string | null;
  /** Whether the payout's money has been moved. */
  payout: "on_payment" | "paid" | "returned";
  amountMinor: number;
  currency: string;
}

/**
 * What becomes of a submission by a report of its provider; null: nothing new. What does not fit is for a person, and moves
 * nothing.
 */
export function changeBy(
  known: Known,
  reported: Pick<ReportedPayment, "status" | "word" | "amountMinor" | "currency">,
): SubmissionChange | null {
  const isEnded = known.status === "paid" || known.status === "returned";
  // Also after a person has resolved what this word left open.
  if (isEnded && reported.word === known.word) return null;
  const doubt = (text: string): SubmissionChange | null =>
    known.status === "unknown" ? null : { status: "unknown", moves: null, doubt: text };
  const { status, word } = reported;
  if (status === undefined) return doubt(`The provider reports ${word}, which is not known here`);
  if (reported.amountMinor !== known.amountMinor || reported.currency !== known.currency)
    return doubt("The provider reports another amount");
  if (status === known.status) return null;
  if ((known.status === "returned" || known.payout === "returned") && status !== "returned")
    return doubt(`The provider reports ${word} after the payout came back`);
  if ((known.status === "paid" || known.payout === "paid") && status !== "paid" && status !== "returned")
    return doubt(`The provider reports ${word} after the payout was paid`);
  return { status, moves: status === "paid" ? "settle" : status === "returned" ? "return" : null, doubt: null };
}
