import type { AnswerReason } from "@waymark/contract/answer-reason";
import type { CheckCode } from "../check/index.ts";
import type { Side } from "../words.ts";

/** Why the network itself holds a conversion. Documented in docs/operations.md and docs/webmasters.md. */
const HOLD_REASONS = {
  webmaster_blocked: "The webmaster was blocked when the conversion was reported or when it occurred.",
  pixel: "A visitor's browser reported it, and the advertiser has not confirmed it.",
  click_missing: "Its click was not stored within a day.",
  click_duplicate: "The visitor had clicked on the offer before on that day.",
  click_bot: "The click was made by a program.",
  click_embedded: "The browser loaded the link as part of a page, such as an image or a frame, and not as a page.",
  click_fallback: "The click did not lead to a landing; its verdict says why.",
  click_stopped: "The click led to a landing although it was unwanted; its verdict says why.",
  own_traffic: "The click is traffic of the network itself, such as a test from its office.",
  check_pending:
    "The traffic check found it unusual, and much of the webmaster's traffic with it: the operator is asked.",
  ctit_short: "It came unusually soon after the click.",
  ctit_long: "It came unusually late after the click.",
  ctit_clustered: "Too many of the link's conversions come equally long after the click.",
  asn_hosting: "The click came from a network of servers.",
  cr_outlier: "Too many of the link's visitors convert.",
  click_flood: "Few of very many visitors convert, long after the click.",
  duplicate_visitor: "The same visitor had converted before on that day.",
  self_conversion: "The webmaster was signed in from the visitor's address on that day.",
  amount_outlier: "The order's amount is unusually high.",
  not_a_navigation: "The click was not made by a person who followed a link.",
  headers: "The click's request lacks what its browser sends.",
} as const satisfies Record<string, string> & Record<CheckCode, string>;

export type HoldReason = keyof typeof HOLD_REASONS;

/** Why the network answered instead of the advertiser, or took an answer back. */
const NETWORK_REASONS = {
  validation_days_over: "The advertiser gave no answer within the offer's validation days; the offer then approves.",
  missing_in_upload: "The advertiser's complete file of the period does not mention it.",
  other_click: "The order belongs to another click, which has the conversion now.",
  upload_undone: "The upload that changed it was undone.",
  reattributed: "The order was examined after a claim, and belongs to the click of another partner.",
} as const;

/** The reason codes of advertisers and the operator (a list of the contract), with their texts. */
const ANSWER_SENTENCES = {
  cancelled: "The customer cancelled the order.",
  returned: "The customer returned the goods.",
  not_paid: "The order was not paid.",
  not_delivered: "The order was not delivered, or not collected.",
  out_of_stock: "The goods were not available.",
  duplicate: "The same order or lead was reported before.",
  invalid_data: "The order or lead holds data that can't be used, such as a wrong phone number.",
  not_eligible: "The customer does not meet the offer's conditions, for example is not new.",
  other_channel: "The order belongs to another channel of the advertiser.",
  fraud: "The order or its traffic is considered fraudulent.",
  terms_violated: "The traffic broke the offer's rules.",
  test_order: "It was a test.",
  reported_by_mistake: "It was reported by mistake.",
  other: "Another reason; the text says which.",
} as const satisfies Record<AnswerReason, string>;

/** Why a claim is declined, besides the reasons of an answer. */
const CLAIM_SENTENCES = {
  order_unknown: "The advertiser finds no such order.",
} as const;

/** Every code of a reason that a change, or the answer to a claim, can have, with its sentence. Closed. */
export const CHANGE_REASONS = { ...HOLD_REASONS, ...NETWORK_REASONS, ...ANSWER_SENTENCES, ...CLAIM_SENTENCES } as const;

export type ReasonCode = keyof typeof CHANGE_REASONS;

/** Why something was decided, as everyone concerned may read it: with the side that decided, not the person. */
export interface GivenReason {
  side: Side;
  code: ReasonCode | null;
  /** What the code means. */
  sentence: string | null;
  /** What the side wrote. */
  text: string | null;
}

/** A stored reason; null if nothing was decided. */
export const reasonOf = (side: Side | null, code: ReasonCode | null, text: string | null): GivenReason | null =>
  side === null ? null : { side, code, sentence: code === null ? null : CHANGE_REASONS[code], text };
