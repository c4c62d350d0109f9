import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import type { PayoutMethod } from "../words.ts";

/** A webmaster's money in one currency: what one payout of a run pays. */
export interface Payee {
  webmasterId: string;
  /** ISO 4217. */
  currency: string;
}

/**
 * What a payout adds to its amount or deducts from it, in basis points: VAT by the tax profile of the account, and a tax that
 * the network must withhold from the webmaster. A self-employed person pays the tax themselves.
 */
interface PayoutTax {
  /** Added. */
  vatBps: number;
  /** Deducted, and owed to a tax office. */
  withheldBps: number;
}

/** How a payee is paid, or why they can't be paid now. */
export type PayableAccount =
  | {
      kind: "payable";
      /** The external account, and a text that changes with everything that decides where the money goes; null: paid by agreement. */
      account: { id: string; fingerprint: string } | null;
      /** Null: paid by agreement. */
      method: PayoutMethod | null;
      tax: PayoutTax;
    }
  | {
      kind: "refused";
      reason: "no_account" | "account_on_hold";
      /** Unix ms from which the account is payable, if that is known. */
      payableAt: number | null;
    };

/**
 * Which account pays each of these payees at a time (Unix ms), or why none does: the main account of the currency, once
 * it has waited and while nothing holds it. Payout runs, and what shows the next payout, ask only here. A webmaster who
 * has never added an account is paid by agreement.
 */
export async function findPayableAccounts(
  { db }: Pick<Context, "db">,
  payees: readonly Payee[],
  at: number,
): Promise<(payee: Payee) => PayableAccount> {
  const webmasterIds = inJson([...new Set(payees.map(({ webmasterId }) => webmasterId))]);
  const rates = await db.query
    .selectFrom("payout_withholding")
    .select(["webmaster_id", "rate_bps"])
    .where("webmaster_id", "in", webmasterIds)
    .execute();
  const withheldOf = new Map(rates.map(({ webmaster_id, rate_bps }) => [webmaster_id, rate_bps]));
  const rows = await db.query
    .selectFrom("payout_account")
    .leftJoin("payout_account_main as main", "main.account_id", "payout_account.id")
    .select(["payout_account.id", "payout_account.webmaster_id", "payout_account.currency", "fingerprint", "usable_at"])
    .select(["method", "tax_profile", "tax_rate_bps", "main.account_id as main_id"])
    .select(({ exists, selectFrom, lit }) =>
      exists(
        selectFrom("payout_account_hold as hold")
          .select(lit(1).as("one"))
          .whereRef("hold.account_id", "=", "payout_account.id")
          .where("ended_at", "is", null),
      ).as("is_held"),
    )
    .where("payout_account.webmaster_id", "in", webmasterIds)
    .execute();
  // Removing the last account does not lead back to an agreement.
  const withAccounts = new Set(rows.map(({ webmaster_id }) => webmaster_id));
  const mains = new Map(
    rows
      .filter(({ main_id }) => main_id !== null)
      .map((row) => [keyOf({ webmasterId: row.webmaster_id, currency: row.currency }), row]),
  );
  return (payee) => {
    const withheldBps = withheldOf.get(payee.webmasterId) ?? 0;
    if (!withAccounts.has(payee.webmasterId))
      return { kind: "payable", account: null, method: null, tax: { vatBps: 0, withheldBps } };
    const row = mains.get(keyOf(payee));
    if (row === undefined) return { kind: "refused", reason: "no_account", payableAt: null };
    if (row.is_held) return { kind: "refused", reason: "account_on_hold", payableAt: null };
    if (row.usable_at > at) return { kind: "refused", reason: "account_on_hold", payableAt: row.usable_at };
    const { id, fingerprint, method, tax_profile, tax_rate_bps } = row;
    const tax = { vatBps: tax_rate_bps ?? 0, withheldBps: tax_profile === "self_employed" ? 0 : withheldBps };
    return { kind: "payable", account: { id, fingerprint }, method, tax };
  };
}

const keyOf = ({ webmasterId, currency }: Payee) => `${webmasterId} ${currency}`;
