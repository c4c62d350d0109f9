import { exponentOf, writeDecimal } from "../money.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import { firstDetailFault } from "./detail-fault.ts";
import type { BankFormat, CsvColumn, FileTerms, Payment } from "./payment.ts";
import { referenceOf } from "./reference.ts";

const NOTE_CHARS_MAX = 100;

/** Currencies that PayPal pays in whole units only, though ISO 4217 gives them two decimals. */
const WHOLE_IN_PAYPAL: ReadonlySet<string> = new Set(["HUF", "TWD"]);

/**
 * The file of PayPal's Payouts Web (developer.paypal.com/payouts/web/overview, of 2026-07): no header; recipient, amount,
 * currency, customer id, note, wallet. One currency and at most 5,000 rows a file.
 */
export const PAYPAL_CSV: BankFormat = {
  paymentsMax: 5_000,
  contentType: "text/csv; charset=utf-8",
  extension: "csv",
  payerFault({ details }, { subject }) {
    if (details.method !== "paypal") return "Only PayPal accounts pay by this format";
    return subject.length > NOTE_CHARS_MAX
      ? `The subject has more than ${NOTE_CHARS_MAX} characters`
      : cellFault("The subject", subject);
  },
  paymentFault({ details, netMinor, currency }) {
    if (details.method !== "paypal") return "The account is not at PayPal";
    if (WHOLE_IN_PAYPAL.has(currency) && netMinor % 10 ** exponentOf(currency) !== 0)
      return `PayPal pays ${currency} in whole units only`;
    return firstDetailFault(details) ?? cellFault("The e-mail address", details.email);
  },
  *write({ payments, terms: { subject } }) {
    for (const { payoutId, details, netMinor, currency } of payments)
      yield row([
        details.method === "paypal" ? details.email : "",
        writeDecimal({ amountMinor: netMinor, currency }),
        currency,
        referenceOf(payoutId),
        subject,
        "PAYPAL",
      ]);
  },
  encode: (text) => new TextEncoder().encode(text),
};

/** A CSV whose columns are named as the service wants them: for services by agreement, SWIFT transfers by hand, and USDT. */
export const MAPPED_CSV: BankFormat = {
  paymentsMax: 10_000,
  contentType: "text/csv; charset=utf-8",
  extension: "csv",
  payerFault: (_, { subject, columns }) =>
    cellFault("The subject", subject) ??
    columns.map(({ header }) => cellFault("A column's name", header)).find((fault) => fault !== undefined),
  paymentFault: (payment, terms) =>
    firstDetailFault(payment.details) ??
    terms.columns
      .map(({ field }) => cellFault(field, cellOf(payment, terms, field)))
      .find((fault) => fault !== undefined),
  *write({ payments, terms }) {
    yield row(terms.columns.map(({ header }) => header));
    for (const payment of payments) yield row(terms.columns.map(({ field }) => cellOf(payment, terms, field)));
  },
  encode: (text) => new TextEncoder().encode(text),
};

/** The columns if the request names none. */
export const DEFAULT_COLUMNS: readonly CsvColumn[] = (
  ["reference", "amount", "currency", "holder", "service", "account", "subject"] as const
).map((field) => ({ header: field, field }));

function cellOf(
  { payoutId, netMinor, currency, details }: Payment,
  { subject }: FileTerms,
  field: CsvColumn["field"],
): string {
  const account = accountOf(details);
  switch (field) {
    case "reference":
      return referenceOf(payoutId);
    case "amount":
      return writeDecimal({ amountMinor: netMinor, currency });
    case "currency":
      return currency;
    case "subject":
      return subject;
    case "holder":
    case "service":
    case "account":
    case "bic":
    case "bank_name":
    case "country":
    case "town":
      return account[field] ?? "";
  }
}

type AccountField = "holder" | "service" | "account" | "bic" | "bank_name" | "country" | "town";

function accountOf(details: PayoutDetails): Partial<Record<AccountField, string>> {
  switch (details.method) {
    case "sepa":
      return {
        holder: details.holder,
        account: details.iban,
        bic: details.bic ?? "",
        country: details.iban.slice(0, 2),
      };
    case "russian_bank":
      return {
        holder: details.holder,
        account: details.account,
        bic: details.bik,
        bank_name: details.bankName,
        country: "RU",
      };
    case "swift":
      return {
        ...{ holder: details.holder, account: details.account, bic: details.bic },
        ...{ country: details.country, town: details.town },
      };
    case "paypal":
      return { service: "PayPal", account: details.email };
    case "usdt_trc20":
      return { service: "USDT TRC-20", account: details.address };
    case "other":
      return { service: details.service, account: details.account };
  }
}

/** A number, or a phone number, is no formula that does anything. */
const HARMLESS_NUMBER = /^[+-]?[\d ]+$/;

/**
 * Why a text can't be in a file that people open with spreadsheets; undefined if it can. A formula is refused: quoting it
 * would change the account that is paid.
 */
function cellFault(name: string, text: string): string | undefined {
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return `${name} has a character that can't be seen`;
  return /^\s*[=+@\-|%]/.test(text) && !HARMLESS_NUMBER.test(text)
    ? `${name} begins with “${text.trim().slice(0, 1)}”, which spreadsheets take for a formula`
    : undefined;
}

const row = (cells: readonly string[]): string =>
  `${cells.map((text) => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",")}\r\n`;
