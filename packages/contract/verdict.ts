import { FALLBACK_REASONS } from "./reason.ts";

/** What the consumer makes of a stored click. `bot`, `embedded` and `duplicate` never changed where the visitor went. */
export const VERDICTS = ["valid", ...FALLBACK_REASONS, "bot", "embedded", "duplicate"] as const;

export type Verdict = (typeof VERDICTS)[number];
