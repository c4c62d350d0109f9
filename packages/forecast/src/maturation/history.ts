import { estimateTransitions, type Model, type Spell, type Transitions } from "./transitions.ts";

const DAY_MS = 86_400_000;

/** Ages are counted in hours, so that a curve has few steps. */
const HOURS_A_DAY = 24;

/** Only what happened in the last days is read: how an advertiser validates changes. */
const WINDOW_DAYS = 90;

/** Decisions that a curve needs; with fewer, a larger group is read. */
const DECISIONS_MIN = 30;

/** A conversion until it is decided. */
const DECISION: Model<DecisionState> = {
  states: ["pending", "held", "approved", "rejected"],
  finalStates: ["approved", "rejected"],
};

/** An approved conversion until it is paid. */
const PAYMENT: Model<PaymentState> = { states: ["approved", "reversed"], finalStates: ["reversed"] };

export type DecisionState = "pending" | "held" | "approved" | "rejected";
export type PaymentState = "approved" | "reversed";
export type ConversionState = DecisionState | PaymentState | "paid";

export interface ConversionHistory {
  /** More than 0; the commission in minor units, or another amount of one currency. */
  amount: number;
  /** Each state with the time it began, ascending, in Unix ms. The first is that of the conversion itself. */
  changes: readonly {
    state: ConversionState;
    at: number;
    /** It approved itself on its date, which says nothing about how long a person takes. */
    isAutomatic?: boolean;
  }[];
}

/** How conversions of one group are decided and reversed, by number and by money. */
export interface Maturation {
  /** The group that had enough decisions, of those that were offered. */
  group: string;
  decisions: number;
  /** By days since the conversion. */
  decided: ByWeight<DecisionState>;
  /** By days since the approval. */
  reversed: ByWeight<PaymentState>;
}

interface ByWeight<State extends string> {
  byCount: Transitions<State>;
  byMoney: Transitions<State>;
}

export type MaturationResult =
  | { kind: "maturation"; maturation: Maturation }
  | { kind: "not_enough_data"; reason: "decisions"; has: number; needs: number };

/**
 * Estimates from the first group with at least 30 decisions in the last 90 days. Order them from the narrowest (a goal)
 * to the widest (the network). `now` is Unix ms.
 */
export function estimateMaturation(
  groups: readonly { name: string; conversions: readonly ConversionHistory[] }[],
  now: number,
): MaturationResult {
  let most = 0;
  for (const { name, conversions } of groups) {
    const decided = conversions.flatMap((one) => decisionSpells(one, now));
    const decisions = decided.filter(({ next }) => next === "approved" || next === "rejected").length;
    most = Math.max(most, decisions);
    if (decisions < DECISIONS_MIN) continue;
    const reversed = conversions.flatMap((one) => paymentSpells(one, now));
    return {
      kind: "maturation",
      maturation: {
        group: name,
        decisions,
        decided: byWeight(DECISION, decided),
        reversed: byWeight(PAYMENT, reversed),
      },
    };
  }
  return { kind: "not_enough_data", reason: "decisions", has: most, needs: DECISIONS_MIN };
}

function byWeight<State extends string>(model: Model<State>, spells: readonly Spell<State>[]): ByWeight<State> {
  return {
    byCount: estimateTransitions(
      model,
      spells.map((spell) => ({ ...spell, weight: 1 })),
    ),
    byMoney: estimateTransitions(model, spells),
  };
}

/** The stays before the first decision, as far as they were in the window. What approves itself is not seen to end. */
function decisionSpells({ amount, changes }: ConversionHistory, now: number): Spell<DecisionState>[] {
  const [first] = changes;
  if (first === undefined) return [];
  const spells: Spell<DecisionState>[] = [];
  for (const [i, { state, at }] of changes.entries()) {
    if (state !== "pending" && state !== "held") break;
    const next = changes[i + 1];
    const ages = agesOf({ bornAt: first.at, from: at, to: next?.at ?? now, now });
    if (ages === undefined) continue;
    const isSeen = next !== undefined && next.isAutomatic !== true && isDecisionState(next.state);
    spells.push({ state, ...ages, next: isSeen ? (next.state as DecisionState) : null, weight: amount }); // just checked
  }
  return spells;
}

/** The stays between an approval and what ends it, as far as they were in the window. A payment is not seen as an end. */
function paymentSpells({ amount, changes }: ConversionHistory, now: number): Spell<PaymentState>[] {
  return changes.flatMap(({ state, at }, i) => {
    if (state !== "approved") return [];
    const next = changes[i + 1];
    const ages = agesOf({ bornAt: at, from: at, to: next?.at ?? now, now });
    if (ages === undefined) return [];
    return [{ state, ...ages, next: next?.state === "reversed" ? "reversed" : null, weight: amount }];
  });
}

const isDecisionState = (state: ConversionState) => (DECISION.states as readonly string[]).includes(state);

/** The part of a stay in the window, in days of age; undefined if nothing of it is. */
function agesOf({ bornAt, from, to, now }: { bornAt: number; from: number; to: number; now: number }) {
  const start = Math.max(from, now - WINDOW_DAYS * DAY_MS);
  if (to <= start || to > now) return undefined;
  const fromAge = Math.floor(((start - bornAt) / DAY_MS) * HOURS_A_DAY) / HOURS_A_DAY;
  const toAge = Math.ceil(((to - bornAt) / DAY_MS) * HOURS_A_DAY) / HOURS_A_DAY;
  return { fromAge, toAge };
}
