import { decodeBase32, encodeBase32 } from "./base32.ts";
import { readUint, writeUint } from "./bytes.ts";

/** The 40 bits of a Unix second at the beginning of sorted ids, as 8 digits. */
export function secondDigits(now: number): string {
  const bytes = new Uint8Array(5);
  writeUint(bytes, Math.floor(now / 1_000), 0, 5);
  return encodeBase32(bytes);
}

/** `prefix_…`: a second, so that ids of a growing table sort by time, then 10 random bytes. */
export const sortedId = (prefix: string, now: number, random: Uint8Array): string =>
  `${prefix}_${secondDigits(now)}${encodeBase32(random)}`;

const SECOND_DIGITS = 8;

/** Unix ms of the second in a sorted id, after its prefix; undefined if it holds none. */
export function secondOf(id: string): number | undefined {
  const start = id.indexOf("_") + 1;
  const bytes = decodeBase32(id.slice(start, start + SECOND_DIGITS));
  return bytes?.length === 5 ? readUint(bytes, 0, 5) * 1_000 : undefined;
}
