/** Bindings of the shop (wrangler.toml, [env.shop]). */
export interface Env {
  SHOP: D1Database;
  /** Where the network's redirector answers, without a path. */
  EDGE_ORIGIN: string;
  /** The postback token, which identifies the advertiser. */
  POSTBACK_TOKEN: string;
  /** Where the network's API answers, without a path, and our key to it. */
  CONTROL_ORIGIN: string;
  API_KEY: string;
  /** The offer whose orders are uploaded in files. */
  UPLOAD_OFFER: string;
}
