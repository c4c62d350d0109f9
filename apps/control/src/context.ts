import {
  openShards,
  type ClickShards,
  type ShardEra,
  openDatabase,
  type ClickTables,
  type Tables,
} from "@waymark/network/db";
import { UNCALLED, type Actor, type Context } from "@waymark/network/context";
import type { Env } from "./env.ts";
import { ownHostsOf } from "./outside.ts";
import { vaultOf } from "./vault.ts";

/**
 * The context of a verb: the databases of this Worker, the actor, and the clock. Created for each request, because
 * Kysely runs SQLite's queries one after another, and workerd kills a request that waits only for another request's
 * promise.
 */
export const contextOf = (env: Env, actor: Actor, onQueries?: (count: number) => void): Context => ({
  db: openDatabase<Tables>(env.DB, onQueries),
  clicks: shardsOf(env, onQueries),
  files: env.FILES,
  archive: env.ARCHIVE,
  actor,
  now: Date.now,
  ...UNCALLED,
  ownHosts: ownHostsOf(env),
  ownTrafficKeys: () => ({ vault: vaultOf(env), visitorSecret: env.VISITOR_SECRET ?? "" }),
});

function shardsOf(env: Env, onQueries?: (count: number) => void): ClickShards {
  const databases: D1Database[] = [];
  for (let i = 0; env[`CLICKS_${i}`] !== undefined; i++) databases.push(env[`CLICKS_${i}`] as D1Database); // just tested
  return openShards(
    databases.map((database) => openDatabase<ClickTables>(database, onQueries)),
    JSON.parse(env.CLICK_SHARDS) as ShardEra[],
    {
      retentionDays: Number(env.CLICK_RETENTION_DAYS),
      shardBytesMax: Number(env.CLICK_SHARD_BYTES_MAX),
    },
  );
}
