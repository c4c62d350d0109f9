import { ANSWER_REASONS, type AnswerReason } from "@waymark/contract/answer-reason";
import { SENTENCES, type Note, type Reason } from "../report/index.ts";

/** Days within which an order can be claimed after it was made, and a rejection after it was decided. */
export const CLAIMABLE_DAYS = 90;

/** Why a claim is not filed, besides the reasons of all reports. Closed, and documented in docs/webmasters.md. */
export const CLAIM_REFUSALS = {
  incomplete: "An order that was not recorded is claimed with its click_id, its order_id and its time.",
  not_own_click: "None of your clicks has this click_id.",
  test_click: "The click is a test, which never earns a commission.",
  unknown_conversion: "You have no conversion with this id.",
  test_conversion: "The conversion is a test, which never earns a commission.",
  already_recorded: "The order is recorded: it is a conversion of yours.",
  already_claimed: "Your claim of it is open.",
  claim_answered: "Your claim of it was declined, and nothing has been decided since.",
  claim_late: `More than ${CLAIMABLE_DAYS} days have passed since the order was made, or since it was rejected.`,
  not_declined: "The advertiser has not rejected it.",
  stopped_by_network: "The network's check stops it, not the advertiser: appeal against that.",
  is_declined: "It is rejected, so its amount does not count: claim that it was declined wrongly.",
  same_amount: "It is recorded with this amount.",
} as const satisfies Record<string, string>;

export type ClaimRefusal = keyof typeof CLAIM_REFUSALS;

/** Why a claim is not filed. */
export type ClaimReason = ClaimRefusal | Reason | Note;

/** Every reason with its sentence. */
export const CLAIM_TEXTS: Readonly<Record<ClaimReason, string>> = { ...SENTENCES, ...CLAIM_REFUSALS };

/** Why an advertiser or the operator answers a claim so. Not `duplicate`: it would say that another webmaster has it. */
export type ClaimAnswerReason = Exclude<AnswerReason, "duplicate"> | "order_unknown";

export const CLAIM_ANSWER_REASONS: readonly ClaimAnswerReason[] = [
  "order_unknown",
  ...ANSWER_REASONS.filter((code) => code !== "duplicate"),
];
