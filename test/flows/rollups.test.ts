import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { SIGNALS } from "@waymark/contract/signals";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import { recordClicks } from "@waymark/network/click";
import type { LinkRow } from "@waymark/network/link";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { clickEvent } from "../harness/events.ts";
import { PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { SUB_NAMES } from "@waymark/contract/sub-id";

/**
 * Compares the rollups with a count of the raw events by simple maps and loops, independent of the code.
 */
const RUNS = 40;

const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
const AGENTS = {
  [PERSON]: ["desktop", "linux", "chrome", "valid"],
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1": [
    ...["mobile", "ios", "safari", "valid"],
  ],
  "Googlebot/2.1": ["other", "other", "other", "bot"],
} as const;

/** Hours around a month's end, and few visitors and links, so that they overlap. */
const click = fc.record({
  hoursAfter: fc.integer({ min: -26, max: 26 }),
  ms: fc.integer({ min: 0, max: HOUR_MS - 1 }),
  visitor: fc.integer({ min: 0, max: 5 }),
  link: fc.integer({ min: 1, max: 3 }),
  country: fc.constantFrom("DE", "PL", ""),
  agent: fc.constantFrom(...(Object.keys(AGENTS) as (keyof typeof AGENTS)[])), // its own keys
  signals: fc.constantFrom(0, 0, SIGNALS.embedded),
  reason: fc.option(fc.constantFrom(...FALLBACK_REASONS), { freq: 3 }),
  sub1: fc.constantFrom("", "mail", "banner\nnews", "漢 \u0000"),
  source: fc.constantFrom("", "mail"),
});

/** Clicks, and the batches of their delivery: each click at least once, some repeatedly, in any order. */
const history = fc.array(click, { minLength: 1, maxLength: 25 }).chain((clicks) => {
  const number = fc.integer({ min: 0, max: clicks.length - 1 });
  const batch = fc.array(number, { minLength: 1, maxLength: 20 });
  return fc.record({
    clicks: fc.constant(clicks),
    batches: fc.array(batch, { minLength: 1, maxLength: 5 }),
    rest: fc.shuffledSubarray([...clicks.keys()], { minLength: clicks.length }),
  });
});

describe.each([1, 3])("with %i shards", (shards) => {
  let network: TestNetwork;
  beforeAll(async () => void (network = await startNetwork({ clickShards: shards })));
  afterAll(() => network?.stop());

  test("the rollups equal a count by hand, for any redelivery and order", async () => {
    const monthEnd = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth());
    const ctx = network.context({ role: "system", job: "test" }, () => monthEnd + 3 * DAY_MS);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ clicks, batches, rest }) => {
        const name = `${shards}-${++run}`;
        const events = clicks.map((parts) => eventOf(parts, name, monthEnd));
        const deliveries = [...batches, rest].map((batch) => batch.flatMap((i) => events[i] ?? []));
        for (const delivery of deliveries) await recordClicks(ctx, delivery);
        const [hours, subs] = countByHand(deliveries);
        const webmasters = JSON.stringify([1, 2, 3].map((link) => `wm_${name}_${link}`));
        expect(await summed("click_hour", webmasters)).toEqual(hours);
        expect(await summed("sub_day", webmasters)).toEqual(subs);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  /** The counts of a rollup by dimensions, added up over the shards. */
  async function summed(table: "click_hour" | "sub_day", webmasters: string) {
    const counts = ["clicks", "uniques", ...(table === "sub_day" ? ["bots", "duplicates", "embedded"] : [])];
    const sums = new Counts();
    for (const shard of network.localNetwork.shards)
      for (const row of await network.rows<Record<string, unknown>>(
        shard,
        `SELECT * FROM ${table} WHERE webmaster_id IN (SELECT value FROM json_each(?))`,
        webmasters,
      ))
        sums.add(
          Object.entries(row).flatMap(([column, value]) => (counts.includes(column) ? [] : [value])),
          counts.map((column) => row[column] as number), // counts are
        );
    return sums.rows();
  }
});

type Click = typeof click extends fc.Arbitrary<infer T> ? T : never;

function eventOf({ hoursAfter, ms, visitor, link, reason, agent, ...parts }: Click, run: string, monthEnd: number) {
  const row = {
    ...{
      number: link,
      id: `lnk_${run}_${link}`,
      offer_id: `off_${run}_${link % 2}`,
      webmaster_id: `wm_${run}_${link}`,
    },
  } as LinkRow; // all that an event is made of
  const clickedAt = monthEnd + hoursAfter * HOUR_MS + ms;
  return clickEvent(row, {
    clickId: mintClickId(KEYS, {
      ...{ clickedAt, bucket: visitor, linkNumber: link },
      random: crypto.getRandomValues(new Uint8Array(5)),
    }),
    visitor: `visitor-${visitor}`,
    userAgent: agent,
    decision: reason === null ? "landing" : "fallback",
    landingId: reason === null ? `lnd_${link}` : null,
    ...{ reason, ...parts },
    // So that the count by hand need not read click_IDs.
    city: String(clickedAt),
  });
}

/** Every event counts at its first delivery; within a batch, the earliest click comes first. */
function countByHand(deliveries: readonly ClickEvent[][]) {
  const [stored, visitors] = [new Set<string>(), new Set<string>()];
  const [hours, subs] = [new Counts(), new Counts()];
  for (const delivery of deliveries) {
    const early = [...delivery].sort((a, b) => Number(a.city) - Number(b.city) || (a.clickId < b.clickId ? -1 : 1));
    for (const event of early) {
      if (stored.has(event.clickId)) continue;
      stored.add(event.clickId);
      const clickedAt = Number(event.city);
      const day = Math.floor(clickedAt / DAY_MS);
      const visit = `${day} ${event.offerId} ${event.visitor}`;
      const isEmbedded = event.signals === SIGNALS.embedded;
      const unique = isEmbedded || visitors.has(visit) ? 0 : 1;
      if (!isEmbedded) visitors.add(visit);
      const [device, os, browser, kind] = AGENTS[event.userAgent as keyof typeof AGENTS]; // one of them
      const person = isEmbedded ? "embedded" : unique === 1 ? "valid" : "duplicate";
      const verdict = event.reason ?? (kind === "bot" ? "bot" : person);
      const { webmasterId, offerId, linkId } = event;
      const hour = Math.floor(clickedAt / HOUR_MS) * HOUR_MS;
      hours.add(
        [
          ...[hour, webmasterId, offerId, linkId, event.landingId ?? "", event.country],
          ...[device, os, browser, event.decision, verdict],
        ],
        [1, unique],
      );
      for (const sub of SUB_NAMES)
        if (event[sub] !== "")
          subs.add(
            [day, webmasterId, offerId, linkId, sub, event[sub]],
            [1, unique, ...["bot", "duplicate", "embedded"].map((counted) => Number(verdict === counted))],
          );
    }
  }
  return [hours.rows(), subs.rows()];
}

/** Sums by key. */
class Counts {
  readonly #sums = new Map<string, number[]>();

  add(key: readonly unknown[], counts: readonly number[]) {
    const known = this.#sums.get(JSON.stringify(key));
    this.#sums.set(
      JSON.stringify(key),
      counts.map((count, i) => count + (known?.[i] ?? 0)),
    );
  }

  rows() {
    return [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
