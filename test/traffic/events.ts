/**
 * A network's traffic as NDJSON: what an edge Worker sees of a click, what is reported, what advertisers decide, and, in a
 * file of its own, the truth. Times are Unix ms, amounts minor units, "" a header that was absent.
 */

export interface MetaEvent {
  type: "meta";
  schema: 1;
  seed: number;
  /** Share of the fraud's full volume. */
  intensity: number;
  days: number;
  from: number;
  to: number;
}

export interface OfferEvent {
  type: "offer";
  id: string;
  advertiser: string;
  goal: string;
  currency: string;
  /** 0 if orders have no amount. */
  amount_median: number;
  commission_fixed_minor: number;
  commission_bps: number;
  attribution_days: number;
}

export interface WebmasterEvent {
  type: "webmaster";
  id: string;
  referrer_host: string;
  login_addresses: string[];
}

export interface LinkEvent {
  type: "link";
  id: string;
  offer: string;
  webmaster: string;
}

/** What a request reveals of its visitor. */
export interface RequestFacts {
  address: string;
  asn: number;
  country: string;
  region: string;
  city: string;
  language: string;
  user_agent: string;
  ch_platform: string;
  ch_mobile: string;
  http: string;
  tls: string;
  sec_fetch_site: string;
  sec_fetch_mode: string;
  sec_fetch_dest: string;
  sec_fetch_user: string;
  requested_with: string;
  referrer: string;
}

export interface ClickTraffic extends RequestFacts {
  type: "click";
  id: string;
  at: number;
  link: string;
  offer: string;
  webmaster: string;
  advertiser: string;
  sub1: string;
  sub2: string;
  source: string;
}

export interface ConversionEvent {
  type: "conversion";
  id: string;
  at: number;
  click: string;
  goal: string;
  order_id: string;
  amount_minor: number;
  currency: string;
}

/** The advertiser's word, weeks later: a noisy truth. */
export interface DecisionEvent {
  type: "decision";
  at: number;
  conversion: string;
  status: "approved" | "rejected";
  reason: string;
}

export type TimedEvent = ClickTraffic | ConversionEvent | DecisionEvent;
export type TrafficEvent = MetaEvent | OfferEvent | WebmasterEvent | LinkEvent | TimedEvent;

/** The truth about a click or a conversion. */
export interface Label {
  event: string;
  fraud: boolean;
  /** `honest`, `crawler`, or a kind of fraud. */
  kind: string;
  campaign: string;
  /** What sort of visitor it was. */
  group: string;
}
