import { CLICK_ID_FIRST_BYTES, readClickId } from "@waymark/contract/click-id";
import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { askShards, ENDED, rawStatement, saveProgress, type ClickDb } from "../db/index.ts";
import { findLongestWindow } from "../offer/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { columnsOf } from "./columns.ts";
import { clickTable, listMonths, type ClickMonth } from "./months.ts";
import { lowestId } from "./time-ids.ts";

/** A queue keeps a message for at most 14 days: no hash of an older click can still arrive. */
const KEPT_DAYS_MIN = 15;
/** However long an offer's window is. */
const KEPT_DAYS_MAX = 90;
/** Clicks of one first byte that a slice looks at. */
const SLICE_CLICKS_MAX = 5_000;
/** Slices of a step, in all shards together, with three queries each. */
const SLICES_MAX = 30;

/**
 * When hashes of addresses of clicks and sign-ins are no longer needed: before this time (Unix ms, the start of a UTC
 * day), since no conversion can be attributed to a click before it any more.
 */
export async function addressesEndBefore({ db, now }: Pick<Context, "db" | "now">): Promise<number> {
  const days = Math.min(KEPT_DAYS_MAX, Math.max(KEPT_DAYS_MIN, await findLongestWindow(db)));
  return (Math.floor(now() / DAY_MS) - days) * DAY_MS;
}

/**
 * Erases some of the hashes of addresses that are no longer needed, of the oldest clicks first, and returns how many.
 * Months whose tables lack the column are left out. The next step goes on from there. Throws if a shard fails, after
 * the others.
 */
export async function eraseClickAddresses(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "erase addresses");
  const { db, clicks, now } = ctx;
  const before = await addressesEndBefore(ctx);
  const slicesMax = Math.max(1, Math.floor(SLICES_MAX / clicks.all.length));
  const { answers, failures } = await askShards(clicks.all, (shard) => eraseInShard(shard, before, slicesMax));
  if (failures.length > 0) throw failures[0];
  const position = answers.some(({ hasMore }) => hasMore) ? "under way" : ENDED;
  await db.write([saveProgress("click_addresses", { position, changedAt: now() })]);
  return answers.reduce((sum, { erased }) => sum + erased, 0);
}

async function eraseInShard(shard: ClickDb, before: number, slicesMax: number) {
  let [erased, slices] = [0, 0];
  for (const month of await listMonths(shard)) {
    if (month.droppedAt !== null || !columnsOf(month.form).includes("address")) continue;
    const until = Math.min(month.until, before);
    for (let from = Math.max(month.since, month.erasedUntil); from < until;) {
      if (slices++ === slicesMax) return { erased, hasMore: true };
      const to = await endOfSlice(shard, month, { from, until });
      erased += await eraseSlice(shard, month, { from, until: to });
      from = to;
    }
  }
  return { erased, hasMore: false };
}

/** Unix ms; `until` is exclusive. */
interface Period {
  from: number;
  until: number;
}

/** Where the first clicks of a period end. Those of one millisecond stay together. */
async function endOfSlice({ query }: ClickDb, { name }: ClickMonth, { from, until }: Period): Promise<number> {
  const { rows } = await query.executeQuery<{ last: string | null }>(
    rawStatement(
      `${RANGES} SELECT (SELECT click_id FROM ${clickTable(name)} WHERE click_id >= low AND click_id < high
         ORDER BY click_id LIMIT 1 OFFSET ${SLICE_CLICKS_MAX}) AS last FROM range`,
      [rangesOf({ from, until })],
    ),
  );
  const ends = rows.flatMap(({ last }) => (last === null ? [] : (readClickId(last)?.clickedAt ?? [])));
  return Math.max(from + 1, Math.min(until, ...ends));
}

/** If it dies between its writes, the next step does it again. */
async function eraseSlice(shard: ClickDb, { name }: ClickMonth, { from, until }: Period): Promise<number> {
  const { rowsWritten } = await shard.write([
    rawStatement(
      `${RANGES} UPDATE ${clickTable(name)} SET address = '' WHERE click_id IN (
         SELECT click_id FROM range CROSS JOIN ${clickTable(name)} ON click_id >= low AND click_id < high
         WHERE address <> '')`,
      [rangesOf({ from, until })],
    ),
  ]);
  await shard.write([
    rawStatement("UPDATE click_month SET erased_until = ? WHERE name = ? AND erased_until < ?", [until, name, until]),
  ]);
  return rowsWritten;
}

const RANGES = "WITH range AS MATERIALIZED (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(?))" as const;

const rangesOf = ({ from, until }: Period) =>
  JSON.stringify(CLICK_ID_FIRST_BYTES.map((first) => [lowestId(first, from), lowestId(first, until)]));
