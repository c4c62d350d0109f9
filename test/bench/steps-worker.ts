/**
 * Runs one step of the hot path repeatedly: `/{step}?times=…`. Timed from outside, since a Worker's clock stands still.
 */
import { mintClickId } from "@waymark/contract/click-id";
import { compileTemplate, expandTemplate, MACROS, type Macro } from "@waymark/contract/destination";
import { decide } from "@waymark/contract/decision";
import type { LinkSnapshot, OfferSnapshot, WebmasterSnapshot } from "@waymark/contract/snapshot";
import { CLICK_KEYS, clickEventOf } from "@waymark/contract/testing";
import { readFamily } from "@waymark/contract/user-agent";
import { found } from "@waymark/edge/answers";
import { readVisitorParameters } from "@waymark/edge/parameters";
import { fiveRandomBytes } from "@waymark/edge/random";
import { factsOf, isPrefetch, visitorOf } from "@waymark/edge/visitor";
import type { Step } from "./steps.ts";

const link: LinkSnapshot = {
  ...{ v: 1, id: "lnk_1", number: 7, offerId: "off_1", webmasterId: "wm_1", advertiserId: "adv_1" },
  ...{ status: "active", landingId: null, fallbackUrl: null, defaults: {} },
};
const reading = compileTemplate("https://shop.example/?click_id={click_id}&source={source}", "click_id");
const template = reading.kind === "template" ? reading.template : [];
const offer: OfferSnapshot = {
  ...{ v: 1, id: "off_1", status: "active", fallbackUrl: null, landings: [{ id: "lnd_1", weight: 1, template }] },
  rules: [
    { by: "country", values: { DE: 1 } },
    { by: "device", values: { mobile: 1 } },
    { by: "language", deny: true, values: { tlh: 1 } },
  ],
};
const webmaster: WebmasterSnapshot = { v: 1, id: "wm_1", status: "active" };
const macros = Object.fromEntries(MACROS.map((name) => [name, name])) as Record<Macro, string>; // every macro has one
const event = clickEventOf();

/** The results are used, so that no step is optimised away. */
let taken = 0;

export default {
  async fetch(request) {
    const url = new URL(request.url);
    const step = STEP[url.pathname.slice(1) as Step]; // asked for by the bench
    const origin = { address: "203.0.113.7", cf: { country: "DE", regionCode: "BE", city: "Berlin", asn: 3320 } };
    const visitor = visitorOf(request.headers, origin, "secret", 0);
    const times = Number(url.searchParams.get("times"));
    for (let i = 0; i < times; i++) taken += step(request, { origin, visitor }, i);
    return new Response(String(taken));
  },
} satisfies ExportedHandler;

type Given = { origin: Parameters<typeof visitorOf>[1]; visitor: ReturnType<typeof visitorOf> };

const STEP: Record<Step, (request: Request, given: Given, i: number) => number> = {
  visitor: (request, { origin }, i) =>
    Number(isPrefetch(request.headers)) +
    visitorOf(request.headers, { ...origin, address: String(i) }, "secret", 0).bucket,
  query: () => readVisitorParameters("?sub1=bench&source=mail", link, offer).subs.sub1.length,
  decision: (_, { visitor }, now) =>
    decide(link, offer, webmaster, { now, draw: visitor.draw, facts: factsOf(visitor, readFamily) }).kind.length,
  click_ID: (_, __, i) =>
    mintClickId(CLICK_KEYS, { clickedAt: i, bucket: 0, linkNumber: 7, random: fiveRandomBytes() }).length,
  destination: () => expandTemplate(template, (macro) => macros[macro]).length,
  event: (_, __, sequence) => JSON.stringify({ ...event, sequence }).length,
  answer: () => found("https://shop.example/?click_id=x").status,
};
