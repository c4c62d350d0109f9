import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawNormal, seededDraw } from "../testing/index.ts";
import {
  estimateMaturation,
  estimateTransitions,
  expectDecisions,
  expectIncome,
  expectUploads,
  follow,
  keptShare,
  matureForecast,
  type ConversionHistory,
  type ConversionState,
  type Spell,
} from "./index.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 1);
const RISKS = { states: ["pending", "approved", "rejected"], finalStates: ["approved", "rejected"] } as const;

type Risk = (typeof RISKS.states)[number];

const spell = (fromAge: number, toAge: number, next: Risk | null, weight = 1): Spell<Risk> => ({
  state: "pending",
  ...{ fromAge, toAge, next, weight },
});

describe("Aalen–Johansen", () => {
  // Satagopan et al., "A note on competing risks in survival data analysis", British Journal of Cancer 91 (2004), table 2:
  // 305 patients, of whom nine were followed for up to 27 months; approved stands for the event, rejected for the other.
  test("gives the figures of a worked example", () => {
    const listed = [
      ...[spell(0, 7, null), spell(0, 10, "approved"), spell(0, 14, null), spell(0, 16, "approved")],
      ...[spell(0, 18, "rejected"), spell(0, 23, "approved"), spell(0, 24, null), spell(0, 26, "rejected")],
      spell(0, 27, "approved"),
    ];
    const others = Array.from({ length: 305 - listed.length }, () => spell(0, 60, null));
    const curve = estimateTransitions(RISKS, [...listed, ...others]);
    const percent = (value: number) => Math.round(value * 1000) / 10;
    const at = follow(curve, { state: "pending", fromAge: 0 }, [10, 16, 18, 23, 26, 27]);
    expect(at.map((one) => percent(one.in.pending))).toEqual([99.7, 99.3, 99, 98.7, 98.3, 98]);
    expect(at.map((one) => percent(one.in.approved))).toEqual([0.3, 0.7, 0.7, 1, 1, 1.3]);
    // The paper adds up rounded increments of 0.3: 0.3, 0.6, 0.9, 1.2. Unrounded they are 0.329, 0.330, 0.330, 0.331.
    [1, 2, 3, 4].forEach((events, i) =>
      expect(Math.abs(at[[0, 1, 3, 5][i]!]!.in.approved * 100 - 0.3 * events)).toBeLessThan(0.13),
    );
  });

  // The multi-state example with late entry in the tests of Therneau's package "survival" for R, calculated by hand there.
  test("gives the figures of an example with late entry and many states", () => {
    type State = "entry" | "a" | "b" | "c";
    const stay = (state: State, fromAge: number, toAge: number, next: State | null): Spell<State> => ({
      ...{ state, fromAge, toAge, next },
      weight: 1,
    });
    const curve = estimateTransitions<State>({ states: ["entry", "a", "b", "c"], finalStates: ["c"] }, [
      ...[stay("entry", 0, 4, "a"), stay("a", 4, 9, "b"), stay("b", 9, 10, "a"), stay("entry", 0, 5, "b")],
      ...[stay("entry", 2, 9, "c"), stay("entry", 0, 2, "a"), stay("a", 2, 8, "c"), stay("c", 8, 9, null)],
      ...[stay("entry", 1, 3, "b"), stay("b", 3, 11, null)],
    ]);
    const at = follow(curve, { state: "entry", fromAge: 0 }, [2, 3, 4, 5, 8, 9]);
    const thirtySeconds = at.map(({ in: shares }) =>
      [shares.entry, shares.a, shares.b, shares.c].map((share) => share * 32),
    );
    const expected = [
      ...[
        [24, 8, 0, 0],
        [18, 8, 6, 0],
        [12, 14, 6, 0],
        [6, 14, 12, 0],
      ],
      ...[
        [6, 7, 12, 7],
        [0, 0, 19, 13],
      ],
    ];
    thirtySeconds.forEach((row, i) =>
      row.forEach((value, state) => expect(value).toBeCloseTo(expected[i]![state]!, 10)),
    );
  });

  const ages = fc.integer({ min: 1, max: 60 });
  const spells = fc.array(
    fc.record({
      fromAge: fc.nat(30),
      days: ages,
      next: fc.constantFrom<Risk | null>("approved", "rejected", null),
      weight: ages,
    }),
    { minLength: 1, maxLength: 40 },
  );

  test("F₁ + F₂ + S = 1 with what is unknown, and neither F falls", () => {
    fc.assert(
      fc.property(spells, fc.nat(20), (drawn, fromAge) => {
        const curve = estimateTransitions(
          RISKS,
          drawn.map(({ fromAge: from, days, next, weight }) => spell(from, from + days, next, weight)),
        );
        const at = follow(
          curve,
          { state: "pending", fromAge },
          [0, 1, 5, 20, 50, 100].map((days) => fromAge + days),
        );
        let [approved, rejected, unknown] = [0, 0, 0];
        for (const one of at) {
          const total = one.in.pending + one.in.approved + one.in.rejected + one.unknown;
          expect(total).toBeCloseTo(1, 10);
          for (const share of [
            one.in.pending,
            one.in.approved - approved,
            one.in.rejected - rejected,
            one.unknown - unknown,
          ])
            expect(share).toBeGreaterThan(-1e-12);
          ({ approved, rejected } = one.in);
          ({ unknown } = one);
        }
      }),
    );
  });

  test("without censoring it is the share of each outcome", () => {
    const curve = estimateTransitions(RISKS, [
      ...[spell(0, 3, "approved"), spell(0, 5, "rejected"), spell(0, 9, "approved"), spell(0, 9, "rejected")],
    ]);
    expect(follow(curve, { state: "pending", fromAge: 0 }, [9])[0]).toEqual({
      in: { pending: 0, approved: 0.5, rejected: 0.5 },
      unknown: 0,
    });
  });

  test("weighs by money: a dear order that is rejected counts more", () => {
    const curve = estimateTransitions(RISKS, [spell(0, 5, "approved", 100), spell(0, 5, "rejected", 300)]);
    expect(follow(curve, { state: "pending", fromAge: 0 }, [5])[0]!.in.approved).toBeCloseTo(0.25);
  });

  test("what is older than everything observed is unknown, not zero", () => {
    const curve = estimateTransitions(RISKS, [spell(0, 10, "approved"), spell(0, 20, null)]);
    const [young, old] = follow(curve, { state: "pending", fromAge: 0 }, [20, 21]);
    expect(young).toEqual({ in: { pending: 0.5, approved: 0.5, rejected: 0 }, unknown: 0 });
    expect(old).toEqual({ in: { pending: 0, approved: 0.5, rejected: 0 }, unknown: 0.5 });
    expect(follow(curve, { state: "pending", fromAge: 30 }, [40])[0]!.unknown).toBe(1);
  });

  test.each([spell(5, 5, null), spell(0, 1, null, 0), spell(NaN, 1, null)])("refuses the spell %o", (wrong) => {
    expect(() => estimateTransitions(RISKS, [wrong])).toThrow(RangeError);
  });
});

