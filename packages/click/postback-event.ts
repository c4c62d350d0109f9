import { readClickId, type ClickId } from "./click-id.ts";
import { isRecord, parseJson } from "./json.ts";

/** What an advertiser tells of a conversion, in our names. */
export interface PostbackFields {
  goal?: string;
  order_id?: string;
  /** Decimal in major units, as it came. */
  amount?: string;
  /** ISO 4217, upper case. */
  currency?: string;
  status?: PostbackStatus;
  /** ISO 8601 or Unix seconds, as it came; read by `occurredAt`. */
  occurred_at?: string;
  adv1?: string;
  adv2?: string;
  adv3?: string;
  adv4?: string;
  adv5?: string;
  /** `1`: a trial of the advertiser's, which never touches money. */
  test?: string;
}

export const POSTBACK_STATUSES = ["pending", "approved", "rejected"] as const;

export type PostbackStatus = (typeof POSTBACK_STATUSES)[number];

/** A postback that the edge accepted: authenticated, well-formed, with a click_ID of this advertiser's offer. */
export interface PostbackEvent {
  /** `rcp_…`, sorts by time of acceptance. */
  receipt: string;
  /** Unix ms at the edge. Answers apply in this order. */
  acceptedAt: number;
  advertiserId: string;
  /** SHA-256 in hex: a token revoked meanwhile is refused by the consumer. */
  tokenHash: string;
  clickId: ClickId;
  fields: PostbackFields;
  /** What was sent, in its order, without the token: however that was escaped, it is stored nowhere. */
  request: { method: string; contentType: string; parameters: [name: string, value: string][] };
}

const POSTBACK_BATCH_VERSION = 1;

/** Longest value of any field, in UTF-16 units. */
const POSTBACK_TEXT_MAX = 255;

/** Largest body of a postback. */
export const POSTBACK_BODY_BYTES_MAX = 16_384;

export type PostbackReading =
  | { kind: "postback"; token: string; clickId: string; fields: PostbackFields }
  | { kind: "malformed"; errors: { path: string; message: string }[] };

const NAMES = [
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
] as const satisfies readonly (keyof PostbackFields)[];

const RULES: Partial<Record<(typeof NAMES)[number], { valid: (value: string) => boolean; message: string }>> = {
  amount: {
    valid: (value) => /^\d{1,15}(?:\.\d{1,4})?$/.test(value),
    message: "a decimal in major units, like 49.90",
  },
  currency: { valid: (value) => /^[A-Za-z]{3}$/.test(value), message: "an ISO 4217 code, like USD" },
  status: {
    valid: (value) => isStatus(value.toLowerCase()),
    message: `one of ${POSTBACK_STATUSES.join(", ")}`,
  },
  occurred_at: {
    valid: (value) => occurredAt(value) !== undefined,
    message: "ISO 8601 with a zone, or Unix seconds",
  },
  test: { valid: (value) => value === "1" || value === "0", message: "1 or 0" },
};

/** Reads a postback's parameters. An empty value counts as absent; a name given twice with two values is malformed. */
export function readPostback(parameters: Iterable<readonly [string, string]>): PostbackReading {
  const values = new Map<string, string>();
  const errors: { path: string; message: string }[] = [];
  for (const [name, value] of parameters) {
    if (value === "") continue;
    const earlier = values.get(name);
    if (earlier !== undefined && earlier !== value) errors.push({ path: name, message: "given twice" });
    if (value.length > POSTBACK_TEXT_MAX)
      errors.push({ path: name, message: `longer than ${POSTBACK_TEXT_MAX} characters` });
    values.set(name, value);
  }
  const fields: PostbackFields = {};
  for (const name of NAMES) {
    const value = values.get(name);
    if (value === undefined) continue;
    const rule = RULES[name];
    if (rule !== undefined && !rule.valid(value)) errors.push({ path: name, message: rule.message });
    else if (name === "status") fields.status = value.toLowerCase() as PostbackStatus; // its rule saw to it
    else fields[name] = name === "currency" ? value.toUpperCase() : value;
  }
  const clickId = values.get("click_id");
  if (clickId === undefined) errors.push({ path: "click_id", message: "missing" });
  return errors.length > 0 || clickId === undefined
    ? { kind: "malformed", errors }
    : { kind: "postback", token: values.get("token") ?? "", clickId, fields };
}

/** Unix ms of an `occurred_at`, or undefined. A time without a zone is refused: it could mean any of 24 hours. */
export function occurredAt(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return undefined;
  const ms = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(ms) ? undefined : ms;
}

/** The message that holds these postbacks, each already serialised as JSON. */
export const postbackBatchOf = (events: readonly string[]) =>
  `{"v":${POSTBACK_BATCH_VERSION},"postbacks":[${events.join(",")}]}`;

const isStatus = (value: string): value is PostbackStatus => (POSTBACK_STATUSES as readonly string[]).includes(value);

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
