import type { PayoutDetails } from "../payout-details/index.ts";

/** Who pays: a legal entity of the network, with one of its own accounts. */
export interface Payer {
  id: string;
  /** The legal entity's name. */
  name: string;
  address: PostalAddress;
  /** Of a Russian company only. */
  kpp: string | null;
  details: PayoutDetails;
  currency: string;
}

/**
 * Structured with a postcode and no lines, hybrid with lines. Unstructured addresses are banned from November 2026: country
 * and town are always named.
 */
export interface PostalAddress {
  /** ISO 3166-1. */
  country: string;
  town: string;
  postcode: string | null;
  lines: readonly string[];
}

/** One payout, as a bank is told to pay it. */
export interface Payment {
  payoutId: string;
  /** What the webmaster gets, in minor units: net of fee and withheld tax, with VAT. */
  netMinor: number;
  currency: string;
  /** The part of it that is VAT. */
  vatMinor: number;
  vatBps: number;
  details: PayoutDetails;
  /** Number of the payment document; null where the format has none. */
  documentNumber: number | null;
}

/** What a file says besides payer and payments. */
export interface FileTerms {
  /** The day on which the bank pays, YYYY-MM-DD. */
  executeOn: string;
  /** When the file is made, in ISO 8601, UTC. */
  madeAt: string;
  /** What is paid for, in words that every payee reads. */
  subject: string;
  /** SEPA only: paid within seconds. */
  isInstant: boolean;
  /** The generic CSV only. */
  columns: readonly CsvColumn[];
}

export const CSV_FIELDS = [
  "reference",
  "amount",
  "currency",
  "subject",
  "holder",
  "service",
  "account",
  "bic",
  "bank_name",
  "country",
  "town",
] as const;

/** A column of the generic CSV: what the service calls it, and what it holds. */
export interface CsvColumn {
  header: string;
  field: (typeof CSV_FIELDS)[number];
}

/** A format of files that a bank or a payment service reads. */
export interface BankFormat {
  /** Payments of one file. */
  paymentsMax: number;
  contentType: string;
  extension: string;
  /** Why nothing can be paid from this account by such a file; undefined if it can. */
  payerFault(payer: Payer, terms: FileTerms): string | undefined;
  /** Why this payment can't be in such a file; undefined if it can. */
  paymentFault(payment: Payment, terms: FileTerms): string | undefined;
  /** The file, in pieces. Expects faultless payments. */
  write(file: FileContent): Iterable<string>;
  encode(text: string): Uint8Array;
}

export interface FileContent {
  payer: Payer;
  payments: readonly Payment[];
  terms: FileTerms;
  messageId: string;
  sumMinor: number;
}
