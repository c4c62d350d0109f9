import { describe, expect, test } from "vitest";
import { HOLDINGS } from "../ledger/index.ts";
import { holdingsOf, transfersFor, type MoneyFacts } from "./holdings.ts";
import { claimableOf, effectOf, step, type ConversionState } from "./state.ts";
import { balancesOf, CONVERSION_EVENTS, reachableStates, RECORDED_AT, stateWith, withoutZeros } from "./testing.ts";

const STATES = reachableStates();

/** Every step that a life can take; the first ones record a conversion. */
const MOVES = [
  ...[stateWith(), stateWith({ check: "held" })].map((to) => ({ from: undefined, to })),
  ...STATES.flatMap((from) =>
    CONVERSION_EVENTS.flatMap((event) => {
      const outcome = step(from, event);
      return outcome.kind === "changed" ? [{ from, to: outcome.state }] : [];
    }),
  ),
];

/** What the books must say of a conversion, worked out from its effect and not from its steps. */
function booksOf({ revenueMinor, commissionMinor }: MoneyFacts, state: ConversionState | undefined) {
  if (state === undefined) return {};
  const books: Record<string, number> = {};
  for (const holding of HOLDINGS) books[`webmaster:web_1:${holding}`] = holdingsOf(state)[holding] * commissionMinor;
  const effect = effectOf(state);
  const claim = effect === "pending" ? "expected" : "receivable";
  if (effect !== "void") {
    books[`advertiser:adv_1:${claim}`] = -revenueMinor;
    books[`network:${effect === "pending" ? "expected" : "revenue"}`] = revenueMinor - commissionMinor;
  }
  return withoutZeros(books);
}

const difference = (to: Record<string, number>, from: Record<string, number>) =>
  withoutZeros(
    Object.fromEntries(
      Object.keys({ ...to, ...from }).map((account) => [account, (to[account] ?? 0) - (from[account] ?? 0)]),
    ),
  );

describe("holdings", () => {
  const PAID = stateWith({ validation: "approved", holdOver: true, payment: "paid" });
  const REVERSED = stateWith({ validation: "reversed" });

  test.each([
    ["pending", stateWith(), { pending: 1 }],
    ["held after approval", stateWith({ validation: "approved", check: "held" }), { pending: 1 }],
    ["on hold", stateWith({ validation: "approved" }), { on_hold: 1 }],
    ["available", { ...PAID, payment: "none" }, { available: 1 }],
    ["on payment", { ...PAID, payment: "on_payment" }, { on_payment: 1 }],
    ["paid", PAID, { paid: 1 }],
    ["rejected", stateWith({ validation: "rejected" }), {}],
    ["refused", stateWith({ check: "refused" }), {}],
    ["reversed unpaid", REVERSED, {}],
    ["reversed on payment", { ...REVERSED, payment: "on_payment" }, { on_payment: 1, available: -1 }],
    ["reversed after payment", { ...REVERSED, payment: "paid" }, { paid: 1, available: -1 }],
    ["being set off", { ...REVERSED, payment: "paid", setoff: "on_payment" }, { paid: 1, on_payment: -1 }],
    ["set off", { ...REVERSED, payment: "paid", setoff: "paid" }, {}],
    ["set off, then its payment came back", { ...REVERSED, setoff: "paid" }, { paid: -1, available: 1 }],
  ] as const)("of a conversion that is %s: %#", (_, state, expected) => {
    expect(withoutZeros(holdingsOf(state))).toEqual(expected);
  });

  test("add up to one commission or, if it is void, to none, in every reachable state", () => {
    for (const state of STATES) {
      const total = HOLDINGS.reduce((sum, holding) => sum + holdingsOf(state)[holding], 0);
      expect(total).toBe(effectOf(state) === "void" ? 0 : 1);
    }
  });

  test("hold as available what the next payout will pay or set off", () => {
    for (const state of STATES) expect(holdingsOf(state).available).toBe(claimableOf(state));
  });
});

describe.each([
  ["a margin", { revenueMinor: 800, commissionMinor: 500 }],
  ["no margin", { revenueMinor: 500, commissionMinor: 500 }],
  ["a margin below nothing", { revenueMinor: 500, commissionMinor: 800 }],
  ["no commission", { revenueMinor: 800, commissionMinor: 0 }],
  ["no revenue", { revenueMinor: 0, commissionMinor: 500 }],
  ["no money at all", { revenueMinor: 0, commissionMinor: 0 }],
])("of a conversion with %s", (_, money) => {
  const facts = { id: "cnv_1", advertiserId: "adv_1", webmasterId: "web_1", currency: "EUR", isTest: false, ...money };
  const cause = { version: 3, postedAt: RECORDED_AT, payoutId: "pay_1" };

  test("the transfers of every step turn the books of one state into those of the next", () => {
    for (const { from, to } of MOVES)
      expect(balancesOf(transfersFor(facts, from, to, cause))).toEqual(
        difference(booksOf(facts, to), booksOf(facts, from)),
      );
  });

  test("each transfer is above 0, between two accounts, with its own id", () => {
    for (const { from, to } of MOVES) {
      const transfers = transfersFor(facts, from, to, cause);
      expect(new Set(transfers.map(({ id }) => id)).size).toBe(transfers.length);
      for (const transfer of transfers) {
        expect(transfer).toMatchObject({
          conversionId: "cnv_1",
          currency: "EUR",
          payoutId: "pay_1",
          postedAt: RECORDED_AT,
        });
        expect(transfer.amountMinor).toBeGreaterThan(0);
        expect(transfer.debit).not.toBe(transfer.credit);
      }
    }
  });

  test("a step that moves no money makes no transfer", () => {
    for (const state of STATES) expect(transfersFor(facts, state, state, cause)).toEqual([]);
  });
});

test("after an approval the advertiser owes, the webmaster's commission is on hold, and the network earns", () => {
  const facts = {
    id: "cnv_1",
    advertiserId: "adv_1",
    webmasterId: "web_1",
    currency: "EUR",
    revenueMinor: 800,
    commissionMinor: 500,
    isTest: false,
  };
  const cause = { version: 2, postedAt: RECORDED_AT, payoutId: null };
  const common = { currency: "EUR", conversionId: "cnv_1", payoutId: null, postedAt: RECORDED_AT };
  expect(transfersFor(facts, stateWith(), stateWith({ validation: "approved" }), cause)).toEqual([
    {
      id: "trf_cnv_1_0002_claim",
      debit: "advertiser:adv_1:receivable",
      credit: "advertiser:adv_1:expected",
      amountMinor: 800,
      ...common,
    },
    {
      id: "trf_cnv_1_0002_commission",
      debit: "webmaster:web_1:pending",
      credit: "webmaster:web_1:on_hold",
      amountMinor: 500,
      ...common,
    },
    { id: "trf_cnv_1_0002_margin", debit: "network:expected", credit: "network:revenue", amountMinor: 300, ...common },
  ]);
});

test("a test conversion moves no money", () => {
  const facts = { id: "cnv_1", advertiserId: "adv_1", webmasterId: "web_1", currency: "EUR", isTest: true };
  const money = { ...facts, revenueMinor: 800, commissionMinor: 500 };
  const cause = { version: 3, postedAt: RECORDED_AT, payoutId: null };
  for (const { from, to } of MOVES) expect(transfersFor(money, from, to, cause)).toEqual([]);
});
