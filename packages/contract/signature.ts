import { MINUTE_MS } from "./duration.ts";
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The secret with which an advertiser signs, in hex. It follows from a Worker's secret and its own id, so that neither
 * KV nor the database holds it (docs/decisions/0021).
 */
export const signingSecretOf = (workerSecret: string, advertiserId: string, id: string): string =>
  createHmac("sha256", workerSecret).update(`postback\n${advertiserId}\n${id}`).digest("hex");

/** A request as it came. */
export interface SignedRequest {
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  body: string;
}

/** What the header `x-waymark-signature` holds: `t=<Unix seconds>,v1=<hex>`. */
export const signatureOf = (secret: string, signedAt: number, { method, target, body }: SignedRequest): string =>
  `t=${signedAt},v1=${createHmac("sha256", secret).update(`${signedAt}\n${method}\n${target}\n${body}`).digest("hex")}`;

/** How far a signature's time may be from ours: a request that somebody listened to can't be sent later. */
const SIGNATURE_MS_MAX = 5 * MINUTE_MS;

/** When a good signature was made (Unix ms), and its bytes; undefined where none of the secrets made it, or long ago. */
export function readSignature(
  header: string,
  request: SignedRequest,
  secrets: readonly string[],
  now: number,
): { signedAt: number; mac: Uint8Array } | undefined {
  const [, at, mac = ""] = /^t=(\d{10}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const signedAt = Number(at) * 1_000;
  if (!(Math.abs(now - signedAt) <= SIGNATURE_MS_MAX)) return undefined; // NaN where there is no time
  const given = Buffer.from(header);
  return secrets.some((secret) => timingSafeEqual(Buffer.from(signatureOf(secret, Number(at), request)), given))
    ? { signedAt, mac: Buffer.from(mac, "hex") }
    : undefined;
}
