import { describe, expect, test } from "vitest";
import {
  claimableOf,
  effectOf,
  statusOf,
  step,
  type ConversionEvent,
  type ConversionState,
  type StepRefusal,
} from "./state.ts";
import { ALL_STATES, CONVERSION_EVENTS, reachableStates, stateWith } from "./testing.ts";
import { CHECKS, PAYMENTS, VALIDATIONS } from "../words.ts";

const AVAILABLE = stateWith({ validation: "approved", holdOver: true });
const PAID_BACK = stateWith({ validation: "reversed", payment: "paid" });

/** The word that a step makes of one part of a state, or why it does not. */
function partAfter(
  state: ConversionState,
  event: ConversionEvent,
  part: "validation" | "check" | "payment" | "setoff",
) {
  const outcome = step(state, event);
  return outcome.kind === "changed" ? outcome.state[part] : outcome.code;
}

describe("validation is the advertiser's answer", () => {
  test.each([
    ["pending", "approve", "approved"],
    ["pending", "reject", "rejected"],
    ["pending", "reverse", "transition_refused"], // nothing to reverse yet
    ["pending", "reopen", "transition_refused"],
    ["approved", "approve", "transition_refused"],
    ["approved", "reject", "transition_refused"], // after approval it is a reversal
    ["approved", "reverse", "reversed"],
    ["approved", "reopen", "pending"],
    ["rejected", "approve", "approved"],
    ["rejected", "reject", "transition_refused"],
    ["rejected", "reverse", "transition_refused"],
    ["rejected", "late_approval", "reversed"], // it had been approved before it was rejected
    ["pending", "late_approval", "transition_refused"],
    ["approved", "late_approval", "transition_refused"],
    ["reversed", "late_approval", "transition_refused"],
    ["rejected", "reopen", "pending"],
    ["reversed", "approve", "approved"],
    ["reversed", "reject", "transition_refused"],
    ["reversed", "reverse", "transition_refused"],
    ["reversed", "reopen", "pending"],
  ] as const)("%s + %s → %s, regardless of the check", (validation, event, after) => {
    for (const check of CHECKS) expect(partAfter(stateWith({ validation, check }), event, "validation")).toBe(after);
  });

  test("each approval begins a new hold", () => {
    for (const event of ["reverse", "reopen"] as const)
      expect(step(AVAILABLE, event)).toMatchObject({ kind: "changed", state: { holdOver: false } });
  });
});

describe("the check is the network's", () => {
  test.each([
    ["clear", "hold", "held"],
    ["clear", "release", "transition_refused"],
    ["clear", "refuse", "transition_refused"], // only what is held is judged
    ["held", "hold", "transition_refused"],
    ["held", "release", "clear"],
    ["held", "refuse", "refused"],
    ["refused", "hold", "transition_refused"],
    ["refused", "release", "clear"],
    ["refused", "refuse", "transition_refused"],
  ] as const)("%s + %s → %s, regardless of the validation", (check, event, after) => {
    for (const validation of VALIDATIONS)
      expect(partAfter(stateWith({ validation, check }), event, "check")).toBe(after);
  });

  test("an approval of a held conversion is kept and takes effect at its release", () => {
    const approved = step(stateWith({ check: "held" }), "approve");
    if (approved.kind === "refused") throw new Error(approved.code);
    expect(effectOf(approved.state)).toBe("pending");
    const released = step(approved.state, "release");
    if (released.kind === "refused") throw new Error(released.code);
    expect(effectOf(released.state)).toBe("on_hold");
  });
});

