import type { AnonymousClick, ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS } from "@waymark/contract/duration";

/** Why a well-formed click is refused. */
export const CLICK_REFUSALS = {
  too_old: "The click is older than the retention of clicks, so the network can't know whether it was already counted",
  from_the_future: "The click is more than two days ahead of our clock",
} as const;

export type ClickRefusal = keyof typeof CLICK_REFUSALS;

export interface RefusedClick {
  /** The click_ID, or an anonymous click's nonce. */
  id: string;
  reason: ClickRefusal;
  event: ClickEvent | AnonymousClick;
}

/** Isolates' clocks may be a day wrong. A click that is further ahead would create a permanent table. */
export const AHEAD_MS_MAX = 2 * DAY_MS;
