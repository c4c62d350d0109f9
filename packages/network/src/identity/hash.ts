import { hexOf } from "@waymark/contract/bytes";

/** SHA-256 in hex: keys and tokens are random, so a fast hash keeps them safe. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(new Uint8Array(digest));
}

/** A secret to be shown once: 200 random bits after a prefix that secret scanners can recognise. */
export function newSecret(prefix: string): string {
  return `${prefix}_${hexOf(crypto.getRandomValues(new Uint8Array(25)))}`;
}
