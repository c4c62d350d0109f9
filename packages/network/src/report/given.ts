import type { AnswerReason } from "@waymark/contract/answer-reason";
import { isTestClick, verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import { readText, type TextFault, type TextForm } from "@waymark/contract/field-text";
import type { ReportStatus } from "@waymark/contract/postback-event";
import { isCurrency, writeDecimal, type Money } from "../money.ts";
import type { Reason } from "./reasons.ts";
import { answeredIn, type Channel, type Report, type Span, type WrittenAmount } from "./report.ts";

/** One conversion as JSON states it. Null where it says nothing. */
export interface GivenReport {
  clickId: string | null;
  orderId: string | null;
  /** The goal's code. */
  goal: string | null;
  amount: Money | null;
  status: ReportStatus | null;
  occurred: Span | null;
  answered: Span | null;
  reason: string | null;
  reasonCode: AnswerReason | null;
  isTest: boolean;
}

/** Normalised as on every channel; or the reason why it can't be read. `at` is when it was accepted, Unix ms. */
export function readGiven(
  given: GivenReport,
  { keys, channel, at }: { keys: ClickKeys; channel: Channel; at: number },
): Report | Reason {
  const click = readField(given.clickId, "click_id");
  const order = readField(given.orderId, "order_id");
  const goal = readField(given.goal, "word");
  const reason = readField(given.reason, "reason");
  for (const field of [click, order, goal, reason]) if ("fault" in field) return REASON_OF[field.fault];
  const text = (field: Field) => ("fault" in field ? null : field.text);
  const clickId = text(click);
  const verified = clickId === null ? null : verifyClickId(keys, clickId);
  if (verified?.kind === "refused") return "unknown_click_id";
  const [reasonText, { amount, occurred }] = [text(reason), given];
  return {
    channel,
    clickId: verified?.clickId ?? null,
    orderId: text(order),
    goal: text(goal),
    amount: amount && writtenMoney(amount),
    currency: amount && amount.currency,
    status: given.status,
    occurred,
    answeredAt: answeredIn(given.answered, at),
    isTest: given.isTest || (verified !== null && isTestClick(verified.clickId)),
    reason: given.reasonCode === null && reasonText === null ? null : { code: given.reasonCode, text: reasonText },
    reportedAt: at,
  };
}

/** An exact amount as reports write amounts. One in an unknown currency is refused for that. */
export const writtenMoney = (amount: Money): WrittenAmount => ({
  text: isCurrency(amount.currency) ? writeDecimal(amount) : "0",
  isNumber: true,
  decimalSeparator: null,
});

type Field = { text: string | null } | { fault: TextFault };

function readField(raw: string | null, form: TextForm): Field {
  if (raw === null) return { text: null };
  const reading = readText(raw, form);
  switch (reading.kind) {
    case "absent":
      return { text: null };
    case "text":
      return { text: reading.text };
    case "fault":
      return { fault: reading.fault };
  }
}

const REASON_OF: Readonly<Record<TextFault, Reason>> = {
  too_long: "cell_too_long",
  reason_too_long: "cell_too_long",
  not_utf8: "not_utf8",
  hidden_character: "hidden_character",
  placeholder: "placeholder",
  digits_lost: "digits_lost",
};
