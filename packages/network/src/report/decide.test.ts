import type { PostbackEvent, PostbackFields } from "@waymark/contract/postback-event";
import { MINUTE_MS, DAY_MS } from "@waymark/contract/duration";
import { CLICKED_AT, clickIdOf } from "@waymark/contract/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, moveOrderAway } from "../conversion/change.ts";
import { clickArrived, clickFactsOf, clickMissing, nextLook } from "../conversion/facts.ts";
import type { ConversionEvent } from "../conversion/state.ts";
import { balancesOf, causeAt, clickWith, goalWith, offerWith, passCheck, RECORDED_AT } from "../conversion/testing.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { readClickPolicy } from "../offer/index.ts";
import { readEvent } from "../postback/reading.ts";
import { decideReport } from "./decide.ts";
import type { ReportFacts } from "./facts.ts";
import { goalOf, namesFor } from "./identity.ts";
import { factsWith, ownerWith } from "./testing.ts";

/** A sale that the edge accepted a day after its click. */
const eventWith = (fields: PostbackFields = {}, parts: Partial<PostbackEvent> = {}): PostbackEvent => ({
  receipt: "rcp_1",
  acceptedAt: RECORDED_AT,
  advertiserId: "adv_1",
  tokenHash: "ff",
  clickId: clickIdOf(),
  fields,
  request: { method: "GET", contentType: "", parameters: [] },
  ...parts,
});

/** 1.50 and 10 % from the advertiser, 1.00 and 5 % to the webmaster. */
const SHARED = goalWith({
  revenue_fixed_minor: 150,
  revenue_bps: 1_000,
  commission_fixed_minor: 100,
  commission_bps: 500,
});
const FIXED = goalWith({ revenue_fixed_minor: 800, commission_fixed_minor: 500 });

const OUTCOMES = {
  create: "recorded",
  answer: "updated",
  adjust: "updated",
  same: "duplicate",
  stale: "stale",
  parked: "parked",
  refused: "rejected",
} as const;

function reportOf(event: PostbackEvent) {
  const reading = readEvent(event);
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  return reading.report;
}

/** What becomes of a postback, and of the conversion that is known. */
function decide(event: PostbackEvent, parts: Partial<ReportFacts> = {}, goal = FIXED, known?: ConversionRow) {
  const report = reportOf(event);
  const cause = { actor: "advertiser:adv_1", source: event.receipt, reason: null, at: RECORDED_AT + 1 };
  const facts = factsWith(report, {
    ...{ goal, known, cause, conversionId: event.receipt.replace("rcp", "cnv") },
    owner: ownerWith({ clickId: event.clickId }),
    ...parts,
  });
  const { kind, reason, ...decision } = decideReport(report, facts);
  const changes = passCheck(decision.changes);
  return { outcome: OUTCOMES[kind], reason, conversionId: known?.id ?? changes[0]?.row.id ?? null, changes };
}

const identityOf = (event: PostbackEvent, goal: Tables["goal"]) =>
  namesFor(reportOf(event), goal, event.receipt)?.identity;

/** A conversion of 50.00 that a postback recorded and then lived through these events, its answer accepted at `answeredAt`. */
function knownAfter(events: readonly ConversionEvent[] = [], answeredAt = 0): ConversionRow {
  const event = eventWith({ order_id: "A-1", amount: "50.00" }, { receipt: "rcp_0" });
  let row = decide(event, { offer: offerWith({ hold_days: 0 }) }, SHARED).changes.at(-1)?.row;
  for (const name of events) row = row && changesOf(row, name, causeAt(RECORDED_AT)).at(-1)?.row;
  if (row === undefined) throw new Error("not recorded");
  return { ...row, answered_at: answeredAt };
}

