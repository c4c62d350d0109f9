import { readClickId } from "@waymark/contract/click-id";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { hasSignal } from "@waymark/contract/signals";
import type { ClickRow } from "@waymark/network/click";
import { checkBooks, type BookFault } from "@waymark/network/books";
import { HOLDINGS, listOwnBalances } from "@waymark/network/ledger";
import { findExits } from "@waymark/network/stats";
import { expect } from "vitest";
import type { TestNetwork } from "./network.ts";
import { SUB_NAMES } from "@waymark/contract/sub-id";

/**
 * The rollups of all shards together equal a count of the raw clicks, one by one; every visitor is unique once an offer
 * and day. Where a link has more values of a sub-id than a day counts by themselves, the sums still agree.
 */
export async function expectHonestRollups(network: TestNetwork): Promise<void> {
  const clicks = await network.stored();
  const hours = new Map<string, { clicks: number; uniques: number }>();
  const subs = new Map<string, Record<"clicks" | "uniques" | "bots" | "duplicates" | "embedded", number>>();
  const visitors = new Map<string, number>();
  for (const click of clicks) {
    const clickedAt = readClickId(click.click_id)?.clickedAt ?? 0;
    const day = Math.floor(clickedAt / DAY_MS);
    const visit = `${day} ${click.offer_id} ${click.visitor}`;
    if (click.verdict === "test") expect(click.is_first, "a test is no visitor's first click").toBe(0);
    else if (!hasSignal(click.signals, "embedded")) visitors.set(visit, (visitors.get(visit) ?? 0) + click.is_first);
    else expect(click.is_first, "a click that was loaded as part of a page is not a first one").toBe(0);
    expect(click.verdict === "duplicate" && click.is_first === 1, "a visitor's first click is no duplicate").toBe(
      false,
    );
    const hour = entry(hours, [clickedAt - (clickedAt % HOUR_MS), ...dimensionsOf(click)], { clicks: 0, uniques: 0 });
    hour.clicks++;
    hour.uniques += click.is_first;
    for (const name of SUB_NAMES) {
      if (click[name] === "" || click.verdict === "test") continue;
      const key = [day, click.webmaster_id, click.offer_id, click.link_id, name, click[name]];
      const sub = entry(subs, key, { clicks: 0, uniques: 0, bots: 0, duplicates: 0, embedded: 0 });
      sub.clicks++;
      sub.uniques += click.is_first;
      sub.bots += Number(click.verdict === "bot");
      sub.duplicates += Number(click.verdict === "duplicate");
      sub.embedded += Number(click.verdict === "embedded");
    }
  }
  expect([...visitors].filter(([, uniques]) => uniques !== 1)).toEqual([]);
  expect(await summed(network, "click_hour", HOUR_KEY, ["clicks", "uniques"])).toEqual(sorted(hours));

  const stored = await summed(network, "sub_day", SUB_KEY, ["clicks", "uniques", "bots", "duplicates", "embedded"]);
  const full = new Set(
    stored.flatMap(([key]) => (key.endsWith("\n(other)") ? [key.slice(0, -"\n(other)".length)] : [])),
  );
  const isFull = ([key]: [string, unknown]) => full.has(key.slice(0, key.lastIndexOf("\n")));
  expect(stored.filter((row) => !isFull(row))).toEqual(sorted(subs).filter((row) => !isFull(row)));
  const total = (rows: [string, Record<string, number>][]) =>
    rows.filter(isFull).reduce((sum, [, counts]) => sum + (counts["clicks"] ?? 0), 0);
  expect(total(stored)).toBe(total(sorted(subs)));
}

const HOUR_KEY =
  "hour, webmaster_id, offer_id, link_id, landing_id, country, device, os, browser, decision, verdict".split(", ");
const SUB_KEY = "day, webmaster_id, offer_id, link_id, name, value".split(", ");

const dimensionsOf = (click: ClickRow) => [
  click.webmaster_id,
  click.offer_id,
  click.link_id,
  click.landing_id ?? "",
  click.country,
  click.device,
  click.os,
  click.browser,
  click.decision,
  click.verdict,
];

function entry<Counts>(map: Map<string, Counts>, key: readonly unknown[], none: Counts): Counts {
  const counts = map.get(key.join("\n")) ?? none;
  map.set(key.join("\n"), counts);
  return counts;
}

/** The rows of a rollup, added up over the shards, by their joined key. */
async function summed(network: TestNetwork, table: string, key: readonly string[], counts: readonly string[]) {
  const sums = new Map<string, Record<string, number>>();
  for (const shard of network.localNetwork.shards)
    for (const row of await network.rows<Record<string, number>>(shard, `SELECT * FROM ${table}`)) {
      const none = Object.fromEntries(counts.map((name) => [name, 0]));
      const sum = entry(
        sums,
        key.map((name) => row[name]),
        none,
      );
      for (const name of counts) sum[name] = (sum[name] ?? 0) + (row[name] ?? 0);
    }
  return sorted(sums);
}

