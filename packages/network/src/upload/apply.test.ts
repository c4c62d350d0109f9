import { DAY_MS } from "@waymark/contract/duration";
import { expect, test } from "vitest";
import type { ConversionRow } from "../db/index.ts";
import {
  balancesOf,
  beginWith,
  causeAt,
  clickWith,
  goalWith,
  offerWith,
  reachableStates,
  RECORDED_AT,
} from "../conversion/testing.ts";
import { conversionIdsOf, mergeSummaries, readSummary, summaryOf, undoOf, writeSummary, type Entry } from "./apply.ts";
import type { ClickRow } from "../click/index.ts";
import { moveOrderAway } from "../conversion/index.ts";
import { CLICK_TREATMENTS, type ClickKind } from "../offer/index.ts";
import { decideReport } from "../report/decide.ts";
import type { ReportFacts } from "../report/facts.ts";
import { partOf } from "../report/part.ts";
import type { Report } from "../report/report.ts";
import { factsWith, ownerWith, reportWith } from "../report/testing.ts";
import { acts, rowDecisionOf } from "./decide.ts";

const NOW = RECORDED_AT + DAY_MS;

const GOAL = goalWith({ revenue_bps: 1_600, commission_bps: 1_000 });

/** A row of an order without its click. */
const rowWith = (parts: Partial<Report>): Report =>
  reportWith({ channel: "upload", clickId: null, amount: null, occurred: null, reportedAt: NOW, ...parts });

/** What a row does, and the entry of it once it is applied. */
function decide(row: Report, parts: Partial<ReportFacts>) {
  const facts = factsWith(row, { goal: GOAL, owner: null, click: undefined, cause: causeAt(NOW), ...parts });
  const { changes, ...rest } = decideReport(row, facts);
  const decision = rowDecisionOf({ ...rest, changes });
  const state = { row: 1, reason: null, reasonCode: null, changed: false, applied: true, undone: null };
  const entry: Entry = { ...decision, ...state };
  return { decision, changes, entry };
}

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

const UNDO = { reversesPaid: false, isConfirmed: false };
const UNDO_PAID = { reversesPaid: true, isConfirmed: false };

const amountOf = (text: string) => ({ text, isNumber: false, decimalSeparator: null });

const ROWS = (["approved", "rejected", "pending", null] as const).flatMap((status) =>
  [null, "50.00", "60.00"].map((text) => rowWith({ status, amount: text === null ? null : amountOf(text) })),
);

test("the undo of any row restores every balance", () => {
  let tried = 0;
  for (const known of CONVERSIONS)
    for (const row of ROWS) {
      const { decision, changes, entry } = decide(row, { known });
      if (!acts(decision) || known.payment !== "none" || known.setoff !== "none") continue;
      const after = changes.at(-1)?.row;
      expect(after).toMatchObject({
        validation: decision.after?.validation,
        amount_minor: decision.after?.amountMinor,
      });
      const back = undoOf(entry, after, UNDO, causeAt(NOW + 1));
      expect(back.undone, JSON.stringify({ known, row })).toBe("undone");
      const transfers = [...changes, ...back.changes].flatMap((change) => change.transfers);
      expect(balancesOf(transfers), JSON.stringify({ known, row })).toEqual({});
      tried++;
    }
  expect(tried).toBeGreaterThan(30);
});

test("a conversion whose payment has begun can only be reversed, and its undo is left to the operator", () => {
  for (const known of CONVERSIONS.filter(({ payment, setoff }) => payment !== "none" || setoff !== "none"))
    for (const row of ROWS) {
      const { decision } = decide(row, { known });
      if (acts(decision)) expect(decision).toMatchObject({ outcome: "reject", after: { validation: "reversed" } });
    }
});

test("an undo keeps conversions that were changed since", () => {
  const { row } = beginWith();
  const { entry } = decide(rowWith({ status: "approved" }), { known: row });
  expect(undoOf(entry, { ...row, validation: "rejected" }, UNDO_PAID, causeAt(NOW))).toEqual({
    undone: "kept_changed",
    changes: [],
  });
});

