import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { sortedId } from "@waymark/contract/sorted-id";
import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { figure, median, type Figure } from "./figure.ts";
import type { BareRequest, BenchLink, FillRequest } from "./stats-control.ts";

const BENCH = "stats";
const HERE = new URL(".", import.meta.url).pathname;
const CLICKS = 200_000;
const CONVERSIONS = 40_000;
const CLICKS_FULL = 5_000_000;
const CONVERSIONS_FULL = 1_000_000;
const LINKS = 3_000;
const OFFERS = 500;
const WEBMASTERS = 1_000;
const DAYS = 365;
const CLICKS_A_BATCH = 10_000;
const CONVERSIONS_A_STATEMENT = 5_000;
const ROUNDS = 5;
/** The place of the demo webmaster's link among the links: one with clicks on some days of a month. */
const OWN_LINK = 100;

/** What of a report is measured, and a bare query that reads what it must read. */
interface Case {
  name: string;
  path: string;
  key: string;
  boundMs: number;
  bare: BareRequest[];
}

/**
 * Reports over a year of clicks that the consumer stored and of conversions, each beside the bare queries on the same
 * databases, from one shard and from three.
 */
export async function benchStats({ full = false } = {}): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const shards of [1, 3]) figures.push(...(await withNetwork(shards, full)));
  return figures;
}

async function withNetwork(shards: number, full: boolean): Promise<Figure[]> {
  const state = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const localNetwork = await startLocalNetwork({
    ...{ state, clickShards: shards },
    entries: { control: `${HERE}stats-control.ts` },
  });
  try {
    await localNetwork.seed();
    const now = Date.now() - (Date.now() % DAY_MS);
    const links = await makeLinks(localNetwork);
    await fill(localNetwork, { now, clicks: full ? CLICKS_FULL : CLICKS });
    await makeConversions(localNetwork, { now, links, count: full ? CONVERSIONS_FULL : CONVERSIONS });
    const figures: Figure[] = [];
    for (const one of casesOf(now, shards)) figures.push(...(await measure(localNetwork, one, shards)));
    return [...figures, ...(await rowsOfWebmaster(localNetwork, now, shards))];
  } finally {
    await localNetwork.stop();
    await rm(state, { recursive: true, force: true });
  }
}

