import { openShards, type ClickShards, type ShardEra } from "@waymark/network/click";
import type { Actor, Context } from "@waymark/network/context";
import { openDatabase, type ClickTables, type Tables } from "@waymark/network/db";
import type { Env } from "./env.ts";

/** What a verb is given: the databases of this Worker, who acts, and the clock. */
export function contextOf(env: Env, actor: Actor): Context {
  const databases = opened.get(env) ?? { db: openDatabase<Tables>(env.DB), clicks: shardsOf(env) };
  opened.set(env, databases);
  return { ...databases, actor, now: Date.now };
}

/** Opened once an isolate: they hold bindings, nothing of a request. */
const opened = new WeakMap<Env, Pick<Context, "db" | "clicks">>();

function shardsOf(env: Env): ClickShards {
  const databases: D1Database[] = [];
  for (let i = 0; env[`CLICKS_${i}`] !== undefined; i++) databases.push(env[`CLICKS_${i}`] as D1Database); // just tested
  return openShards(
    databases.map((database) => openDatabase<ClickTables>(database)),
    JSON.parse(env.CLICK_SHARDS) as ShardEra[],
  );
}
