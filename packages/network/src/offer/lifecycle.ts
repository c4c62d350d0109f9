import type { OfferStatus } from "../words.ts";

type Mover = "advertiser" | "operator";

const BOTH: readonly Mover[] = ["advertiser", "operator"];
const OPERATOR: readonly Mover[] = ["operator"];

/** Who may make an offer of what it is: the operator approves or returns what was submitted. */
const MOVES: Record<OfferStatus, Partial<Record<OfferStatus, readonly Mover[]>>> = {
  draft: { submitted: BOTH, active: OPERATOR, archived: BOTH },
  submitted: { active: OPERATOR, draft: BOTH, archived: BOTH },
  active: { paused: BOTH, archived: BOTH },
  paused: { active: BOTH, archived: BOTH },
  archived: {},
};

/** Whether an offer may become this; to stay what it is, it always may. */
export function moveOf(from: OfferStatus, to: OfferStatus, by: Mover): "moves" | "stays" | "refused" | "forbidden" {
  if (from === to) return "stays";
  const movers = MOVES[from][to];
  if (movers === undefined) return "refused";
  return movers.includes(by) ? "moves" : "forbidden";
}
