import { encodeBase32 } from "@waymark/click/base32";

/** `off_…`: 40 bits of seconds, so that ids of a growing table sort by time, and 80 random ones. */
export function mintId(prefix: string, now: number): string {
  const bytes = new Uint8Array(15);
  for (let i = 4, rest = Math.floor(now / 1_000); i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  crypto.getRandomValues(bytes.subarray(5));
  return `${prefix}_${encodeBase32(bytes)}`;
}

/** The same randomness under another prefix: an id that derives from its cause. */
export const derivedId = (prefix: string, cause: string): string => `${prefix}_${cause.slice(cause.indexOf("_") + 1)}`;
