import { decodeBase32, encodeBase32 } from "./base32.ts";
import { readUint, writeUint } from "./bytes.ts";
import { hmacOf, prepareHmac, type HmacKey } from "./hmac.ts";

/**
 * A click_ID in canonical (lower-case) text: 40 digits of Crockford's base32 over 25 bytes.
 *
 *     byte  0      version (high nibble: 1, or 2 for a test) and key id (low nibble)
 *     byte  1–6    Unix ms of the click
 *     byte  7      bucket: the first byte of the visitor hash
 *     byte  8–12   number of the link
 *     byte 13–17   random
 *     byte 18–24   MAC: the first 7 bytes of HMAC-SHA-256 over bytes 0–17
 *
 * So ids sort by time, those of tests behind all others, and a forged one is refused without a look-up.
 */
export type ClickId = string & { readonly brand: "ClickId" };

/** The parts of a click_ID. */
export interface ClickIdParts {
  keyId: number;
  /** Unix ms. */
  clickedAt: number;
  /** 0–255. */
  bucket: number;
  linkNumber: number;
  /** A webmaster's own try: it is in no figure, and its conversions move no money. */
  isTest: boolean;
}

/** Signing keys by key id (0–15); `current` signs, all of them verify. */
export interface ClickKeys {
  current: number;
  keys: ReadonlyMap<number, HmacKey>;
}

export type ClickIdReading =
  | { kind: "verified"; clickId: ClickId; parts: ClickIdParts }
  | { kind: "refused"; reason: "malformed_click_id" | "forged_click_id" };

const VERSION = 1;
const TEST_VERSION = 2;
const KEYS_MAX = 16;
const SIGNED_BYTES = 18;
const BYTES = 25;
const RANDOM_BYTES = 5;
const KEY_BYTES_MIN = 32;

/** The greatest link number that a click_ID can carry: 5 bytes. */
export const LINK_NUMBER_MAX = 1_099_511_627_775;

/** Characters of every click_ID. */
export const CLICK_ID_LENGTH = 40;

/**
 * Reads the Worker secret `CLICK_KEYS`: `{"current":1,"keys":{"1":"<base64, 32 bytes or more>"}}`.
 * Throws on anything else: a network that can't sign must not start.
 */
export function readClickKeys(secret: string): ClickKeys {
  const { current, keys } = JSON.parse(secret) as { current: number; keys: Record<string, string> };
  const byId = new Map<number, HmacKey>();
  for (const [id, base64] of Object.entries(keys)) {
    const key = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    if (!/^(?:\d|1[0-5])$/.test(id) || key.length < KEY_BYTES_MIN) throw new Error(`CLICK_KEYS: bad key ${id}`);
    byId.set(Number(id), prepareHmac(key));
  }
  if (!byId.has(current)) throw new Error(`CLICK_KEYS: no current key ${current}`);
  return { current, keys: byId };
}

/** A new click_ID. Throws a RangeError if a part does not fit its bytes. */
export function mintClickId(
  { current, keys }: ClickKeys,
  click: { clickedAt: number; bucket: number; linkNumber: number; random: Uint8Array; isTest?: boolean },
): ClickId {
  const key = keys.get(current);
  if (key === undefined || click.random.length !== RANDOM_BYTES) throw new RangeError("unfit parts of a click_ID");
  const bytes = new Uint8Array(BYTES);
  bytes[0] = ((click.isTest === true ? TEST_VERSION : VERSION) << 4) | current;
  writeUint(bytes, click.clickedAt, 1, 6);
  writeUint(bytes, click.bucket, 7, 1);
  writeUint(bytes, click.linkNumber, 8, 5);
  // Byte by byte, here and below: a view of so small an array makes it a buffer of its own, which costs more than the MAC.
  for (let i = 0; i < RANDOM_BYTES; i++) bytes[13 + i] = click.random[i] ?? 0;
  const mac = hmacOf(key, bytes, SIGNED_BYTES);
  for (let i = SIGNED_BYTES; i < BYTES; i++) bytes[i] = mac[i - SIGNED_BYTES] ?? 0;
  return encodeBase32(bytes) as ClickId; // brand: minted here
}

/** The canonical id and its parts if `text`, in any case, was minted with one of our keys; otherwise why not. */
export function verifyClickId({ keys }: ClickKeys, text: string): ClickIdReading {
  const bytes = bytesOf(text);
  if (bytes === undefined) return { kind: "refused", reason: "malformed_click_id" };
  const parts = partsOf(bytes);
  const key = keys.get(parts.keyId);
  if (key === undefined || !isSigned(key, bytes)) return { kind: "refused", reason: "forged_click_id" };
  return { kind: "verified", clickId: text.toLowerCase() as ClickId, parts }; // brand: verified here
}

/** The parts of a click_ID without verifying it, for ids from our own tables; undefined if the form is wrong. */
export function readClickId(text: string): ClickIdParts | undefined {
  const bytes = bytesOf(text);
  return bytes && partsOf(bytes);
}

function bytesOf(text: string) {
  if (text.length !== CLICK_ID_LENGTH) return undefined;
  const bytes = decodeBase32(text);
  return bytes?.[0] !== undefined && isVersion(bytes[0] >>> 4) ? bytes : undefined;
}

const isVersion = (version: number) => version === VERSION || version === TEST_VERSION;

/** The first bytes of all click_IDs: the ids of a period are in one range for each of them. */
export const CLICK_ID_FIRST_BYTES: readonly number[] = /* @__PURE__ */ [VERSION, TEST_VERSION].flatMap((version) =>
  Array.from({ length: KEYS_MAX }, (_, keyId) => (version << 4) | keyId),
);

/** Whether a canonical click_ID is a test's: its first digit holds the version. */
export const isTestClick = (clickId: string): boolean => clickId.startsWith("4") || clickId.startsWith("5");

const partsOf = (bytes: Uint8Array): ClickIdParts => ({
  keyId: readUint(bytes, 0, 1) & 15,
  clickedAt: readUint(bytes, 1, 6),
  bucket: readUint(bytes, 7, 1),
  linkNumber: readUint(bytes, 8, 5),
  isTest: readUint(bytes, 0, 1) >>> 4 === TEST_VERSION,
});

/** In constant time. */
function isSigned(key: HmacKey, bytes: Uint8Array) {
  const mac = hmacOf(key, bytes, SIGNED_BYTES);
  let difference = 0;
  for (let i = SIGNED_BYTES; i < BYTES; i++) difference |= (mac[i - SIGNED_BYTES] ?? 0) ^ (bytes[i] ?? 0);
  return difference === 0;
}
