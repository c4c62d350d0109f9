/** Bindings of the control Worker (wrangler.toml, [env.control]). */
export interface Env {
  DB: D1Database;
  LINKS: KVNamespace;
  ENVIRONMENT: "development" | "production";
  /** Where partner links live: `https://…` without a slash at the end. */
  EDGE_ORIGIN: string;
  /** JSON of `ShardEra[]`. */
  CLICK_SHARDS: string;
  /** `CLICKS_0`, `CLICKS_1` …: the click shards. */
  [shard: `CLICKS_${number}`]: D1Database;
}
