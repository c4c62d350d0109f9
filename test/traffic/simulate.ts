/**
 * A simulated network with its truth: honest visitors of many sorts, and ten kinds of fraud. The same seed gives the same
 * events. What advertisers decide is noisy, as in life: they find some of the fraud, and take honest orders back.
 */
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { drawNormal, drawPoisson, seededDraw, type Draw } from "@waymark/forecast/testing";
import type {
  ClickTraffic,
  ConversionEvent,
  Label,
  OfferEvent,
  RequestFacts,
  TimedEvent,
  TrafficEvent,
} from "./events.ts";
import { FRAUD_KINDS, FRAUDS, type Fraud, type FraudKind } from "./frauds.ts";
import { pick } from "./pick.ts";
import { COUNTRIES, drawLocation } from "./places.ts";
import { crawler, HONEST, type HonestGroup, type VisitorParts } from "./visitors.ts";

export interface SimulationOptions {
  seed: number;
  days: number;
  /** Share of the fraud's full volume; 0: honest traffic only. */
  intensity: number;
  /** Unix ms of the first UTC midnight. */
  from?: number;
  /** Honest webmasters. */
  webmasters?: number;
}

export interface Simulation {
  events: TrafficEvent[];
  labels: Label[];
}

const FROM = Date.UTC(2026, 8, 1);
const OFFERS = 8;
const MEDIAN_CLICKS_A_DAY = 100;
const CRAWLER_SHARE = 0.01;
/** Visitors who click a second time soon. */
const AGAIN_SHARE = 0.06;

export function simulate({ seed, days, intensity, from = FROM, webmasters = 60 }: SimulationOptions): Simulation {
  const draw = seededDraw(seed);
  const offers = Array.from({ length: OFFERS }, (_, i) => drawOffer(draw, i));
  const sites = Array.from({ length: webmasters }, () => drawSite(draw, offers));
  const campaigns = intensity === 0 ? [] : FRAUD_KINDS.map((kind) => drawCampaign(draw, offers, kind));
  const made: Made[] = [];
  for (let day = from; day < from + days * DAY_MS; day += DAY_MS) {
    for (const site of sites) for (const visit of honestVisits(draw, site, day)) made.push(...visit);
    for (const campaign of campaigns)
      for (const visit of fraudVisits(draw, campaign, { day, intensity })) made.push(...visit);
  }
  const to = from + days * DAY_MS;
  const all = [...sites, ...campaigns.map(({ site }) => site)];
  const head: TrafficEvent[] = [
    { type: "meta", schema: 1, seed, intensity, days, from, to },
    ...offers.map(({ event }) => event),
    ...all.map(({ id, host, loginAddress }) => ({
      ...{ type: "webmaster" as const, id, referrer_host: host, login_addresses: [loginAddress] },
    })),
    ...all.flatMap(({ id: webmaster, links }) =>
      links.map(({ id, offer }) => ({ type: "link" as const, id, offer: offer.event.id, webmaster })),
    ),
  ];
  return numbered(head, made);
}

interface Offer {
  event: OfferEvent;
  /** Share of honest clicks that convert. */
  rate: number;
  /** Median of the seconds from a click to its conversion, and their spread as a logarithm. */
  medianSeconds: number;
  spread: number;
}

interface Site {
  id: string;
  host: string;
  country: string;
  loginAddress: string;
  groups: readonly HonestGroup[];
  clicksADay: number;
  /** How much better than others its visitors buy. */
  appeal: number;
  links: { id: string; offer: Offer }[];
}

const nameOf = (draw: Draw, length: number) =>
  Array.from({ length }, () => Math.floor(draw() * 36).toString(36)).join("");

function drawOffer(draw: Draw, number: number): Offer {
  const isSale = number % 2 === 0;
  return {
    event: {
      ...{ type: "offer", id: `off_s${number}`, advertiser: `adv_s${number % 4}`, goal: "main", currency: "USD" },
      amount_median: isSale ? Math.round(2_000 + draw() * 8_000) : 0,
      commission_fixed_minor: isSale ? 0 : Math.round(200 + draw() * 800),
      commission_bps: isSale ? 1_000 : 0,
      attribution_days: 30,
    },
    rate: 0.015 + draw() * 0.03,
    medianSeconds: isSale ? 600 + draw() * 5_000 : 120 + draw() * 600,
    spread: 1 + draw() * 0.5,
  };
}