/** A conversion whose states follow each other after so many days; the first begins `daysAgo`. */
function conversion(daysAgo: number, ...changes: [ConversionState, number?, boolean?][]): ConversionHistory {
  const bornAt = NOW - daysAgo * DAY_MS;
  return {
    amount: 1,
    changes: changes.map(([state, days = 0, isAutomatic = false]) => ({
      state,
      at: bornAt + days * DAY_MS,
      isAutomatic,
    })),
  };
}

const many = (count: number, one: ConversionHistory) => Array.from({ length: count }, () => one);

function maturationOf(...conversions: ConversionHistory[]) {
  const result = estimateMaturation([{ name: "goal", conversions }], NOW);
  if (result.kind !== "maturation") throw new Error(`${result.has} decisions`);
  return result.maturation;
}

describe("the history of conversions", () => {
  const decided = conversion(40, ["pending"], ["approved", 10]);

  test("a group with fewer than 30 decisions is pooled into the next", () => {
    const groups = [
      { name: "goal", conversions: many(29, decided) },
      { name: "offer", conversions: many(30, decided) },
    ];
    expect(estimateMaturation(groups, NOW)).toMatchObject({ kind: "maturation", maturation: { group: "offer" } });
    expect(estimateMaturation(groups.slice(0, 1), NOW)).toEqual({
      ...{ kind: "not_enough_data", reason: "decisions", has: 29, needs: 30 },
    });
  });

  test("only the last 90 days are read, of older conversions what happened in them", () => {
    const late = conversion(110, ["pending"], ["rejected", 30]); // decided 80 days ago at the age of 30
    const maturation = maturationOf(
      ...many(20, late),
      ...many(20, decided),
      ...many(9, conversion(200, ["pending"], ["approved", 1])),
    );
    expect(maturation.decisions).toBe(40);
    const [end] = follow(maturation.decided.byCount, { state: "pending", fromAge: 20 }, [30]);
    expect(end!.in.rejected).toBe(1); // nothing approved in the window was pending at that age
  });

  test("held is a state of its own, and an approval of a held conversion counts at its release", () => {
    const held = conversion(40, ["pending"], ["held", 2], ["approved", 20]);
    const refused = conversion(40, ["held"], ["rejected", 20]);
    const { decided: curves } = maturationOf(...many(30, held), ...many(30, refused), ...many(60, decided));
    const at = (state: "pending" | "held", age: number) => follow(curves.byCount, { state, fromAge: 0 }, [age])[0]!.in;
    expect(at("held", 20)).toMatchObject({ approved: 0.5, rejected: 0.5 });
    expect(at("pending", 10).held).toBeCloseTo(1 / 3);
    expect(at("pending", 20).approved).toBeCloseTo(2 / 3 + 1 / 6);
  });

  test("reversals are counted from the approval; a payment ends the observation", () => {
    const reversed = conversion(40, ["pending"], ["approved", 10], ["reversed", 15]);
    const paid = conversion(40, ["pending"], ["approved", 10], ["paid", 20]);
    const { reversed: curves } = maturationOf(...many(10, reversed), ...many(30, paid));
    expect(keptShare(curves.byCount, { age: 0, days: 4 })).toBe(1);
    expect(keptShare(curves.byCount, { age: 0, days: 10 })).toBeCloseTo(0.75);
    expect(keptShare(curves.byCount, { age: 6, days: 4 })).toBe(1);
    expect(keptShare(curves.byCount, { age: 0, days: 11 })).toBeNull();
  });

  test("what approved itself does not say when people decide", () => {
    const automatic = conversion(40, ["pending"], ["approved", 30, true]);
    const { decisions, decided: curves } = maturationOf(...many(30, decided), ...many(30, automatic));
    expect(decisions).toBe(30);
    const [end] = follow(curves.byCount, { state: "pending", fromAge: 0 }, [30]);
    expect(end!.in).toMatchObject({ approved: 0.5, pending: 0.5 });
  });
});

