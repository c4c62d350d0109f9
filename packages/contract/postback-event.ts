import { readClickId, type ClickId } from "./click-id.ts";
import { isRecord, parseJson } from "./json.ts";

/** What an advertiser can tell of a conversion, in our names; each advertiser may give them others. */
export const POSTBACK_FIELDS = [
  "click_id",
  "goal",
  "order_id",
  "amount",
  "currency",
  "status",
  "occurred_at",
  "adv1",
  "adv2",
  "adv3",
  "adv4",
  "adv5",
  "test",
] as const;

export type PostbackField = (typeof POSTBACK_FIELDS)[number];

/**
 * The fields of a postback as they came: what its advertiser's settings decide (the words of `status`, how `amount` is
 * written) is read by the consumer, so that a postback can be replayed after the settings were mended.
 */
export type PostbackFields = { [Field in Exclude<PostbackField, "click_id">]?: string };

export const POSTBACK_STATUSES = ["pending", "approved", "rejected"] as const;

export type PostbackStatus = (typeof POSTBACK_STATUSES)[number];

/** A postback that the edge accepted: authenticated, well-formed, with a click_ID of this advertiser's offer. */
export interface PostbackEvent {
  /** `rcp_…`, sorts by time of acceptance. */
  receipt: string;
  /** Unix ms at the edge. Answers apply in this order. */
  acceptedAt: number;
  advertiserId: string;
  /** SHA-256 in hex: a token revoked meanwhile is refused by the consumer. Empty where the pixel speaks. */
  tokenHash: string;
  clickId: ClickId;
  fields: PostbackFields;
  request: PostbackRequest;
}

/** What was sent, in its order, with the token masked: however that was escaped, it is stored nowhere. */
export interface PostbackRequest {
  method: string;
  contentType: string;
  parameters: [name: string, value: string][];
  /** A visitor's browser sent it (`/pixel.gif`), so nobody vouches for it. */
  isPixel?: true;
}

/** What stands in a kept request where a token stood. */
const MASK = "***";

/** Where advertisers' systems put the token. It names the advertiser, so no advertiser can give it another name. */
const TOKEN_NAME = /^(?:token|secure|security_token|verification_token|postback_key)$/;

export const isTokenName = (name: string): boolean => TOKEN_NAME.test(name);

const POSTBACK_BATCH_VERSION = 1;

/** Longest value of any field, in UTF-16 units. */
const POSTBACK_TEXT_MAX = 255;

/** Largest body of a postback. */
export const POSTBACK_BODY_BYTES_MAX = 16_384;

/** Takes the token out of a request's parameters; the first that says something counts. */
export function maskToken(parameters: Iterable<readonly [string, string]>): {
  token: string;
  masked: [name: string, value: string][];
} {
  let token = "";
  const masked = [...parameters].map(([name, value]): [string, string] => {
    if (!isTokenName(name)) return [name, value];
    token ||= value;
    return [name, MASK];
  });
  return { token, masked };
}

export type PostbackReading =
  | { kind: "postback"; clickId: string; fields: PostbackFields }
  | { kind: "malformed"; errors: { path: string; message: string }[] };

/** Of an advertiser that has given the fields no names of its own. */
const OWN_NAMES = /* @__PURE__ */ Object.fromEntries(POSTBACK_FIELDS.map((field) => [field, field]));

/** Reads a postback's parameters by the advertiser's names. The click_ID must be there; it is not judged here. */
export function readPostback(
  parameters: Iterable<readonly [string, string]>,
  names: Readonly<Record<string, PostbackField>> = OWN_NAMES,
): PostbackReading {
  const { values, errors } = readParameters(parameters, names);
  const { click_id: clickId, ...fields } = values;
  if (clickId === undefined) errors.push({ path: "click_id", message: "missing" });
  return errors.length > 0 || clickId === undefined
    ? { kind: "malformed", errors }
    : { kind: "postback", clickId, fields };
}

/**
 * The fields of these parameters: `names` tells of each of the advertiser's which one it is. Refused is what no setting
 * could make readable. An empty value counts as absent; a field given twice with two values is refused.
 */
export function readParameters(
  parameters: Iterable<readonly [string, string]>,
  names: Readonly<Record<string, PostbackField>>,
) {
  const values: { [Field in PostbackField]?: string } = {};
  const errors: { path: string; message: string }[] = [];
  for (const [name, value] of parameters) {
    const field = Object.hasOwn(names, name) ? names[name] : undefined;
    if (field === undefined || value === "") continue;
    const fault = (values[field] ?? value) === value ? faultOf(field, value) : "given twice";
    if (fault !== undefined) errors.push({ path: name, message: fault });
    values[field] = value;
  }
  return { values, errors };
}

/** Why a value can't be one of this field, whatever the settings; undefined where it may be. */
function faultOf(field: PostbackField, value: string): string | undefined {
  if (value.length > POSTBACK_TEXT_MAX) return `longer than ${POSTBACK_TEXT_MAX} characters`;
  if (field === "amount" && !/^\s*\d[\d\s.,'’]*$/.test(value)) return "a decimal in major units, like 49.90";
  if (field === "currency" && !/^[a-z]{3}$/i.test(value)) return "an ISO 4217 code, like USD";
  return field === "occurred_at" && occurredAt(value) === undefined
    ? "ISO 8601 with a zone, or Unix seconds"
    : undefined;
}

/** Unix ms of an `occurred_at`, or undefined. A time without a zone is refused: it could mean any of 24 hours. */
export function occurredAt(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  const [, date = ""] =
    /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/i.exec(text) ?? [];
  // `Date` takes 30 February for 2 March.
  if (new Date(Date.parse(date)).getUTCDate() !== Number(date.slice(8))) return undefined;
  const ms = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(ms) ? undefined : ms;
}

/** The message that holds these postbacks, each already serialised as JSON. */
export const postbackBatchOf = (events: readonly string[]) =>
  `{"v":${POSTBACK_BATCH_VERSION},"postbacks":[${events.join(",")}]}`;

/** The postbacks of a message of the queue `postbacks`, the malformed ones set apart. Never throws. */
export function readPostbackBatch(body: unknown): {
  events: PostbackEvent[];
  malformed: { reason: string; event: unknown }[];
} {
  const batch = typeof body === "string" ? parseJson(body) : body;
  if (!isRecord(batch) || batch["v"] !== POSTBACK_BATCH_VERSION || !Array.isArray(batch["postbacks"]))
    return { events: [], malformed: [{ reason: "not a batch of postbacks of a known version", event: body }] };
  const events: PostbackEvent[] = [];
  const malformed: { reason: string; event: unknown }[] = [];
  for (const event of batch["postbacks"] as unknown[]) {
    if (isPostbackEvent(event)) events.push(event);
    else malformed.push({ reason: "not a postback", event });
  }
  return { events, malformed };
}

function isPostbackEvent(event: unknown): event is PostbackEvent {
  return (
    isRecord(event) &&
    ["receipt", "advertiserId", "tokenHash", "clickId"].every((name) => typeof event[name] === "string") &&
    Number.isSafeInteger(event["acceptedAt"]) &&
    isRecord(event["request"]) &&
    isRecord(event["fields"]) &&
    Object.values(event["fields"]).every((value) => typeof value === "string") &&
    readClickId(event["clickId"] as string) !== undefined // a string: checked above
  );
}
