import type { PayoutDetails } from "../payout-details/index.ts";
import { DEFAULT_COLUMNS } from "./csv.ts";
import type { FileTerms, Payer, Payment } from "./payment.ts";

/** Payers, payments and terms for tests of bank files. */

type Details<M extends PayoutDetails["method"]> = Extract<PayoutDetails, { method: M }>;

export const SEPA: Details<"sepa"> = {
  ...{ method: "sepa", holder: "Jörg O’Neill-Šimić", iban: "DE89370400440532013000", bic: "COBADEFFXXX" },
};
export const RUSSIAN: Details<"russian_bank"> = {
  ...{ method: "russian_bank", holder: "ИП Петрова Анна Ивановна", bankName: "ПАО Сбербанк г. Москва" },
  ...{ bik: "044525225", account: "40817810238000000007", correspondentAccount: "30101810400000000225" },
  inn: "7707083893",
};
export const SWIFT: Details<"swift"> = {
  ...{ method: "swift", holder: "Aida Bekova", account: "KZ86125KZT5004100100", bic: "KZKOKZKX" },
  ...{ country: "KZ", town: "Almaty" },
};
export const PAYPAL: Details<"paypal"> = { method: "paypal", email: "anna@people.example" };
export const OTHER: Details<"other"> = { method: "other", service: "Payoneer", account: "anna@people.example" };

export const TERMS: FileTerms = {
  ...{ executeOn: "2026-12-01", madeAt: "2026-11-30T09:15:00Z", subject: "Commissions of November", isInstant: false },
  columns: DEFAULT_COLUMNS,
};

export const payerOf = (details: PayoutDetails, currency: string): Payer => ({
  ...{ id: "pya_1", name: "ООО «Сеть №1»", kpp: null, details, currency },
  address: { country: "DE", town: "Köln", postcode: "50667", lines: [] },
});

export const SEPA_PAYER = payerOf(
  { ...SEPA, holder: "Waymark Demo GmbH", iban: "DE75512108001245126199", bic: null },
  "EUR",
);

/** The id of a payout, of as many digits as real ones have. */
export const payoutId = (number: number) => `pay_${String(number).padStart(24, "0")}`;

export const paymentOf = (details: PayoutDetails, changes: Partial<Payment> = {}): Payment => ({
  ...{ payoutId: payoutId(1), netMinor: 123_456, currency: "EUR", vatMinor: 0, vatBps: 0, details, documentNumber: 7 },
  ...changes,
});
