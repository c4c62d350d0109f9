import { createHash } from "node:crypto";
import { addressHex } from "@waymark/contract/address";
import { verifyClickId, type ClickId } from "@waymark/contract/click-id";
import { namesOf, presetOfPath } from "@waymark/contract/postback-preset";
import { isMintedToken } from "@waymark/contract/postback-token";
import { snapshotKeys, type LinkNumberSnapshot, type TokenSnapshot } from "@waymark/contract/snapshot";
import {
  maskToken,
  postbackBatchOf,
  POSTBACK_BODY_BYTES_MAX,
  readPostback,
  type PostbackEvent,
  type PostbackPath,
} from "@waymark/contract/postback-event";
import type { PostbackRefusal } from "@waymark/contract/reason";
import {
  readSignature,
  SIGNATURE_MS_MAX,
  signingSecretOf,
  type SignatureReading,
  type SignedRequest,
} from "@waymark/contract/signature";
import { sortedId } from "@waymark/contract/sorted-id";
import * as answer from "./answers.ts";
import { readBody } from "./body.ts";
import { keysOf, type Env } from "./env.ts";
import type { Journal } from "./journal.ts";
import { readPostbackBody } from "./postback-body.ts";
import { readPostbackPath } from "./postback-path.ts";
import { refuse } from "./refusals.ts";
import type { Links, Miss } from "./snapshots.ts";

/** What handling a postback needs of the Worker. */
export interface PostbackPorts {
  env: Env;
  ctx: ExecutionContext;
  links: Links;
  journal: Journal;
}

/**
 * An advertiser's conversion callback, acknowledged only once it is durable. It is authenticated before its fields are
 * read, and a forged click_ID and one of another advertiser's offer get the same 404.
 */
export async function postback(
  path: string,
  request: Request,
  address: string,
  ports: PostbackPorts,
): Promise<Response> {
  const { env, ctx, links } = ports;
  const acceptedAt = Date.now();
  const url = new URL(request.url);

  // 1. The request, in any of its forms.
  const { method, headers } = request;
  const place = readPostbackPath(path);
  const body = method === "POST" ? await readBody(request, POSTBACK_BODY_BYTES_MAX) : new Uint8Array();
  if (body === undefined) return refuse("too_large");
  const posted = await readPostbackBody(body, headers);
  if (posted.kind === "malformed") return refuse("malformed", posted);
  if (posted.kind === "unsupported") return refuse("unsupported_media_type", posted);
  const sent = [...url.searchParams, ...posted.parameters];
  const { token: secret, masked: parameters } = maskToken(sent, place.token);

  // 2. The sender: by the token, and by address and signature as far as the advertiser requires them.
  if (secret === "") return refuse("unknown_token", { detail: tokenMissing(place.path) });
  const tokenHash = createHash("sha256").update(secret).digest("hex");
  const isKvOnly = !isMintedToken(env.POSTBACK_SECRET, secret); // an invented token costs the control plane nothing
  const token = await links.find<TokenSnapshot>(snapshotKeys.token(tokenHash), env, ctx, isKvOnly);
  if (typeof token === "string") return refuseMiss(token, "unknown_token");
  const { advertiserId, until = Infinity, addresses, signing } = token;
  if (acceptedAt >= until) return refuse("unknown_token");
  const from = addressHex(address);
  if (addresses?.some(([first, last]) => first <= from && from <= last) === false)
    return refuse("address_refused", { detail: notAllowed(address) });
  const signedRequest = { method, target: request.url.slice(url.origin.length), body };
  const signature =
    signing &&
    readSignature(
      headers.get("x-waymark-signature"),
      signedRequest,
      signing.map((id) => signingSecretOf(env.POSTBACK_SECRET, advertiserId, id)),
      acceptedAt,
    );
  if (signature !== undefined && signature.kind !== "signed") return refuseSignature(signature, signedRequest);

  // 3. Its fields, by the advertiser's names, else by those of the system whose path it is.
  if (place.path === "/aff_goal" && !parameters.some(([name, value]) => name === "a" && value === "lsr"))
    return refuse("malformed", {
      errors: [{ path: "a", message: "send a=lsr; only calls from a server are accepted" }],
    });
  const preset = presetOfPath(place.path);
  const reading = readPostback(parameters, token.names ?? (preset && namesOf(preset.parameters)));
  if (reading.kind === "malformed") return refuse("malformed", reading);

  // 4. Its click: ours by its MAC, and of this advertiser's offer.
  const click = await findClick(reading.clickId, ports);
  if (typeof click === "string") return refuseMiss(click, "unknown_click_id");
  if (click.link.advertiserId !== advertiserId) return refuse("unknown_click_id");

  // 5. Durable, then acknowledged. A signed request has one receipt, however often it is sent.
  const contentType = (headers.get("content-type") ?? "").slice(0, 100);
  const event: PostbackEvent = {
    receipt:
      signature === undefined
        ? newReceipt(acceptedAt)
        : sortedId("rcp", signature.signedAt, signature.mac.subarray(0, 10)),
    acceptedAt,
    advertiserId,
    tokenHash,
    clickId: click.clickId,
    fields: reading.fields,
    ...(reading.jsonNumbers.length > 0 && { jsonNumbers: reading.jsonNumbers }),
    request: { method, contentType, parameters, ...(place.path !== "/postback" && { path: place.path }) },
  };
  return (await makeDurable(event, ports))
    ? answer.json(200, { receipt: event.receipt, state: "accepted" })
    : refuse("not_durable");
}

