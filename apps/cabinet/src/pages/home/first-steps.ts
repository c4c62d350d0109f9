/** What a webmaster does on the first day, in this order. */
export const FIRST_STEPS = ["account", "offer", "link", "click", "conversion"] as const;

/** What the account has done. */
interface FirstFacts {
  isApproved: boolean;
  hasLink: boolean;
  hasTestClick: boolean;
  hasTestConversion: boolean;
}

export type StepState = "done" | "next" | "later";

/** Where each step stands. A later one proves those before it, and exactly one is next until all are done. */
export function stepStates({ isApproved, hasLink, hasTestClick, hasTestConversion }: FirstFacts): StepState[] {
  const proofs = [true, isApproved, hasLink, hasTestClick, hasTestConversion];
  const done = proofs.lastIndexOf(true);
  return FIRST_STEPS.map((_, i) => (i <= done ? "done" : i === done + 1 ? "next" : "later"));
}