describe("a first postback", () => {
  test("records a conversion with everything known about it", () => {
    const { outcome, reason, conversionId, changes } = decide(
      eventWith({ order_id: "A-1", amount: "50.00", currency: "EUR", occurred_at: "2026-11-02T11:00:00Z" }),
      { offer: offerWith({ validation_days: 14 }) },
      SHARED,
    );
    expect({ outcome, reason, conversionId }).toEqual({ outcome: "recorded", reason: null, conversionId: "cnv_1" });
    expect(changes).toHaveLength(1);
    expect(changes[0]?.row).toEqual({
      id: "cnv_1",
      identity: "order/off_1/goal_1/A-1",
      offer_id: "off_1",
      goal_id: "goal_1",
      link_id: "lnk_1",
      webmaster_id: "web_1",
      advertiser_id: "adv_1",
      click_id: clickIdOf(),
      order_id: "A-1",
      clicked_at: CLICKED_AT,
      occurred_at: RECORDED_AT - 60 * MINUTE_MS,
      recorded_at: RECORDED_AT + 1,
      currency: "EUR",
      amount_minor: 5_000,
      revenue_minor: 650,
      commission_minor: 350,
      hold_days: 7,
      validation: "pending",
      check_state: "clear",
      payment: "none",
      setoff: "none",
      hold_over: 0,
      available_at: null,
      approves_at: RECORDED_AT - 60 * MINUTE_MS + 14 * DAY_MS,
      answered_at: 0,
      claimable: 0,
      version: 1,
      once: null,
      is_test: 0,
      ...{ validation_code: null, validation_reason: null, validation_by: null },
      ...{ check_code: null, check_reason: null, check_by: null },
      click_facts: "known",
      facts_at: null,
      channel: "postback",
      amount_at: 0,
      flag: null,
      changed_at: RECORDED_AT + 1,
      decided_at: null,
      check_due: "record",
      ...clickFactsOf(clickWith()),
    } satisfies ConversionRow);
    expect(changes[0]?.history).toMatchObject({
      actor: "advertiser:adv_1",
      ...{ reason: null, reason_code: null, source: "rcp_1" },
      changed_at: RECORDED_AT + 1,
    });
  });

  test("without a time occurred at its acceptance, and may have no amount", () => {
    const [change] = decide(eventWith()).changes;
    expect(change?.row).toMatchObject({
      occurred_at: RECORDED_AT,
      amount_minor: null,
      revenue_minor: 800,
      commission_minor: 500,
    });
  });

  test.each([
    [7, 0, 7],
    [7, 14, 14],
    [0, 3, 3],
    [0, 0, 0],
  ])("has a hold of the longer: the offer's %i days or the webmaster's %i", (offerDays, webmasterDays, days) => {
    const facts = {
      offer: offerWith({ hold_days: offerDays }),
      owner: ownerWith({ webmasterHoldDays: webmasterDays }),
    };
    expect(decide(eventWith(), facts).changes[0]?.row.hold_days).toBe(days);
  });

  test("is never approved automatically if the offer has no validation days", () => {
    expect(decide(eventWith()).changes[0]?.row.approves_at).toBeNull();
  });

  test.each([
    [undefined, 7, ["record"], "pending", 0, 0],
    ["pending", 7, ["record"], "pending", 0, 0],
    ["approved", 7, ["record", "approve"], "approved", 0, RECORDED_AT],
    ["approved", 0, ["record", "approve", "end_hold"], "approved", 1, RECORDED_AT],
    ["rejected", 7, ["record", "reject"], "rejected", 0, RECORDED_AT],
  ] as const)(
    "with the status %s and %i hold days → %j",
    (status, holdDays, events, validation, claimable, answeredAt) => {
      const fields = status === undefined ? {} : { status };
      const { outcome, changes } = decide(eventWith(fields), { offer: offerWith({ hold_days: holdDays }) });
      expect(outcome).toBe("recorded");
      expect(changes.map(({ history }) => history.event)).toEqual(events);
      expect(changes.at(-1)?.row).toMatchObject({
        validation,
        claimable,
        answered_at: answeredAt,
        version: events.length,
      });
    },
  );

  test.each([
    ["nothing yet", {}, { "webmaster:web_1:pending": 500, "advertiser:adv_1:expected": -800, "network:expected": 300 }],
    [
      "an approval",
      { status: "approved" },
      { "webmaster:web_1:available": 500, "advertiser:adv_1:receivable": -800, "network:revenue": 300 },
    ],
    ["a rejection", { status: "rejected" }, {}],
  ] as const)("that brings %s leaves the books at %j", (_, fields, balances) => {
    const { changes } = decide(eventWith(fields), { offer: offerWith({ hold_days: 0 }) });
    expect(balancesOf(changes.flatMap(({ transfers }) => transfers))).toEqual(balances);
  });

  test.each([
    [{}, "pending"],
    [{ status: "approved" }, "approved"],
  ] as const)("of a blocked webmaster's link is held, with %j too", (fields, validation) => {
    const facts = { owner: ownerWith({ isBlocked: true }), offer: offerWith({ hold_days: 0 }) };
    const { outcome, changes } = decide(eventWith(fields), facts);
    expect(outcome).toBe("recorded");
    expect(changes.at(-1)?.row).toMatchObject({ check_state: "held", validation, claimable: 0 });
    expect(balancesOf(changes.flatMap(({ transfers }) => transfers))).toMatchObject({ "webmaster:web_1:pending": 500 });
  });

  test.each([
    ["at its click", CLICKED_AT],
    ["five minutes before its click, by the advertiser's clock", CLICKED_AT - 5 * MINUTE_MS],
    ["five minutes ahead of ours", RECORDED_AT + 5 * MINUTE_MS],
  ])("that happened %s is recorded", (_, at) => {
    expect(decide(eventWith({ occurred_at: new Date(at).toISOString() })).outcome).toBe("recorded");
  });

  test("on the last millisecond of the attribution window is recorded", () => {
    expect(decide(eventWith({}, { acceptedAt: CLICKED_AT + 30 * DAY_MS })).outcome).toBe("recorded");
  });

  test.each([
    ["rejected", "in_future", { occurred_at: new Date(RECORDED_AT + 5 * MINUTE_MS + 1).toISOString() }, FIXED, {}],
    ["rejected", "before_click", { occurred_at: new Date(CLICKED_AT - 5 * MINUTE_MS - 1).toISOString() }, FIXED, {}],
    ["rejected", "window_passed", {}, FIXED, { acceptedAt: CLICKED_AT + 30 * DAY_MS + 1 }],
    ["rejected", "amount_inexact", { amount: "1.0051" }, SHARED, {}],
    ["rejected", "amount_inexact", { amount: "1.0051" }, FIXED, {}],
    ["rejected", "amount_too_large", { amount: "999999999999999" }, SHARED, {}],
    ["rejected", "amount_inexact", { amount: "0.5" }, goalWith({ ...SHARED, currency: "JPY" }), {}],
    ["rejected", "amount_missing", {}, SHARED, {}],
    ["rejected", "amount_missing", {}, goalWith({ commission_bps: 1 }), {}],
    ["parked", "currency_differs", { amount: "50", currency: "USD" }, SHARED, {}],
    ["parked", "currency_differs", { currency: "USD" }, FIXED, {}],
  ] as const)("is %s with %s: %j", (outcome, reason, fields, goal, parts) => {
    expect(decide(eventWith(fields, parts), {}, goal)).toEqual({
      outcome,
      reason,
      conversionId: null,
      changes: [],
    });
  });
});

