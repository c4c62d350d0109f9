import { DECIDING_SIGNALS, SIGNALS } from "@waymark/contract/signals";
import type { Actor } from "../context.ts";
import { OPERATOR, visibleTo } from "../role.ts";

/** What a click's request revealed about its visitor. */
export interface Evidence {
  /** Flags (@waymark/contract/signals). */
  signals: number;
  /** The referrer's host; empty if there is none. Undefined for others than the operator. */
  referrer: string | undefined;
}

const DECIDING = DECIDING_SIGNALS.reduce((sum, name) => sum | SIGNALS[name], 0);

/** The operator sees all of it. The others see the flags that decide how a click counts. */
export const evidenceSeenBy = (actor: Actor, { signals, referrer }: Evidence): Evidence => ({
  signals: visibleTo(actor, OPERATOR, signals) ?? signals & DECIDING,
  referrer: visibleTo(actor, OPERATOR, referrer),
});
