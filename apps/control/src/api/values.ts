/** ISO 8601 UTC of Unix ms. */
export const time = (ms: number) => new Date(ms).toISOString();

export const timeOrNull = (ms: number | null) => (ms === null ? null : time(ms));

/** Money of an amount or of a sum, which JSON carries digit by digit at any size. */
export const money = (amountMinor: number | bigint, currency: string) => ({
  amount_minor: typeof amountMinor === "number" ? amountMinor : jsonInteger(amountMinor),
  currency,
});

/** An integer to be written as JSON. */
function jsonInteger(integer: bigint): number {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : (JSON as JsonOfToday).rawJSON(String(integer)); // the digits, once it is JSON
}

/** TypeScript's library does not know it yet. */
type JsonOfToday = typeof JSON & { rawJSON(text: string): number };
