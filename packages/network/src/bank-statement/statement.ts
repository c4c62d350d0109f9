import { NetworkError } from "../errors.ts";
import { writeDecimal } from "../money.ts";
import type { EntryKind, StatementFormat } from "../words.ts";

/** One movement on an account, or one answer to an order. */
export interface ReadEntry {
  kind: EntryKind;
  /** YYYY-MM-DD; null in a status report. */
  bookedOn: string | null;
  /** Minor units; negative: went out. 0 in a status report. */
  amountMinor: number;
  /** The payout that its end-to-end id, or else its text, names; null if it names none, or several. */
  payoutId: string | null;
  /** The other side's accounts, as `identityOf` writes them; never stored. */
  accounts: string[];
  /** The bank's own id of it. */
  bankReference: string | null;
  /** Number of the payment document. */
  documentNumber: number | null;
  /** What the bank says that it charged within it, in minor units. */
  chargeMinor: number;
  /** The bank's code of a reason, such as AC04. */
  reasonCode: string | null;
  text: string;
}

/** An account of the network from which webmasters are paid, as far as a statement has to know it. */
export interface Payer {
  payerAccountId: string;
  currency: string;
}

/** The payer account of an account as `identityOf` writes it, in a currency if one is stated. Throws `file_refused`. */
export type PayerOf = (account: string, currency?: string) => Payer;

/** A bank's account statement, or its status report on a file of payments. */
export interface ReadStatement extends Payer {
  format: StatementFormat;
  /** The file of payments that a status report answers. */
  originalMessageId: string | null;
  /** What the report says of each order of the file that it does not name; null: nothing. */
  ofFile: Pick<ReadEntry, "kind" | "reasonCode" | "text"> | null;
  /** The bank's name for it. */
  name: string | null;
  fromDay: string | null;
  toDay: string | null;
  openingMinor: number | null;
  closingMinor: number | null;
  entries: ReadEntry[];
}

export const ENTRIES_MAX = 20_000;
const TEXT_CHARS_MAX = 500;

/** Refuses the file: nothing of it is taken. */
export const refuse = (why: string): never => {
  throw new NetworkError("file_refused", why);
};

/**
 * Throws `file_refused` if entries don't lead from the opening to the closing balance: then some are missing, or there
 * twice.
 */
export function requireBalanced({ openingMinor, closingMinor, entries, currency }: ReadStatement): void {
  if (openingMinor === null || closingMinor === null) return;
  const sum = entries.reduce((total, { amountMinor }) => total + BigInt(amountMinor), BigInt(openingMinor));
  if (sum === BigInt(closingMinor)) return;
  const money = (amountMinor: number | bigint) => `${writeDecimal({ amountMinor, currency })} ${currency}`;
  refuse(
    `The entries don't add up: the opening balance and all entries come to ${money(sum)}, the closing balance is ${money(closingMinor)}. Entries are missing, or there twice`,
  );
}

/** Throws `file_refused` if the bank's own id of an entry is there twice. */
export function requireUnrepeated(entries: readonly ReadEntry[]): void {
  const seen = new Set<string>();
  for (const { bankReference, payoutId, kind } of entries) {
    if (bankReference === null) continue;
    const key = `${bankReference} ${payoutId ?? ""} ${kind}`;
    if (seen.has(key)) refuse(`The entry ${bankReference} is there twice`);
    seen.add(key);
  }
}

/** Its first characters, without what can't be seen. */
export const shortText = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, TEXT_CHARS_MAX);
