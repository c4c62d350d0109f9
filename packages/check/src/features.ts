import { hasSignal, type Signal } from "@waymark/contract/signals";
import type { Verdict } from "@waymark/contract/verdict";

/** What kind of network an address belongs to. Relays and VPNs stand on servers, too, but people use them. */
export type NetworkClass = "access" | "hosting" | "relay" | "unknown";

/** What is known of a conversion when it is registered. */
export interface Evidence {
  /** From the click to the conversion; negative within the skew of clocks. */
  ctitMs: number;
  /** Flags of the click (@waymark/contract/signals); null for clicks from before there were any. */
  signals: number | null;
  network: NetworkClass;
  /** Families of the click's user agent: `device/os/browser`. */
  agent: string;
  /** Null: the conversion has no amount. */
  amountMinor: number | null;
  /** Of the click. What an offer's click policy treats is not scored again. */
  verdict: Verdict;
  /** Earlier conversions of the offer with a click of the same UTC day, address and agent; null without an address. */
  sameVisitor: number | null;
  /** The same, with any agent. */
  sameAddress: number | null;
  /** Whether the webmaster was signed in from that address that day; null if that is unknown. */
  isOwnAddress: boolean | null;
}

const FEATURE_NAMES = [
  // Known at registration.
  "ctitMs",
  "amountMinor",
  /** 1: from a network of servers. */
  "hosting",
  /** A sum of HEADER_FLAGS. */
  "headers",
  /** 1: a page was opened without a click or a key. */
  "passive",
  /** 1: a script or a page asked for the link. */
  "fetched",
  "sameVisitor",
  "sameAddress",
  /** 1: the webmaster was signed in from there that day. */
  "ownAddress",
  // Known in the picture of the offer. Lifts are logarithms (base 10) of how many conversions there are for one expected.
  /** Conversions of the link, and those of its peers, in the window. */
  "linkConversions",
  "peerConversions",
  /** Visitors of the link. */
  "linkVisitors",
  /** Of conversions this short or shorter, and this long or longer. */
  "shortLift",
  "longLift",
  /** Of conversions within the same few seconds. */
  "clusterLift",
  /** Of conversions of about this length, for the visitors that the link had. */
  "rateLift",
  /** The link's conversion rate: its distance from that of its peers in robust deviations. */
  "rateDeviation",
  /** A low rate with long times: how much of both. */
  "flood",
  /** Of conversions from servers, with odd headers, of repeated visitors, of pages opened without a click. */
  "hostingLift",
  "headersLift",
  "repeatedLift",
  "passiveLift",
] as const;

export type FeatureName = (typeof FEATURE_NAMES)[number];

/** What is known of a conversion as numbers, without anything that a rule set could change. Null or absent: not known. */
export type Features = { readonly [Name in FeatureName]?: number | null };

/** What is inconsistent in a browser's request, as flags. Stored features contain these numbers. */
const HEADER_FLAGS = { connection: 1, language: 2, metadata: 4, hints: 8 } as const;

/** Every sum of header flags is below. */
export const HEADERS_END = 16;

/** Browsers on Chromium, which send client hints. On iOS they are all built on WebKit. */
const CHROMIUM = ["chrome", "edge", "opera", "samsung", "yandex", "uc", "huawei", "mi", "qq"];

export function firstFeatures(evidence: Evidence): Features {
  const { ctitMs, amountMinor, sameVisitor, sameAddress, isOwnAddress, verdict, network } = evidence;
  const isBot = verdict === "bot";
  const isEmbedded = verdict === "embedded";
  const flag = (isSet: boolean) => (isSet ? 1 : 0);
  const has = (signal: Signal) => flag(hasSignal(evidence.signals ?? 0, signal));
  const hasSignals = evidence.signals !== null && !isBot;
  return {
    ...{ ctitMs, amountMinor, sameVisitor, sameAddress },
    hosting: isBot || network === "unknown" ? null : flag(network === "hosting"),
    headers: hasSignals ? headersOf(evidence.signals ?? 0, evidence.agent) : null,
    passive: hasSignals && !isEmbedded ? has("not_activated") : null,
    fetched: hasSignals && !isEmbedded ? has("not_navigated") : null,
    ownAddress: isOwnAddress === null ? null : flag(isOwnAddress),
  };
}

function headersOf(signals: number, agent: string): number {
  const [, system = "", browser = ""] = agent.split("/");
  const sendsHints = system !== "ios" && CHROMIUM.includes(browser);
  const has = (signal: Signal) => hasSignal(signals, signal);
  return (
    (has("http_1") || has("old_tls") ? HEADER_FLAGS.connection : 0) +
    (has("no_language") ? HEADER_FLAGS.language : 0) +
    (has("no_fetch_metadata") ? HEADER_FLAGS.metadata : 0) +
    (has("hints_differ") || (sendsHints && has("no_client_hints")) ? HEADER_FLAGS.hints : 0)
  );
}