async function makeLinks(localNetwork: LocalNetwork): Promise<BenchLink[]> {
  const db = await localNetwork.database("control", "DB");
  const numbered = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${prefix}_bench${String(i).padStart(19, "0")}`);
  const [offers, webmasters] = [numbered("off", OFFERS), numbered("wm", WEBMASTERS)];
  await db
    .prepare("INSERT INTO webmaster (id, name, created_at) SELECT value, value, 0 FROM json_each(?)")
    .bind(JSON.stringify(webmasters))
    .run();
  await db
    .prepare(
      `INSERT INTO offer (id, advertiser_id, name, status, validation, hold_days, attribution_days, created_at)
       SELECT value, ?2, value, 'active', 'real_time', 0, 30, 0 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(offers), DEMO.advertiser)
    .run();
  const rows = Array.from({ length: LINKS }, (_, i) => [
    `lnk_bench${String(i).padStart(19, "0")}`,
    offers[i % OFFERS],
    i === OWN_LINK ? DEMO.webmaster : webmasters[i % WEBMASTERS],
  ]);
  await db
    .prepare(
      `INSERT INTO link (id, slug, offer_id, webmaster_id, advertiser_id, created_at)
       SELECT value ->> 0, value ->> 0, value ->> 1, value ->> 2, ?2, 0 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows), DEMO.advertiser)
    .run();
  const { results } = await db
    .prepare(`SELECT id, number, offer_id AS offerId, webmaster_id AS webmasterId, NULL AS landingId
      FROM link WHERE id GLOB 'lnk_bench*' ORDER BY number`)
    .all<BenchLink>();
  await ask(localNetwork, "/links", results);
  return results;
}

/** A year of clicks, evenly over its days, and all its days closed. */
async function fill(localNetwork: LocalNetwork, { now, clicks }: { now: number; clicks: number }): Promise<void> {
  const batches = Math.ceil(clicks / CLICKS_A_BATCH);
  const begins = now - DAYS * DAY_MS;
  const at = (batch: number) => begins + Math.floor((batch * DAYS * DAY_MS) / batches);
  for (let batch = 0; batch < batches; batch++) {
    const request: FillRequest = { clicks: CLICKS_A_BATCH, since: at(batch), until: at(batch + 1) };
    const { refused } = await ask<{ refused: number }>(localNetwork, "/fill", request);
    if (refused > 0) throw new Error(`the consumer refused ${refused} clicks`);
  }
  while (await ask<boolean>(localNetwork, "/close"));
}

/** Conversions of the same links, evenly over the year, in every state. */
async function makeConversions(
  localNetwork: LocalNetwork,
  { now, links, count }: { now: number; links: readonly BenchLink[]; count: number },
): Promise<void> {
  const db = await localNetwork.database("control", "DB");
  const insert = db.prepare(
    `INSERT INTO conversion (id, identity, offer_id, goal_id, link_id, webmaster_id, advertiser_id, click_id,
       clicked_at, occurred_at, recorded_at, changed_at, decided_at, currency, amount_minor, revenue_minor,
       commission_minor, hold_days, validation, check_state, payment, setoff, hold_over, answered_at, claimable, version)
     SELECT value ->> 0, value ->> 0, value ->> 1, 'goal_1', value ->> 2, value ->> 3, ?2, value ->> 0,
       (value ->> 4) - 3600000, value ->> 4, value ->> 4, value ->> 4,
       iif(value ->> 5 = 'pending', NULL, (value ->> 4) + 86400000), 'USD', 4990 + key, 649, 499, 0, value ->> 5, 'clear',
       'none', 'none', 0, 0, 0, 2
     FROM json_each(?1)`,
  );
  for (let from = 0; from < count; from += CONVERSIONS_A_STATEMENT) {
    const rows = Array.from({ length: CONVERSIONS_A_STATEMENT }, (_, i) => {
      const occurredAt = now - DAYS * DAY_MS + Math.floor(((from + i) * DAYS * DAY_MS) / count);
      const link = links[Math.min(LINKS, Math.floor((LINKS + 1) ** Math.random())) - 1];
      const id = sortedId("cnv", occurredAt, crypto.getRandomValues(new Uint8Array(10)));
      const validation = ["approved", "rejected", "pending"][i % 3];
      return [id, link?.offerId, link?.id, link?.webmasterId, occurredAt, validation];
    });
    await insert.bind(JSON.stringify(rows), DEMO.advertiser).run();
  }
}

function casesOf(now: number, shards: number): Case[] {
  const since = (days: number) =>
    `from=${new Date(now - days * DAY_MS).toISOString()}&to=${new Date(now).toISOString()}`;
  const year = `counts=clicks&${since(DAYS)}&limit=500`;
  const day = (days: number) => Math.floor(now / DAY_MS) - days;
  const counts = "sum(clicks), sum(valid), sum(uniques), sum(bots), sum(embedded), sum(duplicates), sum(anonymous)";
  const everywhere = (sql: string, parameters: unknown[]): BareRequest[] =>
    Array.from({ length: shards }, (_, i) => ({ binding: `CLICKS_${i}`, sql, parameters }));
  const { operator, webmaster } = DEMO.keys;
  const grouped = (table: string, keys: string, where = "1") =>
    everywhere(`SELECT ${keys}, ${counts} FROM ${table} WHERE day >= ? AND ${where} GROUP BY ${keys}`, [day(DAYS)]);
  return [
    {
      ...{ name: "webmaster, 30 days by day", path: `group_by=day&${since(30)}`, key: webmaster, boundMs: 50 },
      bare: everywhere(
        `SELECT day, ${counts} FROM link_day WHERE day >= ? AND webmaster = ? GROUP BY day`,
        [day(30), 1], // another one, of the same size at most
      ),
    },
    {
      ...{ name: "year by day and offer, page of 500 with totals", path: `group_by=day,offer&${year}` },
      ...{ key: operator, boundMs: 100 },
      bare: [
        ...everywhere(`SELECT day, offer, ${counts} FROM offer_day WHERE day >= ? GROUP BY day, offer LIMIT 500`, [
          day(DAYS),
        ]),
        ...everywhere(`SELECT ${counts} FROM offer_day WHERE day >= ?`, [day(DAYS)]),
      ],
    },
    {
      ...{ name: "year by webmaster", path: `group_by=webmaster&${year}`, key: operator, boundMs: 400 },
      bare: grouped("link_day", "webmaster"),
    },
    {
      ...{ name: "year by country and device", path: `group_by=country,device&${year}`, key: operator, boundMs: 100 },
      bare: grouped("geo_day", "country, device"),
    },
    {
      ...{ name: "year of one offer by country and device", key: operator, boundMs: 50 },
      path: `group_by=country,device&${year}&offer_id=off_bench${String(250).padStart(19, "0")}`,
      bare: grouped("offer_geo_day", "country, device", "offer = (SELECT max(offer) FROM offer_day)"),
    },
    {
      ...{ name: "year of conversions by day and offer", key: operator, boundMs: 1_000 },
      path: `counts=conversions&group_by=day,offer&${since(DAYS)}&limit=500`,
      bare: [
        {
          binding: "DB",
          sql: `SELECT occurred_at / ${DAY_MS}, offer, standing, currency, count(*), sum(occurred_at - clicked_at),
            sum(amount_minor), sum(commission_minor), sum(revenue_minor)
            FROM conversion_fact WHERE occurred_at >= ? GROUP BY 1, 2, 3, 4`,
          parameters: [now - DAYS * DAY_MS],
        },
      ],
    },
  ];
}

async function measure(localNetwork: LocalNetwork, one: Case, shards: number): Promise<Figure[]> {
  const report = () => read(localNetwork, one.path, one.key);
  const bare = () => Promise.all(one.bare.map((request) => ask(localNetwork, "/bare", request)));
  const [reportMs, bareMs]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++)
    for (const [times, work] of [
      [reportMs, report],
      [bareMs, bare],
    ] as const) {
      const began = performance.now();
      await work();
      if (round > 0) times.push(performance.now() - began); // the first one warms up
    }
  const [ms, plainMs] = [median(reportMs), median(bareMs)];
  const name = `${one.name}, ${shards === 1 ? "one shard" : `${shards} shards`}`;
  return [
    figure(BENCH, name, ms, "ms", `<=${one.boundMs}`),
    figure(BENCH, "  the bare queries", plainMs, "ms"),
    figure(BENCH, "  over twice the bare queries", ms - 2 * plainMs, "ms", "<=10"),
  ];
}

/** The rows that D1 reads for a webmaster's month: at most twice the hours and their own rows. */
async function rowsOfWebmaster(localNetwork: LocalNetwork, now: number, shards: number): Promise<Figure[]> {
  const [from, to] = [now - 30 * DAY_MS, now];
  const path = `group_by=day&counts=clicks&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  await ask(localNetwork, "/counting");
  await read(localNetwork, path, DEMO.keys.webmaster);
  const rows = await ask<number>(localNetwork, "/counted");
  const bound = 2 * shards * ((to - from) / HOUR_MS);
  return [figure(BENCH, `rows read for a webmaster's 30 days, ${shards} shards`, rows, "rows", `<=${bound}`)];
}

async function read({ origins }: LocalNetwork, query: string, key: string): Promise<void> {
  const response = await fetch(`${origins.control}/api/v1/stats?${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  const { data } = (await response.json()) as { data: unknown[] };
  if (data.length === 0) throw new Error(`${query}: no rows`);
}

async function ask<Answer>({ origins }: LocalNetwork, path: string, body: unknown = {}): Promise<Answer> {
  const response = await fetch(origins.control + path, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as Answer; // stats-control.ts says it
}
