import type { PayoutMethod, TaxProfileKind } from "../words.ts";

/** What a bank or a wallet service needs to pay a person, by the payout method. Texts are as `normalise` wrote them. */
export type PayoutDetails =
  | SepaDetails
  | RussianBankDetails
  | SwiftDetails
  | PaypalDetails
  | UsdtDetails
  | OtherDetails;

export interface SepaDetails {
  method: "sepa";
  /** As at the bank, in Latin letters: banks compare it (Regulation (EU) 2024/886). */
  holder: string;
  iban: string;
  bic: string | null;
}

export interface RussianBankDetails {
  method: "russian_bank";
  holder: string;
  /** 20 digits. */
  account: string;
  /** 9 digits; the Russian bank code. */
  bik: string;
  /** 20 digits; the account of the bank at the central bank. */
  correspondentAccount: string;
  /** 10 digits of a company, 12 of a person; the Russian tax number. */
  inn: string;
  bankName: string;
}

export interface SwiftDetails {
  method: "swift";
  holder: string;
  /** An IBAN, or an account number where the country has none. */
  account: string;
  bic: string;
  /** Where the holder lives; ISO 3166-1. Banks refuse unstructured addresses from November 2026 on. */
  country: string;
  town: string;
}

export interface PaypalDetails {
  method: "paypal";
  email: string;
}

export interface UsdtDetails {
  method: "usdt_trc20";
  address: string;
}

export interface OtherDetails {
  method: "other";
  /** The service: Payoneer, WebMoney, a card. */
  service: string;
  /** What the service needs to find the account. */
  account: string;
}

/** How payouts to an account are taxed. */
export interface TaxProfile {
  kind: TaxProfileKind;
  /** For `rate` only: the VAT to add, in basis points. */
  rateBps: number | null;
  /** The VAT number for `reverse_charge`, the INN for `self_employed`. */
  taxId: string | null;
}

/** The details for one method. */
export type DetailsOf<M extends PayoutMethod> = Extract<PayoutDetails, { method: M }>;
