import type { MeasureName, Norms } from "./measures.ts";
import type { Tail } from "./tail.ts";

/** What is usual in the network. */
export interface Learnt {
  /** Conversions that it was learnt from. */
  sample: number;
  norms: Norms;
  tails: Readonly<Partial<Record<MeasureName, Tail>>>;
}

/** The same with thresholds, frozen with a version of a rule set. JSON. */
export interface Cuts extends Learnt {
  /** A greater score is flagged. Null: too few conversions came to the second stage. */
  thresholds: { first: number; second: number | null };
}
