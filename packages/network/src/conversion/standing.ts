/**
 * Where a conversion stands, from its report to its payment, in the order of their codes in `conversion_fact`
 * (migrations/network/0510_own_traffic.sql). Stored for ever: never change or reuse one. Each conversion stands in one place:
 * `pending` and `held` have no answer that counts yet, `rejected` was perhaps refused by the check, and the others are
 * approved.
 */
export const STANDINGS = [
  ...(["pending", "held", "on_hold", "available", "on_payment", "paid", "rejected", "reversed"] as const),
] as const;

export type Standing = (typeof STANDINGS)[number];
