import { MINUTE_MS } from "./duration.ts";
import type { FallbackReason } from "./reason.ts";

/** The dimensions by which an offer may target visitors, each with its reason of refusal. */
export const DIMENSIONS = {
  country: "geo",
  region: "geo",
  city: "geo",
  device: "device",
  os: "os",
  browser: "browser",
  language: "language",
  asn: "asn",
} as const satisfies Record<string, FallbackReason>;

export type Dimension = keyof typeof DIMENSIONS;

/** A compiled list of an offer: it admits visitors on an allow list, and visitors not on a deny list. */
export interface Rule {
  by: Dimension;
  deny?: true;
  /** A set, in the only form that JSON can express. */
  values: Readonly<Record<string, 1>>;
}

/** The opening hours of an offer, compiled so that the edge needs no time zones. */
export interface Schedule {
  /** Minutes of the local week, from Monday 0:00: from the first, before the second. */
  open: readonly (readonly [from: number, until: number])[];
  /**
   * Minutes ahead of UTC from a moment (Unix ms) on, in order. The first also applies before its moment, the last
   * forever.
   */
  offsets: readonly (readonly [since: number, minutes: number])[];
}

/** A visitor's value for a rule, called only if a rule needs it. Unknown is an empty text. */
export type Facts = (by: Dimension) => string;

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** 1970 began on a Thursday. */
const EPOCH_WEEKDAY_MINUTES = 3 * DAY_MINUTES;

/** The reason of the first rule that refuses the visitor, or undefined. */
export function refusedBy(rules: readonly Rule[], facts: Facts): FallbackReason | undefined {
  for (const rule of rules) if (isListed(rule, facts(rule.by)) === (rule.deny === true)) return DIMENSIONS[rule.by];
  return undefined;
}

/** A list with `pt` includes `pt-br`. Own properties only: a visitor may send `constructor` as their language. */
function isListed({ by, values }: Rule, value: string) {
  if (values[value] === 1) return true;
  const dash = by === "language" ? value.indexOf("-") : -1;
  return dash !== -1 && values[value.slice(0, dash)] === 1;
}

/** Whether the offer is open at `now`, Unix ms. */
export function isOpen({ open, offsets }: Schedule, now: number): boolean {
  let ahead = offsets[0]?.[1] ?? 0;
  for (const [since, minutes] of offsets) if (since <= now) ahead = minutes;
  const minute = (Math.floor(now / MINUTE_MS) + ahead + EPOCH_WEEKDAY_MINUTES) % WEEK_MINUTES;
  return open.some(([from, until]) => from <= minute && minute < until);
}
