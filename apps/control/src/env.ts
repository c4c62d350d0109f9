import type { SignInGuard } from "./sign-in-guard.ts";

/** Bindings of the control Worker (wrangler.toml, [env.control]). */
export interface Env {
  DB: D1Database;
  LINKS: KVNamespace;
  /** Files of users: creatives, attachments, uploads; each under its own prefix. */
  FILES: R2Bucket;
  /** Archived data: old clicks, old postback requests, dead letters. */
  ARCHIVE: R2Bucket;
  /** Wakes the worker of an upload. The database holds the work to do. */
  UPLOADS_QUEUE: Queue<string>;
  /** Wakes the worker of a payout run. The database holds the work to do. */
  PAYOUTS_QUEUE: Queue<string>;
  /** Goes on with publishing. The outbox holds the keys. */
  PUBLISHING_QUEUE: Queue<string>;
  /** Counts closed days. The click shards hold what is to be counted. */
  DAYS_QUEUE: Queue<string>;
  /** Learns from history. The database holds what is to be learnt. */
  FORECASTS_QUEUE: Queue<string>;
  SIGN_IN_GUARD: DurableObjectNamespace<SignInGuard>;
  API_LIMIT: RateLimit;
  /** Counts checks of passwords and codes, by the caller's network. */
  SIGN_IN_LIMIT: RateLimit;
  /** Counts reports about links, by the caller's network. */
  ABUSE_LIMIT: RateLimit;
  /** The static files (dev/assets.ts). Without them there is neither a cabinet nor a list of tools. */
  ASSETS?: Fetcher;
  /** Cloudflare's e-mail service, if bound; otherwise `MAIL_URL` is called. */
  EMAIL?: SendEmail;
  ENVIRONMENT: "development" | "production";
  /** Origin of partner links: `https://…` without a slash at the end. */
  EDGE_ORIGIN: string;
  /** Origin of this Worker. */
  CONTROL_ORIGIN: string;
  /** Origins of other sites whose pages may call the API, separated by commas. */
  CORS_ORIGINS: string;
  /** A resolver that answers DNS questions over HTTPS as JSON. */
  DOH_URL: string;
  /** A proxy for requests to addresses given by users; without it they are sent directly. */
  OUTSIDE?: Fetcher;
  /** Sender address of mails. */
  MAIL_FROM: string;
  /** An HTTP service that takes `{from, to, subject, text}` as JSON, and its key (secret). */
  MAIL_URL?: string;
  MAIL_KEY?: string;
  /** Secret, the same as the edge's, because files of orders contain click_IDs. */
  CLICK_KEYS: string;
  /**
   * Secret, the same as the edge's: sign-ins and addresses of own traffic are compared with clicks. Without it no sign-in
   * is recorded, and no address can be listed.
   */
  VISITOR_SECRET?: string;
  /** Secret: signs session cookies and verification tokens. */
  AUTH_SECRET: string;
  /** Secret: encrypts the details of payout accounts and the entries of own traffic (packages/network/src/vault.ts). */
  VAULT_KEYS: string;
  /** A service that screens the holders of new payout accounts, and its key (secret); without it, none is screened. */
  SCREENING_URL?: string;
  SCREENING_KEY?: string;
  /** PayPal's API (`https://api-m.paypal.com`), and its access (secrets); PayPal pays only if all four are set. */
  PAYPAL_ORIGIN?: string;
  PAYPAL_CLIENT_ID?: string;
  PAYPAL_CLIENT_SECRET?: string;
  PAYPAL_WEBHOOK_ID?: string;
  /** Secret, the same as the edge's: advertisers' signing secrets are derived from it. */
  POSTBACK_SECRET: string;
  /** JSON of `ShardEra[]`. */
  CLICK_SHARDS: string;
  /** Days for which raw clicks are kept in the shards. */
  CLICK_RETENTION_DAYS: string;
  /** Bytes beyond which a shard accepts no more clicks. */
  CLICK_SHARD_BYTES_MAX: string;
  /** `CLICKS_0`, `CLICKS_1` …: the click shards. */
  [shard: `CLICKS_${number}`]: D1Database;
}

/** Names of settings that a deployed network needs, and that nothing else makes up for. */
export function missingSecrets(env: Env): string[] {
  if (isDevelopment(env)) return [];
  return [
    ...((env.VISITOR_SECRET ?? "") === "" ? ["VISITOR_SECRET"] : []),
    ...(env.EMAIL === undefined && (env.MAIL_URL ?? "") === "" ? ["MAIL_URL"] : []),
  ];
}

export const isDevelopment = ({ ENVIRONMENT }: Env): boolean => ENVIRONMENT === "development";
