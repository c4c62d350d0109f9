import { insertLink } from "@waymark/network/link";
import { insertOffer } from "@waymark/network/offer";
import { openDatabase, type Statement, type Tables } from "@waymark/network/db";
import { DEMO } from "@waymark/dev/demo";
import type { LocalNetwork } from "@waymark/dev/local-network";

/** What visitors click: one hot link, a thousand links equally, or one link whose offer has every rule. */
export const MIXES = ["hot", "thousand", "rules"] as const;

export type Mix = (typeof MIXES)[number];

const LINKS = 1_000;

/** The n-th visitor's path. */
export const pathOf: Record<Mix, (n: number) => string> = {
  hot: () => "/demo?sub1=bench",
  thousand: (n) => `/bench-${n % LINKS}?sub1=bench`,
  rules: () => "/bench-rules?sub1=bench&utm_source=bench",
};

/** Creates and publishes the links and the offer of the mixes. */
export async function makeMixes(localNetwork: LocalNetwork): Promise<void> {
  const db = openDatabase<Tables>((await localNetwork.database("control", "DB")) as unknown as D1Database); // same API, Node's types
  const link = { webmasterId: DEMO.webmaster, defaults: {} };
  const now = Date.now();
  const statements: Statement[] = [
    ...insertOffer("off_rules", OFFER, "active", now),
    ...insertLink({ ...link, id: "lnk_rules", slug: "bench-rules", offerId: "off_rules" }, now),
  ];
  for (let i = 0; i < LINKS; i++)
    statements.push(
      ...insertLink({ ...link, id: `lnk_bench_${i}`, slug: `bench-${i}`, offerId: DEMO.offers.demo }, now),
    );
  for (let i = 0; i < statements.length; i += STATEMENTS_MAX) await db.write(statements.slice(i, i + STATEMENTS_MAX));
  // Miniflare's own connection to the Worker may have been closed while this process was busy.
  await localNetwork.tick().catch(() => localNetwork.tick());
}

const STATEMENTS_MAX = 300;

/** Every kind of rule, none of which refuses the benchmark's visitors. */
const OFFER: Parameters<typeof insertOffer>[1] = {
  advertiserId: DEMO.advertiser,
  name: "Every rule",
  validation: "real_time",
  validationDays: null,
  holdDays: 0,
  attributionDays: 30,
  clickParameter: "click_id",
  fallbackUrl: "https://fallback.example/",
  goals: [
    {
      ...{ code: "sale", isDefault: true, currency: "USD" },
      ...{ revenueFixedMinor: 0, revenueBps: 1_300, commissionFixedMinor: 0, commissionBps: 1_000 },
    },
  ],
  landings: [1, 2, 3].map((n) => ({
    url: `https://shop.example/${n}?click_id={click_id}&c={country}&d={device}&b={browser}`,
    weight: n,
  })),
  expiresAt: Date.UTC(2100, 0, 1),
  routing: {
    targeting: {
      country: { allow: ["AT", "CH", "DE", "FR", "IT", "PL"], deny: ["RU"] },
      region: { deny: ["DE-HH"] },
      city: { deny: ["hamburg"] },
      device: { allow: ["mobile", "tablet", "desktop"] },
      os: { deny: ["windows"] },
      browser: { allow: ["chrome", "safari", "firefox"] },
      language: { deny: ["tlh"] },
      asn: { deny: ["14061", "16509"] },
    },
    schedule: { zone: "Europe/Berlin", open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", until: "24:00" }] },
    deepLinkHosts: [".shop.example"],
    passedParameters: ["utm_source", "utm_medium"],
    hidesReferrer: true,
  },
};
