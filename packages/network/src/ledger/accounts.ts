/** Where a webmaster's commission can be. Balances are credits less debits, so what is owed to him is positive. */
export const HOLDINGS = ["pending", "on_hold", "available", "on_payment", "paid"] as const;

export type Holding = (typeof HOLDINGS)[number];

export const webmasterAccount = (webmasterId: string, holding: Holding) => `webmaster:${webmasterId}:${holding}`;

/** What an advertiser may come to owe (`expected`), and owes (`receivable`); negative, being debits. */
export const advertiserAccount = (advertiserId: string, claim: "expected" | "receivable") =>
  `advertiser:${advertiserId}:${claim}`;

/** The network's own share: of conversions not yet approved, and of approved ones; and what it gave by corrections. */
export const networkAccount = (share: "expected" | "revenue" | "corrections") => `network:${share}`;