describe("payment", () => {
  test.each([
    ["none", "pay", "on_payment"],
    ["none", "settle", "transition_refused"],
    ["none", "return", "transition_refused"],
    ["on_payment", "pay", "transition_refused"], // once is enough
    ["on_payment", "settle", "paid"],
    ["on_payment", "return", "none"],
    ["paid", "pay", "transition_refused"],
    ["paid", "settle", "transition_refused"],
    ["paid", "return", "none"],
  ] as const)("%s + %s → %s", (payment, event, after) => {
    expect(partAfter({ ...AVAILABLE, payment }, event, "payment")).toBe(after);
  });

  test.each([
    ["none", "setoff_pay", "on_payment"],
    ["none", "setoff_settle", "transition_refused"],
    ["none", "setoff_return", "transition_refused"],
    ["on_payment", "setoff_pay", "transition_refused"],
    ["on_payment", "setoff_settle", "paid"],
    ["on_payment", "setoff_return", "none"],
    ["paid", "setoff_pay", "transition_refused"],
    ["paid", "setoff_settle", "transition_refused"],
    ["paid", "setoff_return", "none"],
  ] as const)("of a set-off: %s + %s → %s", (setoff, event, after) => {
    expect(partAfter({ ...PAID_BACK, setoff }, event, "setoff")).toBe(after);
  });

  test("begins only for what is claimable, and a set-off only for what is owed back", () => {
    for (const state of ALL_STATES) {
      expect(step(state, "pay").kind === "changed").toBe(claimableOf(state) === 1 && state.payment === "none");
      expect(step(state, "setoff_pay").kind === "changed").toBe(claimableOf(state) === -1 && state.setoff === "none");
    }
  });

  test("once begun, or set off, allows only a reversal", () => {
    const begun = ALL_STATES.filter(({ payment, setoff }) => payment !== "none" || setoff !== "none");
    for (const state of begun) {
      for (const event of ["approve", "reject", "reopen", "hold", "release", "refuse"] as const)
        expect(step(state, event)).toEqual({ kind: "refused", code: "payment_begun" satisfies StepRefusal });
      expect(step(state, "reverse").kind).toBe(state.validation === "approved" ? "changed" : "refused");
    }
  });
});

test.each([
  ["pending", "clear", false, false],
  ["pending", "held", false, false],
  ["approved", "clear", false, true],
  ["approved", "clear", true, false], // once is enough
  ["approved", "held", false, false], // its release is awaited
  ["approved", "refused", false, false],
  ["rejected", "clear", false, false],
  ["reversed", "clear", false, false],
] as const)("%s, %s, hold over %s: the hold can end: %s", (validation, check, holdOver, ends) => {
  const outcome = step(stateWith({ validation, check, holdOver }), "end_hold");
  expect(outcome).toEqual(
    ends
      ? { kind: "changed", state: stateWith({ validation, check, holdOver: true }) }
      : { kind: "refused", code: "transition_refused" },
  );
});

describe("the click's row", () => {
  test.each([
    ["awaited", "click_known", "known"],
    ["awaited", "click_missing", "missing"],
    ["known", "click_known", undefined],
    ["known", "click_missing", undefined],
    ["missing", "click_known", undefined],
  ] as const)("%s + %s → %s", (click, event, after) => {
    const outcome = step(stateWith({ click }), event);
    expect(outcome.kind === "changed" ? outcome.state.click : undefined).toBe(after);
  });

  test.each([
    ["pending", false, "pending"],
    ["approved", false, "pending"],
    ["approved", true, "pending"],
    ["rejected", false, "void"],
  ] as const)("while awaited leaves a conversion that is %s (hold over: %s) %s, and nothing is paid", (...line) => {
    const [validation, holdOver, effect] = line;
    const state = stateWith({ validation, holdOver, click: "awaited" });
    expect(effectOf(state)).toBe(effect);
    expect(claimableOf(state)).toBe(0);
    expect(step(state, "pay").kind).toBe("refused");
    expect(step(state, "end_hold").kind).toBe("refused");
  });

  test("while awaited shows an approval as pending", () => {
    expect(statusOf(stateWith({ validation: "approved", click: "awaited" }))).toBe("pending");
    expect(statusOf(stateWith({ validation: "approved", click: "missing" }))).toBe("approved");
  });
});

test("a step changes only its own part of the state", () => {
  const own = { validation: ["validation", "holdOver"], check: ["check"], payment: ["payment"], setoff: ["setoff"] };
  const parts = {
    ...{ approve: own.validation, reject: own.validation, reverse: own.validation, reopen: own.validation },
    late_approval: own.validation,
    ...{ hold: own.check, release: own.check, refuse: own.check, end_hold: ["holdOver"] },
    ...{ click_known: ["click"], click_missing: ["click"] },
    ...{ pay: own.payment, settle: own.payment, return: own.payment },
    ...{ setoff_pay: own.setoff, setoff_settle: own.setoff, setoff_return: own.setoff },
  } satisfies Record<ConversionEvent, string[]>;
  for (const before of ALL_STATES)
    for (const event of CONVERSION_EVENTS) {
      const outcome = step(before, event);
      if (outcome.kind === "refused") continue;
      const rest = Object.entries(outcome.state).filter(([part]) => !parts[event].includes(part));
      expect(before).toMatchObject(Object.fromEntries(rest));
    }
});

