import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { MINUTE_MS } from "./duration.ts";

/**
 * The secret with which an advertiser signs, in hex. It derives from a Worker's secret and its own id, so that neither
 * KV nor the database stores it (docs/decisions/0021).
 */
export const signingSecretOf = (workerSecret: string, advertiserId: string, id: string): string =>
  createHmac("sha256", workerSecret).update(`postback\n${advertiserId}\n${id}`).digest("hex");

/** A request as it was received. */
export interface SignedRequest {
  method: string;
  /** Path and query, as sent. */
  target: string;
  /** The bytes as sent; text stands for its UTF-8. */
  body: Uint8Array | string;
}

/** The value of the header `x-waymark-signature`: `t=<Unix seconds>,v1=<hex>`. */
export const signatureOf = (secret: string, signedAtSeconds: number, request: SignedRequest): string =>
  `t=${signedAtSeconds},v1=${macOf(secret, signedAtSeconds, request).toString("hex")}`;

const macOf = (secret: string, signedAtSeconds: number, { method, target, body }: SignedRequest) =>
  createHmac("sha256", secret).update(`${signedAtSeconds}\n${method}\n${target}\n`).update(body).digest();

/** The maximum difference between a signature's time and ours, so that an intercepted request can't be sent later. */
export const SIGNATURE_MS_MAX = 5 * MINUTE_MS;

export type SignatureReading =
  /** `signedAt` is in Unix ms. */
  | { kind: "signed"; signedAt: number; mac: Uint8Array }
  | { kind: "missing" }
  /** The header does not have the form `t=<10 digits>,v1=<64 hex digits>`. */
  | { kind: "malformed" }
  /** None of the secrets signed this request. */
  | { kind: "wrong" }
  /** One of the secrets signed it, this many seconds (rounded up) before or after our time. */
  | { kind: "expired"; seconds: number; side: "before" | "after" };

/** The result of verifying a request's signature. `header` is null if there is none. */
export function readSignature(
  header: string | null,
  request: SignedRequest,
  secrets: readonly string[],
  now: number,
): SignatureReading {
  if (header === null || header === "") return { kind: "missing" };
  const [, seconds = "", digits = ""] = /^t=(\d{10}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (seconds === "") return { kind: "malformed" };
  const mac = Buffer.from(digits, "hex");
  if (!secrets.some((secret) => timingSafeEqual(macOf(secret, Number(seconds), request), mac)))
    return { kind: "wrong" };
  const signedAt = Number(seconds) * 1_000;
  const differenceMs = Math.abs(now - signedAt);
  return differenceMs > SIGNATURE_MS_MAX
    ? { kind: "expired", seconds: Math.ceil(differenceMs / 1_000), side: signedAt < now ? "before" : "after" }
    : { kind: "signed", signedAt, mac };
}
