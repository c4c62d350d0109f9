import type { TrafficKind } from "@waymark/client";

/** Kinds of traffic, in the order in which they are offered. */
export const TRAFFIC_KINDS = [
  ...(["content", "seo", "search_ads", "brand_bidding", "display", "native", "push", "popunder", "video"] as const),
  ...(["social", "influencer", "messenger", "email", "sms", "in_app", "cashback", "coupon", "incentive"] as const),
  ...(["toolbar", "adult"] as const),
] satisfies readonly TrafficKind[];
