/** Steps of the hot path that can run separately (steps-worker.ts). */
export const STEPS = ["visitor", "query", "decision", "click_ID", "destination", "event", "answer"] as const;

export type Step = (typeof STEPS)[number];
