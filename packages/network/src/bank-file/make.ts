import { encodeBase32 } from "@waymark/contract/base32";
import { createHash } from "node:crypto";
import { exactMinor, sumMinor } from "../money.ts";
import { MAPPED_CSV, PAYPAL_CSV } from "./csv.ts";
import { ONE_C } from "./one-c.ts";
import { PAIN001 } from "./pain001.ts";
import type { BankFormat, FileTerms, Payer, Payment } from "./payment.ts";
import type { BankFileFormat } from "../words.ts";

export const FORMATS: Record<BankFileFormat, BankFormat> = {
  "pain.001": PAIN001,
  "1c": ONE_C,
  paypal_csv: PAYPAL_CSV,
  csv: MAPPED_CSV,
};

/** What a file would pay, before it is made. */
export interface CheckedPayments {
  payments: Payment[];
  sumMinor: number;
  /** The same for the same payments from the same account by the same terms: at most 35 characters of the EPC's set. */
  messageId: string;
  /** Payments that can't be in it, each with the reason. */
  refused: { payoutId: string; reason: string }[];
}

/** Sorts payments into those that a file of this format can have and those that it can't. Throws nothing. */
export function checkPayments(
  format: BankFileFormat,
  { payer, payments, terms }: { payer: Payer; payments: readonly Payment[]; terms: FileTerms },
): CheckedPayments {
  const { paymentFault } = FORMATS[format];
  const refused: CheckedPayments["refused"] = [];
  const right: Payment[] = [];
  for (const payment of payments) {
    const reason = commonFault(payment, payer) ?? paymentFault(payment, terms);
    if (reason === undefined) right.push(payment);
    else refused.push({ payoutId: payment.payoutId, reason });
  }
  return {
    payments: right,
    sumMinor: exactMinor(sumMinor(right.map(({ netMinor }) => netMinor))),
    messageId: messageIdOf(format, { payer, payments: right, terms }),
    refused,
  };
}

function commonFault({ netMinor, currency }: Payment, payer: Payer): string | undefined {
  if (currency !== payer.currency) return `The payer's account pays ${payer.currency}, not ${currency}`;
  return netMinor > 0 ? undefined : "Nothing is left to pay";
}

/** The pieces of a file, each encoded. */
export function* writeBankFile(
  format: BankFileFormat,
  { payer, checked, terms }: { payer: Payer; checked: CheckedPayments; terms: FileTerms },
): Generator<Uint8Array> {
  const { write, encode } = FORMATS[format];
  const { payments, messageId, sumMinor: sum } = checked;
  let piece = "";
  for (const text of write({ payer, payments, terms, messageId, sumMinor: sum })) {
    piece += text;
    if (piece.length < PIECE_CHARS) continue;
    yield encode(piece);
    piece = "";
  }
  yield encode(piece);
}

const PIECE_CHARS = 64_000;

/** 160 bits. */
const HASH_BYTES = 20;

function messageIdOf(
  format: BankFileFormat,
  { payer, payments, terms }: { payer: Payer; payments: readonly Payment[]; terms: FileTerms },
): string {
  const hash = createHash("sha256");
  const add = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`);
  const { madeAt: _, ...content } = terms;
  add([format, payer.id, payer.details, payer.name, payer.address, content]);
  for (const { payoutId, netMinor, currency, details } of payments) add([payoutId, netMinor, currency, details]);
  return `WM${encodeBase32(hash.digest().subarray(0, HASH_BYTES)).toUpperCase()}`;
}
