import type { OfferStatus } from "../words.ts";

type Mover = "advertiser" | "operator";

interface Move {
  from: readonly OfferStatus[];
  to: OfferStatus;
  by: readonly Mover[];
}

const BOTH: readonly Mover[] = ["advertiser", "operator"];

/** The verbs that change an offer's status: from which statuses, and the sides that may use them. */
const MOVES = {
  submit: { from: ["draft"], to: "submitted", by: BOTH },
  withdraw: { from: ["submitted"], to: "draft", by: ["advertiser"] },
  return: { from: ["submitted"], to: "draft", by: ["operator"] },
  approve: { from: ["draft", "submitted"], to: "active", by: ["operator"] },
  pause: { from: ["active"], to: "paused", by: BOTH },
  resume: { from: ["paused"], to: "active", by: BOTH },
  archive: { from: ["draft", "submitted", "active", "paused"], to: "archived", by: BOTH },
} as const satisfies Record<string, Move>;

export type OfferVerb = keyof typeof MOVES;

export const OFFER_VERBS = Object.keys(MOVES) as OfferVerb[]; // its keys are closed

/** The status that a verb leads to. */
export const statusAfter = (verb: OfferVerb): OfferStatus => MOVES[verb].to;

/** The verbs that a side may use on an offer of this status. */
export const verbsFrom = (from: OfferStatus, by: Mover): OfferVerb[] =>
  OFFER_VERBS.filter((verb) => moveOf(verb, from, by) === "moves");

/** Whether a side may use a verb on an offer of this status. Where the verb leads already, the offer stays. */
export function moveOf(verb: OfferVerb, from: OfferStatus, by: Mover): "moves" | "stays" | "refused" | "forbidden" {
  const move: Move = MOVES[verb];
  if (!move.by.includes(by)) return "forbidden";
  if (move.to === from) return "stays";
  return move.from.includes(from) ? "moves" : "refused";
}
