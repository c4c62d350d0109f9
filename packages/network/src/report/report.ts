import type { AnswerReason } from "@waymark/contract/answer-reason";
import type { ReportStatus } from "@waymark/contract/postback-event";

/** Where a report comes from. What each may do is one table: channels.ts. */
export type Channel = "postback" | "pixel" | "replay" | "upload";

/** When something happened, Unix ms: an instant, or a whole day where only a day was named. */
export interface Span {
  from: number;
  until: number;
}

/** An amount as it was sent. The currency of the goal decides how it is read. */
export interface WrittenAmount {
  text: string;
  /** A JSON number has one notation, whatever the advertiser's number format. */
  isNumber: boolean;
  /** The decimal separator that the advertiser has set; null: the amount itself shows it, where it can. */
  decimalSeparator: "." | "," | null;
}

/**
 * What a channel reports of one conversion: normalised, with the advertiser's own words and names already translated.
 * Null where the report says nothing of it.
 */
export interface Report {
  channel: Channel;
  /** Canonical, its MAC verified. */
  clickId: string | null;
  orderId: string | null;
  /** The goal's code; null: the offer's default goal. */
  goal: string | null;
  amount: WrittenAmount | null;
  /** ISO 4217, in upper case. */
  currency: string | null;
  status: ReportStatus | null;
  occurred: Span | null;
  /** Unix ms at which the advertiser gave the answer; it orders answers that contradict each other. */
  answeredAt: number | null;
  /** A trial: it touches no money. */
  isTest: boolean;
  /** Why the advertiser answers as they do: a documented code, their own words, or both. */
  reason: { code: AnswerReason | null; text: string | null } | null;
  /** Unix ms at which the network accepted it. */
  reportedAt: number;
}
