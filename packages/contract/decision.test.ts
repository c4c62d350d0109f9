import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Visit } from "./decision.ts";
import { isSlug } from "./slug.ts";
import {
  SNAPSHOT_VERSION,
  snapshotKeys,
  type LinkSnapshot,
  type OfferSnapshot,
  type WebmasterSnapshot,
} from "./snapshot.ts";
import { SUB_ALIASES } from "./sub-id.ts";

const linkOf = (parts: Partial<LinkSnapshot> = {}): LinkSnapshot => ({
  v: SNAPSHOT_VERSION,
  id: "lnk_1",
  number: 7,
  offerId: "off_1",
  webmasterId: "web_1",
  advertiserId: "adv_1",
  status: "active",
  landingId: null,
  fallbackUrl: null,
  defaults: {},
  ...parts,
});

const landingsOf = (weights: readonly number[]) =>
  weights.map((weight, i) => ({ id: `lnd_${i + 1}`, weight, template: [`https://shop.example/${i + 1}`] }));

const offerOf = (parts: Partial<OfferSnapshot> = {}): OfferSnapshot => ({
  v: SNAPSHOT_VERSION,
  id: "off_1",
  status: "active",
  landings: landingsOf([1]),
  fallbackUrl: null,
  ...parts,
});

const webmasterOf = (status: WebmasterSnapshot["status"] = "active"): WebmasterSnapshot => ({
  v: SNAPSHOT_VERSION,
  id: "web_1",
  status,
});

/** A visitor with unknown facts, at a moment at which nothing has expired. */
const visitOf = (draw: number, parts: Partial<Visit> = {}): Visit => ({ now: 1_000, draw, facts: () => "", ...parts });