describe("the kind of click", () => {
  const offerOf = (policy: object) => offerWith({ click_policy: JSON.stringify(policy), hold_days: 0 });

  test.each([
    // what the click was, the offer's policy, what becomes of an approved conversion
    [{ verdict: "valid" }, {}, "clear", null, "available"],
    [{ verdict: "duplicate" }, {}, "clear", null, "available"],
    [{ verdict: "bot" }, {}, "held", "click_bot", "pending"],
    [{ verdict: "embedded" }, {}, "held", "click_embedded", "pending"],
    [{ verdict: "embedded" }, { embedded: "pay" }, "clear", null, "available"],
    [{ verdict: "cap", decision: "fallback" }, {}, "held", "click_fallback", "pending"],
    [{ verdict: "paused" }, {}, "held", "click_stopped", "pending"],
    [{ verdict: "duplicate" }, { duplicate: "hold" }, "held", "click_duplicate", "pending"],
    [{ verdict: "bot" }, { bot: "pay" }, "clear", null, "available"],
    [{ verdict: "bot" }, { bot: "refuse" }, "refused", "click_bot", undefined],
    [{ verdict: "geo", decision: "fallback" }, { fallback: "pay" }, "clear", null, "available"],
  ] as const)("%j with the policy %j → %s, %s, %s", (click, policy, check, reason, holding) => {
    const decided = decide(eventWith({ status: "approved" }), { offer: offerOf(policy), click: clickWith(click) });
    const { outcome, changes } = decided;
    expect(outcome).toBe("recorded");
    expect(changes.at(-1)?.row).toMatchObject({ validation: "approved", check_state: check, check_code: reason });
    const owed = Object.keys(balancesOf(changes.flatMap(({ transfers }) => transfers)));
    expect(owed.find((account) => account.startsWith("webmaster:"))).toBe(holding && `webmaster:web_1:${holding}`);
  });

  test("is awaited if it is not stored: an approval is kept and takes effect later", () => {
    const facts = { offer: offerWith({ hold_days: 0 }), click: undefined };
    const { changes } = decide(eventWith({ status: "approved" }), facts);
    const row = changes.at(-1)?.row;
    expect(row).toMatchObject({
      validation: "approved",
      click_facts: "awaited",
      facts_at: RECORDED_AT + 1 + MINUTE_MS,
    });
    expect(row).toMatchObject({ claimable: 0, hold_over: 0 });
    if (row === undefined) throw new Error("not recorded");
    const policy = readClickPolicy("{}");
    const learnt = clickArrived(row, clickWith({ sub1: "mail" }), policy, causeAt(RECORDED_AT + MINUTE_MS));
    const arrived = passCheck(learnt);
    expect(arrived.map(({ history }) => history.event)).toEqual(["click_known", "end_hold"]);
    expect(arrived.at(-1)?.row).toMatchObject({ sub1: "mail", country: "DE", facts_at: null, claimable: 1 });
    const bot = clickArrived(row, clickWith({ verdict: "bot" }), policy, causeAt(RECORDED_AT + MINUTE_MS));
    expect(bot.at(-1)?.row).toMatchObject({ check_state: "held", check_code: "click_bot", claimable: 0 });
    const missing = clickMissing(row, causeAt(RECORDED_AT + DAY_MS));
    expect(missing.at(-1)?.row).toMatchObject({
      click_facts: "missing",
      check_code: "click_missing",
      facts_at: null,
    });
    expect(balancesOf([...changes, ...missing].flatMap(({ transfers }) => transfers))).toMatchObject({
      "webmaster:web_1:pending": 500,
    });
  });

  test.each([
    [0, MINUTE_MS],
    [MINUTE_MS, 10 * MINUTE_MS],
    [10 * MINUTE_MS, 60 * MINUTE_MS],
    [60 * MINUTE_MS, DAY_MS],
    [DAY_MS, undefined],
  ])("is looked up %i ms after the record, then at %s", (after, next) => {
    expect(nextLook(RECORDED_AT, RECORDED_AT + after)).toBe(next === undefined ? undefined : RECORDED_AT + next);
  });
});

