import { readClickKeys, type ClickKeys } from "@waymark/click/click-id";

/** Bindings of the edge Worker (wrangler.toml, [env.edge]). */
export interface Env {
  LINKS: KVNamespace;
  CLICKS_QUEUE: Queue;
  POSTBACKS_QUEUE: Queue;
  CONTROL: ControlPort;
  FALLBACK_URL: string;
  /** Secret; see `readClickKeys`. */
  CLICK_KEYS: string;
  /** Secret; keys the visitor hash. */
  VISITOR_SECRET: string;
}

/** What the edge asks of the control plane over the service binding, when KV or the queue can't serve. */
export interface ControlPort {
  /** The snapshot of a key as KV should hold it, or null. */
  findSnapshot(key: string): Promise<string | null>;
  /** Stores a message of the queue `clicks` that no queue took. */
  storeClicks(message: string): Promise<void>;
}

let keys: ClickKeys | undefined;

/** The signing keys, read once an isolate. */
export const keysOf = ({ CLICK_KEYS }: Env): ClickKeys => (keys ??= readClickKeys(CLICK_KEYS));
