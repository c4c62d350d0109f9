import { readRouting } from "../offer/index.ts";
import { decideAnswer } from "./answer.ts";
import { CHANNELS } from "./channels.ts";
import { decideCompletion, decideNew } from "./create.ts";
import { refused, unchanged, type Decision } from "./decision.ts";
import type { ReportFacts, UnknownSubject } from "./facts.ts";
import type { Reason } from "./reasons.ts";
import { CLOCK_SKEW_MS, type Report } from "./report.ts";

/** Decides what a report changes: by the rules of its channel and by what is known of its click and order. */
export function decideReport(report: Report, facts: ReportFacts | UnknownSubject): Decision {
  if (facts.kind === "unknown") return refused(facts.reason);
  const refusal = refusalOf(report, facts);
  if (refusal !== undefined) return refused(refusal);
  const { known } = facts;
  if (known === undefined) return decideNew(report, facts);
  const { answers, completesPixel } = CHANNELS[report.channel];
  if (!answers) return unchanged("same", known);
  return completesPixel && known.channel === "pixel" && facts.owner !== null
    ? decideCompletion(report, known, facts, facts.owner)
    : decideAnswer(report, known, facts);
}

/** Why a report is refused without looking at its conversion. */
function refusalOf(report: Report, { offer, goal }: ReportFacts): Reason | undefined {
  const { channel, orderId, occurred, answeredAt, reportedAt } = report;
  if (channel === "pixel" && !readRouting(offer.routing).allowsPixel) return "pixel_not_allowed";
  const isUnnamedRepeat = orderId === null && goal.repeats === "always";
  if (isUnnamedRepeat && CHANNELS[channel].repeatWithoutOrder === "refused") return "order_missing";
  if (occurred !== null && occurred.from > reportedAt + CLOCK_SKEW_MS) return "in_future";
  if (answeredAt !== null && answeredAt > reportedAt + CLOCK_SKEW_MS) return "answered_in_future";
  return undefined;
}
