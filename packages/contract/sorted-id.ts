import { encodeBase32 } from "./base32.ts";
import { writeUint } from "./bytes.ts";

/** The 40 bits of a Unix second at the beginning of sorted ids, as 8 digits. */
export function secondDigits(now: number): string {
  const bytes = new Uint8Array(5);
  writeUint(bytes, Math.floor(now / 1_000), 0, 5);
  return encodeBase32(bytes);
}

/** `prefix_…`: a second, so that ids of a growing table sort by time, then 10 random bytes. */
export const sortedId = (prefix: string, now: number, random: Uint8Array): string =>
  `${prefix}_${secondDigits(now)}${encodeBase32(random)}`;
