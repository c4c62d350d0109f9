import type { ClickDb } from "./database.ts";

/** How many shards there are since a UTC midnight. New entries only in the future: then nothing is ever moved. */
export interface ShardEra {
  /** `YYYY-MM-DD`. */
  since: string;
  shards: number;
}

export interface ClickLimits {
  /** Days for which raw clicks are kept in the databases; their months are dropped later. */
  retentionDays: number;
  /** A shard of this size accepts no more clicks. D1's limit is 10 GB; at that size not even a rollup can be written. */
  shardBytesMax: number;
}

const LIMITS: ClickLimits = { retentionDays: 90, shardBytesMax: 9_500_000_000 };

/** The databases of the clicks. A click's own bucket and time name its shard, now and for ever. */
export interface ClickShards {
  all: readonly ClickDb[];
  limits: ClickLimits;
  shardOf(click: { clickedAt: number; bucket: number }): ClickDb;
}

/** The answers of shards in their order, and the errors of the others. */
export interface Asked<Answer> {
  answers: Answer[];
  failures: unknown[];
}

/** Asks each of these shards. Returns the answers of the others if one is down. */
export async function askShards<Shard, Answer>(
  shards: readonly Shard[],
  ask: (shard: Shard, number: number) => Promise<Answer>,
): Promise<Asked<Answer>> {
  const results = await Promise.allSettled(shards.map(ask));
  return {
    answers: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    failures: results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : [])),
  };
}

/**
 * The shards by the map of the configuration (`CLICK_SHARDS`). Throws where the map is empty, not in the order of its
 * dates, or names more shards than there are databases: such a Worker must not start.
 */
export function openShards(
  databases: readonly ClickDb[],
  eras: readonly ShardEra[],
  limits: ClickLimits = LIMITS,
): ClickShards {
  const starts = eras.map(({ since, shards }) => ({ since: Date.parse(`${since}T00:00:00Z`), shards }));
  const ordered = starts.every(({ since }, i) => since > (starts[i - 1]?.since ?? -Infinity));
  const served = starts.every(({ shards }) => Number.isInteger(shards) && shards >= 1 && shards <= databases.length);
  if (starts.length === 0 || !ordered || !served) throw new Error("CLICK_SHARDS does not fit the click databases");
  return {
    all: databases,
    limits,
    shardOf({ clickedAt, bucket }) {
      const era = starts.findLast(({ since }) => since <= clickedAt) ?? starts[0];
      const database = databases[bucket % (era?.shards ?? 1)];
      if (database === undefined) throw new Error("no click shard"); // excluded above
      return database;
    },
  };
}