const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("decide", () => {
  test.each([
    ["active", "active", "active", null],
    ["paused", "active", "active", "paused"],
    ["active", "paused", "active", "paused"],
    ["paused", "paused", "active", "paused"],
    ["active", "active", "blocked", "webmaster_blocked"],
    ["paused", "active", "blocked", "webmaster_blocked"],
    ["active", "paused", "blocked", "webmaster_blocked"],
    ["paused", "paused", "blocked", "webmaster_blocked"],
  ] as const)("link %s, offer %s, webmaster %s → %s", (link, offer, webmaster, reason) => {
    const decision = decide(linkOf({ status: link }), offerOf({ status: offer }), webmasterOf(webmaster), visitOf(0));
    expect(decision).toEqual(
      reason === null
        ? { kind: "landing", landingId: "lnd_1", template: ["https://shop.example/1"] }
        : { kind: "fallback", reason, url: null },
    );
  });

  const NOW = 1_000;
  const rules = [{ by: "country", values: { DE: 1 } }] as const;
  const closed = { open: [], offsets: [[0, 0]] } as const;

  test.each([
    ["expired", { expiresAt: NOW }, {}],
    ["expired", {}, { expiresAt: NOW }],
    ["expired", { expiresAt: NOW - 1 }, { expiresAt: NOW + 1 }],
    ["cap", {}, { isCapped: true }],
    ["schedule", {}, { schedule: closed }],
    ["geo", {}, { rules }],
    // Of several reasons the first in this order.
    ["expired", { expiresAt: NOW }, { isCapped: true, schedule: closed, rules }],
    ["cap", {}, { isCapped: true, schedule: closed, rules }],
    ["schedule", {}, { schedule: closed, rules }],
    ["paused", { status: "paused", expiresAt: NOW }, { isCapped: true }],
    [null, { expiresAt: NOW + 1 }, { expiresAt: NOW + 1 }],
  ] as [string | null, Partial<LinkSnapshot>, Partial<OfferSnapshot>][])(
    "%s: link %j, offer %j",
    (reason, link, offer) => {
      const decision = decide(linkOf(link), offerOf(offer), webmasterOf(), visitOf(0, { now: NOW }));
      expect(decision.kind === "fallback" ? decision.reason : null).toBe(reason);
    },
  );

  test.each([
    ["advertiser_blocked", { isBlocked: true }, {}],
    ["not_approved", {}, { stoppedOffers: ["off_0", "off_1"] }],
    [null, {}, { stoppedOffers: ["off_0", "off_11"] }],
    // Of several reasons the first in this order.
    ["webmaster_blocked", { isBlocked: true }, { status: "blocked", stoppedOffers: ["off_1"] }],
    ["advertiser_blocked", { isBlocked: true, status: "paused" }, { stoppedOffers: ["off_1"] }],
    ["not_approved", { status: "paused" }, { stoppedOffers: ["off_1"] }],
  ] as [string | null, Partial<OfferSnapshot>, Partial<WebmasterSnapshot>][])(
    "%s: offer %j, webmaster %j",
    (reason, offer, webmaster) => {
      const decision = decide(linkOf(), offerOf(offer), { ...webmasterOf(), ...webmaster }, visitOf(0));
      expect(decision.kind === "fallback" ? decision.reason : null).toBe(reason);
    },
  );

  test("a snapshot from before a rule existed has no such rule", () => {
    expect(decide(linkOf(), offerOf(), webmasterOf(), visitOf(0)).kind).toBe("landing");
  });

  test.each([
    ["https://link.example", "https://offer.example", "https://link.example"],
    ["https://link.example", null, "https://link.example"],
    [null, "https://offer.example", "https://offer.example"],
    [null, null, null], // the network's own
  ])("fallback of the link %s and of the offer %s → %s", (link, offer, url) => {
    const decision = decide(
      linkOf({ fallbackUrl: link, status: "paused" }),
      offerOf({ fallbackUrl: offer }),
      webmasterOf(),
      visitOf(0),
    );
    expect(decision).toEqual({ kind: "fallback", reason: "paused", url });
  });

  const [LINK, OFFER] = ["https://link.example", "https://offer.example"];

  test.each([
    ["the operator paused the link", { status: "paused", isStopped: true }, {}, {}, null],
    ["the operator stopped the offer", {}, { status: "paused", isStopped: true }, {}, null],
    ["the advertiser is blocked", {}, { isBlocked: true }, {}, null],
    ["the webmaster is blocked", {}, {}, { status: "blocked" }, null],
    ["the webmaster's access ended", {}, {}, { stoppedOffers: ["off_1"] }, OFFER],
    ["the webmaster paused the link", { status: "paused" }, {}, {}, LINK],
    ["the advertiser paused the offer", {}, { status: "paused" }, {}, LINK],
    // A stop counts where another reason comes first.
    ["the link is paused, its webmaster blocked", { status: "paused" }, {}, { status: "blocked" }, null],
    ["the access ended, the offer is stopped", {}, { isStopped: true }, { stoppedOffers: ["off_1"] }, null],
    ["the operator paused the link, its access ended", { isStopped: true }, {}, { stoppedOffers: ["off_1"] }, null],
    ["the cap is reached, the access ended", {}, { isCapped: true }, { stoppedOffers: ["off_1"] }, OFFER],
  ] as [string, Partial<LinkSnapshot>, Partial<OfferSnapshot>, Partial<WebmasterSnapshot>, string | null][])(
    "where %s, the stopped party's fallback is not used",
    (_, link, offer, webmaster, url) => {
      const decision = decide(
        linkOf({ fallbackUrl: LINK, ...link }),
        offerOf({ fallbackUrl: OFFER, ...offer }),
        { ...webmasterOf(), ...webmaster },
        visitOf(0),
      );
      expect(decision).toMatchObject({ kind: "fallback", url });
    },
  );

  test.each([
    ["the link's own landing, with any weight", "lnd_2", [1, 0, 1], 0, "lnd_2"],
    ["the offer's choice where the link's landing is gone", "lnd_9", [1, 1], 0.5, "lnd_2"],
    ["the only landing, with any weight", null, [0], 0.5, "lnd_1"],
    ["the only landing where the link's is gone", "lnd_9", [1], 0, "lnd_1"],
    ["the first at the lowest draw", null, [1, 1], 0, "lnd_1"],
    ["the last at the highest draw", null, [1, 1, 1], 1 - Number.EPSILON / 2, "lnd_3"],
    ["none of weight 0 at the lowest draw", null, [0, 1], 0, "lnd_2"],
    ["none of weight 0 at the highest draw", null, [1, 0], 1 - Number.EPSILON / 2, "lnd_1"],
  ])("a visitor goes to %s", (_, landingId, weights, draw, expected) => {
    const decision = decide(
      linkOf({ landingId }),
      offerOf({ landings: landingsOf(weights) }),
      webmasterOf(),
      visitOf(draw),
    );
    expect(decision).toMatchObject({ kind: "landing", landingId: expected });
  });

  test.each([
    ["no landing", []],
    ["landings of no weight", [0, 0]],
  ])("an offer with %s counts as paused", (_, weights) => {
    const offer = offerOf({ landings: landingsOf(weights), fallbackUrl: "https://offer.example" });
    expect(decide(linkOf(), offer, webmasterOf(), visitOf(0.5))).toEqual({
      kind: "fallback",
      reason: "paused",
      url: "https://offer.example",
    });
  });

  test("evenly spread draws give each landing exactly its weight", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 2, maxLength: 6 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const landings = landingsOf(weights);
        const drawn = weights.map(() => 0);
        for (let i = 0; i < total; i++) {
          const decision = decide(linkOf(), offerOf({ landings }), webmasterOf(), visitOf((i + 0.5) / total));
          const at = decision.kind === "landing" ? landings.findIndex(({ id }) => id === decision.landingId) : -1;
          drawn[at] = (drawn[at] ?? 0) + 1;
        }
        expect(drawn).toEqual(weights);
      }),
    ));

  test("every draw finds a landing with weight", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 2 }), draws, (weights, draw) => {
        fc.pre(weights.some((weight) => weight > 0));
        const decision = decide(linkOf(), offerOf({ landings: landingsOf(weights) }), webmasterOf(), visitOf(draw));
        const chosen = landingsOf(weights).find(({ id }) => decision.kind === "landing" && id === decision.landingId);
        expect(chosen?.weight).toBeGreaterThan(0);
      }),
    ));
});

