import { DAY_MS } from "@waymark/contract/duration";
import { NetworkError } from "../errors.ts";
import type { OfferRow } from "./queries.ts";

/** What an offer does with the conversion of a click that is not an ordinary one. */
export const CLICK_TREATMENTS = ["pay", "hold", "refuse"] as const;

export type ClickTreatment = (typeof CLICK_TREATMENTS)[number];

/**
 * Clicks that are not ordinary ones: repeated, by a bot, loaded as part of a page, sent to a fallback, or sent to a
 * landing after a stop.
 */
const CLICK_KINDS = ["duplicate", "bot", "embedded", "fallback", "stopped"] as const;

export type ClickKind = (typeof CLICK_KINDS)[number];

export type ClickPolicy = Record<ClickKind, ClickTreatment>;

/** Omitted kinds have their defaults. */
export type PartialClickPolicy = { [Kind in ClickKind]?: ClickTreatment | undefined };

/** A duplicate only affects the counts of clicks. */
const DEFAULT_CLICK_POLICY: ClickPolicy = {
  duplicate: "pay",
  bot: "hold",
  embedded: "hold",
  fallback: "hold",
  stopped: "hold",
};

/** An offer's policy from its JSON; omitted kinds have their defaults. */
export const readClickPolicy = (json: string): ClickPolicy => ({
  ...DEFAULT_CLICK_POLICY,
  ...(JSON.parse(json) as Partial<ClickPolicy>), // written by the offer's verbs
});

/** A policy that was replaced, and until when it was in force (Unix ms). */
interface EarlierPolicy {
  until: number;
  policy: Partial<ClickPolicy>;
}

/** Clicks older than this convert nowhere: attribution ends after a year at most. */
const KEPT_MS = 400 * DAY_MS;
const EARLIER_MAX = 200;

type PolicyColumns = Pick<OfferRow, "click_policy" | "earlier_click_policies">;

/** The policy in force when a click was made (Unix ms): a later change does not concern it. */
export function clickPolicyAt(offer: PolicyColumns, clickedAt: number): ClickPolicy {
  const earlier = earlierOf(offer).find(({ until }) => clickedAt < until);
  return earlier === undefined ? readClickPolicy(offer.click_policy) : { ...DEFAULT_CLICK_POLICY, ...earlier.policy };
}

/** The columns of an offer whose policy changes. Throws `limit_reached`. */
export function changedPolicy(offer: PolicyColumns, policy: PartialClickPolicy, now: number): PolicyColumns {
  const click_policy = JSON.stringify(policy);
  if (click_policy === offer.click_policy)
    return { click_policy, earlier_click_policies: offer.earlier_click_policies };
  const kept = earlierOf(offer).filter(({ until }) => until > now - KEPT_MS);
  if (kept.length >= EARLIER_MAX)
    throw new NetworkError("limit_reached", `The click policy was changed ${EARLIER_MAX} times; change it less often`);
  const ended: EarlierPolicy = { until: now, policy: JSON.parse(offer.click_policy) as Partial<ClickPolicy> }; // written by the offer's verbs
  return { click_policy, earlier_click_policies: JSON.stringify([...kept, ended]) };
}

const earlierOf = ({ earlier_click_policies: json }: PolicyColumns) => JSON.parse(json) as EarlierPolicy[]; // written by changedPolicy
