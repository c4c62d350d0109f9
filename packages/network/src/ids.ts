import { hmacOf, prepareHmac } from "@waymark/contract/hmac";
import { secondDigits } from "@waymark/contract/sorted-id";
import { customAlphabet } from "nanoid";
import { WaitsForSecondPerson } from "./errors.ts";

/**
 * The alphabet of generated text: digits and lower-case letters that can't be confused in print, by hand or by voice.
 * It has no m, which looks like rn, and no vowels, so that no words appear. All of them are digits of base 32.
 */
export const CLEAR_ALPHABET = "346789bcdfghjknpqrtwxy";

/** Random text of this length, 4.46 bits a digit. */
export const randomDigits: (length: number) => string = customAlphabet(CLEAR_ALPHABET);

/** 71 bits, so that ids of one second don't collide. */
const RANDOM_DIGITS = 16;

/** A new id that sorts by time: `off_…`. */
export const mintId = (prefix: string, now: number): string =>
  `${prefix}_${secondDigits(now)}${randomDigits(RANDOM_DIGITS)}`;

/** The same digits under another prefix: an id that derives from its cause. */
export const derivedId = (prefix: string, cause: string): string => `${prefix}_${cause.slice(cause.indexOf("_") + 1)}`;

/** Where ids of new records come from: random ones, or those of a request that may be sent again. */
export interface IdSource {
  next(prefix: string, now: number): string;
  /** The request has an Idempotency-Key, so its next try gets the same ids. */
  isRepeatable: boolean;
  /** An earlier try of the request may have taken effect without its answer being kept. */
  isRetry: boolean;
}

export const RANDOM_IDS: IdSource = { next: mintId, isRepeatable: false, isRetry: false };

/**
 * Ids that derive from a request: the same for each of its tries, and a secret keeps others from computing them.
 * `firstTriedAt` is Unix ms.
 */
export function derivedIds({
  secret,
  request,
  firstTriedAt,
  isRetry,
}: {
  secret: string;
  request: string;
  firstTriedAt: number;
  isRetry: boolean;
}): IdSource {
  const encoder = new TextEncoder();
  const key = prepareHmac(encoder.encode(secret));
  const counts = new Map<string, number>();
  return {
    isRepeatable: true,
    isRetry,
    next(prefix) {
      const number = counts.get(prefix) ?? 0;
      counts.set(prefix, number + 1);
      const cause = JSON.stringify(["id", request, firstTriedAt, prefix, number]);
      return `${prefix}_${secondDigits(firstTriedAt)}${digitsOf(hmacOf(key, encoder.encode(cause)))}`;
    },
  };
}

/** 256 bits as digits; that 22^16 does not divide 2^256 favours no digit measurably. */
function digitsOf(mac: Uint8Array): string {
  let rest = mac.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let digits = "";
  for (const base = BigInt(CLEAR_ALPHABET.length); digits.length < RANDOM_DIGITS; rest /= base)
    digits += CLEAR_ALPHABET[Number(rest % base)];
  return digits;
}

/** The id of a record that this request creates. */
export const newId = ({ ids, now }: { ids: IdSource; now: () => number }, prefix: string): string =>
  ids.next(prefix, now());

/**
 * Creates a record once, however often its request is tried. A retry first looks for the record by its id, because the
 * first try's own effect might refuse it. After a failure it looks again: a concurrent try may have been first, or the
 * write took effect although its confirmation was lost.
 */
export async function createOnce<T>(
  { ids }: { ids: IdSource },
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  const earlier = ids.isRetry ? await find() : undefined;
  if (earlier !== undefined) return earlier;
  try {
    return await create();
  } catch (error) {
    if (error instanceof WaitsForSecondPerson) throw error;
    const known = ids.isRepeatable ? await find() : undefined;
    if (known === undefined) throw error;
    return known;
  }
}