describe("what becomes of what is pending", () => {
  const { decided } = maturationOf(
    ...many(30, conversion(40, ["pending"], ["approved", 10])),
    ...many(10, conversion(40, ["pending"], ["rejected", 20])),
  );
  const pending = { state: "pending", age: 0, amount: 100, approvesItselfIn: null } as const;

  test("is approved on its day, rejected, undecided or unknown", () => {
    const outcome = expectDecisions([pending, { ...pending, age: 15 }, { ...pending, age: 300 }], decided.byMoney, 12);
    expect(outcome.approvedByDay[9]).toBeCloseTo(75);
    expect(outcome).toMatchObject({ rejected: 100, undecided: 25, unknown: 100 });
  });

  test("is approved on its own date if it approves itself", () => {
    const outcome = expectDecisions([{ ...pending, approvesItselfIn: 12.5 }], decided.byMoney, 30);
    expect(outcome.approvedByDay[9]).toBeCloseTo(75);
    expect(outcome.approvedByDay[12]).toBeCloseTo(25);
    expect(expectDecisions([{ ...pending, approvesItselfIn: 0 }], decided.byMoney, 30).approvedByDay[0]).toBe(100);
  });

  const undecided = fc.record({
    state: fc.constantFrom("pending" as const, "held" as const),
    age: fc.integer({ min: 0, max: 60 }),
    amount: fc.integer({ min: 1, max: 1_000 }),
    approvesItselfIn: fc.option(fc.double({ min: 0, max: 60, noNaN: true })),
  });

  test("adds up to what is undecided", () => {
    fc.assert(
      fc.property(fc.array(undecided, { maxLength: 10 }), fc.integer({ min: 1, max: 40 }), (all, days) => {
        const { approvedByDay, ...rest } = expectDecisions(all, decided.byMoney, days);
        const total = approvedByDay.reduce((sum, one) => sum + one, rest.rejected + rest.undecided + rest.unknown);
        expect(total).toBeCloseTo(
          all.reduce((sum, { amount }) => sum + amount, 0),
          6,
        );
      }),
    );
  });

  test("what is forecast matures like what was recorded", () => {
    const {
      approvedByDay,
      rejected,
      undecided: open,
      unknown,
    } = matureForecast([100, 0, 200, ...Array(27).fill(0)], decided.byMoney);
    expect([approvedByDay[10], approvedByDay[12]].map((value) => Math.round(value!))).toEqual([75, 150]);
    expect(approvedByDay.reduce((sum, value) => sum + value, rejected + open + unknown)).toBeCloseTo(300);
  });
});

