import { createHmac } from "node:crypto";
import { networkOf } from "@waymark/click/address";
import { CLICK_TEXT_MAX } from "@waymark/click/click-event";

/** Where a request came from. Cloudflare tells it in `request.cf` and a header; development makes it up. */
export interface Origin {
  address: string;
  cf: {
    country?: string | undefined;
    regionCode?: string | undefined;
    city?: string | undefined;
    asn?: number | undefined;
  };
}

export interface Visitor {
  /** Keyed hash of address and user agent, good for one UTC day; the raw address is stored nowhere. */
  hash: string;
  /** First byte of the hash: chooses the click's shard. */
  bucket: number;
  /** In [0, 1), the same all day: chooses among weighted landings. */
  draw: number;
  country: string;
  region: string;
  city: string;
  asn: number;
  language: string;
  userAgent: string;
}

const HASH_BYTES = 16;

export const cloudflareOrigin = (request: Request): Origin => ({
  address: request.headers.get("cf-connecting-ip") ?? "",
  cf: (request.cf ?? {}) as Origin["cf"], // an IncomingRequestCfProperties in every deployed Worker
});

/** A prefetch is no visit: the real navigation follows, and only that is counted. */
export function isPrefetch({ headers }: Request): boolean {
  const purpose = headers.get("sec-purpose") ?? headers.get("purpose") ?? headers.get("x-moz");
  return purpose !== null && /prefetch|prerender|preview/i.test(purpose);
}

export function visitorOf(request: Request, { address, cf }: Origin, secret: string, now: number): Visitor {
  const userAgent = (request.headers.get("user-agent") ?? "").slice(0, CLICK_TEXT_MAX.userAgent);
  const hash = createHmac("sha256", dayKey(secret, now))
    .update(`${networkOf(address)}\n${userAgent}`)
    .digest()
    .subarray(0, HASH_BYTES);
  return {
    hash: hash.toString("base64url"),
    bucket: hash[0] ?? 0,
    draw: hash.readUint32BE(1) / 2 ** 32,
    country: cf.country ?? "",
    region: (cf.regionCode ?? "").slice(0, CLICK_TEXT_MAX.region),
    city: (cf.city ?? "").slice(0, CLICK_TEXT_MAX.city),
    asn: cf.asn ?? 0,
    language: languageOf(request),
    userAgent,
  };
}

let day: { number: number; key: Uint8Array } | undefined;

/** The key of a UTC day, so that hashes of two days can't be joined. */
function dayKey(secret: string, now: number) {
  const number = Math.floor(now / 86_400_000);
  if (day?.number !== number) {
    const date = new Date(now).toISOString().slice(0, 10);
    day = { number, key: createHmac("sha256", secret).update(date).digest() };
  }
  return day.key;
}

/** The first language that the visitor's browser names, like `en` or `pt-br`. */
function languageOf({ headers }: Request) {
  const header = headers.get("accept-language") ?? "";
  const end = header.search(/[,;]/);
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase().slice(0, CLICK_TEXT_MAX.language);
}
