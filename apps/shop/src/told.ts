import type { Settings } from "./settings.ts";

/** What the shop may come to say of a sale, in this order. */
const ANSWERS_OF = {
  none: [],
  approve: ["approved"],
  reject: ["rejected"],
  change_mind: ["approved", "rejected", "approved"],
} as const satisfies Record<Settings["answers"], readonly string[]>;

/** Between two things that are told of one order. */
const STEP_MS = 2_000;

/** One thing to tell of an order, from a time (Unix ms) on. */
export interface Told {
  fields: Record<string, string>;
  nextAt: number;
}

/** The sale and what the shop will say of it; late and in reverse where the settings want it so. */
export function toldOf(
  sale: Record<string, string>,
  { lateSeconds, answers, isShuffled }: Settings,
  now: number,
): Told[] {
  const all = [sale, ...ANSWERS_OF[answers].map((status) => ({ ...sale, status }))];
  const from = now + lateSeconds * 1_000;
  return all.map((fields, i) => ({ fields, nextAt: from + (isShuffled ? all.length - 1 - i : i) * STEP_MS }));
}