describe("uploads and payouts", () => {
  test("an upload comes by its due date and the advertiser's own lateness", () => {
    const upload = { amount: 1_000, approvedShare: 0.8, dueInDays: 3 };
    const { approvedByDay, later, unknown } = expectUploads([upload], [0, 0, 2, 20], 14);
    expect([approvedByDay[2], approvedByDay[4], later, unknown]).toEqual([400, 200, 200, 0]);
  });

  test("one that is overdue comes as late as later ones were; later than all of them it has no date", () => {
    const upload = { amount: 100, approvedShare: 1, dueInDays: -1.5 };
    expect(expectUploads([upload], [0, 1, 2, 4], 14).approvedByDay.slice(0, 3)).toEqual(Float64Array.of(50, 0, 50));
    expect(expectUploads([{ ...upload, dueInDays: -5 }], [0, 1, 2, 4], 14)).toMatchObject({ unknown: 100, later: 0 });
  });

  test("money is paid on the first payout day after its hold, without what is reversed until then", () => {
    const options = { holdDays: 7, payoutDays: [1, 16, 31], keptAfter: (days: number) => (days > 20 ? null : 0.9) };
    const income = expectIncome(
      Float64Array.from({ length: 40 }, (_, day) => ([0, 9, 10, 30].includes(day) ? 100 : 0)),
      options,
    );
    expect(income.byPayout).toEqual([
      { payoutDay: 1, amount: 0 },
      { payoutDay: 16, amount: 180 },
      { payoutDay: 31, amount: 0 },
    ]);
    expect(income).toMatchObject({ later: 90, unknown: 100 });
    expect(income.reversed).toBeCloseTo(30);
  });
});

