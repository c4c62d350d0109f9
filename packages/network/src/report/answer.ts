import {
  adjustOf,
  changesOf,
  confirm,
  stepOf,
  worthOf,
  type Change,
  type ConversionEvent,
} from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { applied, contradicted, parked, refused, unchanged, type Decision } from "./decision.ts";
import type { ReportFacts } from "./facts.ts";
import type { Note } from "./reasons.ts";
import type { Report } from "./report.ts";
import { amountOf } from "./stated.ts";

/**
 * When the answer of a report was given, Unix ms: the advertiser's time if stated, else when the network accepted it.
 */
export const answerTimeOf = ({ answeredAt, reportedAt }: Report): number => answeredAt ?? reportedAt;

/** Whether the answer of a report was given before a moment (Unix ms). */
function isBefore({ channel, answeredAt, reportedAt }: Report, moment: number, appliedAt: number): boolean {
  const isOfApplication = CHANNELS[channel].answersAsOf === "application";
  return (answeredAt ?? (isOfApplication ? Math.max(reportedAt, appliedAt) : reportedAt)) < moment;
}

/** Of a known conversion, a rejection states no amount: systems send 0, or the part that was cancelled. */
const rejects = ({ status }: Report): boolean => status === "rejected";

/** Whether the report's amount replaces others: its channel must be allowed to change amounts. */
export const statesAmount = (report: Report): boolean =>
  CHANNELS[report.channel].otherAmount === "applied" && report.amount !== null && !rejects(report);

/** Decides a report of a conversion that is already recorded. */
export function decideAnswer(report: Report, known: ConversionRow, facts: ReportFacts): Decision {
  if (report.clickId !== null && report.clickId !== known.click_id)
    return contradicted(report, "order_of_another_click", known);
  if (report.orderId !== null && known.order_id !== null && report.orderId !== known.order_id)
    return refused("repeat_refused", { known });
  const amount = amountOf(report, known.currency);
  if (amount.kind === "fault")
    return amount.reason === "currency_differs"
      ? contradicted(report, amount.reason, known)
      : refused(amount.reason, { known });
  const stated = amountChangeOf(report, known, amount.amountMinor, facts.cause.at);
  if (stated === "parked") return parked("amount_differs", known);
  const answer = answerTo(report, known, facts.cause.at);
  return apply(report, known, facts, stated, answer);
}

/** The amount that a report sets: `stale` if a newer one is recorded, null if it sets none. */
type AmountChange = { amountMinor: number } | "stale" | "parked" | null;

function amountChangeOf(
  report: Report,
  known: ConversionRow,
  amountMinor: number | null,
  appliedAt: number,
): AmountChange {
  if (amountMinor === null || amountMinor === known.amount_minor || rejects(report)) return null;
  switch (CHANNELS[report.channel].otherAmount) {
    case "ignored":
      return null;
    case "parked":
      // A value that was not stated before can't contradict.
      return known.amount_minor === null && isUnpaid(known) ? { amountMinor } : "parked";
    case "applied":
      return isBefore(report, known.amount_at, appliedAt) ? "stale" : { amountMinor };
  }
}

const isUnpaid = ({ payment, setoff }: ConversionRow) => payment === "none" && setoff === "none";

/**
 * What a status means for a conversion: a transition, the answer that it has already, an older answer, or no answer.
 */
type Answer = { kind: "step"; event: ConversionEvent; isFlagged: boolean } | { kind: "same" | "stale" | "none" };

function answerTo(report: Report, { validation, answered_at }: ConversionRow, appliedAt: number): Answer {
  const isOlder = isBefore(report, answered_at, appliedAt);
  const isRejected = validation === "rejected" || validation === "reversed";
  switch (report.status) {
    case null:
    case "pending":
      return { kind: "none" };
    case "approved":
      if (validation === "approved") return { kind: "same" };
      if (isOlder && validation === "rejected") return { kind: "step", event: "late_approval", isFlagged: false };
      if (isOlder) return { kind: "stale" };
      return { kind: "step", event: "approve", isFlagged: isRejected && report.answeredAt === null };
    case "rejected":
      if (isRejected) return { kind: "same" };
      if (isOlder) return { kind: "stale" };
      return { kind: "step", event: validation === "approved" ? "reverse" : "reject", isFlagged: false };
  }
}

function apply(
  report: Report,
  known: ConversionRow,
  facts: ReportFacts,
  amount: Exclude<AmountChange, "parked">,
  answer: Answer,
): Decision {
  const { cause } = facts;
  const set = amount === null || amount === "stale" ? null : amount;
  if (set !== null && !isUnpaid(known)) return refused("payment_begun", { known });
  const event = answer.kind === "step" ? answer.event : null;
  const next = event === null ? null : stepOf(known, event);
  if (next?.kind === "refused") return refused(next.code, { known });

  const times = timesAfter(report, known, answer);
  const withTimes = (row: ConversionRow): ConversionRow => ({
    ...row,
    answered_at: times.answered_at,
    amount_at: times.amount_at,
  });
  const changes: Change[] = [];
  if (set !== null) {
    const terms = facts.termsAt(known.webmaster_id, known.occurred_at);
    changes.push(...adjustOf(withTimes(known), worthOf(terms, set.amountMinor), cause));
  }
  if (event !== null) {
    const flag = answer.kind === "step" && answer.isFlagged ? "answer_changed_back" : null;
    changes.push(...changesOf(withTimes(changes.at(-1)?.row ?? known), event, { ...cause, flag }));
  }
  // Amounts without a time are ordered by their files. Only a stated time can make an amount older than a recorded one.
  const isAmountNewer = report.answeredAt !== null && times.amount_at > known.amount_at;
  const isNewer = times.answered_at > known.answered_at || isAmountNewer;
  if (changes.length === 0 && isNewer) changes.push(confirm(known, times, cause));

  const isAnswered = event !== null && event !== "late_approval";
  if (!isAnswered && set === null) {
    const isStale = amount === "stale" || answer.kind === "stale" || event === "late_approval";
    return unchanged(isStale ? "stale" : "same", known, isStale ? "newer_answer" : null, changes);
  }
  const row = changes.at(-1)?.row ?? known;
  return applied(
    isAnswered ? "answer" : "adjust",
    changes,
    noteOf(row, { isAnswered, isAmountSet: set !== null }),
    known,
  );
}

/** The times from which older answers and amounts are stale, once a report is applied. */
function timesAfter(report: Report, known: ConversionRow, answer: Answer) {
  const at = answerTimeOf(report);
  const isCounted = answer.kind === "same" || (answer.kind === "step" && answer.event !== "late_approval");
  return {
    answered_at: isCounted ? Math.max(known.answered_at, at) : known.answered_at,
    amount_at: statesAmount(report) ? Math.max(known.amount_at, at) : known.amount_at,
  };
}

/** The note on an answer or an amount that is applied. */
function noteOf(row: ConversionRow, done: { isAnswered: boolean; isAmountSet: boolean }): Note | null {
  if (done.isAnswered && row.flag !== null) return "answer_changed_back";
  if (row.validation === "approved") {
    if (row.check_state !== "clear") return row.check_state === "held" ? "still_held" : "still_refused";
    if (row.click_facts === "awaited") return "click_awaited";
  }
  return done.isAnswered && done.isAmountSet ? "amount_changed" : null;
}
