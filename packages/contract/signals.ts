/**
 * What a click's request revealed, as flags of one integer. Stored clicks contain these numbers: a
 * flag keeps its bit permanently, and a new one gets the next. At most 2^30, so that the sum stays a 32-bit integer.
 */
export const SIGNALS = {
  /** The browser loaded the link as part of a page (an image, a frame, a script's fetch), not as a page of its own. */
  embedded: 1,
  /** The browser's client hints name a browser without a window. */
  headless: 2,
  /** The visitor's `url` was not followed: the offer allows no deep links, or none to that host. They got the landing. */
  deep_link_refused: 4,
} as const;

export type Signal = keyof typeof SIGNALS;

/** Brands in `Sec-CH-UA` that no real visitor's browser sends. */
const HEADLESS_BRAND = /headless|lighthouse|phantom|playwright|puppeteer/i;

/**
 * The flags of a request, from its `Sec-Fetch-Dest` and `Sec-CH-UA`. A visitor who follows a link has the destination
 * `document`; any other one is part of a page. A browser that sends neither header gets no flag.
 */
export const readSignals = (fetchDest: string | null, brands: string | null): number =>
  (fetchDest === null || fetchDest === "document" ? 0 : SIGNALS.embedded) |
  (brands !== null && HEADLESS_BRAND.test(brands) ? SIGNALS.headless : 0);

/** Whether a click's flags contain this one. Clicks from before flags existed have none. */
export const hasSignal = (signals: number | undefined, signal: Signal): boolean =>
  ((signals ?? 0) & SIGNALS[signal]) !== 0;

export const SIGNAL_NAMES = /* @__PURE__ */ Object.keys(SIGNALS) as Signal[]; // its keys are closed

/** The names of the flags. */
export const signalsIn = (signals: number): Signal[] => SIGNAL_NAMES.filter((name) => hasSignal(signals, name));
