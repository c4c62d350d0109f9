import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConversionRow } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { HOLDINGS, type Transfer } from "../ledger/index.ts";
import { adjustOf, changeOf, changesOf, holdEnded, stateOf, type Change } from "./change.ts";
import { holdingsOf } from "./holdings.ts";
import { claimableOf, effectOf, step, type ConversionEvent } from "./state.ts";
import { balancesOf, beginWith, causeAt, CONVERSION_EVENTS, RECORDED_AT, withoutZeros } from "./testing.ts";

/** The row after these events, a minute apart; hold days are 0 by default. */
function rowAfter(events: readonly ConversionEvent[], parts: Partial<ConversionRow> = {}): ConversionRow {
  let { row } = beginWith({ hold_days: 0, ...parts });
  events.forEach((event, i) => {
    row = changesOf(row, event, causeAt(RECORDED_AT + (i + 1) * MINUTE_MS)).at(-1)?.row ?? row;
  });
  return row;
}

describe("a change", () => {
  test("begins with version 1 and its history", () => {
    const { row, history } = beginWith();
    expect(row).toMatchObject({ version: 1, claimable: 0 });
    expect(history).toEqual({
      conversion_id: "cnv_1",
      version: 1,
      event: "record",
      actor: "system:test",
      ...{ reason: null, reason_code: null, source: null, flag: null },
      changed_at: RECORDED_AT,
      validation: "pending",
      check_state: "clear",
      payment: "none",
      setoff: "none",
      hold_over: 0,
      click_facts: "known",
      revenue_minor: 800,
      commission_minor: 500,
    });
  });

  test("says who made it, when and why, and for which payout", () => {
    const cause = { actor: "operator:key_1", reason: "paid", at: RECORDED_AT + 5, payoutId: "pay_1" };
    const { history, transfers } = changeOf(rowAfter(["approve"]), "pay", cause);
    expect(history).toMatchObject({
      event: "pay",
      actor: "operator:key_1",
      reason: "paid",
      changed_at: RECORDED_AT + 5,
    });
    expect(transfers).toMatchObject([{ payoutId: "pay_1", postedAt: RECORDED_AT + 5 }]);
  });

  test.each([
    [
      "approve",
      ["approve"],
      "transition_refused",
      "approve is refused: validation is approved, check is clear, payment is none",
    ],
    ["reverse", [], "transition_refused", "reverse is refused: validation is pending, check is clear, payment is none"],
    ["refuse", [], "transition_refused", "refuse is refused: validation is pending, check is clear, payment is none"],
    ["pay", [], "transition_refused", "pay is refused: validation is pending, check is clear, payment is none"],
    [
      "reopen",
      ["approve", "pay"],
      "payment_begun",
      "reopen is refused: the payment of this conversion has begun, so it can only be reversed",
    ],
    [
      "hold",
      ["approve", "pay", "settle"],
      "payment_begun",
      "hold is refused: the payment of this conversion has begun, so it can only be reversed",
    ],
    [
      "approve",
      ["approve", "pay", "reverse"],
      "payment_begun",
      "approve is refused: the payment of this conversion has begun, so it can only be reversed",
    ],
  ] as const)("%s after %j is refused with %s", (event, before, code, message) => {
    const refusal = new NetworkError(code, message);
    expect(() => changeOf(rowAfter(before), event, causeAt(RECORDED_AT))).toThrow(refusal);
    expect(() => changesOf(rowAfter(before), event, causeAt(RECORDED_AT))).toThrow(expect.objectContaining({ code }));
  });
});

