import { readClickId, type ClickId } from "./click-id.ts";
import { readText, TEXT_FAULTS, type TextForm } from "./field-text.ts";
import type { JsonPair } from "./flat-json.ts";
import { isRecord, parseJson } from "./json.ts";
import { ANSWER_REASONS, answerReasonOf } from "./answer-reason.ts";

/** The fields of a postback, by our names. Each advertiser may use other names. */
export const POSTBACK_FIELDS = [
  "click_id",
  "goal",
  "order_id",
  "amount",
  "currency",
  "status",
  "occurred_at",
  "answered_at",
  "reason",
  "reason_code",
  "adv1",
  "adv2",
  "adv3",
  "adv4",
  "adv5",
  "test",
] as const;

export type PostbackField = (typeof POSTBACK_FIELDS)[number];

/**
 * The fields of a postback, normalised (field-text.ts); `test` is `1` or absent. The consumer reads what depends on the
 * advertiser's settings (the words of `status`, the notation of `amount`), so that a postback can be replayed after the
 * settings were corrected.
 */
export type PostbackFields = { [Field in Exclude<PostbackField, "click_id">]?: string };

/** What an advertiser may answer, in a postback or in a file. */
export const REPORT_STATUSES = ["pending", "approved", "rejected"] as const;

export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** A postback that the edge accepted: authenticated, well-formed, with a click_ID of this advertiser's offer. */
export interface PostbackEvent {
  /** `rcp_…`, sorts by time of acceptance. */
  receipt: string;
  /** Unix ms at the edge. Answers apply in this order. */
  acceptedAt: number;
  advertiserId: string;
  /** SHA-256 in hex: the consumer refuses a token that was revoked since. Empty for the pixel. */
  tokenHash: string;
  clickId: ClickId;
  fields: PostbackFields;
  /** Fields that were JSON numbers: no number format applies to them. Absent if there are none. */
  jsonNumbers?: readonly PostbackField[];
  request: PostbackRequest;
}

/** A parameter as received, with its JSON type if it was not a string, so that a replay reads it like the edge did. */
export type PostbackParameter = JsonPair;

/** Paths of postbacks: ours, TUNE's two, and Keitaro's, which contains the token. */
export const POSTBACK_PATHS = ["/postback", "/aff_lsr", "/aff_goal", "/***/postback"] as const;

export type PostbackPath = (typeof POSTBACK_PATHS)[number];

/** The parameters as sent, in order, with the token masked: the token is stored nowhere, however it was escaped. */
export interface PostbackRequest {
  method: string;
  /** Absent for `/postback`, and for the pixel. */
  path?: Exclude<PostbackPath, "/postback">;
  contentType: string;
  parameters: PostbackParameter[];
  /** A visitor's browser sent it (`/pixel.gif`), so it is not authenticated. */
  isPixel?: true;
}

/** Replaces a token in a kept request. */
const MASK = "***";

/** Where advertisers' systems put the token. It names the advertiser, so no advertiser can give it another name. */
const TOKEN_NAME = /^(?:token|secure|security_token|verification_token|postback_key)$/;

export const isTokenName = (name: string): boolean => TOKEN_NAME.test(name);

const POSTBACK_BATCH_VERSION = 1;

/** Largest body of a postback. */
export const POSTBACK_BODY_BYTES_MAX = 16_384;

/**
 * The token of a request, and its parameters with the token masked everywhere. A token in the path takes precedence,
 * then the first non-empty parameter with a token's name.
 */
export function maskToken(
  parameters: readonly Readonly<PostbackParameter>[],
  tokenInPath = "",
): { token: string; masked: PostbackParameter[] } {
  const token = tokenInPath || (parameters.find(([name, value]) => isTokenName(name) && value !== "")?.[1] ?? "");
  const mask = (text: string) => (token === "" ? text : text.replaceAll(token, MASK));
  const masked = parameters.map(([name, value, ...type]): PostbackParameter =>
    isTokenName(name) ? [name, MASK] : [mask(name), mask(value), ...type],
  );
  return { token, masked };
}

export type PostbackReading =
  | { kind: "postback"; clickId: string; fields: PostbackFields; jsonNumbers: PostbackField[] }
  | { kind: "malformed"; errors: FieldError[] };

/** A fault of a parameter, under the advertiser's name for it. */
export interface FieldError {
  path: string;
  message: string;
}

/** The field of each of the advertiser's parameters. */
type Names = Readonly<Record<string, PostbackField>>;

/** For an advertiser that has set no names. */
const OWN_NAMES: Names = /* @__PURE__ */ Object.fromEntries(POSTBACK_FIELDS.map((field) => [field, field]));

/** The parameters that the pixel reads from a visitor's request. Advertisers can't rename them. */
export const PIXEL_NAMES = { click_id: "click_id", goal: "goal" } as const satisfies Names;

