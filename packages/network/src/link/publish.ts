import type { Context } from "../context.ts";
import { rawStatement, type Db } from "../db/index.ts";
import { snapshotOf } from "./snapshot.ts";

/** Where snapshots are published; Cloudflare KV has this form. */
export interface SnapshotStore {
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

const BATCH_MAX = 100;
const LEASE_MS = 60_000;

/**
 * Publishes what the outbox names: the value as it is now, so the newest version always wins. One drainer at a time, by
 * a lease that the next one takes over if this one dies. Returns how many keys it published.
 */
export async function drainOutbox(ctx: Context, store: SnapshotStore): Promise<number> {
  const holder = crypto.randomUUID();
  if (!(await takeLease(ctx, holder))) return 0;
  try {
    let published = 0;
    for (;;) {
      const due = await ctx.db.query.selectFrom("outbox").selectAll().orderBy("changed_at").limit(BATCH_MAX).execute();
      for (const { key } of due) await publishKey(ctx.db, store, key);
      // A key that was changed meanwhile has another mark and stays.
      await ctx.db.write(
        due.map(({ key, mark }) => rawStatement("DELETE FROM outbox WHERE key = ? AND mark = ?", [key, mark])),
      );
      published += due.length;
      if (due.length < BATCH_MAX) return published;
    }
  } finally {
    await ctx.db.write([rawStatement("DELETE FROM lease WHERE name = 'outbox' AND holder = ?", [holder])]);
  }
}

async function publishKey(db: Db, store: SnapshotStore, key: string) {
  const snapshot = await snapshotOf(db, key);
  await (snapshot === null ? store.delete(key) : store.put(key, snapshot));
}

async function takeLease({ db, now }: Context, holder: string) {
  await db.write([
    rawStatement(
      `INSERT INTO lease (name, holder, until) VALUES ('outbox', ?, ?)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE until < ?`,
      [holder, now() + LEASE_MS, now()],
    ),
  ]);
  const lease = await db.query.selectFrom("lease").select("holder").where("name", "=", "outbox").executeTakeFirst();
  return lease?.holder === holder;
}
