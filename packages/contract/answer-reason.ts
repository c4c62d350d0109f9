/** Why an advertiser or the operator gave an answer (`reason_code`). Closed and documented in docs/advertisers.md. */
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

/** The reason with this name, in any case, or undefined. */
export const answerReasonOf = (word: string): AnswerReason | undefined => {
  const code = word.trim().toLowerCase();
  return ANSWER_REASONS.find((reason) => reason === code);
};
