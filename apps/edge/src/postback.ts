import { verifyClickId, type ClickId } from "@waymark/contract/click-id";
import { namesOf, presetOfPath } from "@waymark/contract/postback-preset";
import { snapshotKeys, type LinkNumberSnapshot } from "@waymark/contract/snapshot";
import {
  maskToken,
  postbackBatchOf,
  POSTBACK_BODY_BYTES_MAX,
  readPostback,
  type PostbackEvent,
} from "@waymark/contract/postback-event";
import { sortedId } from "@waymark/contract/sorted-id";
import { json } from "./text-answers.ts";
import { readBody } from "./body.ts";
import { keysOf, type Env } from "./env.ts";
import type { Journal } from "./journal.ts";
import type { RequestTarget } from "./request-target.ts";
import { readPostbackBody } from "./postback-body.ts";
import { readPostbackPath } from "./postback-path.ts";
import { authenticate } from "./postback-sender.ts";
import { refuse, refuseMiss } from "./refusals.ts";
import type { Snapshots, Miss } from "./snapshots.ts";

/** The parts of the Worker that a postback needs. */
export interface PostbackPorts {
  env: Env;
  ctx: ExecutionContext;
  snapshots: Snapshots;
  journal: Journal;
}

/**
 * An advertiser's conversion callback, acknowledged only once it is durable. It is authenticated before its fields are
 * read. A forged click_ID and one of another advertiser's offer get the same 404.
 */
export async function postback(
  request: Request,
  target: RequestTarget,
  address: string,
  ports: PostbackPorts,
): Promise<Response> {
  const acceptedAt = Date.now();

  // 1. The request, in any of its formats.
  const { method, headers } = request;
  const body = method === "POST" ? await readBody(request, POSTBACK_BODY_BYTES_MAX) : new Uint8Array();
  if (body === undefined) return refuse("too_large");
  const posted = await readPostbackBody(body, headers);
  if (posted.kind === "malformed") return refuse("malformed", posted);
  if (posted.kind === "unsupported") return refuse("unsupported_media_type", posted);
  const { path, token } = readPostbackPath(target.path);
  const { token: secret, masked: parameters } = maskToken(
    [...new URLSearchParams(target.search), ...posted.parameters],
    token,
  );

  // 2. Its sender.
  const signedRequest = { method, target: target.path + target.search, body };
  const sender = await authenticate({ secret, path, address, headers, signedRequest, acceptedAt }, ports);
  if (sender instanceof Response) return sender;
  const { advertiserId, tokenHash, names, signature } = sender;

  // 3. Its fields, by the advertiser's parameter names, or by those of the system whose path was used.
  if (path === "/aff_goal" && !parameters.some(([name, value]) => name === "a" && value === "lsr"))
    return refuse("malformed", { errors: [NOT_FROM_A_SERVER] });
  const preset = presetOfPath(path);
  const reading = readPostback(parameters, names ?? (preset && namesOf(preset.parameters)));
  if (reading.kind === "malformed") return refuse("malformed", reading);

  // 4. Its click: minted by us (MAC), and of this advertiser's offer.
  const click = await findClick(reading.clickId, ports);
  if (typeof click === "string") return refuseMiss(click, "unknown_click_id");
  if (click.link.advertiserId !== advertiserId) return refuse("unknown_click_id");

  // 5. Made durable, then acknowledged. A signed request has one receipt, however often it is sent.
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
    request: { method, contentType, parameters, ...(path !== "/postback" && { path }) },
  };
  return (await makeDurable(event, ports))
    ? json(200, { id: event.receipt, status: "accepted" })
    : refuse("not_durable");
}

const NOT_FROM_A_SERVER = { path: "a", message: "send a=lsr; only calls from a server are accepted" };

export const newReceipt = (now: number): string => sortedId("rcp", now, crypto.getRandomValues(new Uint8Array(10)));

/** True once the queue has it; never rejects. */
export const makeDurable = (event: PostbackEvent, { env, ctx, journal }: PostbackPorts): Promise<boolean> =>
  journal.record(JSON.stringify(event), ctx, [
    (events) => env.POSTBACKS_QUEUE.send(postbackBatchOf(events), { contentType: "text" }),
  ]);

/** The link of a click_ID that was minted by us (MAC). */
export async function findClick(
  text: string,
  { env, ctx, snapshots }: PostbackPorts,
): Promise<{ clickId: ClickId; link: LinkNumberSnapshot } | Miss> {
  const id = verifyClickId(keysOf(env), text);
  if (id.kind === "refused") return "missing";
  const link = await snapshots.find<LinkNumberSnapshot>(snapshotKeys.linkNumber(id.parts.linkNumber), env, ctx);
  return typeof link === "string" ? link : { clickId: id.clickId, link };
}
