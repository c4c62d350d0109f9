import { readClickId } from "@waymark/contract/click-id";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { occurredAt, type PostbackEvent } from "@waymark/contract/postback-event";
import { answerReasonOf } from "@waymark/contract/answer-reason";
import type { ClickRow } from "../click/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { derivedId } from "../ids.ts";
import { readDecimal } from "../money.ts";
import { readClickPolicy, type Terms } from "../offer/index.ts";
import {
  begin,
  changesOf,
  confirm,
  stateOf,
  type Cause,
  type Change,
  worthOf,
  applyPolicy,
  clickFactsOf,
  holding,
  nextLook,
  NO_FACTS,
  step,
  type ValidationEvent,
} from "../conversion/index.ts";
import type { Reason } from "./reasons.ts";
import type { AccountStatus } from "../words.ts";

export interface PostbackOutcome {
  outcome: Tables["postback"]["outcome"];
  reason: Reason | null;
  conversionId: string | null;
  changes: Change[];
}

/** What the network knows about the link of a click_ID. */
export interface LinkFacts {
  linkId: string;
  webmasterId: string;
  webmasterStatus: AccountStatus;
  webmasterHoldDays: number;
  offer: Tables["offer"];
  goals: Tables["goal"][];
  /** What was promised for a goal at a moment (Unix ms). */
  termsAt: (goal: Tables["goal"], at: number) => Terms;
}

/** Clocks of advertisers' systems run a little off. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** The goal that a postback names, or the offer's default one. */
export const goalOf = ({ goals }: LinkFacts, code: string | undefined) =>
  goals.find((goal) => (code === undefined ? goal.is_default === 1 : goal.code === code));

/** What may happen once: an order a goal of an offer, else a goal a click. */
export const identityFor = (goal: Tables["goal"], of: { clickId: string; orderId: string | null }): string =>
  of.orderId === null ? `click/${of.clickId}/${goal.id}` : `order/${goal.offer_id}/${goal.id}/${of.orderId}`;

/** What else may happen once: a goal that never repeats pays once a click, whatever the order. */
export const onceFor = (goal: Tables["goal"], clickId: string): string | null =>
  goal.repeats === "never" ? `once/${clickId}/${goal.id}` : null;

/**
 * The identity of a postback; where the goal always repeats, every one that names no order has its own. A test stands in
 * no real conversion's way.
 */
export function identityOf(event: PostbackEvent, goal: Tables["goal"]): string {
  const { clickId, receipt, fields } = event;
  const identity = identityFor(goal, { clickId, orderId: fields.order_id ?? null });
  const isOwn = fields.order_id === undefined && goal.repeats === "always";
  return `${isTest(event) ? "test/" : ""}${identity}${isOwn ? `/${receipt}` : ""}`;
}

export function onceOf(event: PostbackEvent, goal: Tables["goal"]): string | null {
  const once = onceFor(goal, event.clickId);
  return once !== null && isTest(event) ? `test/${once}` : once;
}

const isTest = ({ fields }: PostbackEvent) => fields.test === "1";

/** Decides a postback. `known` is the conversion that already has its identity, `click` its click where that is stored. */
export function decidePostback(
  event: PostbackEvent,
  facts: LinkFacts,
  goal: Tables["goal"],
  known: ConversionRow | undefined,
  now: number,
  click?: ClickRow,
): PostbackOutcome {
  return known === undefined ? recorded(event, facts, goal, now, click) : answered(event, goal, known, now);
}

