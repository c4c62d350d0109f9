import type { OfferStatus } from "../words.ts";
import type { PartialClickPolicy } from "./click-policy.ts";
import type { NewOffer } from "./insert.ts";
import type { LandingChange } from "./landings.ts";
import type { Presentation } from "./presentation.ts";
import type { OfferRow } from "./queries.ts";
import type { Routing } from "./routing.ts";

/** The fields that the operator approves. They can be changed only in a draft; later changes are amendments. */
export const APPROVED_FIELDS = [
  "validation",
  "validationDays",
  "holdDays",
  "attributionDays",
  "claimDays",
  "clickParameter",
  "goals",
] as const satisfies readonly (keyof NewOffer)[];

type ApprovedField = (typeof APPROVED_FIELDS)[number];

/** The fields of an offer that may be changed. Omitted fields are unchanged. */
export type OfferChange = { [Field in ApprovedField]?: NewOffer[Field] | undefined } & {
  /** The version that the editor saw; omit it to change the current version. */
  version?: number | undefined;
  name?: string | undefined;
  fallbackUrl?: string | null | undefined;
  /** Unix ms. */
  expiresAt?: number | null | undefined;
  routing?: Partial<Routing>;
  /** The treatment of new conversions, by kind of click. */
  clickPolicy?: PartialClickPolicy | undefined;
  presentation?: Partial<Presentation>;
  webmasterIds?: readonly string[] | undefined;
  /** The operator confirms that a commission of `goals` is above its revenue. */
  acceptsLoss?: boolean | undefined;
  /** All landings, including unchanged ones. */
  landings?: readonly LandingChange[] | undefined;
};

/** A change with what only verbs set. */
export type Changing = OfferChange & {
  status?: OfferStatus;
  reason?: string | undefined;
  stoppedBy?: OfferRow["stopped_by"];
  /** The advertiser's own pause begins or ends. */
  isPausedByAdvertiser?: boolean;
  advertiserPauseReason?: string | null;
  statusReason?: string | null;
  isCapped?: boolean;
  /** The change of destinations that the operator approves by it. */
  approves?: { id: string; reason: string | null };
};
