import type { AnswerReason } from "@waymark/contract/answer-reason";
import type { ReportStatus } from "@waymark/contract/postback-event";
import { MINUTE_MS } from "@waymark/contract/duration";

/** Tolerance for the clocks of advertisers' systems. */
export const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** Where a report comes from. channels.ts states what each may do. */
export type Channel = "postback" | "pixel" | "replay" | "upload" | "api" | "claim";

/** When something happened, Unix ms: a moment, or a whole day if only a date was given. */
export interface Span {
  from: number;
  until: number;
}

/**
 * When an answer was given (Unix ms) of which a moment or a day is known, on any channel: a day counts as its end, but
 * an answer of today is not later than its report.
 */
export const answeredIn = (answered: Span | null, reportedAt: number): number | null =>
  answered && Math.min(answered.until, Math.max(answered.from, reportedAt));

/** An amount as it was sent. The currency of the goal decides how it is read. */
export interface WrittenAmount {
  text: string;
  /** A JSON number has one notation, independent of the advertiser's number format. */
  isNumber: boolean;
  /** The advertiser's decimal separator; null: derived from the amount itself, where possible. */
  decimalSeparator: "." | "," | null;
}

/**
 * One conversion as a channel reports it: normalised, with the advertiser's own words and names translated. Null is a
 * field that the report does not state.
 */
export interface Report {
  channel: Channel;
  /** Canonical, with a verified MAC. */
  clickId: string | null;
  orderId: string | null;
  /** The goal's code; null: the offer's default goal. */
  goal: string | null;
  amount: WrittenAmount | null;
  /** ISO 4217, in upper case. */
  currency: string | null;
  status: ReportStatus | null;
  occurred: Span | null;
  /** Unix ms at which the advertiser gave the answer. Contradicting answers are ordered by it. */
  answeredAt: number | null;
  /** A trial: it moves no money. */
  isTest: boolean;
  /** The reason of the answer: a documented code, the advertiser's text, or both. */
  reason: { code: AnswerReason | null; text: string | null } | null;
  /** Unix ms at which the network accepted it. */
  reportedAt: number;
}