test("a test conversion never moves money", () => {
  const facts = { offer: offerWith({ hold_days: 0 }) };
  const { changes } = decide(eventWith({ test: "1", status: "approved" }), facts);
  expect(changes.at(-1)?.row).toMatchObject({ is_test: 1, validation: "approved", claimable: 0 });
  expect(changes.flatMap(({ transfers }) => transfers)).toEqual([]);
});

describe("a further postback of a known conversion", () => {
  const A1 = { order_id: "A-1" };

  test.each([
    // the advertiser's answer so far, what it says now
    [[], "approved", ["approve", "end_hold"], null],
    [[], "rejected", ["reject"], null],
    [["approve"], "rejected", ["reverse"], null],
    [["reject"], "approved", ["approve", "end_hold"], "answer_changed_back"],
    [["approve", "reverse"], "approved", ["approve", "end_hold"], "answer_changed_back"],
    [["hold"], "approved", ["approve"], "still_held"], // takes effect at the release
    [["approve", "pay"], "rejected", ["reverse"], null],
    [["approve", "pay", "settle"], "rejected", ["reverse"], null], // clawback
  ] as const)("after %j says %s → %j", (events, status, expected, note) => {
    const known = knownAfter(events);
    const { outcome, reason, conversionId, changes } = decide(eventWith({ ...A1, status }), {}, SHARED, known);
    expect({ outcome, reason, conversionId }).toEqual({ outcome: "updated", reason: note, conversionId: known.id });
    expect(changes.map(({ history }) => history.event)).toEqual(expected);
    expect(changes[0]?.row).toMatchObject({ version: known.version + 1, answered_at: RECORDED_AT });
    expect(changes[0]?.history).toMatchObject({ actor: "advertiser:adv_1", source: "rcp_1" });
  });

  test.each([
    ["the same again", [], {}],
    ["the same with its amount", [], { amount: "50" }],
    ["the same in its currency", [], { amount: "50.0000", currency: "EUR" }],
    ["that it is pending still", [], { status: "pending" }],
    ["that it is pending, though it was approved", ["approve"], { status: "pending" }],
  ] as const)("that says %s is a duplicate and changes nothing", (_, events, fields) => {
    const known = knownAfter(events);
    expect(decide(eventWith({ ...A1, ...fields }), {}, SHARED, known)).toEqual({
      outcome: "duplicate",
      reason: null,
      conversionId: known.id,
      changes: [],
    });
  });

  test.each([
    ["that it is approved, as before", ["approve"], { status: "approved" }],
    ["that it is approved, though it is paid", ["approve", "pay", "settle"], { status: "approved" }],
    ["that it is rejected, as before", ["reject"], { status: "rejected" }],
    ["that it is rejected, though it is reversed", ["approve", "reverse"], { status: "rejected" }],
  ] as const)("that says %s is a duplicate, and only makes older answers stale", (_, events, fields) => {
    const known = knownAfter(events);
    const { outcome, changes } = decide(eventWith({ ...A1, ...fields }), {}, SHARED, known);
    expect(outcome).toBe("duplicate");
    expect(changes.map(({ history }) => history.event)).toEqual(["confirm"]);
    const changed = {
      version: known.version + 1,
      answered_at: RECORDED_AT,
      changed_at: changes[0]?.history.changed_at,
    };
    expect(changes[0]?.row).toEqual({ ...known, ...changed });
    expect(changes[0]?.transfers).toEqual([]);
  });

  test("that repeats an approval makes a rejection stale that was accepted between the two", () => {
    const known = knownAfter(["approve"], RECORDED_AT - 4);
    const [again] = decide(eventWith({ ...A1, status: "approved" }), {}, SHARED, known).changes;
    const between = eventWith({ ...A1, status: "rejected" }, { acceptedAt: RECORDED_AT - 2 });
    expect(decide(between, {}, SHARED, again?.row).outcome).toBe("stale");
  });

  test.each([
    ["parked", "order_of_another_click", [], {}, { clickId: clickIdOf({ random: 9 }) }],
    ["parked", "order_of_another_click", [], { status: "approved" }, { clickId: clickIdOf({ linkNumber: 8 }) }],
    ["parked", "currency_differs", [], { amount: "50", currency: "USD" }, {}],
    ["parked", "amount_differs", [], { amount: "50.01" }, {}],
    ["parked", "amount_differs", [], { amount: "0", status: "approved" }, {}],
    ["rejected", "amount_inexact", [], { amount: "50.0011" }, {}],
    ["rejected", "payment_begun", ["approve", "pay", "reverse"], { status: "approved" }, {}],
    ["rejected", "payment_begun", ["approve", "pay", "settle", "reverse", "setoff_pay"], { status: "approved" }, {}],
  ] as const)("is %s with %s after %j: %j", (outcome, reason, events, fields, parts) => {
    const known = knownAfter(events);
    expect(decide(eventWith({ ...A1, ...fields }, parts), {}, SHARED, known)).toEqual({
      outcome,
      reason,
      conversionId: known.id,
      changes: [],
    });
  });

  test.each([
    ["before the last answer", RECORDED_AT + 1, "stale"],
    ["with the last answer", RECORDED_AT, "updated"],
    ["after the last answer", RECORDED_AT - 1, "updated"],
  ])("that was accepted %s is %3$s", (_, answeredAt, outcome) => {
    const known = knownAfter(["approve"], answeredAt);
    const decided = decide(eventWith({ ...A1, status: "rejected" }), {}, SHARED, known);
    expect(decided.outcome).toBe(outcome);
    expect(decided.changes).toHaveLength(outcome === "stale" ? 0 : 1);
  });
});

