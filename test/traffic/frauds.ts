/** Kinds of fraud as campaigns: how many clicks a day, what their requests look like, and what they convert to. */
import { drawNormal, type Draw } from "@waymark/forecast/testing";
import type { RequestFacts } from "./events.ts";
import { pick } from "./pick.ts";
import { farmPhone, HONEST, onServer, popUnder, script, type VisitorParts } from "./visitors.ts";

/** What a fraud knows of the webmaster that commits it. */
export interface FraudParts extends VisitorParts {
  /** Where the webmaster signs in from. */
  loginAddress: string;
  /** Lines that the campaign has for itself. */
  lines: readonly string[];
}

export interface Fraud {
  /** Clicks a day at full intensity. */
  clicks: number;
  /** Share of the clicks that convert. */
  rate: number;
  request(parts: FraudParts): RequestFacts;
  /** Seconds from a click to its conversion; null: as an honest buyer. */
  seconds: ((draw: Draw) => number) | null;
  /** Share of the median order; null: as an honest order. */
  orderShare?: (draw: Draw) => number;
  /** The sub-id that has the fraud, while the rest of the webmaster's traffic is honest. */
  placement?: string;
  /** Share that advertisers find out weeks later. */
  found: number;
}

const DAY_S = 86_400;
export const FRAUDS = {
  /** An app on the buyer's phone clicks seconds before the order is sent. */
  injection: {
    ...{ clicks: 80, rate: 0.14, found: 0.3 },
    request: HONEST.app,
    seconds: (draw) => 1 + draw() * 7,
  },
  /** Clicks for visitors who never clicked, so that what they buy later is the webmaster's. */
  flooding: {
    ...{ clicks: 1_750, rate: 0.004, found: 0.2 },
    request: (parts) => ({ ...HONEST.app(parts), sec_fetch_user: "" }),
    seconds: (draw) => draw() * 7 * DAY_S,
  },
  /** The same by windows that open by themselves. */
  stuffing: {
    ...{ clicks: 900, rate: 0.007, found: 0.25 },
    request: popUnder,
    seconds: (draw) => 3_600 + draw() * 5 * DAY_S,
  },
  /** Browsers on rented servers that sign up and order. */
  hosting: { ...{ clicks: 130, rate: 0.07, found: 0.6 }, request: onServer, seconds: null },
  /** Scripts behind the lines of households. */
  bots: { ...{ clicks: 210, rate: 0.05, found: 0.6 }, request: script, seconds: (draw) => 20 + draw() * 200 },
  /** A room of phones that does the same steps each time. */
  farm: {
    ...{ clicks: 75, rate: 0.2, found: 0.5 },
    request: (parts) => farmPhone(parts, pick(parts.draw, parts.lines)),
    seconds: (draw) => Math.max(5, 95 + 4 * drawNormal(draw)),
  },
  /** The webmaster orders and sends back. */
  self: {
    ...{ clicks: 7, rate: 0.5, found: 0.7 },
    request: (parts) => ({ ...HONEST.home(parts), address: parts.loginAddress }),
    seconds: (draw) => 120 + draw() * 900,
  },
  /** People who are paid to sign up, and do nothing afterwards. */
  incentive: {
    ...{ clicks: 65, rate: 0.33, found: 0.6 },
    request: HONEST.app,
    seconds: (draw) => 35 + draw() * 60,
  },
  /** One placement of bought robots among honest ones. */
  mixing: {
    ...{ clicks: 120, rate: 0.07, found: 0.5 },
    request: (parts) => (parts.draw() < 0.5 ? onServer(parts) : script(parts)),
    seconds: null,
    placement: "zone-x",
  },
  /** Orders that are far larger than what anyone buys, and come back. */
  amounts: {
    ...{ clicks: 45, rate: 0.12, found: 0.7 },
    request: HONEST.home,
    seconds: null,
    orderShare: (draw) => 9 + draw() * 6,
  },
} as const satisfies Record<string, Fraud>;

export type FraudKind = keyof typeof FRAUDS;
export const FRAUD_KINDS = Object.keys(FRAUDS) as FraudKind[]; // its keys are closed