function recorded(
  event: PostbackEvent,
  facts: LinkFacts,
  goal: Tables["goal"],
  now: number,
  click: ClickRow | undefined,
): PostbackOutcome {
  const { fields, acceptedAt, clickId } = event;
  const clickedAt = readClickId(clickId)?.clickedAt ?? 0;
  const happenedAt = (fields.occurred_at === undefined ? undefined : occurredAt(fields.occurred_at)) ?? acceptedAt;
  if (happenedAt > acceptedAt + CLOCK_SKEW_MS) return rejected("in_future");
  if (happenedAt < clickedAt - CLOCK_SKEW_MS) return rejected("before_click");
  const terms = facts.termsAt(goal, happenedAt);
  if (happenedAt > clickedAt + terms.attributionDays * DAY_MS) return rejected("window_passed");
  if (fields.currency !== undefined && fields.currency !== goal.currency) return parked("currency_differs");
  const amountMinor = fields.amount === undefined ? null : readDecimal(fields.amount, goal.currency);
  if (amountMinor === undefined) return rejected("amount_inexact");
  if (amountMinor === null && terms.revenueBps + terms.commissionBps > 0) return rejected("amount_missing");

  const cause = causeOf(event, now);
  const answer = answerOf(event, "pending");
  const first = begin(
    {
      id: derivedId("cnv", event.receipt),
      identity: identityOf(event, goal),
      offer_id: facts.offer.id,
      goal_id: goal.id,
      link_id: facts.linkId,
      webmaster_id: facts.webmasterId,
      advertiser_id: facts.offer.advertiser_id,
      click_id: clickId,
      order_id: fields.order_id ?? null,
      clicked_at: clickedAt,
      occurred_at: happenedAt,
      recorded_at: now,
      currency: goal.currency,
      ...worthOf(terms, amountMinor),
      hold_days: Math.max(terms.holdDays, facts.webmasterHoldDays),
      validation: "pending",
      check_state: "clear",
      payment: "none",
      setoff: "none",
      hold_over: 0,
      available_at: null,
      approves_at: terms.validationDays === null ? null : happenedAt + terms.validationDays * DAY_MS,
      answered_at: answer === undefined ? 0 : acceptedAt,
      once: onceOf(event, goal),
      is_test: isTest(event) ? 1 : 0,
      click_facts: click === undefined ? "awaited" : "known",
      facts_at: click === undefined ? (nextLook(now, now) ?? null) : null,
      ...(click === undefined ? NO_FACTS : clickFactsOf(click)),
    },
    cause,
  );
  const begun = checked(first, event, facts, cause);
  return {
    outcome: "recorded",
    reason: null,
    conversionId: first.row.id,
    changes: answer === undefined ? begun : [...begun, ...changesOf(begun.at(-1)?.row ?? first.row, answer, cause)],
  };
}

/** What stops a conversion from its beginning: the operator decides whether it is owed. */
function checked(first: Change, event: PostbackEvent, facts: LinkFacts, cause: Cause): Change[] {
  // Blocked after the click.
  if (facts.webmasterStatus === "blocked") return holding([first], "webmaster_blocked", cause);
  if ("isPixel" in event.request && event.request.isPixel === true) return holding([first], "pixel", cause);
  return applyPolicy([first], readClickPolicy(facts.offer.click_policy), cause);
}

function answered(event: PostbackEvent, goal: Tables["goal"], known: ConversionRow, now: number): PostbackOutcome {
  const { fields, acceptedAt, clickId } = event;
  const told = (outcome: PostbackOutcome["outcome"], reason: Reason | null = null): PostbackOutcome => ({
    outcome,
    reason,
    conversionId: known.id,
    changes: [],
  });
  if (known.click_id !== clickId) return told("parked", "order_of_another_click");
  const isOtherOrder = fields.order_id !== undefined && known.order_id !== null && fields.order_id !== known.order_id;
  if (isOtherOrder) return told("rejected", "repeat_refused");
  if (fields.currency !== undefined && fields.currency !== goal.currency) return told("parked", "currency_differs");
  if (fields.amount !== undefined && readDecimal(fields.amount, goal.currency) !== known.amount_minor)
    return told("parked", "amount_differs");
  const answer = answerOf(event, known.validation);
  if (answer === undefined)
    return isAnswer(event) && acceptedAt > known.answered_at
      ? { ...told("duplicate"), changes: [confirm(known, acceptedAt, causeOf(event, now))] }
      : told("duplicate");
  if (acceptedAt < known.answered_at) return told("stale");
  if (step(stateOf(known), answer).kind === "refused") return told("rejected", "transition_refused");
  return {
    outcome: "updated",
    reason: null,
    conversionId: known.id,
    changes: changesOf({ ...known, answered_at: acceptedAt }, answer, causeOf(event, now)),
  };
}

/** Says yes or no, rather than that it is still open. */
const isAnswer = ({ fields }: PostbackEvent) => fields.status === "approved" || fields.status === "rejected";

/** The step that a status asks for; undefined where it asks for nothing new. */
function answerOf({ fields }: PostbackEvent, validation: ConversionRow["validation"]): ValidationEvent | undefined {
  if (fields.status === "approved" && validation !== "approved") return "approve";
  if (fields.status === "rejected" && validation === "approved") return "reverse";
  if (fields.status === "rejected" && validation === "pending") return "reject";
  return undefined;
}

const causeOf = (event: PostbackEvent, now: number): Cause => ({
  actor: event.request.isPixel === true ? "pixel" : `advertiser:${event.advertiserId}`,
  reason: event.fields.reason ?? null,
  reasonCode: answerReasonOf(event.fields.reason_code ?? "") ?? null,
  source: event.receipt,
  at: now,
});

/** An outcome that changes nothing and is final. */
export const rejected = (reason: Reason): PostbackOutcome => ({
  outcome: "rejected",
  reason,
  conversionId: null,
  changes: [],
});

const parked = (reason: Reason): PostbackOutcome => ({
  outcome: "parked",
  reason,
  conversionId: null,
  changes: [],
});