describe("the hold", () => {
  const approvedAt = RECORDED_AT + 3 * DAY_MS;
  const approved = (holdDays: number, parts: Partial<ConversionRow> = {}) =>
    changesOf(beginWith({ hold_days: holdDays, ...parts }).row, "approve", causeAt(approvedAt));

  test("starts at the approval", () => {
    const [change, ...more] = approved(7);
    expect(change?.row).toMatchObject({ validation: "approved", hold_over: 0, available_at: approvedAt + 7 * DAY_MS });
    expect(more).toEqual([]);
  });

  test("of no days ends with the approval", () => {
    const changes = approved(0);
    expect(changes.map(({ history }) => [history.version, history.event])).toEqual([
      [2, "approve"],
      [3, "end_hold"],
    ]);
    expect(changes.at(-1)?.row).toMatchObject({ hold_over: 1, claimable: 1, available_at: approvedAt });
  });

  test("of a held conversion continues, and ends at the release if it has run out", () => {
    const [change, ...more] = approved(7, { check_state: "held" });
    expect([change?.row.available_at, more]).toEqual([approvedAt + 7 * DAY_MS, []]);
    const released = (at: number) => changesOf(change?.row ?? beginWith().row, "release", causeAt(at));
    expect(released(approvedAt + 7 * DAY_MS - 1).map(({ history }) => history.event)).toEqual(["release"]);
    expect(released(approvedAt + 7 * DAY_MS).map(({ history }) => history.event)).toEqual(["release", "end_hold"]);
  });

  test("starts again with each approval", () => {
    const row = rowAfter(["approve", "reverse", "approve"], { hold_days: 7 });
    expect(row).toMatchObject({ hold_over: 0, claimable: 0, available_at: RECORDED_AT + 3 * MINUTE_MS + 7 * DAY_MS });
  });

  test.each([
    ["run out", {}, true],
    ["run out to the millisecond", { available_at: RECORDED_AT }, true],
    ["a millisecond to run", { available_at: RECORDED_AT + 1 }, false],
    ["not begun", { available_at: null }, false],
    ["been ended", { hold_over: 1 }, false],
    ["run out while the conversion is held", { check_state: "held" }, false],
    ["run out after a refusal", { check_state: "refused" }, false],
    ["run out before a reversal", { validation: "reversed" }, false],
    ["run out before it was reopened", { validation: "pending" }, false],
    ["run out before payment", { payment: "on_payment" }, false],
    ["run out before a set-off", { setoff: "paid" }, false],
  ] as const)("that has %s: to be ended %s", (_, parts, ended) => {
    const row: ConversionRow = { ...beginWith().row, validation: "approved", available_at: RECORDED_AT - 1, ...parts };
    expect(holdEnded(row, RECORDED_AT)).toBe(ended);
  });
});

describe("a changed amount", () => {
  const worth = { amount_minor: 6_000, revenue_minor: 960, commission_minor: 600 };
  const balances = (events: readonly ConversionEvent[], to = worth) => {
    let { row, transfers } = beginWith({ hold_days: 0 });
    for (const event of events)
      for (const change of changesOf(row, event, causeAt(RECORDED_AT + 1))) {
        ({ row } = change);
        transfers = [...transfers, ...change.transfers];
      }
    const changes = adjustOf(row, to, causeAt(RECORDED_AT + 2));
    return balancesOf([...transfers, ...changes.flatMap((change) => change.transfers)]);
  };

  test.each([
    [[], { "webmaster:web_1:pending": 600, "advertiser:adv_1:expected": -960, "network:expected": 360 }],
    [["hold"], { "webmaster:web_1:pending": 600, "advertiser:adv_1:expected": -960, "network:expected": 360 }],
    [["approve"], { "webmaster:web_1:available": 600, "advertiser:adv_1:receivable": -960, "network:revenue": 360 }],
    [["reject"], {}],
  ] as const)("after %j leaves the books as if it had applied from the beginning", (events, expected) => {
    expect(balances(events)).toEqual(expected);
    const less = { amount_minor: 0, revenue_minor: 0, commission_minor: 0 };
    expect(balances(events, less)).toEqual({});
  });

  test("that is equal is no change, and is refused once the payment has begun", () => {
    const { row } = beginWith({ hold_days: 0 });
    expect(adjustOf(row, row, causeAt(RECORDED_AT))).toEqual([]);
    expect(() => adjustOf(rowAfter(["approve", "pay"]), worth, causeAt(RECORDED_AT))).toThrow(
      expect.objectContaining({ code: "payment_begun" }),
    );
  });
});

