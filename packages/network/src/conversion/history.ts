import { sideOfName, type Actor } from "../context.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import type { ChangeFlag } from "./change.ts";
import { CHANGE_REASONS, reasonOf, type GivenReason, type ReasonCode } from "./reasons.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo, visibleToSide, WEBMASTER_AND_OPERATOR } from "../role.ts";
import { PAYMENT_EVENTS, type Side } from "../words.ts";

/** A change of a conversion as an actor may see it. Times are Unix ms. */
export interface ConversionChange {
  version: number;
  event: string;
  changedAt: number;
  /** Who decided. */
  side: Side;
  /** The person, key or job of that side; undefined for the other sides. The operator sees everyone. */
  actor: string | undefined;
  /** This and the next two are undefined for the advertiser at steps of the payment to the webmaster. */
  reasonCode: ReasonCode | null | undefined;
  /** What the code means. */
  reasonSentence: string | null | undefined;
  /** What the side wrote. */
  reason: string | null | undefined;
  flag: ChangeFlag | null;
  /** The receipt, or the upload with its row, that brought it; undefined for webmasters. */
  source: string | null | undefined;
}

/** A row of the history without what this actor may not see. */
export function changeSeenBy(actor: Actor, row: Tables["conversion_change"]): ConversionChange {
  const side = sideOfName(row.actor);
  const code = row.reason_code as ReasonCode | null; // written by `change`
  const hide = <T>(value: T) =>
    PAYMENT_EVENTS.some((event) => event === row.event) ? visibleTo(actor, WEBMASTER_AND_OPERATOR, value) : value;
  return {
    version: row.version,
    event: row.event,
    changedAt: row.changed_at,
    side,
    actor: visibleToSide(actor, side, row.actor),
    reasonCode: hide(code),
    reasonSentence: hide(code === null ? null : CHANGE_REASONS[code]),
    reason: hide(row.reason),
    flag: row.flag as ChangeFlag | null, // as above
    source: visibleTo(actor, ADVERTISER_AND_OPERATOR, row.source),
  };
}

/** Why a conversion has its answer, and why it is held or refused. */
export const reasonsOf = (
  row: ConversionRow,
): { validationReason: GivenReason | null; checkReason: GivenReason | null } => ({
  validationReason: reasonOf(row.validation_by, row.validation_code as ReasonCode | null, row.validation_reason), // as above
  checkReason: reasonOf(row.check_by, row.check_code as ReasonCode | null, row.check_reason), // as above
});
