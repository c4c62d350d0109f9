import { changesOf, stepOf, type Cause } from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { applied, refused, unchanged, type Decision } from "./decision.ts";
import type { Channel } from "./report.ts";
import type { MissingPolicy } from "../words.ts";

/**
 * Decides a conversion that the report of its whole period does not mention. The policy decides only conversions
 * without an answer: an approval stays until a report takes it back.
 */
export function decideUnmentioned(
  { channel, reportedAt }: { channel: Channel; reportedAt: number },
  known: ConversionRow,
  policy: MissingPolicy,
  cause: Cause,
): Decision {
  if (!CHANNELS[channel].decidesUnmentioned) throw new Error(`a ${channel} does not report a whole period`);
  if (known.validation === "approved")
    return unchanged("same", known, known.payment === "none" ? "missing_approved" : "missing_paid");
  if (known.validation !== "pending") return unchanged("same", known, "missing_rejected");
  if (policy === "keep") return unchanged("same", known, "missing_kept");
  const next = stepOf(known, policy);
  if (next.kind === "refused") return refused(next.code, { known });
  const answered_at = Math.max(known.answered_at, reportedAt);
  return applied("answer", changesOf({ ...known, answered_at }, policy, cause), "missing", known);
}
