import type { ClickDb } from "./database.ts";

/** The number of shards from a UTC midnight on. New entries must be in the future, so that nothing is ever moved. */
export interface ShardEra {
  /** `YYYY-MM-DD`. */
  since: string;
  shards: number;
}

export interface ClickLimits {
  /** Days for which raw clicks are kept in the databases; their months are dropped later. */
  retentionDays: number;
  /**
   * A shard of this size accepts no more clicks. D1's limit is 10 GB; at that size not even a rollup can be written.
   */
  shardBytesMax: number;
}

/** A shard that is filled to this part should be looked at. */
export const SHARD_FILLING = 0.8;

const LIMITS: ClickLimits = { retentionDays: 90, shardBytesMax: 9_500_000_000 };

/** The databases of the clicks. A click's bucket and time determine its shard permanently. */
export interface ClickShards {
  all: readonly ClickDb[];
  limits: ClickLimits;
  shardOf(click: { clickedAt: number; bucket: number }): ClickDb;
}

/** The answers of the shards in order, and the errors of those that failed. */
export interface Asked<Answer> {
  answers: Answer[];
  failures: unknown[];
}

/** Queries each of these shards. If one is down, returns the answers of the others. */
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
 * The shards by the configured map (`CLICK_SHARDS`). Throws if the map is empty, not ordered by date, or has more
 * shards than there are databases: such a Worker must not start.
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
