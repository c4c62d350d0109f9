import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * A postback token: `wmp_` and 50 hex digits, of 17 random bytes and an 8-byte MAC over them.
 *
 * The MAC proves nothing about the advertiser; a token is looked up by its hash. It only tells tokens of this network
 * from invented ones, so that the control plane is not asked about the invented ones (docs/decisions/0079).
 */
const TOKEN = /^wmp_([0-9a-f]{34})([0-9a-f]{16})$/;

/** Random bytes of a token. */
export const TOKEN_RANDOM_BYTES = 17;

/** A new token. `workerSecret` is the Worker secret `POSTBACK_SECRET`. */
export function mintPostbackToken(workerSecret: string, random: Uint8Array): string {
  if (random.length !== TOKEN_RANDOM_BYTES) throw new RangeError(`a token has ${TOKEN_RANDOM_BYTES} random bytes`);
  const digits = Buffer.from(random).toString("hex");
  return `wmp_${digits}${macOf(workerSecret, digits)}`;
}

/** Whether a token was minted with this secret. */
export function isMintedToken(workerSecret: string, token: string): boolean {
  const [, digits = "", mac = ""] = TOKEN.exec(token) ?? [];
  return mac !== "" && timingSafeEqual(Buffer.from(macOf(workerSecret, digits)), Buffer.from(mac));
}

/** The label keeps it apart from what signing secrets are derived from by the same key (signature.ts). */
const macOf = (workerSecret: string, digits: string) =>
  createHmac("sha256", workerSecret).update(`postback-token\n${digits}`).digest("hex").slice(0, 16);
