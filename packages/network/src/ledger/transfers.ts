import { insertRows, rawStatement, type Statement } from "../db/index.ts";
import { accountChanges, refuseExcess, type MinorChange, type Movement } from "./party.ts";

/** Moves an amount from one account to another. Its id derives from its cause, so a retry is a no-op. */
export interface Transfer extends Movement {
  id: string;
  /** The cause; alternatively `correctionId`, or `statementId` of a bank's statement. */
  conversionId: string | null;
  payoutId: string | null;
  /** Unix ms. */
  postedAt: number;
  correctionId?: string | null;
  statementId?: string | null;
}

/**
 * Writes transfers and the running balances that they change, for the batch of their cause. The whole batch is refused
 * (`sum_too_large`) if it takes a party beyond its limit.
 */
export const postTransfers = (transfers: readonly Transfer[]): Statement[] =>
  transfers.length === 0
    ? []
    : [...insertTransfers(transfers), changeBalances(accountChanges(transfers)), ...refuseExcess(transfers)];

const insertTransfers = (transfers: readonly Transfer[]) =>
  insertRows(
    "transfer",
    [
      ...(["id", "debit", "credit", "currency", "amount_minor", "conversion_id", "payout_id"] as const),
      ...(["posted_at", "correction_id", "statement_id"] as const),
    ],
    transfers.map((transfer) => ({
      id: transfer.id,
      debit: transfer.debit,
      credit: transfer.credit,
      currency: transfer.currency,
      amount_minor: transfer.amountMinor,
      conversion_id: transfer.conversionId,
      payout_id: transfer.payoutId,
      posted_at: transfer.postedAt,
      correction_id: transfer.correctionId ?? null,
      statement_id: transfer.statementId ?? null,
    })),
  );

/** Amounts are written as text, since JSON has no BigInt. */
const changeBalances = (changes: readonly MinorChange[]) =>
  rawStatement(
    `INSERT INTO balance (account, currency, balance_minor)
     SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS INTEGER) FROM json_each(?) WHERE true
     ON CONFLICT (account, currency) DO UPDATE SET balance_minor = balance_minor + excluded.balance_minor`,
    [JSON.stringify(changes.map(({ name, currency, minor }) => [name, currency, String(minor)]))],
  );

/**
 * The statement's text that adds what a SELECT of account, currency and `minor` answers to the running balances. Its
 * transfers must stay within one party each, whose sum stays the same: the limit of a party is not checked.
 */
export const addBalances = (changes: string): string =>
  `INSERT INTO balance (account, currency, balance_minor)
   SELECT account, currency, sum(minor) FROM (${changes}) GROUP BY account, currency
   ON CONFLICT (account, currency) DO UPDATE SET balance_minor = balance_minor + excluded.balance_minor`;

/** One transfer for each conversion, change and part, however often the change is applied. */
export const transferIdFor = (conversionId: string, version: number, part: string) =>
  `trf_${conversionId}_${String(version).padStart(4, "0")}_${part}`;
