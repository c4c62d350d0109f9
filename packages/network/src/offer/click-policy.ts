/** What an offer does with the conversion of a click that is no plain one. */
export const CLICK_TREATMENTS = ["pay", "hold", "refuse"] as const;

export type ClickTreatment = (typeof CLICK_TREATMENTS)[number];

/**
 * Clicks that are not plain ones: repeated, by a bot, loaded as part of a page, refused at the edge, or unwanted although
 * they were let through.
 */
const CLICK_KINDS = ["duplicate", "bot", "embedded", "fallback", "stopped"] as const;

export type ClickKind = (typeof CLICK_KINDS)[number];

export type ClickPolicy = Record<ClickKind, ClickTreatment>;

/** What it does not name is as usual. */
export type PartialClickPolicy = { [Kind in ClickKind]?: ClickTreatment | undefined };

/** A duplicate only affects the counts of clicks. */
const DEFAULT_CLICK_POLICY: ClickPolicy = {
  duplicate: "pay",
  bot: "hold",
  embedded: "hold",
  fallback: "hold",
  stopped: "hold",
};

/** An offer's policy out of its JSON; what it does not name is as usual. */
export const readClickPolicy = (json: string): ClickPolicy => ({
  ...DEFAULT_CLICK_POLICY,
  ...(JSON.parse(json) as Partial<ClickPolicy>), // written by the offer's verbs
});
