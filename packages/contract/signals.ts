/** Apart from the others, because the edge needs no other flag by its name. */
export const DEEP_LINK_REFUSED = 4;

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
  deep_link_refused: DEEP_LINK_REFUSED,
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

/** What Cloudflare says of the connection. */
export interface Connection {
  /** Like `HTTP/2`; absent if unknown. */
  httpProtocol?: string | undefined;
  /** Like `TLSv1.3`; absent if unknown. */
  tlsVersion?: string | undefined;
}

/**
 * The flags of a request, without those that need a look at its user agent (`hints_differ`) or its link
 * (`deep_link_refused`). A visitor who follows a link has the destination `document`; any other one is part of a page.
 * In the order of their bits, without their names: the edge loads this code before its first redirect.
 */
export function readSignals(headers: Headers, { httpProtocol = "", tlsVersion = "" }: Connection): number {
  const read = (name: string) => headers.get(name) ?? "";
  const [site, mode, dest] = [read("sec-fetch-site"), read("sec-fetch-mode"), read("sec-fetch-dest")];
  const flags = [
    dest !== "" && dest !== "document",
    HEADLESS_BRAND.test(read("sec-ch-ua")),
    false, // deep_link_refused
    httpProtocol.startsWith("HTTP/1"),
    /^TLSv1(?!\.3)/.test(tlsVersion),
    read("accept-language") === "",
    site === "",
    mode !== "" && mode !== "navigate",
    mode === "navigate" && read("sec-fetch-user") === "",
    site === "none",
    read("sec-ch-ua-platform") === "",
    false, // hints_differ
    read("referer") === "",
    // Android's web views send the id of their app, and scripts send `XMLHttpRequest`.
    read("x-requested-with").includes("."),
  ];
  return flags.reduce((sum, isSet, bit) => (isSet ? sum | (1 << bit) : sum), 0);
}

/** Whether a click's flags contain this one. Clicks from before a flag existed lack it. */
export const hasSignal = (signals: number | undefined, signal: Signal): boolean =>
  ((signals ?? 0) & SIGNALS[signal]) !== 0;

export const SIGNAL_NAMES = /* @__PURE__ */ Object.keys(SIGNALS) as Signal[]; // its keys are closed

/** Flags that decide how a click counts or where it goes. The others are evidence for the operator. */
export const DECIDING_SIGNALS = ["embedded", "headless", "deep_link_refused"] as const satisfies readonly Signal[];

/** Which of these flags are set. */
export const signalsIn = <Name extends Signal>(signals: number, names: readonly Name[]): Name[] =>
  names.filter((name) => hasSignal(signals, name));
