/**
 * What a click's request revealed, as flags of one integer. Stored clicks contain these numbers: a flag keeps its bit
 * permanently, and a new one gets the next. At most 2^30, so that the sum stays a 32-bit integer.
 */
export const SIGNALS = {
  /** The browser loaded the link as part of a page (an image, a frame, a script's fetch), not as a page of its own. */
  embedded: 1,
  /** The browser's client hints name a browser without a window. */
  headless: 2,
  /** The visitor's `url` was not followed: the offer allows no deep links, or none to that host. They got the landing. */
  deep_link_refused: 4,
  /** HTTP/1.x. Browsers negotiate HTTP/2 or 3. */
  http_1: 8,
  /** TLS before 1.3. */
  old_tls: 16,
  /** No `Accept-Language`. */
  no_language: 32,
  /** No `Sec-Fetch-Site`, which browsers send since 2020, Safari since 2023. */
  no_fetch_metadata: 64,
  /** `Sec-Fetch-Mode` is not `navigate`: a script asked for the link. */
  not_navigated: 128,
  /** A navigation without `Sec-Fetch-User`: without a click or a key, as when a page sends its visitor on. */
  not_activated: 256,
  /** `Sec-Fetch-Site` is `none`: typed, or opened from a bookmark, a mail or another app. */
  no_initiator: 512,
  /** No `Sec-CH-UA-Platform`, which browsers on Chromium send. */
  no_client_hints: 1_024,
  /** The client hints name another system than the user agent does. */
  hints_differ: 2_048,
  /** No referrer. */
  no_referrer: 4_096,
  /** `X-Requested-With` names an app that shows the page itself. */
  in_app: 8_192,
} as const;

export type Signal = keyof typeof SIGNALS;

/** Brands in `Sec-CH-UA` that no real visitor's browser sends. */
const HEADLESS_BRAND = /headless|lighthouse|phantom|playwright|puppeteer/i;

/** What signals are read from: values of headers, null if absent, and what Cloudflare says of the connection. */
export interface SignalSources {
  fetchSite: string | null;
  fetchMode: string | null;
  fetchDest: string | null;
  fetchUser: string | null;
  /** `Sec-CH-UA` */
  brands: string | null;
  /** `Sec-CH-UA-Platform` */
  platform: string | null;
  language: string | null;
  referrer: string | null;
  requestedWith: string | null;
  /** Like `HTTP/2`; absent if unknown. */
  httpProtocol?: string | undefined;
  /** Like `TLSv1.3`; absent if unknown. */
  tlsVersion?: string | undefined;
}

/**
 * The flags of a request, without those that need a look at its user agent (`hints_differ`) or its link
 * (`deep_link_refused`). A visitor who follows a link has the destination `document`; any other one is part of a page.
 */
export function readSignals(of: SignalSources): number {
  let flags = 0;
  if (of.fetchDest !== null && of.fetchDest !== "document") flags |= SIGNALS.embedded;
  if (of.brands !== null && HEADLESS_BRAND.test(of.brands)) flags |= SIGNALS.headless;
  if (of.httpProtocol?.startsWith("HTTP/1") === true) flags |= SIGNALS.http_1;
  if (of.tlsVersion?.startsWith("TLSv1") === true && of.tlsVersion !== "TLSv1.3") flags |= SIGNALS.old_tls;
  if (of.language === null || of.language === "") flags |= SIGNALS.no_language;
  if (of.fetchSite === null) flags |= SIGNALS.no_fetch_metadata;
  else if (of.fetchSite === "none") flags |= SIGNALS.no_initiator;
  if (of.fetchMode !== null)
    if (of.fetchMode !== "navigate") flags |= SIGNALS.not_navigated;
    else if (of.fetchUser !== "?1") flags |= SIGNALS.not_activated;
  if (of.platform === null) flags |= SIGNALS.no_client_hints;
  if (of.referrer === null || of.referrer === "") flags |= SIGNALS.no_referrer;
  if (of.requestedWith !== null && isApp(of.requestedWith)) flags |= SIGNALS.in_app;
  return flags;
}

/** Android's web views send the id of their app, and scripts send `XMLHttpRequest`. */
const isApp = (requestedWith: string) => requestedWith.includes(".");

/** Whether a click's flags contain this one. Clicks from before a flag existed lack it. */
export const hasSignal = (signals: number | undefined, signal: Signal): boolean =>
  ((signals ?? 0) & SIGNALS[signal]) !== 0;

export const SIGNAL_NAMES = /* @__PURE__ */ Object.keys(SIGNALS) as Signal[]; // its keys are closed

/** Flags that decide how a click counts or where it goes. The others are evidence for the operator. */
export const DECIDING_SIGNALS = ["embedded", "headless", "deep_link_refused"] as const satisfies readonly Signal[];

/** Which of these flags are set. */
export const signalsIn = <Name extends Signal>(signals: number, names: readonly Name[]): Name[] =>
  names.filter((name) => hasSignal(signals, name));