/** A whole life: what each step made of the row, and all transfers up to there. */
interface Moment {
  change: Change;
  transfers: Transfer[];
}

interface Life {
  revenueMinor: number;
  commissionMinor: number;
  holdDays: number;
  held: boolean;
  /** What is tried next (a number that chooses among what is allowed, or any event), and how long after. */
  tries: { choice: number; event: ConversionEvent | null; afterMs: number }[];
}

const amounts = fc.oneof(fc.nat(10), fc.nat(1_000_000), fc.constant(Number.MAX_SAFE_INTEGER));

const lives: fc.Arbitrary<Life> = fc.record({
  revenueMinor: amounts,
  commissionMinor: amounts,
  holdDays: fc.nat(3),
  held: fc.boolean(),
  tries: fc.array(
    fc.record({
      choice: fc.nat(100),
      event: fc.option(fc.constantFrom(...CONVERSION_EVENTS), { freq: 3 }),
      afterMs: fc.nat(2 * DAY_MS),
    }),
    { maxLength: 40, size: "max" },
  ),
});

/** Lives through the tries of these events, the refused ones without effect. */
function live({ revenueMinor, commissionMinor, holdDays, held, tries }: Life, events = CONVERSION_EVENTS): Moment[] {
  const first = beginWith({
    revenue_minor: revenueMinor,
    commission_minor: commissionMinor,
    hold_days: holdDays,
    check_state: held ? "held" : "clear",
  });
  const moments: Moment[] = [{ change: first, transfers: first.transfers }];
  let { row } = first;
  let at = RECORDED_AT;
  for (const { choice, event, afterMs } of tries) {
    at += afterMs;
    const allowed = events.filter((name) => step(stateOf(row), name).kind === "changed");
    const next = event ?? allowed[choice % allowed.length];
    if (next === undefined || !allowed.includes(next)) continue;
    for (const change of changesOf(row, next, causeAt(at))) {
      moments.push({ change, transfers: [...(moments.at(-1)?.transfers ?? []), ...change.transfers] });
      ({ row } = change);
    }
  }
  return moments;
}

/** How often the commission was really paid out by now, less what was set off or came back. */
function paidOut(moments: readonly Moment[]): number {
  let times = 0;
  let [payment, setoff] = ["none", "none"];
  for (const { change } of moments) {
    const { row } = change;
    times += Number(row.payment === "paid") - Number(payment === "paid");
    times -= Number(row.setoff === "paid") - Number(setoff === "paid");
    [payment, setoff] = [row.payment, row.setoff];
  }
  return times;
}