function drawSite(draw: Draw, offers: readonly Offer[]): Site {
  const country = pick(draw, COUNTRIES);
  const id = `wm_${nameOf(draw, 8)}`;
  const names = Object.keys(HONEST) as HonestGroup[]; // its keys are closed
  return {
    ...{ id, country, host: `${nameOf(draw, 6)}.blog`, loginAddress: drawLocation(draw, "fixed", country).address },
    groups: ["home", pick(draw, names), pick(draw, names)],
    clicksADay: MEDIAN_CLICKS_A_DAY * Math.exp(0.8 * drawNormal(draw)),
    appeal: Math.exp(0.35 * drawNormal(draw)),
    links: Array.from({ length: 1 + Math.floor(draw() * 3) }, () => ({
      id: `lnk_${nameOf(draw, 10)}`,
      offer: pick(draw, offers),
    })),
  };
}

interface Campaign {
  kind: FraudKind;
  name: string;
  site: Site;
  lines: string[];
}

/** Lines of a room of phones. */
const CAMPAIGN_LINES = 3;

const drawCampaign = (draw: Draw, offers: readonly Offer[], kind: FraudKind): Campaign => {
  // Large orders need an offer that pays a share of them.
  const isOfAmounts = ({ event }: Offer) => event.amount_median > 0;
  const site = drawSite(draw, kind === "amounts" ? offers.filter(isOfAmounts) : offers);
  return {
    ...{ kind, name: `${kind}-1`, site },
    lines: Array.from({ length: CAMPAIGN_LINES }, () => drawLocation(draw, "fixed", site.country).address),
  };
};

/** A click or a conversion, with its truth, before the order of all decides their ids. */
type Made = { label: Omit<Label, "event"> } & (
  | { click: Omit<ClickTraffic, "id"> }
  | { of: Made; conversion: Omit<ConversionEvent, "id" | "click">; decision: Decided | null }
);

interface Decided {
  at: number;
  status: "approved" | "rejected";
  reason: string;
}

const isClick = (one: Made): one is Made & { click: Omit<ClickTraffic, "id"> } => "click" in one;
const timeOf = (one: Made) => (isClick(one) ? one.click.at : one.conversion.at);

function* honestVisits(draw: Draw, site: Site, day: number): Generator<Made[]> {
  for (const link of site.links)
    for (let left = drawPoisson(draw, site.clicksADay / site.links.length); left > 0; left--) {
      const parts = partsOf(draw, site);
      const isCrawler = draw() < CRAWLER_SHARE;
      const group = pick(draw, site.groups);
      const label = {
        fraud: false,
        kind: isCrawler ? "crawler" : "honest",
        campaign: "",
        group: isCrawler ? "" : group,
      };
      const request = isCrawler ? crawler(parts) : HONEST[group](parts);
      const click = clickOf(site, link, { at: day + hourOf(draw), request, sub2: `p${Math.floor(draw() * 9)}` });
      const first: Made = { label, click };
      const again =
        draw() < AGAIN_SHARE ? [{ label, click: { ...click, at: click.at + 1 + Math.floor(draw() * HOUR_MS) } }] : [];
      const buys = !isCrawler && draw() < link.offer.rate * site.appeal;
      yield [first, ...again, ...(buys ? [honestOrder(draw, first, link.offer, click.at)] : [])];
    }
}

/** A fraud's webmaster also has some honest visitors. */
const HONEST_SHARE = 0.3;

function* fraudVisits(
  draw: Draw,
  { kind, name, site, lines }: Campaign,
  { day, intensity }: { day: number; intensity: number },
): Generator<Made[]> {
  yield* honestVisits(draw, { ...site, clicksADay: site.clicksADay * HONEST_SHARE }, day);
  const fraud: Fraud = FRAUDS[kind];
  const [link] = site.links;
  if (link === undefined) return;
  for (let left = drawPoisson(draw, fraud.clicks * intensity); left > 0; left--) {
    const request = fraud.request({ ...partsOf(draw, site), loginAddress: site.loginAddress, lines });
    const sub2 = fraud.placement ?? `p${Math.floor(draw() * 9)}`;
    const label = { fraud: true, kind, campaign: name, group: "" };
    const first: Made = { label, click: clickOf(site, link, { at: day + hourOf(draw), request, sub2 }) };
    yield draw() < fraud.rate ? [first, fraudOrder(draw, first, link.offer, fraud)] : [first];
  }
}

