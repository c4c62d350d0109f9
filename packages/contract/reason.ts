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

/** Why an advertiser, or the operator, answers as they do (`reason_code`). Closed and documented in docs/advertisers.md. */
export const ANSWER_REASONS = [
  "cancelled",
  "returned",
  "not_paid",
  "not_delivered",
  "out_of_stock",
  "duplicate",
  "invalid_data",
  "not_eligible",
  "other_channel",
  "fraud",
  "terms_violated",
  "test_order",
  "reported_by_mistake",
  "other",
] as const;

export type AnswerReason = (typeof ANSWER_REASONS)[number];

/** The reason that a word is, whatever its case; undefined where it is not one. */
export const answerReasonOf = (word: string): AnswerReason | undefined => {
  const code = word.trim().toLowerCase();
  return ANSWER_REASONS.find((reason) => reason === code);
};

/** Why the edge refused a postback, or could not make it durable. */
export const POSTBACK_REFUSALS = [
  "malformed",
  "unknown_token",
  "address_refused",
  "signature_missing",
  "signature_expired",
  "signature_wrong",
  "unknown_click_id",
  "too_large",
  "unsupported_media_type",
  "too_many_requests",
  "not_durable",
] as const;

export type PostbackRefusal = (typeof POSTBACK_REFUSALS)[number];
