/** Crockford's alphabet in lower case: no i, l, o, u, so ids survive reading aloud (crockford.com/base32.html). */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Text of `bytes`, whose length must be a multiple of 5 so that no digit carries padding bits. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/** Bytes of `text` in either case, or undefined where a character is not a digit of the alphabet. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array((text.length * 5) >>> 3);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const digit of text) {
    // Only ASCII capitals are folded: a Kelvin sign is no k.
    const value = ALPHABET.indexOf(digit < "a" ? digit.toLowerCase() : digit);
    if (value === -1) return undefined;
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
