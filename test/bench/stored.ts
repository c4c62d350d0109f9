import { MINUTE_MS } from "@waymark/contract/duration";
import type { LocalNetwork } from "@waymark/dev/local-network";

const PAGE_ROWS = 20_000;
const PATIENCE_MS = 2 * MINUTE_MS;

/** How many clicks are stored now. */
export async function countClicks(localNetwork: LocalNetwork): Promise<number> {
  let total = 0;
  for (const { database, table } of await tables(localNetwork))
    total += (await database.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
  return total;
}

/** Waits until the queue is stored: as many clicks as expected, or no new ones for a while. */
export async function settle(localNetwork: LocalNetwork, expected: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await countClicks(localNetwork)) < expected && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

/** The ids that are stored, and how many clicks the rollups count. */
export async function readStored(localNetwork: LocalNetwork): Promise<{ ids: Set<string>; counted: number }> {
  const ids = new Set<string>();
  for (const { database, table } of await tables(localNetwork))
    for (let after = ""; ;) {
      const { results } = await database
        .prepare(`SELECT click_id FROM ${table} WHERE click_id > ? ORDER BY click_id LIMIT ?`)
        .bind(after, PAGE_ROWS)
        .all<{ click_id: string }>();
      for (const { click_id } of results) ids.add(click_id);
      const last = results.at(-1);
      if (last === undefined) break;
      after = last.click_id;
    }
  let counted = 0;
  for (const shard of localNetwork.shards) {
    const database = await localNetwork.database("control", shard);
    const { results } = await database.prepare("SELECT name FROM hour_month").all<{ name: string }>();
    for (const { name } of results)
      counted += (await database.prepare(`SELECT sum(clicks) AS n FROM click_hour_${name}`).first<number>("n")) ?? 0;
  }
  return { ids, counted };
}

/** The tables of raw clicks, by shard and month. */
async function tables(localNetwork: LocalNetwork) {
  const found: { database: D1Database; table: string }[] = [];
  for (const shard of localNetwork.shards) {
    const database = await localNetwork.database("control", shard);
    const { results } = await database.prepare("SELECT name FROM click_month").all<{ name: string }>();
    found.push(...results.map(({ name }) => ({ database, table: `click_${name}` })));
  }
  return found;
}
