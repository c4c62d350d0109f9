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
