import { share } from "../money.ts";
import type { Rates } from "../offer/index.ts";
import type { Worth } from "./change.ts";

/** Revenue and commission of an amount by these rates, in minor units. */
export const worthOf = (rates: Rates, amountMinor: number | null): Worth => ({
  amount_minor: amountMinor,
  revenue_minor: rates.revenueFixedMinor + share(amountMinor ?? 0, rates.revenueBps),
  commission_minor: rates.commissionFixedMinor + share(amountMinor ?? 0, rates.commissionBps),
});
