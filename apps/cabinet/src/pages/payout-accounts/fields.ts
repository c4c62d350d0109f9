import type { PayoutAccount } from "@waymark/client";

type Method = PayoutAccount["method"];

/** A field of an account's details, by its name in the API. */
interface Field {
  name: DetailName;
  isOptional?: boolean;
  isNumeric?: boolean;
}

export type DetailName =
  | "holder"
  | "iban"
  | "bic"
  | "account"
  | "bik"
  | "correspondent_account"
  | "inn"
  | "bank_name"
  | "country"
  | "town"
  | "email"
  | "address"
  | "service";

/** What each method asks for, in the order of a bank's form. */
export const FIELDS: Record<Method, readonly Field[]> = {
  sepa: [{ name: "holder" }, { name: "iban" }, { name: "bic", isOptional: true }],
  russian_bank: [
    ...[{ name: "holder" as const }, { name: "inn" as const, isNumeric: true }],
    ...[
      { name: "account" as const, isNumeric: true },
      { name: "bik" as const, isNumeric: true },
    ],
    ...[{ name: "bank_name" as const }, { name: "correspondent_account" as const, isNumeric: true }],
  ],
  swift: [{ name: "holder" }, { name: "country" }, { name: "town" }, { name: "account" }, { name: "bic" }],
  paypal: [{ name: "email" }],
  usdt_trc20: [{ name: "address" }],
  other: [{ name: "service" }, { name: "account" }],
};

/** The only currency of a method, where there is one. */
export const ONLY_CURRENCY: Partial<Record<Method, string>> = { sepa: "EUR", russian_bank: "RUB", usdt_trc20: "USD" };

/** How texts name a method: a key may not end with "other", which is a plural form. */
export const textNameOf = (method: Method): Exclude<Method, "other"> | "by_agreement" =>
  method === "other" ? "by_agreement" : method;
