import { encodeBase32 } from "@waymark/contract/base32";
import { CLICK_ID_LENGTH } from "@waymark/contract/click-id";

/** Sorts before every click_ID that has this first byte, from this time (Unix ms) on. */
export function lowestId(firstByte: number, time: number): string {
  const bytes = new Uint8Array((CLICK_ID_LENGTH * 5) / 8);
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(firstByte) << 56n) | (BigInt(time) << 8n));
  return encodeBase32(bytes);
}
