import { readClickId } from "@waymark/contract/click-id";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { CODES, type ClickRow } from "@waymark/network/click";
import { checkBooks, type BookFault } from "@waymark/network/books";
import { HOLDINGS, listOwnBalances } from "@waymark/network/ledger";
import { findExits } from "@waymark/network/stats";
import { expect } from "vitest";
import { hoursIn } from "./hours.ts";
import type { TestNetwork } from "./network.ts";
import { SUB_NAMES } from "@waymark/contract/sub-id";

/**
 * The rollups of all shards together equal a count of the raw clicks, one by one; every visitor is unique once an offer
 * and day. Where a link has more values of a sub-id than a day counts by themselves, the sums still agree.
 */
export async function expectHonestRollups(network: TestNetwork): Promise<void> {
  const clicks = await network.stored();
  const entities = await network.rows<{ id: string; number: number }>("DB", "SELECT id, number FROM entity_number");
  const numbers = new Map(entities.map(({ id, number }) => [id, number]));
  const hours = new Map<string, { clicks: number; uniques: number }>();
  const subs = new Map<string, Record<(typeof SUB_COUNTS)[number], number>>();
  const visitors = new Map<string, number>();
  for (const click of clicks) {
    const { clickedAt = 0, linkNumber = 0 } = readClickId(click.click_id) ?? {};
    const day = Math.floor(clickedAt / DAY_MS);
    const visit = `${day} ${click.offer_id} ${click.visitor}`;
    if (click.verdict === "valid" || click.verdict === "duplicate")
      visitors.set(visit, (visitors.get(visit) ?? 0) + click.is_first);
    expect(click.is_first, "valid clicks are first ones, and no others").toBe(Number(click.verdict === "valid"));
    const key = [Math.floor(clickedAt / HOUR_MS), ...dimensionsOf(click, linkNumber, numbers)];
    const hour = entry(hours, key, { clicks: 0, uniques: 0 });
    hour.clicks++;
    hour.uniques += click.is_first;
    for (const name of SUB_NAMES) {
      if (click[name] === "" || click.verdict === "test" || click.verdict === "own") continue;
      const key = [day, click.webmaster_id, click.offer_id, click.link_id, name, click[name]];
      const sub = entry(subs, key, { clicks: 0, uniques: 0, bots: 0, duplicates: 0, embedded: 0, valid: 0 });
      sub.clicks++;
      sub.uniques += click.is_first;
      sub.bots += Number(click.verdict === "bot");
      sub.duplicates += Number(click.verdict === "duplicate");
      sub.embedded += Number(click.verdict === "embedded");
      sub.valid += Number(click.verdict === "valid");
    }
  }
  expect([...visitors].filter(([, uniques]) => uniques !== 1)).toEqual([]);
  expect(summed(await countedHours(network), HOUR_KEY, ["clicks", "uniques"])).toEqual(sorted(hours));

  const stored = summed(await rowsOf(network, "sub_day"), SUB_KEY, SUB_COUNTS);
  const full = new Set(
    stored.flatMap(([key]) => (key.endsWith("\n(other)") ? [key.slice(0, -"\n(other)".length)] : [])),
  );
  const isFull = ([key]: [string, unknown]) => full.has(key.slice(0, key.lastIndexOf("\n")));
  expect(stored.filter((row) => !isFull(row))).toEqual(sorted(subs).filter((row) => !isFull(row)));
  const total = (rows: [string, Record<string, number>][]) =>
    rows.filter(isFull).reduce((sum, [, counts]) => sum + (counts["clicks"] ?? 0), 0);
  expect(total(stored)).toBe(total(sorted(subs)));
}

const HOUR_KEY = "hour, webmaster, offer, link, landing, country, device, os, browser, verdict".split(", ");
const SUB_COUNTS = ["clicks", "uniques", "bots", "duplicates", "embedded", "valid"] as const;
const SUB_KEY = "day, webmaster_id, offer_id, link_id, name, value".split(", ");

const dimensionsOf = (click: ClickRow, linkNumber: number, numbers: ReadonlyMap<string, number>) => [
  numbers.get(click.webmaster_id) ?? 0,
  numbers.get(click.offer_id) ?? 0,
  linkNumber,
  numbers.get(click.landing_id ?? "") ?? 0,
  click.country,
  ...(["device", "os", "browser", "verdict"] as const).map((column) =>
    new Map(Object.entries(CODES[column])).get(click[column]),
  ),
];