/** Reads a postback's parameters by the advertiser's names. The click_ID is required; its MAC is not verified here. */
export function readPostback(
  parameters: Iterable<Readonly<PostbackParameter>>,
  names: Names = OWN_NAMES,
): PostbackReading {
  const { values, jsonNumbers, errors } = readParameters(parameters, names);
  const { click_id: clickId, ...fields } = values;
  if (clickId === undefined) errors.push(missingClickId(names));
  return errors.length > 0 || clickId === undefined
    ? { kind: "malformed", errors }
    : { kind: "postback", clickId, fields, jsonNumbers };
}

/** The names under which the click_ID is expected. */
function missingClickId(names: Names): FieldError {
  const own = Object.keys(names).filter((name) => names[name] === "click_id");
  return { path: own[0] ?? "click_id", message: `missing; send the click_id as ${own.join(" or ")}` };
}

/**
 * The normalised fields of these parameters. Refuses what no setting could make readable. A blank value counts as
 * absent; a field given twice with different values is refused.
 */
export function readParameters(parameters: Iterable<Readonly<PostbackParameter>>, names: Names) {
  const values: { [Field in PostbackField]?: string } = {};
  const numbers = new Map<PostbackField, boolean>();
  const errors: FieldError[] = [];
  for (const [name, raw, type] of parameters) {
    const field = Object.hasOwn(names, name) ? names[name] : undefined;
    const reading = field === undefined ? undefined : readValue(field, raw, type);
    if (field === undefined || reading === undefined) continue;
    const { value } = reading;
    const fault = reading.fault ?? ((values[field] ?? value) === value ? undefined : "given twice");
    if (fault !== undefined) errors.push({ path: name, message: fault });
    values[field] = value;
    numbers.set(field, (numbers.get(field) ?? true) && type === "number");
  }
  if (values.test === LIVE) delete values.test;
  const jsonNumbers = POSTBACK_FIELDS.filter((field) => numbers.get(field) === true);
  return { values, jsonNumbers, errors };
}

const FORMS: Readonly<Record<PostbackField, TextForm>> = {
  click_id: "click_id",
  goal: "word",
  order_id: "order_id",
  amount: "amount",
  currency: "word",
  status: "word",
  occurred_at: "text",
  answered_at: "text",
  reason: "reason",
  reason_code: "word",
  adv1: "free",
  adv2: "free",
  adv3: "free",
  adv4: "free",
  adv5: "free",
  test: "word",
};

const [TRIAL, LIVE] = ["1", "0"];

const SWITCH_WORDS: ReadonlyMap<string, string | undefined> = /* @__PURE__ */ new Map([
  ...["1", "true", "yes"].map((word) => [word, TRIAL] as const),
  ...["0", "false", "no"].map((word) => [word, LIVE] as const),
]);

const PLAIN_AMOUNT = /^\d[\d\s.,'’]*$/;
const JSON_AMOUNT = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** A field's value, and its faults that do not depend on settings; undefined if it is absent. */
function readValue(
  field: PostbackField,
  raw: string,
  type: PostbackParameter[2],
): { value: string; fault?: string } | undefined {
  const reading = readText(raw, FORMS[field], type);
  if (reading.kind === "absent") return undefined;
  if (reading.kind === "fault") return { value: raw, fault: TEXT_FAULTS[reading.fault] };
  const value = reading.text;
  const refused = (fault: string) => ({ value, fault });
  if (type === "boolean" && field !== "test") return refused("true and false are not allowed here; send text");
  switch (field) {
    case "amount": {
      const isAmount = (type === "number" ? JSON_AMOUNT : PLAIN_AMOUNT).test(value);
      return isAmount ? { value } : refused("a decimal in major units, like 49.90");
    }
    case "currency":
      return /^[a-z]{3}$/.test(value) ? { value: value.toUpperCase() } : refused("an ISO 4217 code, like USD");
    case "occurred_at":
    case "answered_at":
      return occurredAt(value) === undefined ? refused("ISO 8601 with a zone, or Unix seconds") : { value };
    case "test": {
      const meaning = SWITCH_WORDS.get(value);
      return meaning === undefined ? refused("neither true, 1, yes nor false, 0, no") : { value: meaning };
    }
    case "reason_code":
      return answerReasonOf(value) === undefined ? refused(`not one of ${ANSWER_REASONS.join(", ")}`) : { value };
    case "click_id":
    case "order_id":
    case "goal":
    case "status":
    case "reason":
    case "adv1":
    case "adv2":
    case "adv3":
    case "adv4":
    case "adv5":
      return { value };
  }
}

/**
 * Unix ms of an `occurred_at` or an `answered_at`, or undefined. A time without a zone is refused: it could mean any of
 * 24 hours.
 */
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
    (event["jsonNumbers"] === undefined || Array.isArray(event["jsonNumbers"])) &&
    readClickId(event["clickId"] as string) !== undefined // a string: checked above
  );
}
