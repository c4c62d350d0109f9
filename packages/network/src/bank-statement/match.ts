import type { EntryKind, EntryOutcome, UnmatchedReason } from "../words.ts";

/** What is known of the payout that an entry names. */
export interface PayoutFacts {
  status: "new" | "on_payment" | "paid" | "returned" | "declined" | "cancelled";
  netMinor: number;
  currency: string;
  /** HMAC of the account; null: paid by agreement. */
  accountFingerprint: string | null;
  /** Numbers that its payment documents have got. */
  documentNumbers: readonly number[];
  /** Whether its money left the books, also if it came back since. */
  wasPaid: boolean;
  /** What was booked as the bank's charge of its return. */
  chargeMinor: number;
  /** Another entry was matched as its payment, or as its return. */
  hasPayment: boolean;
  hasReturn: boolean;
  /** Its return is a rejection: no money moved. */
  isRejected: boolean;
  /** The file of payments, or the provider, that pays it now; null: none does. */
  instruction: string | null;
}

/** An entry, as far as it is matched. */
export interface EntryFacts {
  kind: EntryKind;
  amountMinor: number;
  chargeMinor: number;
  namesPayout: boolean;
  /** Number of the payment document, where the format has one. */
  documentNumber: number | null;
  /** HMACs of the other side's accounts; none: the bank names none. */
  accounts: readonly string[];
  /** The bank's code of a reason. */
  reasonCode: string | null;
  /** Of a bank's answer to an order: the file that the order is in. */
  answersFile: string | null;
}

/** What an entry does. `chargeMinor` is what the bank kept of a return, or took with a payment. */
export type Judgement =
  | { outcome: Exclude<EntryOutcome, "unmatched">; chargeMinor: number }
  | { outcome: "unmatched"; reason: UnmatchedReason };

const unmatched = (reason: UnmatchedReason): Judgement => ({ outcome: "unmatched", reason });
const does = (outcome: Exclude<EntryOutcome, "unmatched">, chargeMinor = 0): Judgement => ({ outcome, chargeMinor });

/**
 * What an entry of a statement in a currency does to the payout that it names; undefined: it names one that does not exist.
 * Nothing is guessed: what does not fit in id, amount and account waits for a person.
 */
export function judge(entry: EntryFacts, payout: PayoutFacts | undefined, currency: string): Judgement {
  switch (entry.kind) {
    case "charge":
      return does("charge");
    case "acceptance":
      return does("noted");
    case "payment":
    case "return":
    case "rejection":
    case "other": {
      if (!entry.namesPayout || entry.kind === "other") return unmatched("no_reference");
      if (payout === undefined) return unmatched("payout_unknown");
      if (payout.status === "new" || payout.status === "cancelled") return unmatched("not_sent");
      if (payout.currency !== currency) return unmatched("currency_differs");
      if (entry.kind === "rejection") return judgeRejection(entry, payout);
      const { accountFingerprint: expected } = payout;
      if (expected !== null && entry.accounts.length > 0 && !entry.accounts.includes(expected))
        return unmatched("account_differs");
      return entry.kind === "payment" ? judgePayment(entry, payout) : judgeReturn(entry, payout);
    }
  }
}

function judgePayment({ amountMinor, chargeMinor, documentNumber }: EntryFacts, payout: PayoutFacts): Judgement {
  if (payout.hasPayment) return unmatched("paid_twice");
  // A bank may book its charge with the payment, and says so.
  const keptMinor = -amountMinor === payout.netMinor ? 0 : chargeMinor;
  if (-amountMinor !== payout.netMinor + keptMinor) return unmatched("amount_differs");
  const { documentNumbers } = payout;
  if (documentNumber !== null && documentNumbers.length > 0 && !documentNumbers.includes(documentNumber))
    return unmatched("number_differs");
  if (isReturned(payout) && !cameBack(payout)) return unmatched("already_returned");
  return does("paid", keptMinor);
}

/**
 * Whether a statement showed the money that came back. A payout that was returned by hand, or rejected, is available again:
 * a bank that paid it all the same pays it twice.
 */
const cameBack = ({ hasReturn, isRejected, wasPaid }: PayoutFacts) => hasReturn && !isRejected && wasPaid;

function judgeReturn({ amountMinor, chargeMinor }: EntryFacts, payout: PayoutFacts): Judgement {
  if (payout.hasReturn) return unmatched("returned_twice");
  if (isReturned(payout)) {
    // Returned by hand. If its money never left the books, none can come back to them.
    if (!payout.wasPaid) return unmatched("already_returned");
    const isWhole = amountMinor + payout.chargeMinor === payout.netMinor;
    return isWhole ? does("returned", payout.chargeMinor) : unmatched("amount_differs");
  }
  if (amountMinor === payout.netMinor) return does("returned");
  return amountMinor + chargeMinor === payout.netMinor ? does("returned", chargeMinor) : unmatched("amount_differs");
}

/**
 * Codes of ISO 20022 for an order that the bank has already: the file, or one of its payments, came twice. What came first
 * may be paid.
 */
const DUPLICATES: ReadonlySet<string> = new Set(["AM05", "DU01", "DU02", "DU03", "DU04", "DU05"]);

function judgeRejection({ reasonCode, answersFile }: EntryFacts, payout: PayoutFacts): Judgement {
  if (isReturned(payout)) return does("noted");
  if (reasonCode !== null && DUPLICATES.has(reasonCode)) return unmatched("duplicate_order");
  // The file was declared void: another one pays, or will.
  if (payout.instruction !== answersFile) return does("noted");
  return payout.hasPayment ? unmatched("paid_before") : does("returned");
}

export const isReturned = ({ status }: Pick<PayoutFacts, "status">) => status === "returned" || status === "declined";

/** External codes of ISO 20022 for returns and rejections, in words for the webmaster. */
const REASONS: Readonly<Record<string, string>> = {
  AC01: "the account number is wrong",
  AC04: "the account is closed",
  AC06: "the account is blocked",
  AC13: "the account is of a wrong type",
  AG01: "the bank does not allow this payment",
  AM04: "the balance was too low",
  AM05: "the payment was there twice",
  BE01: "the holder's name differs from that at the bank",
  BE04: "the holder's address is missing",
  CNOR: "the holder's bank can't be reached",
  DNOR: "the payer's bank can't be reached",
  FOCR: "the payment was called back",
  MD07: "the holder has died",
  MS02: "the holder did not want it",
  MS03: "the bank gives no reason",
  NOAS: "the holder did not answer",
  RC01: "the bank's code is wrong",
  RR04: "the law does not allow this payment",
};

/** Why a payout came back, in words. */
export function reasonInWords({ kind, reasonCode }: { kind: EntryKind; reasonCode: string | null }): string {
  const what = kind === "rejection" ? "The bank refused it" : "The bank returned it";
  if (reasonCode === null) return what;
  const words = REASONS[reasonCode];
  return words === undefined ? `${what}: ${reasonCode}` : `${what}: ${words} (${reasonCode})`;
}