describe("at every moment of any life", () => {
  const always = (check: (row: ConversionRow, balances: Record<string, number>, moments: Moment[]) => void) =>
    fc.assert(
      fc.property(lives, (life) => {
        const moments = live(life);
        moments.forEach(({ change, transfers }, i) => {
          check(change.row, balancesOf(transfers), moments.slice(0, i + 1));
        });
      }),
    );

  test("the webmaster is owed exactly the commission, or nothing", () =>
    always((row, balances) => {
      const total = HOLDINGS.reduce((sum, holding) => sum + BigInt(balances[`webmaster:web_1:${holding}`] ?? 0), 0n);
      expect(total).toBe(effectOf(stateOf(row)) === "void" ? 0n : BigInt(row.commission_minor));
    }));

  test("each of the webmaster's accounts holds what the state requires", () =>
    always((row, balances) => {
      const holdings = holdingsOf(stateOf(row));
      const expected = HOLDINGS.map((holding) => [
        `webmaster:web_1:${holding}`,
        holdings[holding] * row.commission_minor,
      ]);
      const own = Object.entries(balances).filter(([account]) => account.startsWith("webmaster:"));
      expect(Object.fromEntries(own)).toEqual(withoutZeros(Object.fromEntries(expected) as Record<string, number>)); // pairs of name and amount
    }));

  test("the paid account equals what was paid, and the available one what the next payout pays", () =>
    always((row, balances, moments) => {
      const times = (count: number) => count * row.commission_minor + 0; // never -0
      expect(balances["webmaster:web_1:paid"] ?? 0).toBe(times(paidOut(moments)));
      expect(balances["webmaster:web_1:available"] ?? 0).toBe(times(row.claimable));
    }));

  test("the advertiser owes exactly the revenue, or nothing, and the network keeps the difference", () =>
    always((row, balances) => {
      const effect = effectOf(stateOf(row));
      const [owed, margin] = [-row.revenue_minor, row.revenue_minor - row.commission_minor];
      const others = Object.entries(balances).filter(([account]) => !account.startsWith("webmaster:"));
      const expected = {
        ...(effect === "pending" && { "advertiser:adv_1:expected": owed, "network:expected": margin }),
        ...((effect === "on_hold" || effect === "available") && {
          "advertiser:adv_1:receivable": owed,
          "network:revenue": margin,
        }),
      };
      expect(Object.fromEntries(others)).toEqual(withoutZeros(expected));
    }));

  test("each transfer is new, above 0, and between two accounts", () =>
    always((_, __, moments) => {
      const transfers = moments.at(-1)?.transfers ?? [];
      expect(new Set(transfers.map(({ id }) => id)).size).toBe(transfers.length);
      for (const { debit, credit, amountMinor } of moments.at(-1)?.change.transfers ?? []) {
        expect(debit).not.toBe(credit);
        expect(Number.isSafeInteger(amountMinor) && amountMinor > 0).toBe(true);
      }
    }));

  test("the history has each version once and agrees with the row", () =>
    always((row, _, moments) => {
      const { version, validation, check_state, payment, setoff, hold_over } = row;
      expect(version).toBe(moments.length);
      expect(moments.at(-1)?.change.history).toMatchObject({
        ...{ conversion_id: "cnv_1", version, validation, check_state, payment, setoff, hold_over },
      });
      expect(row.claimable).toBe(claimableOf(stateOf(row)));
    }));

  test("no money is available before its hold has run out", () => {
    fc.assert(
      fc.property(lives, (life) => {
        // A job ends holds on schedule, so the event is not tried at other times.
        for (const { change } of live(
          life,
          CONVERSION_EVENTS.filter((event) => event !== "end_hold"),
        )) {
          const { row, history } = change;
          if (row.claimable === 1 && row.payment === "none" && row.setoff === "none")
            expect(history.changed_at).toBeGreaterThanOrEqual(row.available_at ?? Infinity);
        }
      }),
    );
  });
});

test("once everything payable is paid or set off, the webmaster was paid exactly the commission, or nothing", () => {
  const settling = ["settle", "setoff_settle", "end_hold", "pay", "setoff_pay"] as const;
  fc.assert(
    fc.property(lives, (life) => {
      const moments = live(life);
      let row = moments.at(-1)?.change.row ?? beginWith().row;
      const transfers = [...(moments.at(-1)?.transfers ?? [])];
      const nextEvent = () => settling.find((name) => step(stateOf(row), name).kind === "changed");
      for (let event = nextEvent(), steps = 0; event !== undefined; event = nextEvent(), steps++) {
        expect(steps).toBeLessThan(20); // it comes to an end
        for (const change of changesOf(row, event, causeAt(RECORDED_AT + 1_000 * DAY_MS))) {
          transfers.push(...change.transfers);
          ({ row } = change);
        }
      }
      const effect = effectOf(stateOf(row));
      const paid = balancesOf(transfers)["webmaster:web_1:paid"] ?? 0;
      expect(["available", "pending", "void"]).toContain(effect);
      expect(paid).toBe(effect === "available" ? row.commission_minor : 0);
    }),
  );
});
