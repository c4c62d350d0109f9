import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { SIGNALS } from "@waymark/contract/signals";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import {
  closeDays,
  CODES,
  DAY_TABLES,
  listClicks,
  MONTH_TABLES,
  recordClicks,
  type DayTable,
} from "@waymark/network/click";
import { rawStatement } from "@waymark/network/db";
import { changeSettings } from "@waymark/network/settings";
import { getReport } from "@waymark/network/stats";
import type { LinkRow } from "@waymark/network/link";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { clickEvent } from "../harness/events.ts";
import { hoursIn, numbered, type HourRow } from "../harness/hours.ts";
import { linkRow, PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { SUB_NAMES } from "@waymark/contract/sub-id";

/**
 * Compares the rollups with a count of the raw events by simple maps and loops, independent of the code.
 */
const RUNS = 20;

const monthEnd = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth());

const OPERATOR = { role: "operator", id: "key" } as const;
const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
const AGENTS = {
  [PERSON]: [1, 7, 10, "valid"],
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1": [
    ...([2, 2, 11, "valid"] as const),
  ],
  "Googlebot/2.1": [0, 0, 0, "bot"],
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

describe.each([
  [1, "Europe/Moscow"],
  [3, "America/New_York"],
])("with %i shards and days of %s", (shards, zone) => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    await changeSettings(network.context(), { zone });
  });
  afterAll(() => network?.stop());

  test("the rollups equal a count by hand, for any redelivery and order", async () => {
    const ctx = network.context({ role: "system", job: "test" }, () => monthEnd + 3 * DAY_MS);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ clicks, batches, rest }) => {
        const name = `${shards}-${++run}`;
        const events = clicks.map((parts) => eventOf(parts, name, monthEnd));
        const ids = [1, 2, 3].flatMap((link) => [
          `wm_${name}_${link}`,
          `off_${name}_${link % 2}`,
          `lnd_${name}_${link}`,
        ]);
        const numbers = await numbered(network, [...new Set(ids)]);
        const deliveries = [...batches, rest].map((batch) => batch.flatMap((i) => events[i] ?? []));
        for (const delivery of deliveries) await recordClicks(ctx, delivery);
        const [hours, subs] = countByHand(deliveries, numbers);
        const webmasters = [1, 2, 3].map((link) => `wm_${name}_${link}`);
        const stored = await Promise.all(network.localNetwork.shards.map((shard) => hoursIn(network, shard)));
        expect(summed(stored.flat(), new Set(webmasters.map((id) => numbers.get(id) ?? 0)))).toEqual(hours);
        expect(await summedSubs(webmasters)).toEqual(subs);
        while (await closeDays(ctx));
        await expectDaysOf(stored);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  test("statistics are of the days of the zone that is asked for, also when its clock changes", async () => {
    const now = Date.now() - (Date.now() % HOUR_MS);
    const range = { from: now - 365 * DAY_MS, to: now + HOUR_MS };
    // Around each change of the clock, and in the last days.
    const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
    const offsetAt = (at: number) => clock.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
    const days = Array.from({ length: 362 }, (_, i) => now - (i + 2) * DAY_MS);
    const changes = days.filter((at) => offsetAt(at) !== offsetAt(at + DAY_MS));
    const middles = [...changes, now - 26 * HOUR_MS];
    const name = `days-${shards}`;
    const webmasterId = `wm_${name}_1`;
    await numbered(network, [webmasterId, `off_${name}_1`, `lnd_${name}_1`]);
    const click = { link: 1, country: "DE", agent: PERSON, signals: 0, reason: null, sub1: "", source: "" } as const;
    const expected = new Counts();
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    for (const middle of middles) {
      const events = Array.from({ length: 52 }, (_, i) =>
        eventOf({ ...click, hoursAfter: i - 26, ms: HOUR_MS / 2, visitor: i % 6 }, name, middle),
      );
      const ctx = network.context({ role: "system", job: "test" }, () => middle + 26 * HOUR_MS);
      await recordClicks(ctx, events);
      for (const { city } of events) expected.add([format.format(Number(city))], [1]);
    }
    const actor = { role: "webmaster", id: "key", webmasterId } as const;
    const query = {
      ...({ groupBy: ["day"], filters: new Map(), zone, counts: "clicks", date: "conversion" } as const),
      ...{ sort: undefined, hasMedians: false, ...range },
    };
    const { rows } = await getReport(network.context(actor), query, { seen: undefined, limit: 500 });
    const read = new Counts();
    for (const { dimensions, figures } of rows) read.add([dimensions["day"]], [figures.clicks ?? 0]);
    expect(read.rows()).toEqual(expected.rows());
    // By month, by weekday and as a whole too, before and after days and months are closed, and with a late click.
    const system = network.context({ role: "system", job: "test" });
    const lateAt = changes.at(-1) ?? now - 26 * HOUR_MS;
    const late = eventOf({ ...click, hoursAfter: 1, ms: 0, visitor: 1 }, name, lateAt);
    for (const step of ["open", "closed", "late", "closed again"]) {
      if (step === "late") {
        await recordClicks(
          network.context({ role: "system", job: "test" }, () => lateAt + 26 * HOUR_MS),
          [late],
        );
        expected.add([format.format(Number(late.city))], [1]);
      }
      if (step.startsWith("closed")) while (await closeDays(system));
      for (const [group, labelOf] of [
        ["month", (day: string) => day.slice(0, 7)],
        ["weekday", (day: string) => new Date(day).getUTCDay() || 7],
        [undefined, () => undefined],
      ] as const) {
        const [found, sums] = [new Counts(), new Counts()];
        const asked = { ...query, groupBy: group === undefined ? [] : [group] };
        const report = await getReport(network.context(actor), asked, { seen: undefined, limit: 500 });
        for (const { dimensions, figures } of report.rows)
          found.add([group === undefined ? undefined : dimensions[group]], [figures.clicks ?? 0]);
        for (const [[day], counts] of expected.entries()) sums.add([labelOf(String(day))], counts);
        expect(found.rows(), `${group}, ${step}`).toEqual(sums.rows());
      }
    }
  });

  test("a list has the stored clicks in their order, for any pages, filters, keys and versions of ids", async () => {
    const since = monthEnd - 30 * HOUR_MS;
    const apartMs = 2.6 * HOUR_MS;
    const ctx = network.context(OPERATOR, () => monthEnd + 3 * DAY_MS);
    const row = { ...(await linkRow(network)), webmaster_id: `wm_list_${shards}` };
    await numbered(network, [row.webmaster_id]);
    const [key] = KEYS.keys.values();
    if (key === undefined) throw new Error("no key");
    const rotated = { current: 9, keys: new Map([[9, key]]) };
    const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
    const all = Array.from({ length: 80 }, (_, i) => {
      // Some at the same time, hours apart, around the end of a month.
      const clickedAt = since + Math.floor(i / 3) * apartMs;
      const parts = { clickedAt, bucket: i % 5, linkNumber: row.number, random: random(5), isTest: i % 7 === 0 };
      const clickId = mintClickId(i % 4 === 0 ? rotated : KEYS, parts);
      return { event: clickEvent(row, { clickId, sub1: i % 2 === 0 ? "even" : "odd" }), ...parts };
    });
    await recordClicks(
      ctx,
      all.map(({ event }) => event),
    );
    const ids = (found: typeof all) => found.map(({ event }) => event.clickId);
    const ordered = all.toSorted((a, b) => b.clickedAt - a.clickedAt || (a.event.clickId < b.event.clickId ? 1 : -1));
    const time = fc.option(fc.integer({ min: since, max: since + 28 * apartMs }), { nil: undefined });
    const asked = fc.record({
      filter: fc.record({
        isTest: fc.constantFrom(true, false, undefined),
        sub1: fc.constantFrom("even", "odd", undefined),
        ...{ from: time, to: time },
      }),
      limit: fc.integer({ min: 1, max: 30 }),
      examinedMax: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ filter, limit, examinedMax }) => {
        const seen: string[] = [];
        for (let cursor: string | undefined; ;) {
          const request = { cursor, limit, ...(examinedMax !== undefined && { examinedMax }) };
          const page = await listClicks(ctx, { ...filter, webmasterId: row.webmaster_id }, request);
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows.map(({ clickId }) => clickId));
          if (page.next === null) break;
          cursor = page.next;
        }
        const { isTest, sub1, from = 0, to = Infinity } = filter;
        const expected = ordered.filter(
          (one) =>
            (isTest === undefined || one.isTest === isTest) &&
            (sub1 === undefined || one.event.sub1 === sub1) &&
            one.clickedAt >= from &&
            one.clickedAt < to,
        );
        expect(seen).toEqual(ids(expected));
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  /** Every table of days equals its hours, added up by local days, and each table of months its days; a click that came late is counted again. */
  async function expectDaysOf(stored: readonly HourRow[][]) {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    const dayOf = (hour: number) => Date.parse(format.format(hour * HOUR_MS)) / DAY_MS;
    const isOver = (hour: number) => dayOf(hour) < dayOf(Math.floor((monthEnd + 3 * DAY_MS) / HOUR_MS));
    const is = (verdict: keyof typeof CODES.verdict, row: HourRow) =>
      row.verdict === CODES.verdict[verdict] ? row.clicks : 0;
    for (const [i, shard] of network.context().clicks.all.entries()) {
      const hours = (stored[i] ?? []).filter(({ hour }) => isOver(hour));
      const tables = Object.keys(DAY_TABLES) as DayTable[]; // its own keys
      const read = [...tables, ...tables.map((table) => MONTH_TABLES[table])].map((table) =>
        rawStatement(`SELECT * FROM ${table}`, []),
      );
      const kept = (await shard.read(read)).rows as Record<string, number>[][]; // columns of numbers
      for (const [place, [, key]] of Object.entries(DAY_TABLES).entries()) {
        const [expected, found] = [new Counts(), new Counts()];
        for (const row of hours)
          expected.add(
            [dayOf(row.hour), ...key.map((column) => row[column])],
            [
              row.clicks,
              ...(["valid", "bot", "embedded", "duplicate"] as const).map((verdict) => is(verdict, row)),
              row.uniques,
            ],
          );
        const rows = kept[place] ?? [];
        for (const row of rows)
          found.add(
            ["day", ...key].map((column) => row[column]),
            ["clicks", "valid", "bots", "embedded", "duplicates", "uniques"].map((count) => row[count] ?? 0),
          );
        expect(found.rows()).toEqual(expected.rows());
        expectMonthsOf(rows, kept[tables.length + place] ?? [], key);
      }
    }
  }

  function expectMonthsOf(days: readonly Record<string, number>[], months: typeof days, key: readonly string[]) {
    const [expected, found] = [new Counts(), new Counts()];
    const add = (counts: Counts, row: Record<string, number>, month: number) =>
      counts.add(
        [month, ...key.map((column) => row[column])],
        ["clicks", "valid", "bots", "embedded", "duplicates", "uniques", "anonymous"].map((count) => row[count] ?? 0),
      );
    for (const row of days) {
      const at = new Date((row["day"] ?? 0) * DAY_MS);
      if (at.getTime() < monthEnd) add(expected, row, at.getUTCFullYear() * 12 + at.getUTCMonth());
    }
    for (const row of months) add(found, row, row["month"] ?? 0);
    expect(found.rows()).toEqual(expected.rows());
  }

  /** The counts of these webmasters' hours by dimensions. */
  function summed(hours: readonly HourRow[], webmasters: ReadonlySet<number>) {
    const sums = new Counts();
    for (const { clicks, uniques, ...dimensions } of hours)
      if (webmasters.has(dimensions.webmaster)) sums.add(Object.values(dimensions), [clicks, uniques]);
    return sums.rows();
  }

  /** The counts of sub-ids, the same way. */
  async function summedSubs(webmasters: readonly string[]) {
    const counts = ["clicks", "uniques", "bots", "duplicates", "embedded", "valid"];
    const sums = new Counts();
    for (const shard of network.localNetwork.shards)
      for (const row of await network.rows<Record<string, unknown>>(
        shard,
        "SELECT * FROM sub_day WHERE webmaster_id IN (SELECT value FROM json_each(?))",
        JSON.stringify(webmasters),
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
    landingId: reason === null ? `lnd_${run}_${link}` : null,
    ...{ reason, ...parts },
    // So that the count by hand need not read click_IDs.
    city: String(clickedAt),
  });
}

/** Every event counts at its first delivery; within a batch, the earliest click comes first. */
function countByHand(deliveries: readonly ClickEvent[][], numbers: ReadonlyMap<string, number>) {
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
      const [device, os, browser, kind] = AGENTS[event.userAgent as keyof typeof AGENTS]; // one of them
      const first = event.reason ?? (kind === "bot" ? "bot" : isEmbedded ? "embedded" : "valid");
      const verdict = first === "valid" && visitors.has(visit) ? "duplicate" : first;
      const unique = verdict === "valid" ? 1 : 0;
      if (unique === 1) visitors.add(visit);
      const { webmasterId, offerId, linkId } = event;
      const hour = Math.floor(clickedAt / HOUR_MS);
      const [webmaster, offer, landing] = [webmasterId, offerId, event.landingId ?? ""].map(
        (id) => numbers.get(id) ?? 0,
      );
      hours.add(
        [
          ...[hour, webmaster, offer, Number(linkId.split("_").at(-1)), landing, event.country],
          ...[device, os, browser, CODES.verdict[verdict]],
        ],
        [1, unique],
      );
      for (const sub of SUB_NAMES)
        if (event[sub] !== "")
          subs.add(
            [day, webmasterId, offerId, linkId, sub, event[sub]],
            [1, unique, ...["bot", "duplicate", "embedded", "valid"].map((counted) => Number(verdict === counted))],
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

  entries() {
    return [...this.#sums].map(([key, counts]) => [JSON.parse(key) as unknown[], counts] as const);
  }

  rows() {
    return [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
