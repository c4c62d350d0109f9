/** Bindings of the shop (wrangler.toml, [env.shop]). */
export interface Env {
  SHOP: D1Database;
  /** Where the network's redirector answers, without a path. */
  EDGE_ORIGIN: string;
  /** Says to the network which advertiser speaks. */
  POSTBACK_TOKEN: string;
}
