import type { Context } from "../context.ts";

/** A webmaster's money in one currency: what one payout of a run pays. */
export interface Payee {
  webmasterId: string;
  /** ISO 4217. */
  currency: string;
}

/** How a payee is paid, or why they can't be paid now. */
export type PayableAccount =
  | {
      kind: "payable";
      /** The external account, and a text that changes with everything that decides where its money goes; null: paid by agreement. */
      account: { id: string; fingerprint: string } | null;
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
  return Promise.resolve(() => ({ kind: "payable", account: null }));
}
