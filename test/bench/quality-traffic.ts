/** Foreign traffic as `bench quality` reads it: NDJSON files (test/traffic/events.ts). */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type {
  ClickTraffic,
  ConversionEvent,
  DecisionEvent,
  Label,
  MetaEvent,
  OfferEvent,
  TrafficEvent,
  WebmasterEvent,
} from "../traffic/events.ts";

/** A network's events, those with a time in its order. */
export interface Traffic {
  meta: MetaEvent;
  offers: OfferEvent[];
  webmasters: WebmasterEvent[];
  clicks: ClickTraffic[];
  conversions: ConversionEvent[];
  decisions: DecisionEvent[];
}

/** Throws if there is no meta event. */
export function trafficOf(events: Iterable<TrafficEvent>): Traffic {
  let meta: MetaEvent | undefined;
  const traffic: Omit<Traffic, "meta"> = { offers: [], webmasters: [], clicks: [], conversions: [], decisions: [] };
  for (const event of events)
    switch (event.type) {
      case "meta":
        meta = event;
        break;
      case "offer":
        traffic.offers.push(event);
        break;
      case "webmaster":
        traffic.webmasters.push(event);
        break;
      case "link": // clicks name their offer and webmaster
        break;
      case "click":
        traffic.clicks.push(event);
        break;
      case "conversion":
        traffic.conversions.push(event);
        break;
      case "decision":
        traffic.decisions.push(event);
        break;
    }
  if (meta === undefined) throw new Error("there is no event of the type meta");
  return { meta, ...traffic };
}

export const readEvents = async (file: string): Promise<TrafficEvent[]> => (await readLines(file)) as TrafficEvent[]; // by the fixture's schema

export const readLabels = async (file: string): Promise<Label[]> => (await readLines(file)) as Label[]; // the same

/** Throws if a line is not JSON, naming it. */
async function readLines(file: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number++;
    if (line.trim() === "") continue;
    try {
      rows.push(JSON.parse(line));
    } catch (error) {
      throw new Error(`line ${number} of ${file} is not JSON`, { cause: error });
    }
  }
  return rows;
}