function entry<Counts>(map: Map<string, Counts>, key: readonly unknown[], none: Counts): Counts {
  const counts = map.get(key.join("\n")) ?? none;
  map.set(key.join("\n"), counts);
  return counts;
}

type Row = Record<string, unknown>;

/** The rows of a table of all shards. */
async function rowsOf(network: TestNetwork, table: string): Promise<Row[]> {
  const rows = network.localNetwork.shards.map((shard) => network.rows<Row>(shard, `SELECT * FROM ${table}`));
  return (await Promise.all(rows)).flat();
}

/** The hours of all shards, except of anonymous clicks, which have no row of their own. */
async function countedHours(network: TestNetwork): Promise<Row[]> {
  const rows = await Promise.all(network.localNetwork.shards.map((shard) => hoursIn(network, shard)));
  return rows.flat().flatMap((row) => (row.verdict < 100 ? [{ ...row }] : []));
}

/** The rows of a rollup, added up over the shards, by their joined key. */
function summed(rows: readonly Row[], key: readonly string[], counts: readonly string[]) {
  const sums = new Map<string, Record<string, number>>();
  for (const row of rows) {
    const none = Object.fromEntries(counts.map((name) => [name, 0]));
    const sum = entry(
      sums,
      key.map((name) => row[name]),
      none,
    );
    for (const name of counts) sum[name] = (sum[name] ?? 0) + Number(row[name]);
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

/** By network and webmaster: what was true when it was last compared. */
const compared = new WeakMap<TestNetwork, Map<string, string>>();

/**
 * What stands in a webmaster's balances, or was rejected or reversed, is all that was reported and corrected. Compares
 * those of whom something has changed.
 */
async function expectNoCommissionLost(network: TestNetwork): Promise<void> {
  const all = await network.rows<{ webmaster: string; currency: string; minor: string }>(
    "DB",
    `SELECT webmaster, currency, CAST(sum(minor) AS TEXT) AS minor FROM (
       SELECT webmaster_id AS webmaster, currency, commission_minor AS minor FROM conversion WHERE is_test = 0
       UNION ALL SELECT webmaster_id, currency, amount_minor FROM correction
       WHERE webmaster_id IS NOT NULL AND status = 'posted')
     GROUP BY webmaster, currency ORDER BY webmaster, currency`,
  );
  const isSomething = ({ minor }: { minor: string }) => minor !== "0"; // a balance of nothing may have no row
  const known = compared.get(network) ?? new Map<string, string>();
  const states = await statesOfWebmasters(network);
  const stateOf = (webmaster: string) =>
    JSON.stringify([states.get(webmaster), all.filter((row) => row.webmaster === webmaster)]);
  const changed = [...new Set(all.map((row) => row.webmaster))].filter((one) => known.get(one) !== stateOf(one));
  const reported = all.filter(({ webmaster }) => changed.includes(webmaster));
  const standing: typeof reported = [];
  for (const webmaster of changed) {
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
  expect(standing.filter(isSomething)).toEqual(reported.filter(isSomething));
  for (const webmaster of changed) known.set(webmaster, stateOf(webmaster));
  compared.set(network, known);
}

/** All that the money of each webmaster is made of, except for what was reported. */
async function statesOfWebmasters(network: TestNetwork): Promise<Map<string, string>> {
  const rows = await network.rows<{ id: string; state: string }>(
    "DB",
    `SELECT id, json_array(frozen_at,
       (SELECT json_group_array(json_array(account, currency, CAST(balance_minor AS TEXT))) FROM balance
        WHERE account >= 'webmaster:' || id || ':' AND account < 'webmaster:' || id || ';'),
       (SELECT json_group_array(json_array(validation, check_state, n, minor)) FROM (
          SELECT validation, check_state, count(*) AS n, CAST(sum(commission_minor) AS TEXT) AS minor FROM conversion
          WHERE webmaster_id = webmaster.id GROUP BY validation, check_state, currency))
     ) AS state FROM webmaster`,
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** The columns of a transfer that are written: others follow from them. */
export const TRANSFER_COLUMNS =
  "id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id";

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