describe("networks that stay as they are", () => {
  /** Real-time validation: dear orders are rejected more, and a rejection takes longer than an approval. */
  function simulate(seed: number) {
    const draw = seededDraw(seed);
    const conversions: ConversionHistory[] = [];
    const undecided: { age: number; amount: number; isApprovedLater: boolean }[] = [];
    for (let daysAgo = 220; daysAgo > 0; daysAgo -= 1 / 12) {
      const amount = Math.ceil(1_000 * Math.exp(0.7 * drawNormal(draw)));
      const isApproved = draw() < (amount > 1_000 ? 0.55 : 0.85);
      const days = (isApproved ? 7 : 20) * Math.exp(0.6 * drawNormal(draw));
      const next: [ConversionState, number] = [isApproved ? "approved" : "rejected", days];
      if (days > daysAgo) undecided.push({ age: daysAgo, amount, isApprovedLater: isApproved });
      conversions.push({ ...conversion(daysAgo, ["pending"], ...(days > daysAgo ? [] : [next])), amount });
    }
    return { conversions, undecided };
  }

  /** Approved later, relative to the truth less 1, over all networks: by number and by money. */
  const bias = (pairs: { predicted: number; actual: number }[]) =>
    pairs.reduce((sum, { predicted }) => sum + predicted, 0) / pairs.reduce((sum, { actual }) => sum + actual, 0) - 1;

  const networks = Array.from({ length: 60 }, (_, seed) => simulate(seed + 1));
  const truth = networks.map(({ undecided }) => {
    const approved = undecided.filter(({ isApprovedLater }) => isApprovedLater);
    return { count: approved.length, money: approved.reduce((sum, { amount }) => sum + amount, 0) };
  });

  test("the bias is at most 3 % of the number and 7 % of the money", () => {
    const predicted = networks.map(({ conversions, undecided }) => {
      const { decided } = maturationOf(...conversions);
      const all = undecided.map(({ age, amount }) => ({
        state: "pending" as const,
        age,
        amount,
        approvesItselfIn: null,
      }));
      const approved = (byCount: boolean) => {
        const items = byCount ? all.map((one) => ({ ...one, amount: 1 })) : all;
        const { approvedByDay } = expectDecisions(items, byCount ? decided.byCount : decided.byMoney, 60);
        return approvedByDay.reduce((sum, one) => sum + one, 0);
      };
      return { count: approved(true), money: approved(false) };
    });
    const biasOf = (kind: "count" | "money") =>
      bias(truth.map((one, i) => ({ predicted: predicted[i]![kind], actual: one[kind] })));
    expect(Math.abs(biasOf("count"))).toBeLessThan(0.03);
    expect(Math.abs(biasOf("money"))).toBeLessThan(0.07);
  });

  test("one minus Kaplan–Meier is further off", () => {
    const pairs = networks.map(({ conversions, undecided }, i) => {
      const spells = conversions.map(({ changes }) => {
        const [born, decision] = changes;
        const toAge = ((decision?.at ?? NOW) - born!.at) / DAY_MS;
        return spell(0, toAge, decision?.state === "approved" ? "approved" : null); // rejected is censored
      });
      const curve = estimateTransitions(RISKS, spells);
      const predicted = undecided.reduce(
        (sum, { age }) => sum + follow(curve, { state: "pending", fromAge: age }, [age + 60])[0]!.in.approved,
        0,
      );
      return { predicted, actual: truth[i]!.count };
    });
    expect(Math.abs(bias(pairs))).toBeGreaterThan(0.1);
  });

  test("the approval rate times what is pending is further off", () => {
    const pairs = networks.map(({ conversions, undecided }, i) => {
      const decisions = conversions.flatMap(({ changes }) => (changes[1] === undefined ? [] : [changes[1].state]));
      const rate = decisions.filter((state) => state === "approved").length / decisions.length;
      return { predicted: rate * undecided.length, actual: truth[i]!.count };
    });
    expect(Math.abs(bias(pairs))).toBeGreaterThan(0.1);
  });
});
