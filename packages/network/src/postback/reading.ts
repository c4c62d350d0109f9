import { isTestClick } from "@waymark/contract/click-id";
import { answerReasonOf } from "@waymark/contract/answer-reason";
import { occurredAt, type PostbackEvent, type ReportStatus } from "@waymark/contract/postback-event";
import type { Report } from "../report/index.ts";
import { NO_SETTINGS, wordsOf, type PostbackSettings } from "./settings.ts";

export type PostbackReading = { kind: "report"; report: Report } | { kind: "unreadable"; reason: "status_unknown" };

/** Reads a postback as a report, by the advertiser's settings (status words, number format). */
export function readEvent(
  event: Pick<PostbackEvent, "clickId" | "acceptedAt" | "fields" | "jsonNumbers"> & {
    request: Pick<PostbackEvent["request"], "isPixel">;
  },
  settings: PostbackSettings = NO_SETTINGS,
  isReplay = false,
): PostbackReading {
  const { clickId, acceptedAt, fields, jsonNumbers = [], request } = event;
  const word = fields.status === undefined ? null : wordsOf(settings).get(fields.status);
  if (word === undefined) return { kind: "unreadable", reason: "status_unknown" };
  const occurred = fields.occurred_at === undefined ? undefined : occurredAt(fields.occurred_at);
  const answered = fields.answered_at === undefined ? undefined : occurredAt(fields.answered_at);
  const [code, text] = [answerReasonOf(fields.reason_code ?? "") ?? null, fields.reason ?? null];
  const { decimalSeparator } = settings;
  return {
    kind: "report",
    report: {
      channel: request.isPixel === true ? "pixel" : isReplay ? "replay" : "postback",
      clickId,
      orderId: fields.order_id ?? null,
      goal: fields.goal ?? null,
      amount:
        fields.amount === undefined
          ? null
          : { text: fields.amount, isNumber: jsonNumbers.includes("amount"), decimalSeparator },
      currency: fields.currency ?? null,
      status: word as ReportStatus | null, // only statuses are saved
      occurred: occurred === undefined ? null : { from: occurred, until: occurred },
      answeredAt: answered ?? null,
      isTest: fields.test === "1" || isTestClick(clickId),
      reason: code === null && text === null ? null : { code, text },
      reportedAt: acceptedAt,
    },
  };
}
