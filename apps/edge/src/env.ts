import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";

/** Bindings of the edge Worker (wrangler.toml, [env.edge]). */
export interface Env {
  LINKS: KVNamespace;
  CLICKS_QUEUE: Queue;
  /** `CLICKS_QUEUE_1` …: more of them where one is not enough (docs/operations.md). */
  [more: `CLICKS_QUEUE_${number}`]: Queue;
  POSTBACKS_QUEUE: Queue;
  CONTROL: ControlPort;
  FALLBACK_URL: string;
  /** Where to tell of a security hole: a `mailto:` or `https:` URI. */
  SECURITY_CONTACT: string;
  /** Secret; see `readClickKeys`. */
  CLICK_KEYS: string;
  /** Secret; keys the visitor hash. */
  VISITOR_SECRET: string;
  /** Secret; what advertisers sign by follows from it. */
  POSTBACK_SECRET: string;
  /** Counts the pixel's calls by click. */
  PIXEL_LIMIT: RateLimit;
}

/** What the edge asks of the control plane over the service binding, when KV or the queue can't serve. */
export interface ControlPort {
  /** The snapshot of a key as KV should hold it, or null. */
  findSnapshot(key: string): Promise<string | null>;
  /** Stores a message of the queue `clicks` that no queue took. */
  storeClicks(message: string): Promise<void>;
  /** Shows the page `/abuse`, and keeps what somebody tells of a link. */
  fetch(request: Request): Promise<Response>;
}

let keys: ClickKeys | undefined;

/** The signing keys, read once an isolate. */
export const keysOf = ({ CLICK_KEYS }: Env): ClickKeys => (keys ??= readClickKeys(CLICK_KEYS));

/** The queues of the clicks, as many as are bound; a click's bucket names its own. */
export function clickQueuesOf(env: Env): readonly Queue[] {
  const bound = [env.CLICKS_QUEUE];
  for (let i = 1, more; (more = env[`CLICKS_QUEUE_${i}`]) !== undefined; i++) bound.push(more);
  return bound;
}
