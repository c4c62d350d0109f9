import type { ConversionRow, Tables } from "../db/index.ts";
import type { Transfer } from "../ledger/index.ts";
import type { ClickRow } from "../click/index.ts";
import { NO_FACTS } from "./facts.ts";
import { begin, endingHold, type Cause, type Change } from "./change.ts";
import { step, type ConversionEvent, type ConversionState } from "./state.ts";
import { DAY_MS } from "@waymark/contract/duration";
import { CHECKS, CLICK_STATES, PAYMENTS, VALIDATIONS } from "../words.ts";

/** When the conversions of tests are recorded: 2026-11-02T12:00:00Z, a day after their clicks. */
export const RECORDED_AT = 1_793_620_800_000;

export const causeAt = (at: number): Cause => ({ actor: "system:test", reason: null, at });

const EVENT_NAMES: Record<ConversionEvent, true> = {
  ...{ approve: true, reject: true, reverse: true, reopen: true, late_approval: true },
  ...{ hold: true, release: true, refuse: true, end_hold: true, click_known: true, click_missing: true },
  ...{ pay: true, settle: true, return: true, setoff_pay: true, setoff_settle: true, setoff_return: true },
};

export const CONVERSION_EVENTS = Object.keys(EVENT_NAMES) as ConversionEvent[]; // its type names all of them

/** Every combination of values, including states that no conversion can reach. */
export const ALL_STATES = VALIDATIONS.flatMap((validation) =>
  CHECKS.flatMap((check) =>
    PAYMENTS.flatMap((payment) =>
      PAYMENTS.flatMap((setoff) =>
        [false, true].flatMap((holdOver) =>
          CLICK_STATES.map((click): ConversionState => ({ validation, check, payment, setoff, click, holdOver })),
        ),
      ),
    ),
  ),
);

/** A conversion without an answer yet. */
export const stateWith = (parts: Partial<ConversionState> = {}): ConversionState => ({
  validation: "pending",
  check: "clear",
  payment: "none",
  setoff: "none",
  click: "known",
  holdOver: false,
  ...parts,
});

/** Every state that a conversion can reach. */
export function reachableStates(): ConversionState[] {
  const states = [stateWith(), stateWith({ check: "held" }), stateWith({ click: "awaited" })];
  const seen = new Set(states.map((state) => JSON.stringify(state)));
  for (const state of states)
    // grows during the loop
    for (const event of CONVERSION_EVENTS) {
      const outcome = step(state, event);
      if (outcome.kind === "refused" || seen.has(JSON.stringify(outcome.state))) continue;
      seen.add(JSON.stringify(outcome.state));
      states.push(outcome.state);
    }
  return states;
}

/** A new conversion: 50.00 EUR of sales, of which the advertiser owes 8.00 and the webmaster earns 5.00. */
export const beginWith = (parts: Partial<ConversionRow> = {}): Change =>
  begin(
    {
      id: "cnv_1",
      identity: "order/off_1/goal_1/A-1",
      offer_id: "off_1",
      goal_id: "goal_1",
      link_id: "lnk_1",
      webmaster_id: "web_1",
      advertiser_id: "adv_1",
      click_id: "click",
      order_id: "A-1",
      clicked_at: RECORDED_AT - DAY_MS,
      occurred_at: RECORDED_AT,
      recorded_at: RECORDED_AT,
      currency: "EUR",
      amount_minor: 5_000,
      revenue_minor: 800,
      commission_minor: 500,
      hold_days: 7,
      validation: "pending",
      check_state: "clear",
      payment: "none",
      setoff: "none",
      hold_over: 0,
      available_at: null,
      approves_at: null,
      answered_at: 0,
      amount_at: 0,
      channel: "postback",
      once: null,
      is_test: 0,
      click_facts: "known",
      facts_at: null,
      check_due: "no",
      ...NO_FACTS,
      ...parts,
    },
    causeAt(RECORDED_AT),
  );

/** These changes of one conversion after a first stage of the check that found nothing. */
export function passCheck(changes: readonly Change[]): Change[] {
  const last = changes.at(-1);
  if (last?.row.check_due !== "must") return [...changes];
  last.row.check_due = "record";
  return endingHold(changes, causeAt(last.row.changed_at));
}

/** An ordinary click of a visitor in Germany. */
export const clickWith = (parts: Partial<ClickRow> = {}): ClickRow => ({
  ...NO_FACTS,
  click_id: "click",
  link_id: "lnk_1",
  offer_id: "off_1",
  webmaster_id: "web_1",
  advertiser_id: "adv_1",
  decision: "landing",
  reason: null,
  verdict: "valid",
  landing_id: "lnd_1",
  country: "DE",
  visitor: "visitor",
  city: "",
  asn: 0,
  user_agent: "",
  cut: 0,
  isolate: "test",
  sequence: 1,
  grace: 0,
  is_first: 1,
  signals: 0,
  referrer: "",
  address: "",
  ...parts,
});

export const goalWith = (parts: Partial<Tables["goal"]> = {}): Tables["goal"] => ({
  id: "goal_1",
  offer_id: "off_1",
  code: "sale",
  is_default: 1,
  currency: "EUR",
  revenue_fixed_minor: 0,
  revenue_bps: 0,
  commission_fixed_minor: 0,
  commission_bps: 0,
  repeats: "by_order",
  ...parts,
});

export const offerWith = (parts: Partial<Tables["offer"]> = {}): Tables["offer"] => ({
  id: "off_1",
  advertiser_id: "adv_1",
  name: "Offer",
  status: "active",
  validation: "real_time",
  validation_days: null,
  hold_days: 7,
  attribution_days: 30,
  claim_days: 14,
  click_parameter: "click_id",
  fallback_url: null,
  version: 1,
  created_at: 0,
  routing: "{}",
  expires_at: null,
  capped_at: null,
  capped_reason: null,
  description: "",
  categories: "[]",
  traffic_allowed: "[]",
  traffic_forbidden: "[]",
  preview_url: null,
  access: "public",
  status_reason: null,
  stopped_by: null,
  is_paused_by_advertiser: 0,
  advertiser_pause_reason: null,
  click_policy: "{}",
  earlier_click_policies: "[]",
  ...parts,
});

/** Credits less debits of each account that these transfers touch; accounts at 0 are left out. */
export function balancesOf(transfers: readonly Transfer[]): Record<string, number> {
  const balances: Record<string, number> = {};
  for (const { debit, credit, amountMinor } of transfers) {
    balances[debit] = (balances[debit] ?? 0) - amountMinor;
    balances[credit] = (balances[credit] ?? 0) + amountMinor;
  }
  return withoutZeros(balances);
}

export const withoutZeros = (balances: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(balances).filter(([, minor]) => minor !== 0));
