import type { DecisionState, PaymentState } from "./history.ts";
import { follow, type Transitions } from "./transitions.ts";

/** A conversion that is not decided yet. */
export interface Undecided {
  state: "pending" | "held";
  /** Days since the conversion. */
  age: number;
  /** Of one currency. */
  amount: number;
  /** Days until it approves itself if it is pending by then; null if it never does. */
  approvesItselfIn: number | null;
}

/** What becomes of undecided amounts; `approvedByDay[d]`, `rejected`, `undecided` and `unknown` add up to them. */
export interface Outcome {
  /** What is approved between day `d` and day `d + 1` from now. */
  approvedByDay: Float64Array;
  /** Within the horizon. */
  rejected: number;
  /** At the end of the horizon. */
  undecided: number;
  /** Older than everything that was observed: neither counted as approved nor as rejected. */
  unknown: number;
}

/** What becomes of undecided conversions in the next `horizonDays` days. */
export function expectDecisions(
  undecided: readonly Undecided[],
  decided: Transitions<DecisionState>,
  horizonDays: number,
): Outcome {
  const outcome = emptyOutcome(horizonDays);
  for (const one of undecided) addOutcome(outcome, one, decided);
  return outcome;
}

const emptyOutcome = (horizonDays: number): Outcome => ({
  approvedByDay: new Float64Array(horizonDays),
  rejected: 0,
  undecided: 0,
  unknown: 0,
});

function addOutcome(outcome: Outcome, one: Undecided, decided: Transitions<DecisionState>): void {
  const { state, age, amount, approvesItselfIn } = one;
  const days = outcome.approvedByDay.length;
  const ownDay = approvesItselfIn === null ? Infinity : Math.max(0, Math.ceil(approvesItselfIn) - 1);
  const ages = Array.from({ length: Math.min(days, ownDay) }, (_, day) => age + day + 1);
  if (ownDay < days) ages.push(age + Math.max(0, approvesItselfIn!)); // it has a date
  let approved = 0;
  const byAge = follow(decided, { state, fromAge: age }, ages);
  byAge.forEach((occupation, day) => {
    outcome.approvedByDay[day]! += amount * (occupation.in.approved - approved); // day < its length
    approved = occupation.in.approved;
  });
  const last = byAge.at(-1) ?? { in: { pending: 0, held: 0, approved: 0, rejected: 0, [state]: 1 }, unknown: 0 };
  const { pending, held, rejected } = last.in;
  const isOnDate = ownDay < days;
  if (isOnDate) outcome.approvedByDay[ownDay]! += amount * pending; // ownDay < its length
  outcome.rejected += amount * rejected;
  outcome.undecided += amount * (isOnDate ? held : pending + held);
  outcome.unknown += amount * last.unknown;
}

/**
 * What becomes of amounts that are forecast as recorded, one a day from today: recorded in the middle of its day, each is
 * decided like those before it.
 */
export function matureForecast(recorded: ArrayLike<number>, decided: Transitions<DecisionState>): Outcome {
  const horizonDays = recorded.length;
  const outcome = emptyOutcome(horizonDays);
  const ages = Array.from({ length: horizonDays }, (_, day) => day + 0.5);
  const byAge = follow(decided, { state: "pending", fromAge: 0 }, ages);
  for (let day = 0; day < horizonDays; day++) {
    const amount = recorded[day]!; // day < its length
    let approved = 0;
    for (let later = day; later < horizonDays; later++) {
      const share = byAge[later - day]!.in.approved; // of one length
      outcome.approvedByDay[later]! += amount * (share - approved); // later < its length
      approved = share;
    }
    const { in: end, unknown } = byAge[horizonDays - 1 - day]!; // of one length
    outcome.rejected += amount * end.rejected;
    outcome.undecided += amount * (end.pending + end.held);
    outcome.unknown += amount * unknown;
  }
  return outcome;
}

/**
 * The share of what was approved `age` days ago that is not reversed in the next `days` days; null where that is older
 * than every approval that was observed.
 */
export function keptShare(reversed: Transitions<PaymentState>, { age, days }: { age: number; days: number }) {
  const [later] = follow(reversed, { state: "approved", fromAge: age }, [age + days]);
  return later === undefined || later.unknown > 0 ? null : later.in.approved;
}
