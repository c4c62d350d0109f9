import { COUNTRIES } from "../country.ts";
import type { Fault } from "../errors.ts";
import { isCurrency } from "../money.ts";
import type { PayoutMethod } from "../words.ts";
import type { PayoutDetails } from "./details.ts";
import { bicFault, ibanFault, sepaIbanFault } from "./iban.ts";
import { accountFault, bikFault, correspondentFault, innFault } from "./russian-bank.ts";
import { latinFault, russianFault } from "./text.ts";
import { paypalFault, tronFault } from "./wallet.ts";

export type { PayoutDetails, TaxProfile } from "./details.ts";
export { innFault } from "./russian-bank.ts";
export { taxFaults } from "./tax.ts";

/** Currencies in which PayPal pays (developer.paypal.com/api/rest/reference/currency-codes, read 2026-11). */
const PAYPAL_CURRENCIES =
  "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD";

/** The only currencies of a method; a method that is absent pays in any. */
const CURRENCIES: Partial<Record<PayoutMethod, readonly string[]>> = {
  sepa: ["EUR"],
  russian_bank: ["RUB"],
  paypal: PAYPAL_CURRENCIES.split(" "),
  // A dollar of the balance is paid in USDT at the rate that the network states.
  usdt_trc20: ["USD"],
};

/** Why a method can't pay balances in this currency; undefined if it can. */
export function currencyFault(method: PayoutMethod, currency: string): string | undefined {
  if (!isCurrency(currency)) return "is not a known currency";
  const only = CURRENCIES[method];
  if (only === undefined || only.includes(currency)) return undefined;
  return `The method ${method} pays only balances in ${only.join(", ")}. For ${currency}, add an account with another method`;
}

/** The same details as their service writes them: without blanks, in the letters' right case. */
export function normalise(details: PayoutDetails): PayoutDetails {
  switch (details.method) {
    case "sepa":
      return {
        ...details,
        holder: line(details.holder),
        iban: code(details.iban),
        bic: details.bic === null ? null : code(details.bic),
      };
    case "russian_bank":
      return {
        ...details,
        ...{ holder: line(details.holder), bankName: line(details.bankName) },
        ...{ account: code(details.account), bik: code(details.bik), inn: code(details.inn) },
        correspondentAccount: code(details.correspondentAccount),
      };
    case "swift":
      return {
        ...details,
        ...{ holder: line(details.holder), town: line(details.town), country: details.country.toUpperCase() },
        ...{ account: code(details.account), bic: code(details.bic) },
      };
    case "paypal":
      return { ...details, email: details.email.trim() };
    case "usdt_trc20":
      return { ...details, address: details.address.trim() };
    case "other":
      return { ...details, service: line(details.service), account: line(details.account) };
  }
}

const line = (text: string) => text.normalize("NFC").trim().replaceAll(/\s+/g, " ");

/** People copy numbers with blanks, or with hyphens between groups. */
const code = (text: string) => text.replaceAll(/[\s\u00ad\u2010-\u2015-]/g, "").toUpperCase();

const HOLDER_CHARS_MAX = 70;
const TOWN_CHARS_MAX = 35;
const RUSSIAN_CHARS_MAX = 160;
const OTHER_CHARS_MAX = 500;

/** What is wrong with normalised details, by field, each with what to do. */
export function detailFaults(details: PayoutDetails): Fault[] {
  return Object.entries(faultsOf(details)).flatMap(([field, message]) =>
    message === undefined ? [] : { path: `details.${field}`, message },
  );
}

/** Keyed by the API's names of the fields. */
function faultsOf(details: PayoutDetails): Record<string, string | undefined> {
  switch (details.method) {
    case "sepa":
      return {
        holder: latinFault(details.holder, HOLDER_CHARS_MAX),
        iban: sepaIbanFault(details.iban),
        bic: details.bic === null ? undefined : bicFault(details.bic),
      };
    case "russian_bank":
      return {
        holder: russianFault(details.holder, RUSSIAN_CHARS_MAX),
        bik: bikFault(details.bik),
        account: accountFault(details.account, details.bik),
        correspondent_account: correspondentFault(details.correspondentAccount, details.bik),
        inn: innFault(details.inn),
        bank_name: russianFault(details.bankName, RUSSIAN_CHARS_MAX),
      };
    case "swift":
      return {
        holder: latinFault(details.holder, HOLDER_CHARS_MAX),
        bic: bicFault(details.bic),
        account: swiftAccountFault(details.account),
        country: COUNTRIES.has(details.country) ? undefined : "must be an ISO 3166-1 code, like DE",
        town: latinFault(details.town, TOWN_CHARS_MAX),
      };
    case "paypal":
      return { email: paypalFault(details.email) };
    case "usdt_trc20":
      return { address: tronFault(details.address) };
    case "other":
      return {
        service: details.service === "" ? "must name the service" : undefined,
        account:
          details.account === "" || details.account.length > OTHER_CHARS_MAX
            ? `must have 1 to ${OTHER_CHARS_MAX} characters`
            : undefined,
      };
  }
}

const LOOKS_LIKE_IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/;

function swiftAccountFault(account: string): string | undefined {
  if (LOOKS_LIKE_IBAN.test(account)) return ibanFault(account);
  return /^[A-Z0-9]{4,34}$/.test(account) ? undefined : "must have 4 to 34 letters and digits";
}

/** The account itself: the same text whichever method pays to it. */
export function identityOf(details: PayoutDetails): string {
  switch (details.method) {
    case "sepa":
      return `iban:${details.iban}`;
    case "russian_bank":
      return `russian_bank:${details.bik}:${details.account}`;
    case "swift":
      return LOOKS_LIKE_IBAN.test(details.account)
        ? `iban:${details.account}`
        : `swift:${details.bic.slice(0, BANK_CHARS)}:${details.account}`;
    case "paypal":
      return `paypal:${details.email.toLowerCase()}`;
    case "usdt_trc20":
      return `tron:${details.address}`;
    case "other":
      return `other:${details.service.toLowerCase()}:${code(details.account)}`;
  }
}

/** The bank and place of a BIC, without the branch. */
const BANK_CHARS = 8;

/** What people recognise their account by, and others can't use. */
export function maskOf(details: PayoutDetails): string {
  switch (details.method) {
    case "sepa":
      return `${details.iban.slice(0, 2)}${HIDDEN}${last(details.iban)}`;
    case "russian_bank":
    case "swift":
      return `${HIDDEN}${last(details.account)}`;
    case "paypal":
      return `${details.email.slice(0, 1)}${HIDDEN}${details.email.slice(details.email.lastIndexOf("@"))}`;
    case "usdt_trc20":
      return `T${HIDDEN}${last(details.address)}`;
    case "other":
      return `${details.service} ${HIDDEN}${last(details.account)}`;
  }
}

const HIDDEN = "••••";

/** At most a third of the text, so that short ones stay hidden. */
const last = (text: string) => text.slice(text.length - Math.min(4, Math.floor(text.length / 3)));
