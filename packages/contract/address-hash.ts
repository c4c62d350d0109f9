import { networkOf } from "./address.ts";
import { encodeBase32 } from "./base32.ts";
import { hmacOf, prepareHmac, type HmacKey } from "./hmac.ts";

/** The keys of a UTC day, so that hashes of two days can't be compared. */
export interface DayKeys {
  /** Keys the hash of address and user agent. */
  visitor: HmacKey;
  /** Keys the hash of the address alone, which can't be compared with the other (docs/decisions/0481). */
  address: HmacKey;
}

const utf8 = new TextEncoder();

/** The keys of a UTC day, like `2026-11-29`. */
export function dayKeysOf(secret: string, date: string): DayKeys {
  const keyOf = (key: HmacKey, label: string) => prepareHmac(hmacOf(key, utf8.encode(label)));
  const ofSecret = prepareHmac(utf8.encode(secret));
  return { visitor: keyOf(ofSecret, date), address: keyOf(ofSecret, `${date} address`) };
}

/** The hash of a network (address.ts), of which these are the first `length` bytes: 13 base32 digits. */
export const networkHashOf = ({ address }: DayKeys, network: Uint8Array, length: number): string =>
  encodeBase32(hmacOf(address, network, length), 10).slice(0, 13);

/** What the edge stores of an address with a click of this UTC day; empty if the address is unknown. */
export function addressHashOf(secret: string, address: string, date: string): string {
  const network = utf8.encode(networkOf(address));
  return network.length === 0 ? "" : networkHashOf(dayKeysOf(secret, date), network, network.length);
}
