import { insertRows, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import { HOLDINGS, webmasterAccount, type Holding } from "./accounts.ts";

export { advertiserAccount, networkAccount, webmasterAccount, HOLDINGS, type Holding } from "./accounts.ts";

/** Moves an amount from one account to another. Its id derives from its cause, so a retry is a no-op. */
export interface Transfer {
  id: string;
  debit: string;
  credit: string;
  currency: string;
  /** Greater than 0. */
  amountMinor: number;
  /** Its cause, or else `adjustmentId`. */
  conversionId: string | null;
  payoutId: string | null;
  /** Unix ms. */
  postedAt: number;
  adjustmentId?: string | null;
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
    ["id", "debit", "credit", "currency", "amount_minor", "conversion_id", "payout_id", "posted_at", "adjustment_id"],
    transfers.map((transfer) => ({
      id: transfer.id,
      debit: transfer.debit,
      credit: transfer.credit,
      currency: transfer.currency,
      amount_minor: transfer.amountMinor,
      conversion_id: transfer.conversionId,
      payout_id: transfer.payoutId,
      posted_at: transfer.postedAt,
      adjustment_id: transfer.adjustmentId ?? null,
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

export type WebmasterBalance = { currency: string } & Record<Holding, number>;

/** A webmaster's balances in minor units, a row a currency. */
export async function listBalances({ query }: Db, webmasterId: string): Promise<WebmasterBalance[]> {
  const accounts = HOLDINGS.map((holding) => webmasterAccount(webmasterId, holding));
  const rows = await query.selectFrom("balance").selectAll().where("account", "in", accounts).execute();
  const byCurrency = new Map<string, WebmasterBalance>();
  for (const { account, currency, balance_minor } of rows) {
    const balance = byCurrency.get(currency) ?? {
      currency,
      pending: 0,
      on_hold: 0,
      available: 0,
      on_payment: 0,
      paid: 0,
    };
    const holding = HOLDINGS.find((name) => webmasterAccount(webmasterId, name) === account);
    if (holding !== undefined) balance[holding] = balance_minor;
    byCurrency.set(currency, balance);
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** The transfers that a conversion caused, oldest first. */
export async function listTransfersOf({ query }: Db, conversionIds: readonly string[]): Promise<Transfer[]> {
  const rows = await query
    .selectFrom("transfer")
    .selectAll()
    .where((eb) => eb.or(conversionIds.flatMap((id) => between(id).map(([from, to]) => eb.between("id", from, to)))))
    .orderBy("id")
    .execute();
  return rows.map(transferOf);
}

const transferOf = (row: Tables["transfer"]): Transfer => ({
  id: row.id,
  debit: row.debit,
  credit: row.credit,
  currency: row.currency,
  amountMinor: row.amount_minor,
  conversionId: row.conversion_id,
  payoutId: row.payout_id,
  postedAt: row.posted_at,
  adjustmentId: row.adjustment_id,
});

/** Ids begin with their conversion's, so a range of the primary key finds them and no index is paid for. */
const between = (conversionId: string): [string, string][] => [
  [`trf_${conversionId}_`, `trf_${conversionId}_\u{10ffff}`],
];

/** One transfer a conversion, change and part of it, however often the change is applied. */
export const transferIdFor = (conversionId: string, version: number, part: string) =>
  `trf_${conversionId}_${String(version).padStart(4, "0")}_${part}`;
