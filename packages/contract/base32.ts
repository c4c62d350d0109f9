/** Crockford's alphabet in lower case: no i, l, o, u, so ids survive reading aloud (crockford.com/base32.html). */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Two digits for each 10 bits: half as many pieces of text to join. */
const PAIRS = /* @__PURE__ */ Array.from(
  { length: 1024 },
  (_, bits) => `${ALPHABET[bits >>> 5] ?? ""}${ALPHABET[bits & 31] ?? ""}`,
);

/** Encodes the first `length` of `bytes`; a multiple of 5, so that no digit has padding bits. */
export function encodeBase32(bytes: Uint8Array, length = bytes.length): string {
  const pair = (bits: number) => PAIRS[bits & 1023] ?? "";
  let text = "";
  for (let at = 0; at < length; at += 5) {
    const high = ((bytes[at] ?? 0) << 12) | ((bytes[at + 1] ?? 0) << 4) | ((bytes[at + 2] ?? 0) >>> 4);
    const low = (((bytes[at + 2] ?? 0) & 15) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    text += pair(high >>> 10) + pair(high) + pair(low >>> 10) + pair(low);
  }
  return text;
}

/** By character code: the value of a digit in either case; 255 for other characters. */
const VALUES = /* @__PURE__ */ valuesOfDigits();

function valuesOfDigits() {
  const values = new Uint8Array(128).fill(255);
  for (let value = 0; value < ALPHABET.length; value++) {
    values[ALPHABET.charCodeAt(value)] = value;
    values[ALPHABET.toUpperCase().charCodeAt(value)] = value;
  }
  return values;
}

/** Bytes of `text` in either case; undefined if a character is not a digit of the alphabet. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array((text.length * 5) >>> 3);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? 255;
    if (value === 255) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >>> bits;
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}
