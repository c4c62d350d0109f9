import type { OfferChange } from "./offer-change.ts";
import type { PartialClickPolicy } from "./click-policy.ts";
import type { NewOffer } from "./insert.ts";
import { readPresentation, type Presentation } from "./presentation.ts";
import type { FullOffer } from "./queries.ts";
import { canLose } from "./rates.ts";
import { normalised, readRouting, type Routing } from "./routing.ts";
import { ratesOf } from "./terms.ts";

export type MergedOffer = NewOffer & { routing: Routing; presentation: Presentation };

/** The input that would create this offer again. */
export function inputOf({ offer, goals, landings, webmasterIds }: FullOffer): MergedOffer {
  return {
    advertiserId: offer.advertiser_id,
    name: offer.name,
    validation: offer.validation,
    validationDays: offer.validation_days,
    holdDays: offer.hold_days,
    attributionDays: offer.attribution_days,
    claimDays: offer.claim_days,
    clickParameter: offer.click_parameter,
    fallbackUrl: offer.fallback_url,
    expiresAt: offer.expires_at,
    routing: readRouting(offer.routing),
    presentation: readPresentation(offer),
    clickPolicy: JSON.parse(offer.click_policy) as PartialClickPolicy, // written by the offer's verbs
    webmasterIds,
    goals: goals.map((goal) => ({
      code: goal.code,
      isDefault: goal.is_default === 1,
      currency: goal.currency,
      revenueFixedMinor: goal.revenue_fixed_minor,
      revenueBps: goal.revenue_bps,
      commissionFixedMinor: goal.commission_fixed_minor,
      commissionBps: goal.commission_bps,
      repeats: goal.repeats,
    })),
    landings: landings.map(({ url, weight }) => ({ url, weight })),
    acceptsLoss: goals.map(ratesOf).some(canLose),
  };
}

/** The offer as it would be after a change. */
export function mergedOffer(
  known: FullOffer,
  { routing, presentation, clickPolicy, ...change }: OfferChange,
): MergedOffer {
  const before = inputOf(known);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...given,
    routing: normalised({ ...before.routing, ...routing }),
    presentation: { ...before.presentation, ...presentation },
    clickPolicy: { ...before.clickPolicy, ...clickPolicy },
  };
}
