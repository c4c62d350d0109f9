import { insertMinimums } from "@waymark/network/payout";
import { insertApproved, insertJoining } from "@waymark/network/application";
import { insertLink } from "@waymark/network/link";
import { insertOffer, type NewOffer } from "@waymark/network/offer";
import {
  createAdvertiser,
  insertApiKey,
  insertPerson,
  createPostbackToken,
  createWebmaster,
  sha256Hex,
} from "@waymark/network/identity";
import { mintId } from "@waymark/network/ids";
import type { Statement } from "@waymark/network/db";
import { insertSchedule } from "@waymark/network/upload";

/** The demo network of local development. The README and the tests rely on these names. */
export const DEMO = {
  advertiser: "adv_demo",
  webmaster: "wm_demo",
  offers: { demo: "off_demo", hold: "off_hold", upload: "off_upload" },
  slugs: { demo: "demo", hold: "demo-hold", upload: "demo-upload" },
  keys: { operator: "wm_demo_operator", advertiser: "wm_demo_advertiser", webmaster: "wm_demo_webmaster" },
  emails: { operator: "operator@demo.test", advertiser: "advertiser@demo.test", webmaster: "webmaster@demo.test" },
  password: "waymark-demo",
  postbackToken: "demo-postback-token",
} as const;

/** better-auth's scrypt of the demo password, worked out once: it takes a tenth of a second each. */
const PASSWORD_HASH =
  "d8df4a058005ad25acb7ab6cea55bd7c:b0f28451d9af8c8ed875c61e284207aa42dee5858d1f3f6c2ed1275cebcf96166fefebb5c262a465622a226b6020239b190f271446f1d9523f51cabd29a4de93";

/** Further webmasters of the history. */
const OTHER_WEBMASTERS = ["wm_atlas", "wm_breeze", "wm_cedar"] as const;

/** The question of the offer by application. */
const QUESTION = "Where will you show the shop?";