test.each(["ab", "a1", "0-_", "black-friday", "a".repeat(64)])("%s can be a slug", (slug) => {
  expect(isSlug(slug)).toBe(true);
});

test.each([
  ...["", "a", "a".repeat(65), "-a", "_a", "Black-Friday", "a b", "a.b", "a/b", "a%20", "ключ", "ab\n", ".well-known"],
])("%j can't be a slug", (slug) => {
  expect(isSlug(slug)).toBe(false);
});

test.each([...["postback", "pixel.gif", "health", "cdn-cgi", "abuse", "robots.txt", "favicon.ico", ".well-known"]])(
  "%s is a path of the edge's own",
  (slug) => {
    expect(isSlug(slug)).toBe(false);
  },
);

test.each([
  [snapshotKeys.link("demo"), "link:/demo"],
  [snapshotKeys.link("demo", "go.example"), "link:go.example/demo"],
  [snapshotKeys.offer("off_1"), "offer:off_1"],
  [snapshotKeys.webmaster("web_1"), "webmaster:web_1"],
  [snapshotKeys.linkNumber(7), "link-number:7"],
  [snapshotKeys.token("ff"), "token:ff"],
])("the key %s does not change: KV holds it", (key, expected) => {
  expect(key).toBe(expected);
});

test.each([
  ["TUNE", "aff_sub aff_sub2 aff_sub3 aff_sub4 aff_sub5"],
  ["Admitad", "subid subid1 subid2 subid3 subid4"], // its second is subid1
  ["CAKE", "s1 s2 s3 s4 s5"],
  ["Impact", "subId1 subId2 subId3"], // its first is subId1
])("%s's names mean ours: %s", (_, names) => {
  const subs = names.split(" ").map((name) => SUB_ALIASES.get(name));
  expect(subs).toEqual(["sub1", "sub2", "sub3", "sub4", "sub5"].slice(0, subs.length));
});

test.each(["sub1", "sub6", "subId", "SubId1", "s0", "constructor"])("%s is no other network's name", (name) => {
  expect(SUB_ALIASES.get(name)).toBeUndefined();
});