const partsOf = (draw: Draw, { country, host }: Site): VisitorParts => ({ draw, country, page: `https://${host}/` });

const clickOf = (
  site: Site,
  link: Site["links"][number],
  { at, request, sub2 }: { at: number; request: RequestFacts; sub2: string },
): Omit<ClickTraffic, "id"> => ({
  ...{ type: "click", at, link: link.id, offer: link.offer.event.id },
  ...{ webmaster: site.id, advertiser: link.offer.event.advertiser },
  ...request,
  ...{ sub1: `cmp${site.id.charCodeAt(3) % 4}`, sub2, source: "" },
});

/** Few visitors come at night. */
function hourOf(draw: Draw): number {
  for (;;) {
    const at = Math.floor(draw() * DAY_MS);
    if (draw() < 0.55 - 0.45 * Math.cos((2 * Math.PI * (at - 3 * HOUR_MS)) / DAY_MS)) return at;
  }
}

const buyerSeconds = (draw: Draw, { medianSeconds, spread }: Offer) =>
  Math.max(8, medianSeconds * Math.exp(spread * drawNormal(draw)));

/** Honest orders that are taken back. */
const TAKEN_BACK = 0.05;

const honestOrder = (draw: Draw, of: Made, offer: Offer, clickedAt: number): Made => ({
  ...{ label: of.label, of },
  ...orderOf(draw, offer, { clickedAt, seconds: buyerSeconds(draw, offer), share: 1 }),
  decision: decided(draw, { rejected: TAKEN_BACK, reason: "returned" }),
});

const fraudOrder = (draw: Draw, of: Made & { click: { at: number } }, offer: Offer, fraud: Fraud): Made => ({
  ...{ label: of.label, of },
  ...orderOf(draw, offer, {
    clickedAt: of.click.at,
    seconds: fraud.seconds === null ? buyerSeconds(draw, offer) : fraud.seconds(draw),
    share: fraud.orderShare?.(draw) ?? 1,
  }),
  decision: decided(draw, { rejected: fraud.found, reason: "fraud" }),
});

const orderOf = (
  draw: Draw,
  { event }: Offer,
  { clickedAt, seconds, share }: { clickedAt: number; seconds: number; share: number },
): { conversion: Omit<ConversionEvent, "id" | "click"> } => ({
  conversion: {
    ...{ type: "conversion", at: clickedAt + Math.round(seconds * 1_000), goal: event.goal, currency: event.currency },
    order_id: `o-${nameOf(draw, 9)}`,
    amount_minor: Math.round(event.amount_median * share * Math.exp(0.5 * drawNormal(draw))),
  },
});

const UNDECIDED = 0.03;

/** What the advertiser says, as time after the conversion; null: nothing. */
function decided(draw: Draw, { rejected, reason }: { rejected: number; reason: string }): Decided | null {
  if (draw() < UNDECIDED) return null;
  const at = Math.floor((7 + draw() * 21) * DAY_MS);
  return draw() < rejected ? { at, status: "rejected", reason } : { at, status: "approved", reason: "" };
}

/** Gives ids in the order of time, and adds the decisions. */
function numbered(head: readonly TrafficEvent[], made: Made[]): Simulation {
  const order = made.toSorted((a, b) => timeOf(a) - timeOf(b));
  const ids = new Map(order.map((one, i) => [one, `${isClick(one) ? "c" : "v"}${String(i + 1).padStart(8, "0")}`]));
  const idOf = (one: Made) => ids.get(one) ?? "";
  const timed = order.flatMap((one): TimedEvent[] => {
    if (isClick(one)) return [{ ...one.click, id: idOf(one) }];
    const { conversion, of, decision } = one;
    const id = idOf(one);
    const answer = decision && {
      ...decision,
      type: "decision" as const,
      conversion: id,
      at: conversion.at + decision.at,
    };
    return [{ ...conversion, id, click: idOf(of) }, ...(answer === null ? [] : [answer])];
  });
  return {
    events: [...head, ...timed.toSorted((a, b) => a.at - b.at)],
    labels: order.map((one) => ({ event: idOf(one), ...one.label })),
  };
}
