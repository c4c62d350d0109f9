import type { Context } from "../context.ts";

/** A webmaster's money in one currency: what one payout of a run pays. */
export interface Payee {
  webmasterId: string;
  /** ISO 4217. */
  currency: string;
}

/** What a payout adds to its amount or deducts from it. Rates are of the amount; each part is rounded half up, once. */
interface PayoutTerms {
  /** Added. */
  vatBps: number;
  /** Deducted, and owed to a tax office. */
  withheldBps: number;
  /** Deducted as the fee, as far as the webmaster bears it. */
  feeBps: number;
  feeFixedMinor: number;
}

const NO_TERMS: PayoutTerms = { vatBps: 0, withheldBps: 0, feeBps: 0, feeFixedMinor: 0 };

/** How a payee is paid, or why they can't be paid now. */
export type PayableAccount =
  | {
      kind: "payable";
      /** The external account, and a text that changes with everything that decides where the money goes; null: paid by agreement. */
      account: { id: string; fingerprint: string } | null;
      /** The smallest payout by this account, in minor units; null: only the webmaster's own minimum counts. */
      minimumMinor: number | null;
      terms: PayoutTerms;
    }
  | {
      kind: "refused";
      reason: "no_account" | "account_on_hold";
      /** Unix ms from which the account is payable, if that is known. */
      payableAt: number | null;
    };

/**
 * Which account pays each of these payees at a time (Unix ms), or why none does. Payout runs, and what shows the next
 * payout, ask only here. Without external accounts, every payee is paid by agreement.
 */
export function findPayableAccounts(
  _ctx: Pick<Context, "db">,
  _payees: readonly Payee[],
  _at: number,
): Promise<(payee: Payee) => PayableAccount> {
  return Promise.resolve(() => ({ kind: "payable", account: null, minimumMinor: null, terms: NO_TERMS }));
}
