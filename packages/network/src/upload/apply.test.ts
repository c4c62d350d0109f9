import { DAY_MS } from "@waymark/contract/duration";
import { expect, test } from "vitest";
import type { ConversionRow } from "../db/index.ts";
import { balancesOf, beginWith, causeAt, reachableStates, RECORDED_AT } from "../conversion/testing.ts";
import { changesFor, conversionIdOf, summaryOf, undoOf } from "./apply.ts";
import type { ClickRow } from "../click/index.ts";
import { loseOrder, treatmentOf } from "../conversion/index.ts";
import { CLICK_TREATMENTS, type ClickKind } from "../offer/index.ts";
import type { Row } from "./cells.ts";
import { acts, decideRow, partOf, type RowFacts } from "./decide.ts";

const NOW = RECORDED_AT + DAY_MS;

const NO_REASON = { reason: null, reasonCode: null };

const rowWith = (parts: Partial<Row>): Row => ({
  clickId: null,
  orderId: "A-1",
  goal: null,
  amount: null,
  currency: null,
  status: null,
  occurred: null,
  reason: null,
  reasonCode: null,
  ...parts,
});

const factsOf = (known: ConversionRow): RowFacts => ({
  click: null,
  goalId: known.goal_id,
  needsOrder: false,
  known,
  terms: {
    ...{ attributionDays: 30, holdDays: 7, validationDays: null, currency: "EUR", isHeld: false },
    ...{ revenueFixedMinor: 0, revenueBps: 1_600, commissionFixedMinor: 0, commissionBps: 1_000 },
  },
  treatment: "pay",
  uploadedAt: NOW,
});

/** A conversion in each state that a life can lead to, its hold run out where it is over. */
const CONVERSIONS = reachableStates().map((state): ConversionRow => {
  const { row } = beginWith();
  return {
    ...row,
    validation: state.validation,
    check_state: state.check,
    payment: state.payment,
    setoff: state.setoff,
    hold_over: state.holdOver ? 1 : 0,
    click_facts: state.click,
    available_at: state.validation === "approved" ? RECORDED_AT + (state.holdOver ? 0 : 7 * DAY_MS) : null,
    version: 5,
  };
});

const amountOf = (text: string) => ({ text, isNumber: false, decimalSeparator: null });

const ROWS = (["approved", "rejected", "pending", null] as const).flatMap((status) =>
  [null, "50.00", "60.00"].map((text) => rowWith({ status, amount: text === null ? null : amountOf(text) })),
);

test("whatever a row does to a conversion, its undo leaves every balance as it was", () => {
  let tried = 0;
  for (const known of CONVERSIONS)
    for (const row of ROWS) {
      const decision = decideRow(row, factsOf(known));
      if (!acts(decision) || known.payment !== "none" || known.setoff !== "none") continue;
      const changes = changesFor(decision, known, undefined, NOW, causeAt(NOW));
      const entry = { ...decision, row: 1, ...NO_REASON, changed: false, applied: true, undone: null };
      const after = changes.at(-1)?.row;
      expect(after).toMatchObject({
        validation: decision.after?.validation,
        amount_minor: decision.after?.amountMinor,
      });
      const back = undoOf(entry, after, false, causeAt(NOW + 1));
      expect(back.undone, JSON.stringify({ known, row })).toBe("undone");
      const transfers = [...changes, ...back.changes].flatMap((change) => change.transfers);
      expect(balancesOf(transfers), JSON.stringify({ known, row })).toEqual({});
      tried++;
    }
  expect(tried).toBeGreaterThan(30);
});

test("a conversion whose payment has begun is only ever reversed, and its undo is kept for the operator", () => {
  for (const known of CONVERSIONS.filter(({ payment, setoff }) => payment !== "none" || setoff !== "none"))
    for (const row of ROWS) {
      const decision = decideRow(row, factsOf(known));
      if (acts(decision)) expect(decision).toMatchObject({ outcome: "reject", after: { validation: "reversed" } });
    }
});

test("an undo leaves alone what was changed since", () => {
  const { row } = beginWith();
  const decision = decideRow(rowWith({ status: "approved" }), factsOf(row));
  const entry = { ...decision, row: 1, ...NO_REASON, changed: false, applied: true, undone: null };
  expect(undoOf(entry, { ...row, validation: "rejected" }, true, causeAt(NOW))).toEqual({
    undone: "kept_changed",
    changes: [],
  });
});

test("a conversion whose order was given to another click is left alone by an undo", () => {
  const { row } = beginWith();
  const decision = decideRow(rowWith({ status: "rejected" }), factsOf(row));
  const rejected = changesFor(decision, row, undefined, NOW, causeAt(NOW)).at(-1)?.row ?? row;
  const entry = { ...decision, row: 1, ...NO_REASON, changed: false, applied: true, undone: null };
  const lost = loseOrder(rejected, causeAt(NOW)).row;
  expect(undoOf(entry, lost, true, causeAt(NOW))).toEqual({ undone: "kept_changed", changes: [] });
});

