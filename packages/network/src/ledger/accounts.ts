/** The accounts of a webmaster's commission. A balance is credits less debits, so what the network owes is positive. */
export const HOLDINGS = ["pending", "on_hold", "available", "on_payment", "paid"] as const;

export type Holding = (typeof HOLDINGS)[number];

export const webmasterAccount = (webmasterId: string, holding: Holding) => `webmaster:${webmasterId}:${holding}`;

/** What an advertiser will probably owe (`expected`), and what it owes (`receivable`); negative, being debits. */
export const advertiserAccount = (advertiserId: string, claim: "expected" | "receivable") =>
  `advertiser:${advertiserId}:${claim}`;

/** The network's share of conversions not yet approved, its share of approved ones, and its costs of corrections. */
export const networkAccount = (share: "expected" | "revenue" | "corrections") => `network:${share}`;
