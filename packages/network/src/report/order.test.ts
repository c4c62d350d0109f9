import { DAY_MS } from "@waymark/contract/duration";
import { clickIdOf } from "@waymark/contract/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../conversion/index.ts";
import { statusOf } from "../conversion/state.ts";
import { stateOf } from "../conversion/change.ts";
import { balancesOf, causeAt, goalWith, offerWith, RECORDED_AT } from "../conversion/testing.ts";
import type { ConversionRow } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { decideReport } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { ReportFacts } from "./facts.ts";
import type { Channel, Report } from "./report.ts";
import { factsWith, ownerWith, reportWith } from "./testing.ts";

const NOW = RECORDED_AT + DAY_MS;

const SHARES = goalWith({ revenue_bps: 1_600, commission_bps: 1_000 });
const FIXED = goalWith({ revenue_fixed_minor: 800, commission_fixed_minor: 500 });

const ALLOWING = offerWith({ routing: JSON.stringify({ allowsPixel: true }) });

const amount = (text: string) => ({ text, isNumber: false, decimalSeparator: null });

/** Applies reports one after another to what the ones before have left. */
function outcomeOf(reports: readonly Report[], parts: Partial<ReportFacts>) {
  let known: ConversionRow | undefined;
  const changes: Change[] = [];
  for (const report of reports) {
    const decision = decideReport(report, factsWith(report, { cause: causeAt(NOW), ...parts, known }));
    expect(decision.kind).not.toMatch(/refused|parked/);
    changes.push(...decision.changes);
    known = decision.changes.at(-1)?.row ?? known;
  }
  return {
    status: known && statusOf(stateOf(known)),
    amount: known?.amount_minor,
    balances: balancesOf(changes.flatMap(({ transfers }) => transfers)),
  };
}

type Facts = Pick<Report, "channel" | "status"> & { amount: string | null };

/** Reports of one order with an answer each, given at distinct times, in two orders of arrival. */
const reportsOf = (facts: fc.Arbitrary<Facts>) =>
  fc
    .array(facts, { minLength: 2, maxLength: 6 })
    .map((list) =>
      list.map(({ channel, status, amount: text }, i) =>
        reportWith({
          ...{ channel, status, amount: text === null ? null : amount(text) },
          ...{ answeredAt: RECORDED_AT + i, reportedAt: NOW },
        }),
      ),
    )
    .chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })));

const channel = fc.constantFrom<Channel>("postback", "replay", "upload", "api");
/** Channels that change amounts. */
const changing = fc.constantFrom<Channel>("upload", "api");
const status = fc.constantFrom("pending", "approved", "rejected", null);
const holdDays = fc.constantFrom(0, 7);

describe("the same facts by any channel, with times of their answers, have the same result in every order of arrival", () => {
  const alike = (facts: fc.Arbitrary<Facts>, goal: typeof SHARES) =>
    fc.assert(
      fc.property(reportsOf(facts), holdDays, ([given, arrived], days) => {
        const parts = { goal, offer: offerWith({ hold_days: days }) };
        expect(outcomeOf(arrived, parts)).toEqual(outcomeOf(given, parts));
      }),
      { numRuns: 500 },
    );

  test("of one amount", () => alike(fc.record({ channel, status, amount: fc.constant("50.00") }), SHARES));

  test("of amounts that files and the API state and change", () =>
    alike(
      fc
        .record({ channel: changing, status, amount: fc.constantFrom("50.00", "60.00", "70.00") })
        .map((fact) => (fact.status === "rejected" ? { ...fact, amount: "50.00" } : fact)),
      SHARES,
    ));

  test("of an amount that only files and the API state", () =>
    alike(
      fc
        .record({ channel, status, amount: fc.constantFrom("50.00", "60.00") })
        .map((fact) =>
          (fact.channel === "upload" || fact.channel === "api") && fact.status !== "rejected"
            ? fact
            : { ...fact, amount: null },
        ),
      FIXED,
    ));

  test("and the last answer is the one that counts", () =>
    fc.assert(
      fc.property(reportsOf(fc.record({ channel, status, amount: fc.constant("50.00") })), ([given, arrived]) => {
        const answers = given.flatMap((report) =>
          report.status === "approved" || report.status === "rejected" ? [report.status] : [],
        );
        const last = answers.at(-1) ?? "pending";
        const isReversed = last === "rejected" && answers.includes("approved");
        expect(outcomeOf(arrived, { goal: SHARES }).status).toBe(isReversed ? "reversed" : last);
      }),
      { numRuns: 500 },
    ));
});

