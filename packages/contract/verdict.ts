import { FALLBACK_REASONS } from "./reason.ts";

/**
 * How the consumer judges a stored click. `bot`, `embedded` and `duplicate` don't change where the visitor went. `test`:
 * the webmaster's own try; `own`: traffic of the network itself; both also if another verdict would fit.
 */
export const VERDICTS = ["valid", ...FALLBACK_REASONS, "bot", "embedded", "duplicate", "test", "own"] as const;

export type Verdict = (typeof VERDICTS)[number];