const sorted = <Counts>(map: ReadonlyMap<string, Counts>): [string, Record<string, number>][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, counts]) => [key, { ...counts } as Record<string, number>]); // all are

/** Running balances equal the sums of their transfers, every currency adds up to 0, and a line is active once. */
export async function expectBalancedBooks(network: TestNetwork): Promise<void> {
  const { faults, next } = await checkBooks(network.context());
  expect({ faults, next }).toEqual({ faults: [], next: null });
  const summed = await network.rows<{ account: string; currency: string; minor: string }>(
    "DB",
    `SELECT account, currency, CAST(sum(minor) AS TEXT) AS minor FROM (
       SELECT debit AS account, currency, -amount_minor AS minor FROM transfer
       UNION ALL SELECT credit, currency, amount_minor FROM transfer)
     GROUP BY account, currency ORDER BY account, currency`,
  );
  const running = await network.rows(
    "DB",
    "SELECT account, currency, CAST(balance_minor AS TEXT) AS minor FROM balance ORDER BY account, currency",
  );
  expect(running).toEqual(summed);
  const totals = new Map<string, bigint>();
  for (const { currency, minor } of summed) totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(minor));
  for (const [currency, total] of totals) expect({ currency, total }).toEqual({ currency, total: 0n });
  expect(
    await network.rows(
      "DB",
      `SELECT conversion_id, kind, count(*) FROM payout_line WHERE released_at IS NULL
       GROUP BY conversion_id, kind HAVING count(*) > 1`,
    ),
    "a conversion has one living payout line of a kind",
  ).toEqual([]);
  expect(
    await network.rows(
      "DB",
      `SELECT id FROM correction WHERE (payment <> 'none') <>
         (SELECT count(*) FROM payout_correction WHERE correction_id = correction.id AND released_at IS NULL)`,
    ),
    "a correction has one living payout line while it is paid",
  ).toEqual([]);
  await expectNoCommissionLost(network);
}

/** What stands in a webmaster's balances, or was rejected or reversed, is all that was reported and corrected. */
async function expectNoCommissionLost(network: TestNetwork): Promise<void> {
  const reported = await network.rows<{ webmaster: string; currency: string; minor: string }>(
    "DB",
    `SELECT webmaster, currency, CAST(sum(minor) AS TEXT) AS minor FROM (
       SELECT webmaster_id AS webmaster, currency, commission_minor AS minor FROM conversion WHERE is_test = 0
       UNION ALL SELECT webmaster_id, currency, amount_minor FROM correction
       WHERE webmaster_id IS NOT NULL AND status = 'posted')
     GROUP BY webmaster, currency ORDER BY webmaster, currency`,
  );
  const standing: typeof reported = [];
  for (const webmaster of new Set(reported.map((row) => row.webmaster))) {
    const [{ balances }, exitsOf] = await Promise.all([
      listOwnBalances(network.context(), webmaster),
      findExits(network.context().db, webmaster),
    ]);
    for (const { currency, ...balance } of balances) {
      const { rejected, reversed } = exitsOf(currency);
      const start = BigInt(balance.frozen) + rejected + reversed;
      const minor = HOLDINGS.reduce((sum, name) => sum + BigInt(balance[name]), start);
      standing.push({ webmaster, currency, minor: String(minor) });
    }
  }
  expect(standing).toEqual(reported);
}

/** The faults that the books find after direct writes to the database. */
export const planted = (
  network: TestNetwork,
  statements: readonly string[],
  undo: readonly string[],
): Promise<BookFault[]> =>
  whilePlanted(network, { statements, undo }, async () => (await checkBooks(network.context())).faults);

/** Runs a check while a fault is planted, and removes the fault. */
export async function whilePlanted<T>(
  network: TestNetwork,
  { statements, undo }: { statements: readonly string[]; undo: readonly string[] },
  look: () => Promise<T>,
): Promise<T> {
  const db = await network.localNetwork.database("control", "DB");
  const guards = await network.rows<{ name: string; sql: string }>(
    "DB",
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
  );
  const run = (all: readonly string[]) =>
    db.batch([
      ...guards.map(({ name }) => db.prepare(`DROP TRIGGER ${name}`)),
      ...all.map((statement) => db.prepare(statement)),
      ...guards.map(({ sql }) => db.prepare(sql)),
    ]);
  await run(statements);
  try {
    return await look();
  } finally {
    await run(undo);
    expect((await checkBooks(network.context())).faults, "the fault is out again").toEqual([]);
  }
}
