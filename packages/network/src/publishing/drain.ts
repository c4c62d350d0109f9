import type { Context } from "../context.ts";
import { inJson, publish, rawStatement, withLease } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { snapshotsOf } from "./snapshot.ts";
import { MINUTE_MS } from "@waymark/contract/duration";

/** Where snapshots are published; Cloudflare KV has this form. */
export interface SnapshotStore {
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What a key costs of the 1,000 queries and KV operations that an invocation may do: its put, and its queries. */
const COSTS: Readonly<Record<string, number | undefined>> = { link: 1, "link-number": 1 };
const OTHER_COST = 4;
const BATCH_COST_MAX = 300;
/** Batches a call. Two of them, and what they ask of the outbox, stay below 900. */
const BATCHES_MAX = 2;
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

/**
 * Publishes the keys in the outbox with their current values, so the newest version always wins. A lease allows one
 * drainer at a time. A key that KV refuses stays, without delaying others. A call does a bounded amount of work.
 */
export async function drainOutbox(ctx: Context, store: SnapshotStore): Promise<Drained> {
  requireRole(ctx, OPERATOR_OR_JOB, "publish changes");
  const refused = new Set<string>();
  let [published, batches] = [0, 0];
  // A drainer that finds the lease taken relies on its holder, so the holder checks again after releasing it.
  while (await isAnyDue(ctx, refused)) {
    if (batches >= BATCHES_MAX) return { published, hasMore: true };
    const isMine = await withLease(ctx, { name: "outbox", durationMs: LEASE_MS }, async (lease) => {
      for (;;) {
        const { done, isLast } = await drainBatch(ctx, store, refused, lease.until);
        published += done;
        batches++;
        if (isLast || batches >= BATCHES_MAX || !(await lease.renew())) break;
      }
    });
    if (!isMine) break;
  }
  return { published, hasMore: false };
}

const dueKeys = ({ db }: Context, refused: ReadonlySet<string>) =>
  db.query.selectFrom("outbox").where("key", "not in", inJson([...refused]));

const isAnyDue = async (ctx: Context, refused: ReadonlySet<string>) =>
  (await dueKeys(ctx, refused).select("key").limit(1).executeTakeFirst()) !== undefined;

async function drainBatch(ctx: Context, store: SnapshotStore, refused: Set<string>, leaseUntil: number) {
  const waiting = await dueKeys(ctx, refused).selectAll().orderBy("changed_at").limit(BATCH_COST_MAX).execute();
  const due = affordable(waiting);
  const snapshots = await snapshotsOf(
    ctx,
    due.map(({ key }) => key),
  );
  const done: typeof due = [];
  const late: string[] = [];
  for (let i = 0; i < due.length && ctx.now() < leaseUntil - LAST_START_MS; i += PARALLEL)
    await Promise.all(
      due.slice(i, i + PARALLEL).map(async (row) => {
        try {
          const snapshot = await snapshots(row.key);
          await (snapshot === null ? store.delete(row.key) : store.put(row.key, snapshot));
          if (ctx.now() < leaseUntil) done.push(row);
          else late.push(row.key);
        } catch (error) {
          refused.add(row.key);
          console.error({ event: "publish.refused", key: row.key, error: String(error) });
        }
      }),
    );
  for (const key of late) refused.add(key);
  await ctx.db.write([
    // A key that changed during the drain has another mark and stays.
    rawStatement(`DELETE FROM outbox WHERE (key, mark) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`, [
      JSON.stringify(done.map(({ key, mark }) => [key, mark])),
    ]),
    // A value written after the lease expired may have replaced a newer value of the next lease holder.
    ...(late.length === 0 ? [] : [publish(late, ctx.now())]),
  ]);
  return { done: done.length, isLast: due.length === waiting.length && waiting.length < BATCH_COST_MAX };
}

/** The first rows, as far as a batch may cost. */
function affordable<Row extends { key: string }>(rows: readonly Row[]): Row[] {
  let cost = 0;
  const end = rows.findIndex(
    ({ key }) => (cost += COSTS[key.slice(0, key.indexOf(":"))] ?? OTHER_COST) > BATCH_COST_MAX,
  );
  return end === -1 ? [...rows] : rows.slice(0, end);
}
