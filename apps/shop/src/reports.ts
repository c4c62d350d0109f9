import type { Settings } from "./settings.ts";

/** The reports that the shop may send about a sale, in this order. */
const ANSWERS_OF = {
  none: [],
  approve: ["approved"],
  reject: ["rejected"],
  change_mind: ["approved", "rejected", "approved"],
} as const satisfies Record<Settings["answers"], readonly string[]>;

/** The time between two reports about one order. */
const STEP_MS = 2_000;

/** A report about an order, due from a time (Unix ms) on. */
export interface DueReport {
  fields: Record<string, string>;
  nextAt: number;
}

/** The reports about a sale; late and in reverse order if the settings say so. */
export function reportsOf(
  sale: Record<string, string>,
  { lateSeconds, answers, isShuffled }: Settings,
  now: number,
): DueReport[] {
  const all = [sale, ...ANSWERS_OF[answers].map((status) => ({ ...sale, status }))];
  const from = now + lateSeconds * 1_000;
  return all.map((fields, i) => ({ fields, nextAt: from + (isShuffled ? all.length - 1 - i : i) * STEP_MS }));
}
