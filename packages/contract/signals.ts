/**
 * What a click's request gave away about who made it, as flags of one integer. Stored clicks hold these numbers: a flag
 * keeps its bit for ever, and a new one takes the next. At most 2^30, so that the sum stays a 32-bit integer.
 */
export const SIGNALS = {
  /** The browser loaded the link as part of a page (an image, a frame, a script's fetch), not as a page of its own. */
  embedded: 1,
  /** The browser's client hints name a browser without a window. */
  headless: 2,
} as const;

export type Signal = keyof typeof SIGNALS;

/** Brands in `Sec-CH-UA` that no person's browser sends. */
const HEADLESS_BRAND = /headless|lighthouse|phantom|playwright|puppeteer/i;

/**
 * The flags of a request by its `Sec-Fetch-Dest` and `Sec-CH-UA`. A visitor who follows a link has the destination
 * `document`; every other one is part of a page. A browser that sends neither header is not suspected.
 */
export const readSignals = (fetchDest: string | null, brands: string | null): number =>
  (fetchDest === null || fetchDest === "document" ? 0 : SIGNALS.embedded) |
  (brands !== null && HEADLESS_BRAND.test(brands) ? SIGNALS.headless : 0);

/** Whether a click's flags hold this one. A click of before there were flags has none. */
export const hasSignal = (signals: number | undefined, signal: Signal): boolean =>
  ((signals ?? 0) & SIGNALS[signal]) !== 0;
