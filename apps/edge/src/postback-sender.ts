import { createHash } from "node:crypto";
import { addressHex } from "@waymark/contract/address-hex";
import type { PostbackPath } from "@waymark/contract/postback-event";
import { isMintedToken } from "@waymark/contract/postback-token";
import {
  readSignature,
  SIGNATURE_MS_MAX,
  signingSecretOf,
  type SignatureReading,
  type SignedRequest,
} from "@waymark/contract/signature";
import { snapshotKeys, type TokenSnapshot } from "@waymark/contract/snapshot";
import type { Env } from "./env.ts";
import { refuse, refuseMiss } from "./refusals.ts";
import type { Snapshots } from "./snapshots.ts";

/** What a postback is authenticated by. */
interface Credentials {
  /** The token, or empty. */
  secret: string;
  path: PostbackPath;
  address: string;
  headers: Headers;
  signedRequest: SignedRequest;
  acceptedAt: number;
}

type Signature = Extract<SignatureReading, { kind: "signed" }>;

/** The advertiser that sends a postback. */
interface Sender {
  advertiserId: string;
  tokenHash: string;
  /** Absent if the advertiser has set none. */
  names: TokenSnapshot["names"] | undefined;
  /** Absent if none is required. */
  signature: Signature | undefined;
}

/**
 * Authenticates the sender by its token and, as far as its settings require, by address and signature. Returns the
 * sender or the refusal.
 */
export async function authenticate(
  { secret, path, address, headers, signedRequest, acceptedAt }: Credentials,
  { env, ctx, snapshots }: { env: Env; ctx: ExecutionContext; snapshots: Snapshots },
): Promise<Sender | Response> {
  if (secret === "") return refuse("unknown_token", { detail: tokenMissing(path) });
  const tokenHash = createHash("sha256").update(secret).digest("hex");
  const isOurs = () => isMintedToken(env.POSTBACK_SECRET, secret);
  const token = await snapshots.find<TokenSnapshot>(snapshotKeys.token(tokenHash), env, ctx, isOurs);
  if (typeof token === "string") return refuseMiss(token, "unknown_token");
  const { advertiserId, names, until = Infinity, addresses, signing } = token;
  if (acceptedAt >= until) return refuse("unknown_token");
  const from = addressHex(address);
  if (addresses?.some(([first, last]) => first <= from && from <= last) === false)
    return refuse("address_refused", { detail: notAllowed(address) });
  if (signing === undefined) return { advertiserId, names, tokenHash, signature: undefined };
  const secrets = signing.map((id) => signingSecretOf(env.POSTBACK_SECRET, advertiserId, id));
  const signature = readSignature(headers.get("x-waymark-signature"), signedRequest, secrets, acceptedAt);
  return signature.kind === "signed"
    ? { advertiserId, names, tokenHash, signature }
    : refuseSignature(signature, signedRequest);
}

const tokenMissing = (path: PostbackPath) =>
  `The request has no token. Send your postback token as the parameter \`${path === "/postback" ? "token" : "security_token"}\`.`;

const notAllowed = (address: string) =>
  `The address ${address || "(unknown)"} is not on this advertiser's list. Add it to \`addresses\` in the postback settings, or send from an address on the list.`;

function refuseSignature(
  signature: Exclude<SignatureReading, Signature>,
  { method, target, body }: SignedRequest,
): Response {
  switch (signature.kind) {
    case "missing":
      return refuse("signature_missing");
    case "malformed":
      return refuse("signature_wrong", {
        detail:
          "The header X-Waymark-Signature does not have the form `t=<Unix seconds, 10 digits>,v1=<64 hex digits in lower case>`. Send it in this form.",
      });
    case "expired":
      return refuse("signature_expired", {
        detail: `The signature was made ${signature.seconds} seconds ${signature.side} the time of our clock; at most ${SIGNATURE_MS_MAX / 1_000} are allowed. Set your clock by a time server, and sign each attempt again.`,
      });
    case "wrong":
      return refuse("signature_wrong", {
        detail: `No secret in force gives this signature. Check the secret, and that you sign \`t\`, the method (here ${method}), the path and query as sent (here ${target.length} characters) and the body as sent (here ${body.length} bytes), joined by line breaks.`,
      });
  }
}