/** Accounts, keys, offers and links of the demo network, as statements in their order. */
export async function demoNetwork(shopOrigin: string, now: number): Promise<Statement[]> {
  const account = { status: "active", created_at: now } as const;
  const key = { name: "demo", created_at: now, revoked_at: null } as const;
  const none = { advertiser_id: null, webmaster_id: null } as const;
  return [
    ...createAdvertiser({ id: DEMO.advertiser, name: "Cairn & Co.", ...account }),
    ...[DEMO.webmaster, ...OTHER_WEBMASTERS].flatMap((id) =>
      createWebmaster({
        id,
        name: nameOf(id),
        hold_days: 0,
        ...account,
      }),
    ),
    ...insertMinimums(DEMO.webmaster, [{ currency: "USD", amountMinor: 0 }]),
    ...insertApiKey({
      sha256: await sha256Hex(DEMO.keys.operator),
      id: "key_demo_operator",
      role: "operator",
      ...none,
      ...key,
    }),
    ...insertApiKey({
      sha256: await sha256Hex(DEMO.keys.advertiser),
      id: "key_demo_advertiser",
      role: "advertiser",
      ...none,
      advertiser_id: DEMO.advertiser,
      ...key,
    }),
    ...insertApiKey({
      sha256: await sha256Hex(DEMO.keys.webmaster),
      id: "key_demo_webmaster",
      role: "webmaster",
      ...none,
      webmaster_id: DEMO.webmaster,
      ...key,
    }),
    ...(["operator", "advertiser", "webmaster"] as const).flatMap((role) =>
      insertPerson(
        {
          id: `per_demo_${role}`,
          name: `Demo ${role}`,
          email: DEMO.emails[role],
          role,
          advertiser_id: role === "advertiser" ? DEMO.advertiser : null,
          webmaster_id: role === "webmaster" ? DEMO.webmaster : null,
        },
        PASSWORD_HASH,
        now,
      ),
    ),
    ...createPostbackToken({
      id: "ptk_demo",
      sha256: await sha256Hex(DEMO.postbackToken),
      advertiser_id: DEMO.advertiser,
      created_at: now,
      revoked_at: null,
    }),
    ...insertOffer(
      DEMO.offers.demo,
      offer("Maps and compasses", shopOrigin, {
        presentation: {
          description:
            "Paper maps, compasses and guides for people who walk. A lead is a visitor who asks for the catalogue; a sale is a paid order. Answers come within days, and approved commissions can be paid at once.",
          categories: ["outdoor", "books"],
          trafficAllowed: ["content", "seo", "social", "influencer", "email", "display", "native"],
          trafficForbidden: ["brand_bidding", "adult", "toolbar"],
          previewUrl: shopOrigin,
        },
      }),
      "active",
      now,
    ),
    ...insertOffer(
      DEMO.offers.hold,
      offer("Maps and compasses, 14 days of hold", shopOrigin, {
        holdDays: 14,
        presentation: {
          description:
            "The same shop for cashback and coupon sites. Buyers may send back what they ordered within 14 days, so an approved commission waits as long.",
          categories: ["outdoor", "cashback"],
          trafficAllowed: ["cashback", "coupon", "content"],
          trafficForbidden: ["brand_bidding", "incentive"],
          previewUrl: shopOrigin,
          access: "application",
        },
      }),
      "active",
      now,
    ),
    ...insertJoining(
      {
        offerId: DEMO.offers.hold,
        questions: [{ code: "where", text: QUESTION, options: [], isRequired: true }],
        approval: "by_hand",
        contact: { name: "Demo advertiser", email: DEMO.emails.advertiser, other: "" },
        version: 1,
      },
      "system:seed",
      now,
    ),
    ...[DEMO.webmaster, ...OTHER_WEBMASTERS].flatMap((id) =>
      insertApproved(
        {
          id: `apl_${id.slice(3)}_hold`,
          offer_id: DEMO.offers.hold,
          advertiser_id: DEMO.advertiser,
          webmaster_id: id,
          answers: [{ code: "where", question: QUESTION, answer: `On the pages of ${nameOf(id)}` }],
        },
        "system:seed",
        now,
      ),
    ),
    ...insertOffer(
      DEMO.offers.upload,
      offer("Maps and compasses, validated by upload", shopOrigin, {
        validation: "upload",
        holdDays: 7,
        presentation: {
          description:
            "Orders of schools and clubs, paid by invoice. The shop reports them all at once when the invoices are settled: what you earn appears with that delay, then waits a week.",
          categories: ["outdoor", "b2b"],
          trafficForbidden: ["incentive", "popunder", "push"],
          previewUrl: shopOrigin,
        },
      }),
      "active",
      now,
    ),
    ...insertSchedule(
      {
        offerId: DEMO.offers.upload,
        version: 1,
        schedule: { zone: "Europe/Berlin", every: { kind: "month", day: 5 }, graceDays: 3, missing: "keep" },
        changedBy: "system:seed",
      },
      now,
    ),
    ...demoLinks().flatMap((link) => insertLink({ ...link, id: mintId("lnk", now), defaults: {} }, now)),
  ];
}

/** Every webmaster's link to every offer; the demo webmaster's slugs are the short ones. */
export const demoLinks = () =>
  [DEMO.webmaster, ...OTHER_WEBMASTERS].flatMap((webmasterId) =>
    (["demo", "hold", "upload"] as const).map((name) => ({
      slug: webmasterId === DEMO.webmaster ? DEMO.slugs[name] : `${webmasterId.slice(3)}-${name}`,
      offerId: DEMO.offers[name],
      webmasterId,
    })),
  );

function offer(name: string, shopOrigin: string, terms: Partial<NewOffer>): NewOffer {
  const goal = { currency: "USD", revenueFixedMinor: 0, revenueBps: 0, commissionFixedMinor: 0, commissionBps: 0 };
  return {
    advertiserId: DEMO.advertiser,
    name,
    validation: "real_time",
    validationDays: null,
    holdDays: 0,
    attributionDays: 30,
    clickParameter: "click_id",
    fallbackUrl: null,
    goals: [
      { ...goal, code: "lead", isDefault: false, revenueFixedMinor: 650, commissionFixedMinor: 500 },
      { ...goal, code: "sale", isDefault: true, revenueBps: 1_300, commissionBps: 1_000 },
    ],
    landings: [{ url: demoLanding(shopOrigin), weight: 100 }],
    ...terms,
  };
}

/** Demo landings lead to the current address of the shop. */
export const demoLanding = (shopOrigin: string) => `${shopOrigin}/?click_id={click_id}&source={source}`;

const nameOf = (id: string) => `${id.slice(3, 4).toUpperCase()}${id.slice(4)} Media`;
