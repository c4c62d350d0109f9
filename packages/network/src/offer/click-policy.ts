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