describe("what a channel may not do has the result that the table of channels states", () => {
  const known = () => {
    const report = reportWith();
    const row = decideReport(report, factsWith(report, { goal: SHARES })).changes.at(-1)?.row;
    if (row === undefined) throw new Error("not recorded");
    return row;
  };
  const decide = (report: Report, parts: Partial<ReportFacts> = {}) =>
    decideReport(report, factsWith(report, { goal: SHARES, offer: ALLOWING, cause: causeAt(NOW), ...parts }));
  const outcomeOf = ({ kind, reason }: Decision) => (reason === null ? kind : `${kind} ${reason}`);
  const names = Object.keys(CHANNELS) as Channel[]; // its keys are closed

  test.each(names)("%s", (name) => {
    const rules = CHANNELS[name];
    const other = decide(reportWith({ channel: name, amount: amount("60.00") }), { known: known() });
    expect(outcomeOf(other)).toBe(
      { applied: "adjust", parked: "parked amount_differs", ignored: "same" }[rules.otherAmount],
    );
    const rejection = decide(reportWith({ channel: name, status: "rejected", amount: amount("0") }), {
      known: known(),
    });
    expect(outcomeOf(rejection), "a rejection states no amount").toBe(rules.answers ? "answer" : "same");
    const contradiction = { parked: "parked", refused: rules.answers ? "refused" : "same" }[rules.contradiction];
    const another = decide(reportWith({ channel: name, clickId: clickIdOf({ random: 9 }) }), { known: known() });
    expect(another.kind).toBe(contradiction);
    expect(decide(reportWith({ channel: name, currency: "USD" }), { known: known() }).kind).toBe(contradiction);
    const answer = decide(reportWith({ channel: name, status: "approved" }), { known: known() });
    expect(answer.kind).toBe(rules.answers ? "answer" : "same");

    const created = decide(reportWith({ channel: name }));
    expect(created.changes.at(-1)?.row).toMatchObject({
      channel: name,
      check_state: rules.creates === "held" ? "held" : "clear",
    });
    const undated = decide(reportWith({ channel: name, occurred: null }));
    expect(outcomeOf(undated)).toMatch(rules.needsOccurredAt ? /^refused occurred_at_missing$/ : /^create/);
    const repeat = decide(reportWith({ channel: name, orderId: null }), {
      goal: { ...SHARES, repeats: "always" },
    });
    expect(outcomeOf(repeat)).toMatch(rules.repeatWithoutOrder === "refused" ? /^refused order_missing$/ : /^create/);
    const pixel = { ...known(), channel: "pixel", order_id: null, amount_minor: null };
    const completion = decide(reportWith({ channel: name }), { known: pixel });
    expect(outcomeOf(completion)).toBe(rules.completesPixel ? "adjust completes_pixel" : "same");
  });

  test.each(names)(
    "%s of a webmaster blocked now or when it occurred is held, and answers to earlier ones are applied",
    (name) => {
      const block = { since: RECORDED_AT - 1, until: RECORDED_AT + 1 };
      for (const owner of [ownerWith({ isBlocked: true }), ownerWith({ blocks: [block] })]) {
        const { changes } = decide(reportWith({ channel: name, status: "approved" }), { owner });
        expect(changes.at(-1)?.row).toMatchObject({ check_state: "held", check_code: "webmaster_blocked" });
        const answered = decide(reportWith({ channel: name, status: "approved" }), { owner, known: known() });
        expect(answered.kind).toBe(CHANNELS[name].answers ? "answer" : "same");
        expect(answered.changes.every(({ row }) => row.check_state === "clear")).toBe(true);
      }
      const ended = { since: RECORDED_AT - 9, until: RECORDED_AT };
      const { changes } = decide(reportWith({ channel: name }), { owner: ownerWith({ blocks: [ended] }) });
      expect(changes.at(-1)?.row.check_code).not.toBe("webmaster_blocked");
    },
  );

  test.each(names.filter((name) => CHANNELS[name].completesPixel))(
    "%s of a pixel's conversion whose payment has begun reverses it, and changes nothing else",
    (name) => {
      const released = { validation: "approved", hold_over: 1, payment: "paid" } as const;
      const pixel: ConversionRow = { ...known(), ...released, channel: "pixel", order_id: null, amount_minor: null };
      const rejection = decide(reportWith({ channel: name, status: "rejected", amount: null }), { known: pixel });
      expect(outcomeOf(rejection)).toBe("answer");
      expect(rejection.after?.validation).toBe("reversed");
      const approval = decide(reportWith({ channel: name, status: "approved" }), { known: pixel });
      expect(outcomeOf(approval)).toBe("refused payment_begun");
    },
  );

  test("an answer that is dated more than five minutes after its report is refused", () => {
    const report = (answeredAt: number) => reportWith({ answeredAt, status: "approved" });
    expect(outcomeOf(decide(report(RECORDED_AT + 300_000)))).toBe("create");
    expect(outcomeOf(decide(report(RECORDED_AT + 300_001)))).toBe("refused answered_in_future");
  });

  test("an approval after a rejection is flagged, unless the advertiser says when it was given", () => {
    const rejected = decide(reportWith({ status: "rejected" }), { known: known() }).changes.at(-1)?.row;
    const undatedAnswer = decide(reportWith({ status: "approved" }), { known: rejected });
    expect(outcomeOf(undatedAnswer)).toBe("answer answer_changed_back");
    expect(undatedAnswer.changes[0]).toMatchObject({
      row: { flag: "answer_changed_back" },
      history: { flag: "answer_changed_back" },
    });
    const dated = decide(reportWith({ status: "approved", answeredAt: RECORDED_AT + 1 }), { known: rejected });
    expect(outcomeOf(dated)).toBe("answer");
    const again = decide(reportWith({ status: "rejected" }), { known: undatedAnswer.changes.at(-1)?.row });
    expect(again.changes.at(-1)?.row.flag, "the next answer takes the flag away").toBeNull();
  });
});
