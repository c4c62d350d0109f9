import { networkOf } from "@waymark/contract/address";
import { dayKeysOf, networkHashOf, type DayKeys } from "@waymark/contract/address-hash";
import { encodeBase32 } from "@waymark/contract/base32";
import { readUint } from "@waymark/contract/bytes";
import { hintsOf } from "@waymark/contract/client-hints";
import { CLICK_TEXT_MAX, type ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS } from "@waymark/contract/duration";
import { hmacOf } from "@waymark/contract/hmac";
import { referrerHost } from "@waymark/contract/referrer";
import { readSignals } from "@waymark/contract/signals";
import type { Dimension, Facts } from "@waymark/contract/rules";
import type { readFamily } from "@waymark/contract/user-agent";

/** Where a request came from: `request.cf` and a Cloudflare header, or their substitutes in development. */
export interface Origin {
  address: string;
  cf: {
    country?: string | undefined;
    regionCode?: string | undefined;
    city?: string | undefined;
    asn?: number | undefined;
    httpProtocol?: string | undefined;
    tlsVersion?: string | undefined;
  };
}

export interface Visitor {
  /** First byte of the hash, which selects the click's shard. */
  bucket: number;
  /** In [0, 1), the same all day: selects one of the weighted landings. */
  draw: number;
  /** Stored with a click: keyed hashes of address and user agent, and facts of the request. */
  facts: Pick<
    ClickEvent,
    | ("visitor" | "address" | "country" | "region" | "city" | "asn" | "language")
    | ("userAgent" | "hints" | "signals" | "referrer")
  >;
}

/** The stored bytes of the visitor hash: a whole number of base32 digits. */
const HASH_BYTES = 15;

export const cloudflareOrigin = (request: Request): Origin => ({
  address: request.headers.get("cf-connecting-ip") ?? "",
  cf: (request.cf ?? {}) as Origin["cf"], // an IncomingRequestCfProperties in every deployed Worker
});

/** A prefetch is not a visit: the real navigation follows, and only that is counted. */
export function isPrefetch(headers: Headers): boolean {
  const purpose =
    headers.get("sec-purpose") ?? headers.get("purpose") ?? headers.get("x-purpose") ?? headers.get("x-moz");
  return purpose !== null && /prefetch|prerender|preview/i.test(purpose);
}

export function visitorOf(headers: Headers, { address, cf }: Origin, secret: string, now: number): Visitor {
  const userAgent = (headers.get("user-agent") ?? "").slice(0, CLICK_TEXT_MAX.userAgent);
  const network = networkOf(address);
  const { written } = utf8.encodeInto(`${network}\n${userAgent}`, identity);
  const keys = keysOfDay(secret, now);
  const hash = hmacOf(keys.visitor, identity, written);
  const hints = hintsOf(headers.get("sec-ch-ua-platform"), headers.get("sec-ch-ua-mobile"));
  const referrer = referrerHost(headers.get("referer"));
  const signals = readSignals(headers, cf);
  return {
    bucket: hash[0] ?? 0,
    draw: readUint(hash, 1, 4) / 2 ** 32,
    facts: {
      visitor: encodeBase32(hash, HASH_BYTES),
      country: cf.country ?? "",
      region: (cf.regionCode ?? "").slice(0, CLICK_TEXT_MAX.region),
      city: (cf.city ?? "").slice(0, CLICK_TEXT_MAX.city),
      asn: cf.asn ?? 0,
      language: languageOf(headers),
      userAgent,
      ...(network !== "" && { address: networkHashOf(keys, identity, network.length) }), // an address is ASCII
      ...(hints !== "" && { hints }),
      ...(signals !== 0 && { signals }),
      ...(referrer !== "" && { referrer }),
    },
  };
}

/** The facts that an offer's rules and landings may need. `read` is required if they need a family of user agents. */
export function factsOf({ facts }: Visitor, read?: typeof readFamily): Facts {
  const families: Partial<Record<Dimension, string>> = {};
  return (by) => {
    switch (by) {
      case "country":
      case "language":
        return facts[by];
      case "region":
        return `${facts.country}-${facts.region}`;
      case "city":
        return facts.city.toLowerCase();
      case "asn":
        return String(facts.asn);
      case "device":
      case "os":
      case "browser":
        if (read === undefined) throw new Error(`${by} is asked for, and the parser is not loaded`);
        return (families[by] ??= read(by, facts.userAgent, facts.hints));
    }
  };
}

const utf8 = new TextEncoder();
/** Scratch buffer: room for any address and the longest user agent, three bytes a UTF-16 unit. */
const identity = new Uint8Array(64 + 3 * CLICK_TEXT_MAX.userAgent);

let day: { number: number; keys: DayKeys } | undefined;

/** An isolate has one secret. */
function keysOfDay(secret: string, now: number) {
  const number = Math.floor(now / DAY_MS);
  if (day?.number !== number) day = { number, keys: dayKeysOf(secret, new Date(now).toISOString().slice(0, 10)) };
  return day.keys;
}

/** The first language that the visitor's browser names, like `en` or `pt-br`. */
function languageOf(headers: Headers) {
  const header = headers.get("accept-language") ?? "";
  const end = header.search(/[,;]/);
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase().slice(0, CLICK_TEXT_MAX.language);
}
