import { insertRows, rawStatement, type Statement } from "../db/index.ts";

/** Moves an amount from one account to another. Its id derives from its cause, so a retry is a no-op. */
export interface Transfer {
  id: string;
  debit: string;
  credit: string;
  currency: string;
  /** Greater than 0. */
  amountMinor: number;
  /** Its cause, or else `correctionId`. */
  conversionId: string | null;
  payoutId: string | null;
  /** Unix ms. */
  postedAt: number;
  correctionId?: string | null;
}

/** Transfers and the running balances that they change, to be written in the batch of their cause. */
export function postTransfers(transfers: readonly Transfer[]): Statement[] {
  const deltas = new Map<string, number>();
  const add = (account: string, currency: string, minor: number) =>
    deltas.set(`${currency} ${account}`, (deltas.get(`${currency} ${account}`) ?? 0) + minor);
  for (const { debit, credit, currency, amountMinor } of transfers) {
    add(debit, currency, -amountMinor);
    add(credit, currency, amountMinor);
  }
  const rows = [...deltas].map(([key, minor]) => [key.slice(4), key.slice(0, 3), minor]);
  return transfers.length === 0 ? [] : [...insertTransfers(transfers), changeBalances(rows)];
}

const insertTransfers = (transfers: readonly Transfer[]) =>
  insertRows(
    "transfer",
    ["id", "debit", "credit", "currency", "amount_minor", "conversion_id", "payout_id", "posted_at", "correction_id"],
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
    })),
  );

/** Rows are `[account, currency, delta]`. */
const changeBalances = (rows: readonly unknown[]) =>
  rawStatement(
    `INSERT INTO balance (account, currency, balance_minor)
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
     ON CONFLICT (account, currency) DO UPDATE SET balance_minor = balance_minor + excluded.balance_minor`,
    [JSON.stringify(rows)],
  );

/** One transfer a conversion, change and part of it, however often the change is applied. */
export const transferIdFor = (conversionId: string, version: number, part: string) =>
  `trf_${conversionId}_${String(version).padStart(4, "0")}_${part}`;
