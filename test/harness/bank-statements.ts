import { commitStatement, ignoreEntry, receiveStatement } from "@waymark/network/bank-statement";
import type { TestNetwork } from "./network.ts";
import { VAULT } from "./payout-accounts.ts";
import { unique } from "./unique.ts";

const DAY = "2026-12-02";

/** Entries of a statement in US dollars: cents, and the payout's reference if it is one. */
interface Row {
  kind: "payment" | "return" | "charge" | "other";
  cents: number;
}

/** A statement as CSV whose closing balance fits its entries. */
export function statementCsv(rows: readonly Row[]): string {
  const dollars = (cents: number) => (cents / 100).toFixed(2);
  const sum = rows.reduce((total, { cents }) => total + cents, 0);
  return [
    "kind,booked_on,amount,currency,reference,bank_reference,text",
    `opening,${DAY},0.00,USD,,,`,
    ...rows.map(({ kind, cents }) => `${kind},${DAY},${dollars(cents)},USD,,${unique("bank")},`),
    `closing,${DAY},${dollars(sum)},USD,,,`,
  ]
    .map((line) => `${line}\r\n`)
    .join("");
}

/** A committed statement of entries that name no payout, the first of them ignored; returns its id. */
export async function committedStatement(
  network: TestNetwork,
  payerAccountId: string,
  entries: number,
): Promise<string> {
  const ctx = network.context({ role: "operator", id: "per_bank" });
  const rows = Array.from({ length: entries }, () => ({ kind: "other" as const, cents: 100 }));
  const bytes = new TextEncoder().encode(statementCsv(rows));
  const { id } = await receiveStatement(ctx, VAULT, { payerAccountId, format: "csv", bytes });
  await commitStatement(ctx, id);
  await ignoreEntry(ctx, { statementId: id, number: 1 }, "money of the network");
  return id;
}
