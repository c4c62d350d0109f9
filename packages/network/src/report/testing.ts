import { clickIdOf, CLICKED_AT } from "@waymark/contract/testing";
import { causeAt, clickWith, goalWith, offerWith, RECORDED_AT } from "../conversion/testing.ts";
import { firstTerms } from "../offer/index.ts";
import type { Owner, ReportFacts } from "./facts.ts";
import { namesFor } from "./identity.ts";
import type { Report } from "./report.ts";

/** A sale of 50.00 that a postback reports a day after its click. */
export const reportWith = (parts: Partial<Report> = {}): Report => ({
  channel: "postback",
  clickId: clickIdOf(),
  orderId: "A-1",
  goal: null,
  amount: { text: "50.00", isNumber: false, decimalSeparator: null },
  currency: null,
  status: null,
  occurred: { from: RECORDED_AT, until: RECORDED_AT },
  answeredAt: null,
  isTest: false,
  reason: null,
  reportedAt: RECORDED_AT,
  ...parts,
});

export const ownerWith = (parts: Partial<Owner> = {}): Owner => ({
  clickId: clickIdOf(),
  clickedAt: CLICKED_AT,
  linkId: "lnk_1",
  webmasterId: "web_1",
  webmasterHoldDays: 0,
  holdLimits: [],
  isBlocked: false,
  blocks: [],
  ...parts,
});

/** The facts of a report whose click is an ordinary one. */
export function factsWith(report: Report, parts: Partial<ReportFacts> = {}): ReportFacts {
  const { goal = goalWith(), offer = offerWith(), conversionId = "cnv_1" } = parts;
  const names = namesFor(report, goal, conversionId);
  if (names === undefined) throw new Error("a report names a click or an order");
  return {
    ...{ kind: "facts", offer, goal, names, conversionId, known: undefined, otherGoals: [] },
    owner: ownerWith(),
    click: clickWith(),
    termsAt: () => firstTerms(offer, goal),
    cause: causeAt(RECORDED_AT),
    ...parts,
  };
}
