/** Runs a network's traffic through the ordinary verbs of a real local network, with its own times. */
import { addressHashOf } from "@waymark/contract/address-hash";
import { encodeBase32 } from "@waymark/contract/base32";
import { hintsOf } from "@waymark/contract/client-hints";
import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS } from "@waymark/contract/duration";
import { referrerHost } from "@waymark/contract/referrer";
import { readSignals } from "@waymark/contract/signals";
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Finding } from "@waymark/check";
import { closeDays, recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import { endHolds, reviewConversions } from "@waymark/network/conversion";
import { insertRows } from "@waymark/network/db";
import { insertLink, type LinkRow } from "@waymark/network/link";
import { createOffer } from "@waymark/network/offer";
import { recordPostbacks } from "@waymark/network/postback";
import { activateRuleSet, checkDue, createRuleSet } from "@waymark/network/traffic-check";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import type { ClickTraffic } from "../traffic/events.ts";
import type { Outcome } from "./quality-memory.ts";
import type { Traffic } from "./quality-traffic.ts";

/** What a request's headers are called in the events. */
const SENT = {
  ...{ "sec-fetch-site": "sec_fetch_site", "sec-fetch-mode": "sec_fetch_mode", "sec-fetch-dest": "sec_fetch_dest" },
  ...{ "sec-fetch-user": "sec_fetch_user", "sec-ch-ua-platform": "ch_platform", "sec-ch-ua-mobile": "ch_mobile" },
  ...{ "accept-language": "language", referer: "referrer", "x-requested-with": "requested_with" },
} as const satisfies Record<string, keyof ClickTraffic>;

/** The days of the past that teach the cuts. */
const CALIBRATION_DAYS = 14;
const HOLD_DAYS = 14;
const CLICKS_A_BATCH = 5_000;
const POSTBACKS_A_BATCH = 500;

/** What becomes of a network's conversions, after its honest past has taught the cuts. */
export async function runOnNetwork(now: Traffic, past: Traffic): Promise<Outcome[]> {
  const network = await startNetwork();
  try {
    const runner = new Runner(network);
    const taught = firstDays(past, CALIBRATION_DAYS);
    // The past ends, with all of its decisions and holds, before the present begins.
    const end = Math.max(taught.meta.to, ...taught.decisions.map(({ at }) => at)) + (HOLD_DAYS + 2) * DAY_MS;
    const shift = Math.max(0, Math.ceil((end - now.meta.from) / DAY_MS)) * DAY_MS;
    await runner.feed(taught, -shift);
    await runner.teach();
    return await runner.feed(now, 0);
  } finally {
    await network.stop();
  }
}

function firstDays(traffic: Traffic, days: number): Traffic {
  const to = traffic.meta.from + days * DAY_MS;
  const conversions = traffic.conversions.filter(({ at }) => at < to);
  const ids = new Set(conversions.map(({ id }) => id));
  return {
    ...traffic,
    meta: { ...traffic.meta, to },
    clicks: traffic.clicks.filter(({ at }) => at < to),
    conversions,
    decisions: traffic.decisions.filter(({ conversion }) => ids.has(conversion)),
  };
}

/** What became of a conversion, as it is stored. */
interface StoredState {
  id: string;
  check_state: string;
  check_code: string | null;
  /** JSON; null: nothing was found. */
  findings: string | null;
  /** The second stage flagged it after its advertiser had rejected it. */
  is_marked: 0 | 1;
}

class Runner {
  readonly #network: TestNetwork;
  #now = 0;
  /** By the ids of the events. */
  readonly #offers = new Map<string, string>();
  readonly #webmasters = new Map<string, string>();
  readonly #links = new Map<string, LinkRow>();

  constructor(network: TestNetwork) {
    this.#network = network;
  }

  #as(actor: Actor) {
    return this.#network.context(actor, () => this.#now);
  }

  #system() {
    return this.#as({ role: "system", job: "bench" });
  }

  #operator() {
    return this.#as({ role: "operator", id: "key_test" });
  }

  /** Makes a rule set of what is known now, and switches it on. */
  async teach(): Promise<void> {
    const set = await createRuleSet(this.#operator(), { rules: {}, note: "of the past" });
    if (!set.isCalibrated)
      throw new Error(`${set.sample} approved conversions of the past are too few to calibrate by`);
    await activateRuleSet(this.#operator(), set.id, "calibrated");
  }

  /** Feeds events day by day, then lets time pass until all holds are over. `shift` is added to their times. */
  async feed(traffic: Traffic, shift: number): Promise<Outcome[]> {
    const { meta, clicks, conversions, decisions } = traffic;
    const dayOf = (at: number) => Math.floor((at - meta.from) / DAY_MS);
    this.#now = meta.from + shift;
    await this.#admit(traffic);
    const [byDay, soldBy, decidedBy] = [clicks, conversions, decisions].map((events) =>
      Map.groupBy(events as { at: number }[], ({ at }) => dayOf(at)),
    ) as [Map<number, typeof clicks>, Map<number, typeof conversions>, Map<number, typeof decisions>];
    const last = Math.max(...[...byDay.keys(), ...soldBy.keys(), ...decidedBy.keys()]);
    const first = Math.min(...[...byDay.keys(), ...soldBy.keys()]);
    const events = new Map<string, ClickEvent>();
    const stored = new Map<string, string>();
    for (let day = first; day <= last + HOLD_DAYS + 1; day++) {
      this.#now = meta.from + (day + 1) * DAY_MS + shift;
      for (const some of chunks(byDay.get(day) ?? [], CLICKS_A_BATCH)) {
        const made = some.map((click) => this.#clickOf(click, shift));
        for (const [i, { id }] of some.entries()) events.set(id, made[i] as ClickEvent); // one each
        await setImmediate(); // a connection that was closed in between is not used again
        await recordClicks(this.#system(), made);
      }
      for (const some of chunks(soldBy.get(day) ?? [], POSTBACKS_A_BATCH)) {
        const postbacks = await Promise.all(
          some.map(({ click, at, order_id, amount_minor }) => {
            const clickId = events.get(click)?.clickId;
            if (clickId === undefined) throw new Error(`no click ${click}`);
            const amount = amount_minor === 0 ? {} : { amount: (amount_minor / 100).toFixed(2), currency: "USD" };
            return postbackEvent(clickId, { acceptedAt: at + shift, fields: { order_id, ...amount } });
          }),
        );
        const ids = new Map(postbacks.map(({ receipt }, i) => [receipt, some[i]?.id ?? ""]));
        for (const { event, outcome } of await recordPostbacks(this.#system(), postbacks))
          if (outcome.conversionId !== null) stored.set(ids.get(event.receipt) ?? "", outcome.conversionId);
      }
      const reviews = (decidedBy.get(day) ?? []).flatMap(({ conversion, status, reason }) => {
        const id = stored.get(conversion);
        const event = status === "approved" ? ("approve" as const) : ("reject" as const);
        return id === undefined ? [] : [{ id, event, reason: reason || "by the shop" }];
      });
      for (const some of chunks(reviews, POSTBACKS_A_BATCH))
        await reviewConversions(this.#as({ role: "advertiser", id: "key_bench", advertiserId: DEMO.advertiser }), some);
      while (await closeDays(this.#system()));
      while ((await checkDue(this.#system())) > 0);
      while ((await endHolds(this.#system())) > 0);
    }
    return this.#outcomes(traffic, stored);
  }

  /** Offers, webmasters, links and sign-ins. */
  async #admit({ offers, webmasters, clicks, meta }: Traffic): Promise<void> {
    const { db } = this.#operator();
    for (const { id, amount_median, commission_fixed_minor, commission_bps, attribution_days } of offers) {
      if (this.#offers.has(id)) continue;
      const { offer } = await createOffer(this.#operator(), {
        ...{
          advertiserId: DEMO.advertiser,
          name: id,
          validation: "real_time",
          validationDays: null,
          holdDays: HOLD_DAYS,
        },
        ...{ attributionDays: attribution_days, clickParameter: "click_id", fallbackUrl: null },
        goals: [
          {
            ...{ code: "main", isDefault: true, currency: "USD", repeats: "always" },
            ...{ revenueFixedMinor: commission_fixed_minor, revenueBps: amount_median === 0 ? 0 : commission_bps },
            ...{
              commissionFixedMinor: commission_fixed_minor,
              commissionBps: amount_median === 0 ? 0 : commission_bps,
            },
          },
        ],
        landings: [{ url: "https://shop.example/?click_id={click_id}", weight: 100 }],
      });
      this.#offers.set(id, offer.id);
    }
    for (const { id } of webmasters)
      if (!this.#webmasters.has(id)) this.#webmasters.set(id, (await admit(this.#network, "webmaster")).id);
    for (const { link, offer, webmaster } of clicks) {
      if (this.#links.has(link)) continue;
      const slug = `bench-${this.#links.size}`;
      const [offerId, webmasterId] = [this.#offers.get(offer), this.#webmasters.get(webmaster)];
      if (offerId === undefined || webmasterId === undefined) throw new Error(`no offer or webmaster of ${link}`);
      await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, this.#now));
      this.#links.set(link, await linkRow(this.#network, slug));
    }
    const days = Array.from(
      { length: Math.ceil((meta.to - meta.from) / DAY_MS) + 1 },
      (_, i) => this.#now + i * DAY_MS,
    );
    const rows = webmasters.flatMap(({ id, login_addresses }) =>
      days.flatMap((at) =>
        login_addresses.map((address) => ({
          ...{ day: Math.floor(at / DAY_MS), webmaster_id: this.#webmasters.get(id) ?? "" },
          address: hashOf(address, at),
        })),
      ),
    );
    await db.write(insertRows("sign_in_address", ["day", "webmaster_id", "address"], rows));
  }

  /** The event that the edge makes of a click. */
  #clickOf(click: ClickTraffic, shift: number): ClickEvent {
    const link = this.#links.get(click.link);
    if (link === undefined) throw new Error(`no link ${click.link}`);
    const at = click.at + shift;
    const visitor = createHash("sha256")
      .update(`${dateOf(at)}\n${click.address}\n${click.user_agent}`)
      .digest();
    const headers = new Headers(
      Object.entries(SENT).flatMap(([name, field]) => (click[field] === "" ? [] : [[name, click[field]]])) as [
        string,
        string,
      ][],
    );
    const hints = hintsOf(click.ch_platform || null, click.ch_mobile || null);
    const referrer = referrerHost(click.referrer || null);
    return clickEvent(link, {
      ...{
        clickedAt: at,
        bucket: visitor[0] ?? 0,
        visitor: encodeBase32(visitor, 15),
        address: hashOf(click.address, at),
      },
      ...{ country: click.country, region: click.region, city: click.city, asn: click.asn },
      ...{
        language: click.language,
        userAgent: click.user_agent,
        sub1: click.sub1,
        sub2: click.sub2,
        source: click.source,
      },
      signals: readSignals(headers, { httpProtocol: click.http, tlsVersion: click.tls }),
      ...(hints !== "" && { hints }),
      ...(referrer !== "" && { referrer }),
    });
  }

  async #outcomes({ conversions, clicks }: Traffic, stored: ReadonlyMap<string, string>): Promise<Outcome[]> {
    const webmasterOf = new Map(clicks.map(({ id, webmaster }) => [id, webmaster]));
    const rows = await this.#network.rows<StoredState>(
      "DB",
      `SELECT id, check_state, check_code, (SELECT findings FROM conversion_check
         WHERE conversion_id = conversion.id AND verdict <> 'clear' ORDER BY stage DESC LIMIT 1) AS findings,
         validation = 'rejected' AND EXISTS (
           SELECT 1 FROM conversion_check WHERE conversion_id = conversion.id AND verdict = 'flagged') AS is_marked
       FROM conversion`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return conversions.flatMap(({ id, click }) => {
      const row = byId.get(stored.get(id) ?? "");
      if (row === undefined) return [];
      const rules = (JSON.parse(row.findings ?? "[]") as Finding[]).map(({ rule }) => rule); // written by the check
      return [
        {
          conversion: id,
          webmaster: webmasterOf.get(click) ?? "",
          state: stateOf(row),
          rules,
          isRefused: row.check_state === "refused",
        },
      ];
    });
  }
}

function stateOf({ check_state, check_code, is_marked }: StoredState): Outcome["state"] {
  if (check_state !== "clear") return check_code === "check_pending" ? "waiting" : "held";
  return is_marked === 1 ? "marked" : "clear";
}

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** As the edge hashes an address on that day. */
const hashOf = (address: string, at: number) => addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, address, dateOf(at));

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
