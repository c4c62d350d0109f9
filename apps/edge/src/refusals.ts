import { POSTBACK_BODY_BYTES_MAX } from "@waymark/contract/postback-event";
import type { PostbackRefusal } from "@waymark/contract/postback-refusal";
import { problem, type Fault } from "./text-answers.ts";
import type { Miss } from "./snapshots.ts";

interface Refusal {
  status: number;
  title: string;
  /** What to do about it, unless the caller of `refuse` has a better text. */
  detail: string;
  retryAfterSeconds?: number;
}

const REFUSALS: Record<PostbackRefusal, Refusal> = {
  malformed: {
    status: 400,
    title: "Malformed postback",
    detail: "Correct what `errors` names and send the postback again.",
  },
  unknown_token: {
    status: 401,
    title: "Unknown token",
    detail: "This token is unknown, was revoked or has expired. Send a token that is in force.",
  },
  address_refused: {
    status: 403,
    title: "Address not allowed",
    detail: "Add the sending address to `addresses` in the advertiser's postback settings, or clear that list.",
  },
  signature_missing: {
    status: 403,
    title: "Signature missing",
    detail:
      "This advertiser's postbacks must be signed. Send the header `X-Waymark-Signature: t=<Unix seconds>,v1=<hex>`.",
  },
  signature_expired: {
    status: 403,
    title: "Signature expired",
    detail: "Set your clock by a time server, and sign each attempt again.",
  },
  signature_wrong: {
    status: 403,
    title: "Signature wrong",
    detail: "Check the secret and the signed text.",
  },
  unknown_click_id: {
    status: 404,
    title: "Unknown click_id",
    detail:
      "This click_id is not from this network, or belongs to an offer for which you may not report conversions. Send it exactly as your landing page received it.",
  },
  too_large: {
    status: 413,
    title: "Body too large",
    detail: `The body is larger than ${POSTBACK_BODY_BYTES_MAX} bytes. Send the documented fields only.`,
  },
  unsupported_media_type: {
    status: 415,
    title: "Body of an unsupported type",
    detail: "Send a form, a multipart form without files, or a flat JSON object, in UTF-8.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    detail: "The pixel was called too often for this click. Call it once for each conversion.",
    retryAfterSeconds: 60,
  },
  not_durable: {
    status: 503,
    title: "Not stored; send it again",
    detail: "The postback could not be stored just now. Send the same request again after the time in Retry-After.",
    retryAfterSeconds: 5,
  },
};

/** The answer to a postback or a pixel that is not accepted. */
export function refuse(
  code: PostbackRefusal,
  { detail, errors }: { detail?: string; errors?: Fault[] } = {},
): Response {
  console.warn({ event: "postback.refused", reason: code });
  const refusal = REFUSALS[code];
  return problem(
    refusal.status,
    { code, title: refusal.title, detail: detail ?? refusal.detail, ...(errors && { errors }) },
    refusal.retryAfterSeconds === undefined ? {} : { "retry-after": String(refusal.retryAfterSeconds) },
  );
}

/** Only a snapshot that certainly does not exist is refused with a 4xx; otherwise the sender must try again. */
export const refuseMiss = (miss: Miss, reason: PostbackRefusal): Response =>
  refuse(miss === "missing" ? reason : "not_durable");
