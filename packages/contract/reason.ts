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

/** Why the edge refused a postback, or could not make it durable. */
export const POSTBACK_REFUSALS = [
  "malformed",
  "unknown_token",
  "address_refused",
  "signature_refused",
  "unknown_click_id",
  "too_large",
  "too_many_requests",
  "not_durable",
] as const;

export type PostbackRefusal = (typeof POSTBACK_REFUSALS)[number];
