import type { MeasureName, Norms } from "./measures.ts";
import type { Tail } from "./tail.ts";

/** What is usual in the network, frozen with a version of its rule set. JSON. */
export interface Cuts {
  /** Conversions that it was learnt from. */
  sample: number;
  norms: Norms;
  tails: Readonly<Partial<Record<MeasureName, Tail>>>;
  /** A greater score is flagged. Null: too few conversions came to the second stage. */
  thresholds: { first: number; second: number | null };
}
