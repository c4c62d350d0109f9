import { MINUTE_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { publish, rawStatement, releaseLease, takeLease, type Holding, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { isOfLink, LINK_NUMBER_OF_KEY, snapshotOf, snapshotOfLink, type LinkRow } from "./snapshot.ts";

/** Where snapshots are published; Cloudflare KV has this form. */
export interface SnapshotStore {
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What a key costs of the 1,000 queries and KV operations that an invocation may do: its put, and its queries. */
const LINK_COST = 1;
const OTHER_COST = 5;
/** The statements of a turn. */
const TURN_COST = 6;
const BATCH_COST_MAX = 300;
/** A call begins no batch that may cost more than this in total: two full ones, or many small ones. */
const COST_MAX = 640;
/** Connections that a Worker may have open at once. */
const PARALLEL = 6;
const LEASE_MS = MINUTE_MS;
/** A drainer starts nothing that it might finish after its lease. */
const LAST_START_MS = 15_000;

/** What a drainer did. */
export interface Drained {
  published: number;
  /** It stopped at its bound, and more keys wait: call again, in another invocation. */
  hasMore: boolean;
}

/** A key that waits, with the link that it is about, if it is about one. */
type DueRow = { key: string; mark: string } & ({ [Column in keyof LinkRow]: null } | LinkRow);

/** What a drainer has of the outbox, and until when it may publish it; what became of it. */
interface Batch {
  rows: readonly DueRow[];
  leaseUntil: number;
  done: DueRow[];
  /** Published after the lease: the value may have replaced a newer one of the next lease holder. */
  late: string[];
}

/**
 * Publishes the keys in the outbox with their current values, so the newest version always wins. A lease allows one
 * drainer at a time. A key that KV refuses stays, without delaying others. A call does a bounded amount of work, with one
 * round trip to the database for each batch and one before the first. Before it ends, it looks again if `isAskedAgain`.
 */
export async function drainOutbox(
  ctx: Context,
  store: SnapshotStore,
  isAskedAgain: () => boolean = () => false,
): Promise<Drained> {
  requireRole(ctx, OPERATOR_OR_JOB, "publish changes");
  const own: Holding = { name: "outbox", holder: crypto.randomUUID() };
  const refused = new Set<string>();
  let [published, cost] = [0, 0];
  try {
    let batch = await takeBatch(ctx, own, refused);
    for (;;) {
      cost += TURN_COST + costOf(batch.rows);
      await publishBatch(ctx, store, refused, batch);
      published += batch.done.length;
      if (batch.rows.length === 0 && !isAskedAgain()) return { published, hasMore: false };
      if (cost + BATCH_COST_MAX > COST_MAX) return { published, hasMore: await endLastBatch(ctx, own, refused, batch) };
      batch = await takeBatch(ctx, own, refused, batch);
    }
  } catch (error) {
    await ctx.db.write([releaseLease(own)]).catch(() => {}); // it expires anyway
    throw error;
  }
}

/** The keys that wait, without those of a JSON array. */
const dueKeys = (exceptions: "?" | "?5") =>
  `SELECT key, mark, changed_at FROM outbox WHERE key NOT IN (SELECT value FROM json_each(${exceptions}))`;

/**
 * In one transaction: ends the batch before and its lease, then takes the lease again and reads what is due, if anything
 * is. A rival that found the lease taken relies on its holder to publish what the rival had committed. So the holder sees
 * it here, or the rival finds the lease released.
 */
async function takeBatch(ctx: Context, own: Holding, refused: ReadonlySet<string>, before?: Batch): Promise<Batch> {
  const from = ctx.now();
  const leaseUntil = from + LEASE_MS;
  const exceptions = JSON.stringify([...refused]);
  const { rows } = await ctx.db.write([
    ...(before === undefined ? [] : endBatch(before, own, from)),
    takeLease(own, { from, until: leaseUntil }, { text: `EXISTS (${dueKeys("?5")})`, parameter: exceptions }),
    rawStatement(
      `SELECT link.*, due.key, due.mark FROM (${dueKeys("?")}
         AND EXISTS (SELECT 1 FROM lease WHERE name = ? AND holder = ?) ORDER BY changed_at LIMIT ?) AS due
       LEFT JOIN link ON link.number = ${LINK_NUMBER_OF_KEY} ORDER BY due.changed_at`,
      [exceptions, own.name, own.holder, BATCH_COST_MAX],
    ),
  ]);
  return { rows: affordable(rows as DueRow[]), leaseUntil, done: [], late: [] }; // the query's columns
}

/** True if keys wait that this drainer may still publish. */
async function endLastBatch(ctx: Context, own: Holding, refused: ReadonlySet<string>, last: Batch): Promise<boolean> {
  const { rows } = await ctx.db.write([
    ...endBatch(last, own, ctx.now()),
    rawStatement(`${dueKeys("?")} LIMIT 1`, [JSON.stringify([...refused])]),
  ]);
  return rows.length > 0;
}

const endBatch = ({ done, late }: Batch, own: Holding, now: number): Statement[] => [
  // A key that changed during the drain has another mark and stays.
  rawStatement("DELETE FROM outbox WHERE (key, mark) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))", [
    JSON.stringify(done.map(({ key, mark }) => [key, mark])),
  ]),
  ...(late.length === 0 ? [] : [publish(late, now)]),
  releaseLease(own),
];

/** Puts the values of a batch, several at once. */
async function publishBatch(ctx: Context, store: SnapshotStore, refused: Set<string>, batch: Batch): Promise<void> {
  const waiting = batch.rows.values();
  const work = async () => {
    for (const row of waiting) {
      if (ctx.now() >= batch.leaseUntil - LAST_START_MS) return;
      const { key } = row;
      try {
        const snapshot = isOfLink(key)
          ? snapshotOfLink(key, row.number === null ? undefined : row)
          : await snapshotOf(ctx, key);
        await (snapshot === null ? store.delete(key) : store.put(key, snapshot));
        if (ctx.now() < batch.leaseUntil) batch.done.push(row);
        else batch.late.push(key);
      } catch (error) {
        refused.add(key);
        console.error({ event: "publish.refused", key, error: String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  for (const key of batch.late) refused.add(key);
}

const costOf = (rows: readonly { key: string }[]): number =>
  rows.reduce((sum, { key }) => sum + (isOfLink(key) ? LINK_COST : OTHER_COST), 0);

/** The first rows, as far as a batch may cost. */
function affordable<Row extends { key: string }>(rows: readonly Row[]): readonly Row[] {
  let cost = 0;
  const end = rows.findIndex((row) => (cost += costOf([row])) > BATCH_COST_MAX);
  return end === -1 ? rows : rows.slice(0, end);
}
