import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";

/** Bindings of the edge Worker (wrangler.toml, [env.edge]). */
export interface Env {
  LINKS: KVNamespace;
  CLICKS_QUEUE: Queue;
  /** `CLICKS_QUEUE_1` …: further queues of clicks, if one is not enough (docs/operations.md). */
  [more: `CLICKS_QUEUE_${number}`]: Queue;
  POSTBACKS_QUEUE: Queue;
  CONTROL: ControlPort;
  FALLBACK_URL: string;
  /** Where to report a security hole: a `mailto:` or `https:` URI. */
  SECURITY_CONTACT: string;
  /** Secret; see `readClickKeys`. */
  CLICK_KEYS: string;
  /** Secret; keys the visitor hash. */
  VISITOR_SECRET: string;
  /** Secret; advertisers' signing secrets and the MACs of postback tokens are derived from it. */
  POSTBACK_SECRET: string;
  /** Counts the pixel's calls by click. */
  PIXEL_LIMIT: RateLimit;
}

/** The control plane's methods that the edge calls over the service binding when KV or the queue fails. */
export interface ControlPort {
  /** The snapshot of a key as KV should hold it, or null. */
  findSnapshot(key: string): Promise<string | null>;
  /** Stores a message of the queue `clicks` that no queue accepted. */
  storeClicks(message: string): Promise<void>;
  /** Serves the page `/abuse`, and stores reports about links. */
  fetch(request: Request): Promise<Response>;
}

let keys: ClickKeys | undefined;

/** The signing keys, read once an isolate. */
export const keysOf = ({ CLICK_KEYS }: Env): ClickKeys => (keys ??= readClickKeys(CLICK_KEYS));

/** The bound queues of clicks; a click's bucket chooses one. */
export function clickQueuesOf(env: Env): readonly Queue[] {
  const bound = [env.CLICKS_QUEUE];
  for (let i = 1, more; (more = env[`CLICKS_QUEUE_${i}`]) !== undefined; i++) bound.push(more);
  return bound;
}