test("an undo keeps an answer that another report has confirmed since", () => {
  const { row } = beginWith();
  const { entry, changes } = decide(rowWith({ status: "approved" }), { known: row });
  const confirmed = { ...UNDO_PAID, isConfirmed: true };
  expect(undoOf(entry, changes.at(-1)?.row, confirmed, causeAt(NOW))).toEqual({ undone: "kept_changed", changes: [] });
});

test("an undo keeps a conversion whose order was moved to another click", () => {
  const { row } = beginWith();
  const { entry, changes } = decide(rowWith({ status: "rejected" }), { known: row });
  const lost = moveOrderAway(changes.at(-1)?.row ?? row, causeAt(NOW)).row;
  expect(undoOf(entry, lost, UNDO_PAID, causeAt(NOW))).toEqual({ undone: "kept_changed", changes: [] });
});

test("the money of a summary equals the decisions' changes, by webmaster", () => {
  const { row } = beginWith();
  const entries = [rowWith({ status: "approved" }), rowWith({ status: "rejected" })].map((reported, i) => ({
    ...decide(reported, { known: row }).entry,
    ...{ row: i + 1, applied: false },
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

test("a summary says by how much open rows raise commissions, and counts no row that lowers one or is applied", () => {
  const entryWith = (before: number | null, after: number, more: Partial<Entry> = {}): Entry => {
    const part = (commissionMinor: number) => ({ ...partOf(beginWith().row), commissionMinor });
    const parts = { before: before === null ? null : part(before), after: part(after), currency: "USD" };
    return { ...decide(rowWith({ status: "approved" }), {}).entry, applied: false, ...parts, ...more };
  };
  const entries = [
    entryWith(null, 700), // a new conversion
    entryWith(500, 800),
    entryWith(800, 500), // sets nothing off against the others
    entryWith(500, 500), // an approval at the offer's terms
    entryWith(null, 9_000, { applied: true }),
    entryWith(null, 40, { currency: "JPY" }),
  ];
  const halves = [summaryOf(entries.slice(0, 3)), summaryOf(entries.slice(3))];
  expect(mergeSummaries(halves.map((half) => readSummary(writeSummary(half)))).raised).toEqual([
    { currency: "USD", raisedMinor: 1_000n },
    { currency: "JPY", raisedMinor: 40n },
  ]);
});

test("a new row shows what stops its conversion, and its undo leaves nothing, for any click and policy", () => {
  const seen = new Set<string>();
  for (const facts of [...Object.values(FACTS_OF_KINDS), undefined])
    for (const is of CLICK_TREATMENTS)
      for (const isBlocked of [false, true])
        for (const status of ["approved", "rejected", "pending"] as const) {
          const policy = { duplicate: is, bot: is, embedded: is, fallback: is, stopped: is };
          const reported = reportWith({ channel: "upload", status, reportedAt: NOW });
          const { decision, changes, entry } = decide(reported, {
            owner: ownerWith({ isBlocked }),
            offer: offerWith({ click_policy: JSON.stringify(policy) }),
            click: facts && clickWith(facts),
          });
          const row = changes.at(-1)?.row;
          const back = undoOf(entry, row, UNDO, causeAt(NOW + 1));
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

test("a row shows the real effect on a known conversion's money", () => {
  const codes = new Set<string | null>();
  for (const known of CONVERSIONS)
    for (const row of ROWS) {
      const { decision, changes } = decide(row, { known });
      if (!acts(decision)) continue;
      const after = changes.at(-1)?.row;
      expect(after && partOf(after)).toEqual(decision.after);
      codes.add(decision.code);
    }
  for (const code of ["still_held", "still_refused", "click_awaited"]) expect(codes).toContain(code);
});

test("ids of an upload's conversions are unique by row, and sort by it", () => {
  const idAt = conversionIdsOf("upl_0123456789abcdefghjkmnpq", NOW);
  const ids = Array.from({ length: 5_000 }, (_, i) => idAt(i + 1));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^cnv_[0-9a-hjkmnp-tv-z]{24}$/);
});
