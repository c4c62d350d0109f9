import type { BackTests } from "./back-test.ts";

/** Mean absolute errors of back-tested days, in the unit of the series. */
export interface Errors {
  forecast: number;
  /** Of repeating the last week. */
  seasonalNaive: number;
  /** The first over the second; null if repeating the last week made no error. */
  ratio: number | null;
}

/** Compares the back-tests with the seasonal naive forecast on the same days. Null if no day is known. */
export function backTestedErrors({ combined, naive, actual }: BackTests): Errors | null {
  let ofForecast = 0;
  let ofNaive = 0;
  let days = 0;
  for (let i = 0; i < actual.length; i++) {
    const value = actual[i]!; // i < cells
    if (value !== value) continue;
    ofForecast += Math.abs(value - combined[i]!); // i < cells
    ofNaive += Math.abs(value - naive[i]!); // i < cells
    days++;
  }
  if (days === 0) return null;
  return {
    forecast: ofForecast / days,
    seasonalNaive: ofNaive / days,
    ratio: ofNaive > 0 ? ofForecast / ofNaive : null,
  };
}
