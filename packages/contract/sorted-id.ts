import { encodeBase32 } from "./base32.ts";
import { writeUint } from "./bytes.ts";

/** `prefix_…`: 40 bits of Unix seconds, so that ids of a growing table sort by time, and 10 random bytes. */
export function sortedId(prefix: string, now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(15);
  writeUint(bytes, Math.floor(now / 1_000), 0, 5);
  bytes.set(random, 5);
  return `${prefix}_${encodeBase32(bytes)}`;
}