describe("identity", () => {
  test.each([
    ["a goal a click", {}, `click/${clickIdOf()}/goal_1`],
    ["an order a goal of an offer", { order_id: "A-1" }, "order/off_1/goal_1/A-1"],
  ])("%s: %j", (_, fields, identity) => {
    expect(identityOf(eventWith(fields), goalWith())).toBe(identity);
  });

  test("each postback without an order, if the goal always repeats", () => {
    const goal = goalWith({ repeats: "always" });
    const identities = ["rcp_1", "rcp_2"].map((receipt) => identityOf(eventWith({}, { receipt }), goal));
    expect(new Set(identities).size).toBe(2);
    expect(identityOf(eventWith({ order_id: "A-1" }), goal)).toBe("order/off_1/goal_1/A-1");
  });

  test("a click with any orders, if the goal never repeats", () => {
    const goal = goalWith({ ...FIXED, repeats: "never" });
    const [first] = decide(eventWith({ order_id: "A-1" }), {}, goal).changes;
    expect(first?.row.once).toBe(namesFor(reportOf(eventWith({ order_id: "A-2" })), goal, "cnv_2")?.once);
    expect(decide(eventWith({ order_id: "A-2" }), {}, goal, first?.row)).toMatchObject({
      outcome: "rejected",
      reason: "repeat_refused",
      changes: [],
    });
    expect(decide(eventWith({ status: "approved" }), {}, goal, first?.row).outcome).toBe("updated");
  });

  test("a conversion that gave its order to another click is not approved again by its click", () => {
    const goal = goalWith({ ...FIXED, repeats: "never" });
    const [first] = decide(eventWith({ order_id: "A-1" }), {}, goal).changes;
    const lost = first && moveOrderAway(first.row, causeAt(RECORDED_AT)).row;
    const refusal = { outcome: "rejected", reason: "transition_refused", changes: [] };
    expect(decide(eventWith({ status: "approved" }), {}, goal, lost)).toMatchObject(refusal);
    expect(decide(eventWith({ status: "rejected" }), {}, goal, lost).outcome).toBe("duplicate");
  });

  test("a test does not block a real conversion", () => {
    expect(identityOf(eventWith({ test: "1" }), goalWith())).not.toBe(identityOf(eventWith(), goalWith()));
  });

  test("two orders of one click are two conversions, and so are two goals of one order", () => {
    const identities = [
      identityOf(eventWith({ order_id: "A-1" }), goalWith()),
      identityOf(eventWith({ order_id: "A-2" }), goalWith()),
      identityOf(eventWith({ order_id: "A-1" }), goalWith({ id: "goal_2" })),
    ];
    expect(new Set(identities).size).toBe(3);
  });
});

