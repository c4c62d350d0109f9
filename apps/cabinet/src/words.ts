import type { Channel, ConversionStatus, LinkDefaults, MemberRole, TrafficKind } from "@waymark/client";

/**
 * Closed lists of the API that pages offer to choose from, in the order in which they are shown. Types alone can't be
 * counted through: `dev/cabinet.test.ts` compares these with the network's own.
 */

export const CONVERSION_STATUSES = [
  ...(["pending", "held", "approved", "paid", "rejected", "reversed"] as const),
] satisfies readonly ConversionStatus[];

export const CHANNELS = ["postback", "replay", "pixel", "upload", "api"] as const satisfies readonly Channel[];

/** What a webmaster adds to the address of a link. */
export const SUB_IDS = [
  ...(["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const),
] satisfies readonly (keyof LinkDefaults)[];
export type SubId = (typeof SUB_IDS)[number];

export const MEMBER_ROLES = ["owner", "manager", "finance", "read_only"] as const satisfies readonly MemberRole[];

export const TRAFFIC_KINDS = [
  ...(["content", "seo", "search_ads", "brand_bidding", "display", "native", "push", "popunder", "video"] as const),
  ...(["social", "influencer", "messenger", "email", "sms", "in_app", "cashback", "coupon", "incentive"] as const),
  ...(["toolbar", "adult"] as const),
] satisfies readonly TrafficKind[];

/** The shortest password that the API accepts. */
export const PASSWORD_LENGTH_MIN = 10;
