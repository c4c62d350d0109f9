import { createHash } from "node:crypto";
import { addressHex } from "@waymark/contract/address";
import { verifyClickId, type ClickId } from "@waymark/contract/click-id";
import { readFlatJson } from "@waymark/contract/flat-json";
import { snapshotKeys, type LinkNumberSnapshot, type TokenSnapshot } from "@waymark/contract/snapshot";
import {
  maskToken,
  postbackBatchOf,
  POSTBACK_BODY_BYTES_MAX,
  readPostback,
  type PostbackEvent,
  type PostbackParameter,
} from "@waymark/contract/postback-event";
import type { PostbackRefusal } from "@waymark/contract/reason";
import { readSignature, signingSecretOf } from "@waymark/contract/signature";
import { sortedId } from "@waymark/contract/sorted-id";
import * as answer from "./answers.ts";
import { readBody } from "./body.ts";
import { keysOf, type Env } from "./env.ts";
import type { Journal } from "./journal.ts";
import type { Links, Miss } from "./snapshots.ts";

/** What a postback meets at the edge. */
export interface PostbackPorts {
  env: Env;
  ctx: ExecutionContext;
  links: Links;
  journal: Journal;
}

/**
 * An advertiser's conversion callback, acknowledged only once it is durable. It is authenticated before anything
 * of it is believed, and answers 404 alike to a forged click_ID and to one of another advertiser's offer.
 */
export async function postback(request: Request, address: string, ports: PostbackPorts): Promise<Response> {
  const { env, ctx, links } = ports;
  const acceptedAt = Date.now();
  const url = new URL(request.url);

  // 1. The request, whatever form it has.
  const { method, headers } = request;
  const contentType = (headers.get("content-type") ?? "").slice(0, 100);
  const body = method === "POST" ? await readBody(request, POSTBACK_BODY_BYTES_MAX) : "";
  if (body === undefined) return refuse("too_large");
  const posted = body === "" ? [] : entriesOf(body, contentType);
  if (posted === undefined) return refuse("malformed", [{ path: "", message: "not a form or a flat JSON object" }]);
  const { token: secret, masked: parameters } = maskToken([...url.searchParams, ...posted]);

  // 2. Who speaks: by the token, and as far as the advertiser asks for it by address and signature.
  const tokenHash = createHash("sha256").update(secret).digest("hex");
  const token = await links.find<TokenSnapshot>(snapshotKeys.token(tokenHash), env, ctx);
  if (typeof token === "string") return unknown(token, "unknown_token");
  const { advertiserId, until = Infinity, addresses, signing } = token;
  if (acceptedAt >= until) return refuse("unknown_token");
  const from = addressHex(address);
  if (addresses?.some(([first, last]) => first <= from && from <= last) === false) return refuse("address_refused");
  const signature =
    signing &&
    readSignature(
      headers.get("x-waymark-signature") ?? "",
      { method, target: request.url.slice(url.origin.length), body },
      signing.map((id) => signingSecretOf(env.POSTBACK_SECRET, advertiserId, id)),
      acceptedAt,
    );
  if (signing !== undefined && signature === undefined) return refuse("signature_refused");

  // 3. What is said.
  const reading = readPostback(parameters, token.names);
  if (reading.kind === "malformed") return refuse("malformed", reading.errors);

  // 4. Of which click: ours by its MAC, and of this advertiser's offer.
  const click = await findClick(reading.clickId, ports);
  if (typeof click === "string") return unknown(click, "unknown_click_id");
  if (click.link.advertiserId !== advertiserId) return refuse("unknown_click_id");

  // 5. Durable, then acknowledged. The same signed request has the same receipt, so a repeat of it is none.
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
    request: { method, contentType, parameters },
  };
  return (await keep(event, ports))
    ? answer.json(200, { receipt: event.receipt, state: "accepted" })
    : refuse("not_durable");
}

export const newReceipt = (now: number) => sortedId("rcp", now, crypto.getRandomValues(new Uint8Array(10)));

/** True once the queue has it; never rejects. */
export const keep = (event: PostbackEvent, { env, ctx, journal }: PostbackPorts) =>
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

/** The parameters of a form or a flat JSON object; undefined where it is neither. */
function entriesOf(body: string, contentType: string): PostbackParameter[] | undefined {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return [...new URLSearchParams(body)];
  return /^application\/json\b/i.test(contentType) ? readFlatJson(body) : undefined;
}

/** A look-up that could not be made is no verdict: the advertiser's system must try again. */
export const unknown = (miss: Miss, reason: PostbackRefusal) => refuse(miss === "missing" ? reason : "not_durable");

const STATUS: Record<PostbackRefusal, { status: number; title: string }> = {
  malformed: { status: 400, title: "Malformed postback" },
  unknown_token: { status: 401, title: "Unknown token" },
  address_refused: { status: 403, title: "Not from this address" },
  signature_refused: { status: 403, title: "Not signed, or not well" },
  unknown_click_id: { status: 404, title: "Unknown click_id" },
  too_large: { status: 413, title: "Too large" },
  too_many_requests: { status: 429, title: "Too many requests" },
  not_durable: { status: 503, title: "Not kept; send it again" },
};

const RETRY_AFTER_SECONDS: { [Code in PostbackRefusal]?: string } = { not_durable: "5", too_many_requests: "60" };

export function refuse(code: PostbackRefusal, errors?: { path: string; message: string }[]) {
  console.warn({ event: "postback.refused", reason: code });
  const { status, title } = STATUS[code];
  const seconds = RETRY_AFTER_SECONDS[code];
  return answer.problem(
    status,
    { code, title, ...(errors && { errors }) },
    seconds === undefined ? {} : { "retry-after": seconds },
  );
}
