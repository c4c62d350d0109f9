import { NetworkError } from "./errors.ts";

/** An amount in integer minor units of an ISO 4217 currency. A sum may be of any size. */
export interface Money {
  amountMinor: number | bigint;
  currency: string;
}

/** Decimal places of the currencies that do not have two (ISO 4217, table A.1). */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...zeroDecimal("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4 },
};

/** Valid in ISO 4217, but unknown to ICU: units of account and funds, and Venezuela's second code. */
const UNKNOWN_TO_ICU = ["BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "VED"];

const CURRENCIES: ReadonlySet<string> = new Set([...Intl.supportedValuesOf("currency"), ...UNKNOWN_TO_ICU]);

/** Whether a code is a known currency. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** Decimal places of a currency's minor unit. Throws `currency_unknown`. */
export function exponentOf(currency: string): number {
  if (!isCurrency(currency)) throw new NetworkError("currency_unknown", `${currency} is not a known currency`);
  return EXPONENTS[currency] ?? 2;
}

/**
 * The largest amount of one conversion, in minor units. With it, revenue and commission at any rate up to 100 % plus
 * any fixed part are integers that a JavaScript number holds exactly. Sums of amounts are BigInt.
 */
export const AMOUNT_MINOR_MAX = 100_000_000_000_000;

/** The exact sum of amounts, of any size. */
export function sumMinor(amounts: Iterable<number>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(amount);
  return sum;
}

/** A sum as the number that holds it exactly. Throws `sum_too_large`. */
export function exactMinor(sum: bigint): number {
  const number = Number(sum);
  if (!Number.isSafeInteger(number))
    throw new NetworkError("sum_too_large", `${sum} minor units are more than the largest sum that can be paid`);
  return number;
}

/**
 * Minor units of a decimal in major units ("49.90"); undefined if it has more decimal places than the currency, or is
 * larger than the largest amount.
 */
export function readDecimal(text: string, currency: string): number | undefined {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = ""] = match;
  const places = exponentOf(currency);
  if (fraction.slice(places).replaceAll("0", "") !== "") return undefined;
  const minor = Number(whole + fraction.slice(0, places).padEnd(places, "0"));
  return minor <= AMOUNT_MINOR_MAX ? minor : undefined;
}

/** "49.90" of 4990 minor units. */
export function writeDecimal({ amountMinor, currency }: Money): string {
  const places = exponentOf(currency);
  const digits = String(amountMinor)
    .replace("-", "")
    .padStart(places + 1, "0");
  const sign = amountMinor < 0 ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `rateBps` basis points of an amount that is never negative, rounded half up. */
export function share(amountMinor: number, rateBps: number): number {
  const exact = BigInt(amountMinor) * BigInt(rateBps); // can pass 2^53
  return Number((exact + 5_000n) / 10_000n);
}

function zeroDecimal(codes: string) {
  return Object.fromEntries(codes.split(" ").map((code) => [code, 0]));
}
