import { createHash } from "node:crypto";
import { verifyClickId } from "@waymark/click/click-id";
import { snapshotKeys, type LinkNumberSnapshot, type TokenSnapshot } from "@waymark/click/link";
import {
  postbackBatchOf,
  POSTBACK_BODY_BYTES_MAX,
  readPostback,
  type PostbackEvent,
} from "@waymark/click/postback-event";
import { isRecord, parseJson } from "@waymark/click/json";
import type { PostbackRefusal } from "@waymark/click/reason";
import { sortedId } from "@waymark/click/sorted-id";
import * as answer from "./answers.ts";
import { readBody } from "./body.ts";
import { keysOf, type Env } from "./env.ts";
import type { Journal } from "./journal.ts";
import type { Links, Miss } from "./links.ts";

/**
 * An advertiser's conversion callback, acknowledged only once it is durable. It is authenticated before anything
 * of it is believed, and answers 404 alike to a forged click_ID and to one of another advertiser's offer.
 */
export async function postback(
  request: Request,
  url: URL,
  { env, ctx, links, journal }: { env: Env; ctx: ExecutionContext; links: Links; journal: Journal },
): Promise<Response> {
  const acceptedAt = Date.now();

  // 1. The request, whatever form it has.
  const parameters = await parametersOf(request, url);
  if (parameters.kind === "refused") return refuse(parameters.reason, parameters.errors);

  // 2. Who speaks.
  const tokenHash = createHash("sha256").update(parameters.token).digest("hex");
  const token = await links.find<TokenSnapshot>(snapshotKeys.token(tokenHash), env, ctx);
  if (typeof token === "string") return unknown(token, "unknown_token");
  const { advertiserId } = token;

  // 3. What is said.
  const reading = readPostback(parameters.request.parameters);
  if (reading.kind === "malformed") return refuse("malformed", reading.errors);

  // 4. Of which click: ours by its MAC, and of this advertiser's offer.
  const id = verifyClickId(keysOf(env), reading.clickId);
  if (id.kind === "refused") return refuse("unknown_click_id");
  const link = await links.find<LinkNumberSnapshot>(snapshotKeys.linkNumber(id.parts.linkNumber), env, ctx);
  if (typeof link === "string") return unknown(link, "unknown_click_id");
  if (link.advertiserId !== advertiserId) return refuse("unknown_click_id");

  // 5. Durable, then acknowledged.
  const event: PostbackEvent = {
    receipt: sortedId("rcp", acceptedAt, crypto.getRandomValues(new Uint8Array(10))),
    acceptedAt,
    advertiserId,
    tokenHash,
    clickId: id.clickId,
    fields: reading.fields,
    request: parameters.request,
  };
  const durable = await journal.record(JSON.stringify(event), ctx, [
    (events) => env.POSTBACKS_QUEUE.send(postbackBatchOf(events), { contentType: "text" }),
  ]);
  return durable ? answer.json(200, { receipt: event.receipt, state: "accepted" }) : refuse("not_durable");
}

type Parameters =
  | { kind: "parameters"; token: string; request: PostbackEvent["request"] }
  | { kind: "refused"; reason: PostbackRefusal; errors?: { path: string; message: string }[] };

/** Query string, form or JSON object; the token is taken out, so that it is never stored. */
async function parametersOf(request: Request, url: URL): Promise<Parameters> {
  const contentType = (request.headers.get("content-type") ?? "").slice(0, 100);
  const body = request.method === "POST" ? await readBody(request, POSTBACK_BODY_BYTES_MAX) : "";
  if (body === undefined) return { kind: "refused", reason: "too_large" };
  const posted = body === "" ? [] : entriesOf(body, contentType);
  if (posted === undefined)
    return {
      kind: "refused",
      reason: "malformed",
      errors: [{ path: "", message: "not a form or a flat JSON object" }],
    };
  const all = [...url.searchParams, ...posted];
  const token = all.find(([name]) => name === "token")?.[1] ?? "";
  return {
    kind: "parameters",
    token,
    request: { method: request.method, contentType, parameters: all.filter(([name]) => name !== "token") },
  };
}

function entriesOf(body: string, contentType: string): [string, string][] | undefined {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return [...new URLSearchParams(body)];
  if (!/^application\/json\b/i.test(contentType)) return undefined;
  const object = parseJson(body);
  if (!isRecord(object)) return undefined;
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === "object" && value !== null) return undefined;
    entries.push([name, value === null ? "" : String(value as string | number | boolean)]); // JSON has no other
  }
  return entries;
}

/** A look-up that could not be made is no verdict: the advertiser's system must try again. */
const unknown = (miss: Miss, reason: PostbackRefusal) => refuse(miss === "missing" ? reason : "not_durable");

const STATUS: Record<PostbackRefusal, { status: number; title: string }> = {
  malformed: { status: 400, title: "Malformed postback" },
  unknown_token: { status: 401, title: "Unknown token" },
  unknown_click_id: { status: 404, title: "Unknown click_id" },
  too_large: { status: 413, title: "Too large" },
  not_durable: { status: 503, title: "Not kept; send it again" },
};

function refuse(code: PostbackRefusal, errors?: { path: string; message: string }[]) {
  console.warn({ event: "postback.refused", reason: code });
  const { status, title } = STATUS[code];
  return answer.problem(
    status,
    { code, title, ...(errors && { errors }) },
    code === "not_durable" ? { "retry-after": "5" } : {},
  );
}