export const newReceipt = (now: number): string => sortedId("rcp", now, crypto.getRandomValues(new Uint8Array(10)));

/** True once the queue has it; never rejects. */
export const makeDurable = (event: PostbackEvent, { env, ctx, journal }: PostbackPorts): Promise<boolean> =>
  journal.record(JSON.stringify(event), ctx, [
    (events) => env.POSTBACKS_QUEUE.send(postbackBatchOf(events), { contentType: "text" }),
  ]);

/** The link of a click_ID that is ours by its MAC. */
export async function findClick(
  text: string,
  { env, ctx, links }: PostbackPorts,
): Promise<{ clickId: ClickId; link: LinkNumberSnapshot } | Miss> {
  const id = verifyClickId(keysOf(env), text);
  if (id.kind === "refused") return "missing";
  const link = await links.find<LinkNumberSnapshot>(snapshotKeys.linkNumber(id.parts.linkNumber), env, ctx);
  return typeof link === "string" ? link : { clickId: id.clickId, link };
}

/** Only a snapshot that certainly does not exist is refused for good; otherwise the sender must try again. */
export const refuseMiss = (miss: Miss, reason: PostbackRefusal): Response =>
  refuse(miss === "missing" ? reason : "not_durable");

const tokenMissing = (path: PostbackPath) =>
  `The request has no token. Send your postback token as the parameter \`${path === "/postback" ? "token" : "security_token"}\`.`;

const notAllowed = (address: string) =>
  `The address ${address || "(unknown)"} is not on this advertiser's list. Add it to \`addresses\` in the postback settings, or send from an address on the list.`;

function refuseSignature(
  signature: Exclude<SignatureReading, { kind: "signed" }>,
  { method, target, body }: SignedRequest,
): Response {
  switch (signature.kind) {
    case "missing":
      return refuse("signature_missing");
    case "malformed":
      return refuse("signature_wrong", {
        detail:
          "The header X-Waymark-Signature has another form than `t=<Unix seconds, 10 digits>,v1=<64 hex digits in lower case>`. Send it in this form.",
      });
    case "expired":
      return refuse("signature_expired", {
        detail: `The signature was made ${signature.seconds} seconds ${signature.side} the time of our clock; at most ${SIGNATURE_MS_MAX / 1_000} are allowed. Set your clock by a time server, and sign each attempt anew.`,
      });
    case "wrong":
      return refuse("signature_wrong", {
        detail: `No secret in force gives this signature. Check the secret, and that you sign \`t\`, the method (here ${method}), the path and query as sent (here ${target.length} characters) and the body as sent (here ${body.length} bytes), joined by line breaks.`,
      });
  }
}