test("the money of a summary is what the decisions move, by webmaster", () => {
  const { row } = beginWith();
  const entries = [rowWith({ status: "approved" }), rowWith({ status: "rejected" })].map((reported, i) => ({
    ...decideRow(reported, factsOf(row)),
    ...{ row: i + 1, ...NO_REASON, changed: false, applied: false, undone: null },
  }));
  expect(summaryOf(entries)).toMatchObject({
    outcomes: { approve: 1, reject: 1 },
    open: 2,
    money: [{ webmasterId: "web_1", currency: "EUR", rows: 2, pendingMinor: -1_000n, approvedMinor: 500n }],
  });
});

const FACTS_OF_KINDS: Record<ClickKind | "plain", Partial<ClickRow>> = {
  plain: { decision: "landing", verdict: "valid" },
  duplicate: { decision: "landing", verdict: "duplicate" },
  bot: { decision: "landing", verdict: "bot" },
  embedded: { decision: "landing", verdict: "embedded" },
  fallback: { decision: "fallback", verdict: "geo" },
  stopped: { decision: "landing", verdict: "paused" },
};

test("what a new row shows of its money is what its conversion's money is, whatever the click and the policy", () => {
  const { row: model } = beginWith();
  const owner = { clickId: "c", clickedAt: RECORDED_AT, linkId: "lnk_1", webmasterId: "web_1", holdDays: 0 };
  const { terms } = factsOf(model);
  const seen = new Set<string>();
  const clicks = [...Object.values(FACTS_OF_KINDS), undefined];
  for (const click of clicks as (ClickRow | undefined)[])
    // the facts that a policy looks at
    for (const is of CLICK_TREATMENTS)
      for (const isHeld of [false, true])
        for (const status of ["approved", "rejected", "pending"] as const) {
          const policy = { duplicate: is, bot: is, embedded: is, fallback: is, stopped: is };
          const reported = rowWith({
            status,
            amount: amountOf("50.00"),
            occurred: { from: RECORDED_AT, until: RECORDED_AT },
          });
          if (terms === undefined) throw new Error("a new conversion has terms");
          const decision = decideRow(reported, {
            ...{
              click: { kind: "click", owner },
              goalId: "goal_1",
              needsOrder: false,
              known: undefined,
              uploadedAt: NOW,
              decimal: null,
            },
            ...{ terms: { ...terms, isHeld }, treatment: treatmentOf(click, policy) },
          });
          const made = {
            ...{ id: "cnv_2", identity: "order/off_1/goal_1/A-2", once: null, offerId: "off_1", advertiserId: "adv_1" },
            ...{ goalId: "goal_1", orderId: "A-2", owner, terms: { ...terms, isHeld }, click, policy },
          };
          const changes = changesFor(decision, undefined, made, NOW, causeAt(NOW));
          const row = changes.at(-1)?.row;
          expect(row && partOf(row), JSON.stringify({ click, is, isHeld, status })).toEqual(decision.after);
          const entry = { ...decision, row: 1, ...NO_REASON, changed: false, applied: true, undone: null };
          const back = undoOf(entry, row, false, causeAt(NOW + 1));
          expect(back.undone).toBe("undone");
          expect(balancesOf([...changes, ...back.changes].flatMap(({ transfers }) => transfers))).toEqual({});
          seen.add(`${status} ${decision.code} ${decision.after?.money}`);
        }
  expect([...seen].filter((one) => one.startsWith("approved")).toSorted()).toEqual([
    "approved click_awaited pending",
    "approved click_held pending",
    "approved click_refused none",
    "approved held pending",
    "approved null approved",
  ]);
});

test("what a row shows of a known conversion's money is what it comes to", () => {
  const codes = new Set<string | null>();
  for (const known of CONVERSIONS)
    for (const row of ROWS) {
      const decision = decideRow(row, factsOf(known));
      if (!acts(decision)) continue;
      const after = changesFor(decision, known, undefined, NOW, causeAt(NOW)).at(-1)?.row;
      expect(after && partOf(after)).toEqual(decision.after);
      codes.add(decision.code);
    }
  for (const code of ["still_held", "still_refused", "click_awaited"]) expect(codes).toContain(code);
});

test("ids of an upload's conversions are as many as its rows, and sort by them", () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => conversionIdOf("upl_0123456789abcdefghjkmnpq", NOW, i + 1));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^cnv_[0-9a-hjkmnp-tv-z]{24}$/);
});