test("no sequence of steps pays what is neither available nor owed back", () => {
  for (const state of reachableStates()) {
    const begun = state.payment !== "none" || state.setoff !== "none";
    if (begun) expect(["available", "void"]).toContain(effectOf(state));
    if (state.setoff !== "none") expect(effectOf(state)).toBe("void");
  }
});

test("every state of a conversion allows some step", () => {
  for (const state of reachableStates())
    expect(CONVERSION_EVENTS.some((event) => step(state, event).kind === "changed")).toBe(true);
});

describe("the status", () => {
  test.each([
    // of a payment that has       not begun    begun       arrived
    ["pending", "clear", ["pending", "pending", "paid"]],
    ["pending", "held", ["held", "held", "held"]],
    ["pending", "refused", ["rejected", "rejected", "rejected"]],
    ["approved", "clear", ["approved", "approved", "paid"]],
    ["approved", "held", ["held", "held", "held"]],
    ["approved", "refused", ["rejected", "rejected", "rejected"]],
    ["rejected", "clear", ["rejected", "rejected", "rejected"]],
    ["rejected", "held", ["rejected", "rejected", "rejected"]],
    ["rejected", "refused", ["rejected", "rejected", "rejected"]],
    ["reversed", "clear", ["reversed", "reversed", "reversed"]],
    ["reversed", "held", ["reversed", "reversed", "reversed"]],
    ["reversed", "refused", ["reversed", "reversed", "reversed"]],
  ] as const)("%s and %s → %j", (validation, check, words) => {
    expect(PAYMENTS.map((payment) => statusOf(stateWith({ validation, check, payment })))).toEqual(words);
  });
});

describe("the place of an unpaid commission", () => {
  test.each([
    //                       before and after the end of the hold
    ["pending", "clear", ["pending", "pending"]],
    ["pending", "held", ["pending", "pending"]],
    ["pending", "refused", ["void", "void"]],
    ["approved", "clear", ["on_hold", "available"]],
    ["approved", "held", ["pending", "pending"]],
    ["approved", "refused", ["void", "void"]],
    ["rejected", "clear", ["void", "void"]],
    ["rejected", "held", ["void", "void"]],
    ["rejected", "refused", ["void", "void"]],
    ["reversed", "clear", ["void", "void"]],
    ["reversed", "held", ["void", "void"]],
    ["reversed", "refused", ["void", "void"]],
  ] as const)("%s and %s → %j", (validation, check, effects) => {
    expect([false, true].map((holdOver) => effectOf(stateWith({ validation, check, holdOver })))).toEqual(effects);
  });
});

describe("the effect of the next payout on a conversion", () => {
  test.each([
    ["awaits its answer", stateWith(), 0],
    ["is on hold", stateWith({ validation: "approved" }), 0],
    ["is held", stateWith({ validation: "approved", check: "held", holdOver: true }), 0],
    ["is available", AVAILABLE, 1],
    ["is on payment", { ...AVAILABLE, payment: "on_payment" }, 0],
    ["is paid", { ...AVAILABLE, payment: "paid" }, 0],
    ["was rejected", stateWith({ validation: "rejected" }), 0],
    ["was reversed unpaid", stateWith({ validation: "reversed" }), 0],
    ["was reversed on payment", { ...PAID_BACK, payment: "on_payment" }, -1],
    ["was reversed after payment", PAID_BACK, -1],
    ["is being set off", { ...PAID_BACK, setoff: "on_payment" }, 0],
    ["was set off", { ...PAID_BACK, setoff: "paid" }, 0],
    ["was set off, then its payment came back", { ...PAID_BACK, payment: "none", setoff: "paid" }, 1],
    ["is being set off, and its payment came back", { ...PAID_BACK, payment: "none", setoff: "on_payment" }, 1],
    ["was set off, and is paid once more", { ...PAID_BACK, payment: "on_payment", setoff: "paid" }, 0],
  ] as const)("one that %s: %#", (_, state, claimable) => {
    expect(claimableOf(state)).toBe(claimable);
  });
});
