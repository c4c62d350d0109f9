import { DAY_MS } from "@waymark/contract/duration";
import {
  adjustOf,
  beginConversion,
  changesOf,
  completeConversion,
  worthOf,
  type Change,
  type Stops,
  type Worth,
} from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { clickPolicyAt, type OfferRow, type Terms } from "../offer/index.ts";
import { extraHoldDays } from "../source-limit/index.ts";
import { answerTimeOf, decideAnswer, statesAmount } from "./answer.ts";
import { CHANNELS } from "./channels.ts";
import { applied, contradicted, refused, type Decision } from "./decision.ts";
import type { Owner, ReportFacts } from "./facts.ts";
import type { Note } from "./reasons.ts";
import { CLOCK_SKEW_MS, type Report } from "./report.ts";
import { amountOf } from "./stated.ts";

/** What a new conversion takes from its report. */
interface Occurrence {
  /** Unix ms. */
  at: number;
  terms: Terms;
  worth: Worth;
}

/** Decides a report of a conversion that is not recorded yet. */
export function decideNew(report: Report, facts: ReportFacts): Decision {
  const { owner, otherGoals: goals } = facts;
  if (owner === null)
    return refused(goals.length > 1 && report.goal === null ? "goal_ambiguous" : "unknown_order", { goals });
  if (goals.length > 0 && report.goal === null) return refused("goal_ambiguous", { goals });
  const occurrence = occurrenceOf(report, facts, owner, null);
  if ("kind" in occurrence) return occurrence;
  const begun = begin(report, facts, owner, occurrence);
  const row = begun.at(-1)?.row;
  if (row === undefined) throw new Error("a conversion begins with a change");
  const event = CHANNELS[report.channel].answers ? FIRST_ANSWERS[report.status ?? "pending"] : null;
  const changes = event === null ? begun : [...begun, ...changesOf(row, event, facts.cause)];
  return applied("create", changes, stopNoteOf(changes.at(-1)?.row ?? row));
}

const FIRST_ANSWERS = { pending: null, approved: "approve", rejected: "reject" } as const;

/** When the conversion of a report occurred, by which terms, and its amounts; or why it can't be recorded. */
function occurrenceOf(
  report: Report,
  { goal, termsAt }: ReportFacts,
  owner: Owner,
  knownAt: number | null,
): Occurrence | Decision {
  const { occurred, reportedAt, channel } = report;
  if (occurred === null && knownAt === null && CHANNELS[channel].needsOccurredAt) return refused("occurred_at_missing");
  // A date without a time begins at the click, if the click was on that day.
  const at =
    occurred === null ? (knownAt ?? reportedAt) : Math.min(Math.max(occurred.from, owner.clickedAt), occurred.until);
  if (at < owner.clickedAt - CLOCK_SKEW_MS) return refused("before_click");
  const terms = termsAt(owner.webmasterId, at);
  if (at > owner.clickedAt + terms.attributionDays * DAY_MS) return refused("window_passed");
  const amount = amountOf(report, goal.currency);
  if (amount.kind === "fault")
    return amount.reason === "currency_differs" ? contradicted(report, amount.reason) : refused(amount.reason);
  if (amount.amountMinor === null && terms.revenueBps + terms.commissionBps > 0) return refused("amount_missing");
  return { at, terms, worth: worthOf(terms, amount.amountMinor) };
}

function begin(
  report: Report,
  { offer, goal, names, click, conversionId, cause }: ReportFacts,
  owner: Owner,
  { at, terms, worth }: Occurrence,
): Change[] {
  const isAnswer = CHANNELS[report.channel].answers && (report.status ?? "pending") !== "pending";
  return beginConversion(
    {
      id: conversionId,
      identity: names.identity,
      once: names.once,
      offer_id: offer.id,
      goal_id: goal.id,
      link_id: owner.linkId,
      webmaster_id: owner.webmasterId,
      advertiser_id: offer.advertiser_id,
      click_id: owner.clickId,
      order_id: report.orderId,
      clicked_at: owner.clickedAt,
      occurred_at: at,
      recorded_at: cause.at,
      currency: goal.currency,
      ...worth,
      amount_at: statesAmount(report) ? answerTimeOf(report) : 0,
      ...termDates(owner, terms, { at, recordedAt: cause.at }),
      answered_at: isAnswer ? answerTimeOf(report) : 0,
      is_test: report.isTest ? 1 : 0,
      channel: report.channel,
    },
    { click, ...stopsOf(report, offer, owner, at) },
    cause,
  );
}

/**
 * The hold is the longer one of the terms' and the webmaster's own, and longer by what limits the source. A limit counts for
 * what is recorded while it is in force, also where the conversion is completed after the limit has ended.
 */
const termDates = (
  { webmasterHoldDays, holdLimits }: Owner,
  { holdDays, validationDays }: Terms,
  { at, recordedAt }: { at: number; recordedAt: number },
) => ({
  hold_days: Math.max(holdDays, webmasterHoldDays) + extraHoldDays(holdLimits, recordedAt),
  approves_at: validationDays === null ? null : at + validationDays * DAY_MS,
});

/** A webmaster who is blocked now, or was when the conversion occurred: the same rule on every channel. */
const stopsOf = ({ channel }: Report, offer: OfferRow, { isBlocked, blocks, clickedAt }: Owner, at: number): Stops => ({
  isBlocked: isBlocked || blocks.some(({ since, until }) => since <= at && (until === null || at < until)),
  isPixel: CHANNELS[channel].creates === "held",
  policy: clickPolicyAt(offer, clickedAt),
});

/**
 * Decides a trusted report of what a visitor's browser reported before: adds order and amount to the conversion. If the
 * operator has released it without that, and its payment has begun, it can only be rejected.
 */
export function decideCompletion(report: Report, known: ConversionRow, facts: ReportFacts, owner: Owner): Decision {
  if (known.payment !== "none" || known.setoff !== "none")
    return report.status === "rejected" ? decideAnswer(report, known, facts) : refused("payment_begun", { known });
  const occurrence = occurrenceOf(report, facts, owner, known.occurred_at);
  if ("kind" in occurrence) return occurrence;
  const { at, terms, worth } = occurrence;
  const { offer, names, cause } = facts;
  const adjusted = adjustOf({ ...known, amount_at: statesAmount(report) ? answerTimeOf(report) : 0 }, worth, cause);
  const completed = completeConversion(
    adjusted.at(-1)?.row ?? known,
    {
      ...names,
      channel: report.channel,
      order_id: report.orderId,
      occurred_at: at,
      ...termDates(owner, terms, { at, recordedAt: known.recorded_at }),
    },
    stopsOf(report, offer, owner, at),
    cause,
  );
  const changes = [...adjusted, ...completed];
  const answer = decideAnswer(report, changes.at(-1)?.row ?? known, facts);
  if (answer.kind === "refused" || answer.kind === "parked") return answer;
  const all = [...changes, ...answer.changes];
  // Only refused and parked reports have a reason that is not a note.
  return applied(
    answer.kind === "answer" ? "answer" : "adjust",
    all,
    (answer.reason as Note | null) ?? "completes_pixel",
    known,
  );
}

/** The note on a new conversion that is held or refused. */
function stopNoteOf({ check_state, check_code, click_facts }: ConversionRow): Note | null {
  if (check_code === "webmaster_blocked") return "held";
  if (check_code === "pixel") return "pixel_held";
  if (check_code === "own_traffic") return "own_traffic";
  if (check_state !== "clear") return check_state === "held" ? "click_held" : "click_refused";
  return click_facts === "awaited" ? "click_awaited" : null;
}
