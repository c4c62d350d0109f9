/** Why the edge sent a visitor to a fallback instead of a landing. Closed: statistics count by these words. */
export const FALLBACK_REASONS = [
  "paused",
  "expired",
  "cap",
  "geo",
  "device",
  "os",
  "browser",
  "language",
  "asn",
  "schedule",
  "webmaster_blocked",
  "advertiser_blocked",
  "not_approved",
] as const;

export type FallbackReason = (typeof FALLBACK_REASONS)[number];
