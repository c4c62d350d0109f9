import { sideOfName, type Actor } from "../context.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import type { ChangeFlag } from "./change.ts";
import { CHANGE_REASONS, reasonOf, type GivenReason, type ReasonCode } from "./reasons.ts";
import type { Side } from "../words.ts";

/** A change of a conversion as an actor may see it. Times are Unix ms. */
export interface ConversionChange {
  version: number;
  event: string;
  changedAt: number;
  /** Who decided. */
  side: Side;
  /** The person, key or job of that side; null to the other sides. The operator sees everyone. */
  actor: string | null;
  reasonCode: ReasonCode | null;
  /** What the code means. */
  reasonSentence: string | null;
  /** What the side wrote. */
  reason: string | null;
  flag: ChangeFlag | null;
  /** The receipt, or the upload with its row, that brought it; null to webmasters. */
  source: string | null;
}

/** Changes of the payment to the webmaster. Advertisers don't see their reasons. */
const PAYMENT_EVENTS: ReadonlySet<string> = new Set([
  ...["pay", "settle", "return"],
  ...["setoff_pay", "setoff_settle", "setoff_return"],
]);

/** A row of the history without what this actor may not see. */
export function changeSeenBy(actor: Actor, row: Tables["conversion_change"]): ConversionChange {
  const isAll = actor.role === "operator" || actor.role === "system";
  const side = sideOfName(row.actor);
  const code = row.reason_code as ReasonCode | null; // written by `change`
  const isReasonSeen = actor.role !== "advertiser" || !PAYMENT_EVENTS.has(row.event);
  return {
    version: row.version,
    event: row.event,
    changedAt: row.changed_at,
    side,
    actor: isAll || actor.role === side ? row.actor : null,
    reasonCode: isReasonSeen ? code : null,
    reasonSentence: isReasonSeen && code !== null ? CHANGE_REASONS[code] : null,
    reason: isReasonSeen ? row.reason : null,
    flag: row.flag as ChangeFlag | null, // as above
    source: actor.role === "webmaster" ? null : row.source,
  };
}

/** Why a conversion has its answer, and why it is held or refused. */
export const reasonsOf = (
  row: ConversionRow,
): { validationReason: GivenReason | null; checkReason: GivenReason | null } => ({
  validationReason: reasonOf(row.validation_by, row.validation_code as ReasonCode | null, row.validation_reason), // as above
  checkReason: reasonOf(row.check_by, row.check_code as ReasonCode | null, row.check_reason), // as above
});
