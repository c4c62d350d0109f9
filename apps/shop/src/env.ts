/** Bindings of the shop (wrangler.toml, [env.shop]). */
export interface Env {
  SHOP: D1Database;
  /** Origin of the network's edge. */
  EDGE_ORIGIN: string;
  /** The postback token, which identifies the advertiser. */
  POSTBACK_TOKEN: string;
  /** Origin of the network's API, and our key. */
  CONTROL_ORIGIN: string;
  API_KEY: string;
  /** The offer whose orders are uploaded in files. */
  UPLOAD_OFFER: string;
}
