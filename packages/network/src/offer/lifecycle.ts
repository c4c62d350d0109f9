import type { OfferStatus } from "../words.ts";

type Mover = "advertiser" | "operator";

const BOTH: readonly Mover[] = ["advertiser", "operator"];
const OPERATOR: readonly Mover[] = ["operator"];

/** Allowed status transitions, and the sides that may make them. */
const MOVES: Record<OfferStatus, Partial<Record<OfferStatus, readonly Mover[]>>> = {
  draft: { submitted: BOTH, active: OPERATOR, archived: BOTH },
  submitted: { active: OPERATOR, draft: BOTH, archived: BOTH },
  active: { paused: BOTH, archived: BOTH },
  paused: { active: BOTH, archived: BOTH },
  archived: {},
};

/** Whether an offer may get this status. Keeping the current one is always allowed. */
export function moveOf(from: OfferStatus, to: OfferStatus, by: Mover): "moves" | "stays" | "refused" | "forbidden" {
  if (from === to) return "stays";
  const movers = MOVES[from][to];
  if (movers === undefined) return "refused";
  return movers.includes(by) ? "moves" : "forbidden";
}
