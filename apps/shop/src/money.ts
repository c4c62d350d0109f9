import type { Language } from "./texts.ts";

/** The one currency of the shop, ISO 4217; it has 100 minor units. */
export const CURRENCY = "USD";

/** An amount of minor units as a decimal in major units, as in a postback: 1450 → "14.50". */
export function decimalOf(amountMinor: number) {
  const digits = String(amountMinor).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** An amount of minor units as people read it. */
export const priceOf = (amountMinor: number, language: Language) =>
  new Intl.NumberFormat(language, { style: "currency", currency: CURRENCY }).format(amountMinor / 100);
