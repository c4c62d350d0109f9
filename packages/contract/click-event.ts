import { isRecord, parseJson } from "./json.ts";
import { readClickId, type ClickId } from "./click-id.ts";
import { FALLBACK_REASONS, type FallbackReason } from "./reason.ts";

/** One click as the edge saw it. Text is cut to the bounds of `CLICK_TEXT_MAX` before it is sent. */
export interface ClickEvent {
  /** Contains the time, the bucket and the link's number. */
  clickId: ClickId;
  linkId: string;
  offerId: string;
  webmasterId: string;
  advertiserId: string;
  decision: "landing" | "fallback";
  /** Why the click went to a fallback; null for a landing. */
  reason: FallbackReason | null;
  /** Null for a fallback. */
  landingId: string | null;
  /** Keyed hash of address and user agent, valid for one UTC day. */
  visitor: string;
  /**
   * Keyed hash of the address alone (address-hash.ts), valid for one UTC day; absent if it is unknown. Only for the
   * traffic check: no answer, export, archive or log holds it, and it is erased.
   */
  address?: string;
  country: string;
  region: string;
  city: string;
  /** 0 if unknown. */
  asn: number;
  language: string;
  userAgent: string;
  /** Client hints (user-agent.ts), if the browser sent any. */
  hints?: string;
  /** Flags of what the request revealed (signals.ts); absent if there are none. */
  signals?: number;
  /** The referrer's host; absent if there is none. */
  referrer?: string;
  sub1: string;
  sub2: string;
  sub3: string;
  sub4: string;
  sub5: string;
  source: string;
  /** A part of the visitor's URL was longer than we store. */
  cut: boolean;
  /** The isolate that redirected, and the click's number in it: gaps in the numbers are losses. */
  isolate: string;
  sequence: number;
}

/**
 * A click of a visitor without consent. It says nothing about them, is counted by the hour, and has no click_ID. Its
 * `nonce` is used nowhere else; it makes a message that arrives twice count once.
 */
export interface AnonymousClick {
  nonce: string;
  /** Unix ms of the hour's start. */
  hour: number;
  linkId: string;
  offerId: string;
  webmasterId: string;
  landingId: string | null;
  reason: FallbackReason | null;
}

/** Longest values, in UTF-16 units. */
export const CLICK_TEXT_MAX = { language: 32, userAgent: 512, region: 64, city: 64 } as const;

/** The first `max` UTF-16 units, without half a character at the end. */
export const cutText = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");

/** A message of the queue `clicks`: many clicks, so that a hot isolate pays for few messages. */
const CLICK_BATCH_VERSION = 1;

/** More clicks than an isolate can redirect: a greater number would make the loss audit report losses that never were. */
const SEQUENCE_MAX = 1_000_000_000;

export interface ClickBatchReading {
  events: ClickEvent[];
  anonymous: AnonymousClick[];
  malformed: { reason: string; event: unknown }[];
}

/** The message that holds these clicks, anonymous ones among them, each already serialised as JSON. */
export const clickBatchOf = (events: readonly string[]) =>
  `{"v":${CLICK_BATCH_VERSION},"clicks":[${events.join(",")}]}`;

/** The clicks of a message. Malformed ones are separate, with their fault. Never throws. */
export function readClickBatch(body: unknown): ClickBatchReading {
  const batch = typeof body === "string" ? parseJson(body) : body;
  if (!isRecord(batch) || batch["v"] !== CLICK_BATCH_VERSION || !Array.isArray(batch["clicks"]))
    return {
      events: [],
      anonymous: [],
      malformed: [{ reason: "not a batch of clicks of a known version", event: body }],
    };
  const reading: ClickBatchReading = { events: [], anonymous: [], malformed: [] };
  for (const event of batch["clicks"] as unknown[]) {
    const isAnonymous = isRecord(event) && "nonce" in event;
    const reason = isAnonymous ? faultOfAnonymous(event) : faultOf(event);
    if (reason !== undefined) reading.malformed.push({ reason, event });
    else if (isAnonymous) reading.anonymous.push(event as unknown as AnonymousClick); // every field was checked
    else reading.events.push(event as ClickEvent); // the same
  }
  return reading;
}

type FieldKind =
  | "text"
  | "number"
  | "bounded number"
  | "boolean"
  | "text or null"
  | "text or absent"
  | "flags or absent";

const FIELDS: Record<keyof ClickEvent, FieldKind> = {
  clickId: "text",
  linkId: "text",
  offerId: "text",
  webmasterId: "text",
  advertiserId: "text",
  decision: "text",
  reason: "text or null",
  landingId: "text or null",
  visitor: "text",
  address: "text or absent",
  country: "text",
  region: "text",
  city: "text",
  asn: "number",
  language: "text",
  userAgent: "text",
  hints: "text or absent",
  signals: "flags or absent",
  referrer: "text or absent",
  sub1: "text",
  sub2: "text",
  sub3: "text",
  sub4: "text",
  sub5: "text",
  source: "text",
  cut: "boolean",
  isolate: "text",
  sequence: "bounded number",
};

const ANONYMOUS_FIELDS: Record<keyof AnonymousClick, FieldKind> = {
  nonce: "text",
  hour: "number",
  linkId: "text",
  offerId: "text",
  webmasterId: "text",
  landingId: "text or null",
  reason: "text or null",
};

const FIELD_ENTRIES = /* @__PURE__ */ Object.entries(FIELDS);
const ANONYMOUS_ENTRIES = /* @__PURE__ */ Object.entries(ANONYMOUS_FIELDS);

const IS_KIND: Record<FieldKind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string",
  number: (value) => Number.isSafeInteger(value),
  "bounded number": (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= SEQUENCE_MAX,
  boolean: (value) => typeof value === "boolean",
  "text or null": (value) => value === null || typeof value === "string",
  "text or absent": (value) => value === undefined || typeof value === "string",
  "flags or absent": (value) => value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0),
};

function faultOf(event: unknown): string | undefined {
  if (!isRecord(event)) return "not an object";
  const field = fieldFaultOf(event, FIELD_ENTRIES);
  if (field !== undefined) return field;
  if (readClickId(event["clickId"] as string) === undefined) return "clickId is not a click_ID";
  const { decision, reason } = event;
  if (decision === "landing") return reason === null ? undefined : "a landing has no reason";
  if (decision !== "fallback") return "decision is neither landing nor fallback";
  return isReason(reason) ? undefined : "reason is not a fallback reason";
}

function faultOfAnonymous(event: Record<string, unknown>): string | undefined {
  const field = fieldFaultOf(event, ANONYMOUS_ENTRIES);
  if (field !== undefined) return field;
  return event["reason"] === null || isReason(event["reason"]) ? undefined : "reason is not a fallback reason";
}

function fieldFaultOf(event: Record<string, unknown>, fields: readonly (readonly [string, FieldKind])[]) {
  for (const [name, kind] of fields) if (!IS_KIND[kind](event[name])) return `${name} is not ${kind}`;
  return undefined;
}

const isReason = (reason: unknown) => (FALLBACK_REASONS as readonly unknown[]).includes(reason);