test.each([
  [null, "goal_2"],
  ["lead", "goal_1"],
  ["sale", "goal_2"],
  ["Sale", undefined],
  ["signup", undefined],
])("the goal of a postback with %s → %s", (code, id) => {
  const goals: Tables["goal"][] = [
    goalWith({ id: "goal_1", code: "lead", is_default: 0 }),
    goalWith({ id: "goal_2", code: "sale", is_default: 1 }),
  ];
  expect(goalOf(goals, code)?.id).toBe(id);
});

test("for any repeats of its postbacks, one conversion is worth one commission or nothing", () => {
  const status = fc.option(fc.constantFrom("pending", "approved", "rejected"), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(fc.record({ status, afterMs: fc.nat(DAY_MS) }), { minLength: 1, maxLength: 20 }),
      (answers) => {
        let known: ConversionRow | undefined;
        const transfers = [];
        let at = RECORDED_AT;
        for (const [i, answer] of answers.entries()) {
          at += answer.afterMs;
          const fields = { order_id: "A-1", ...(answer.status !== undefined && { status: answer.status }) };
          const event = eventWith(fields, { receipt: `rcp_${i}`, acceptedAt: at });
          const { changes } = decide(event, { cause: causeAt(at) }, FIXED, known);
          known = changes.at(-1)?.row ?? known;
          transfers.push(...changes.flatMap((change) => change.transfers));
        }
        const last = answers.findLast((answer) => answer.status === "approved" || answer.status === "rejected")?.status;
        const [owed] = Object.entries(balancesOf(transfers)).filter(([account]) => account.startsWith("webmaster:"));
        const account = last === "approved" ? "on_hold" : "pending";
        expect(owed).toEqual(last === "rejected" ? undefined : [`webmaster:web_1:${account}`, 500]);
      },
    ),
  );
});
