import { SNAPSHOT_VERSION } from "@waymark/click/link";
import type { Env } from "./env.ts";
import { joined, within } from "./waiting.ts";

/**
 * Snapshots by key: isolate memory, then KV, then the control plane (a slug asked for right after its creation,
 * which KV does not know yet). A copy's age counts from its fetch, so a hot link can't keep an old one alive;
 * if neither KV nor control answers, the old copy serves on.
 */
export type Lookup<T extends object> = T | Miss;

/**
 * Why there is no snapshot: nothing has this key; too many unknown keys at once to ask control for each, try again;
 * or neither KV nor control answers, and there is no old copy.
 */
export type Miss = "missing" | "busy" | "down";

interface Entry {
  lookup: object | "missing";
  freshUntil: number;
}

const FRESH_MS = 10_000;
const MISSING_FRESH_MS = 1_000;
const KV_CACHE_SECONDS = 30;
/** About 1 kB an entry: 10 MB of an isolate's 128. */
const ENTRIES_MAX = 10_000;
const CONTROL_CALLS_PER_SECOND = 20;
/** KV or control that hangs is given up. */
const READ_MS = 700;
/** A shared read may die with the request that began it; whoever waited so long reads for itself. */
const SHARED_READ_MS = 1_500;

export interface Links {
  find<T extends object>(key: string, env: Env, ctx: ExecutionContext): Promise<Lookup<T>>;
}

export function createLinks(): Links {
  const entries = new Map<string, Entry>();
  const reads = new Map<string, Promise<Lookup<object>>>();
  let callsLeft = CONTROL_CALLS_PER_SECOND;
  let callsSince = 0;

  return {
    async find<T extends object>(key: string, env: Env, ctx: ExecutionContext) {
      const entry = entries.get(key);
      const lookup = entry !== undefined && Date.now() < entry.freshUntil ? entry.lookup : await shared(key, env, ctx);
      return lookup as Lookup<T>; // a key's prefix names its type (packages/click/link.ts)
    },
  };

  /** One read a key at a time, whatever the number of visitors; each waits with a timer of its own (waiting.ts). */
  function shared(key: string, env: Env, ctx: ExecutionContext): Promise<Lookup<object>> {
    const running = reads.get(key);
    if (running === undefined) {
      const read = refresh(key, env).finally(() => reads.delete(key));
      reads.set(key, read);
      ctx.waitUntil(read);
      return read;
    }
    return joined(running, SHARED_READ_MS, () => refresh(key, env));
  }

  async function refresh(key: string, env: Env): Promise<Lookup<object>> {
    const lookup = await read(key, env);
    if (lookup !== "busy" && lookup !== "down") return keep(key, lookup);
    const old = entries.get(key)?.lookup;
    return typeof old === "object" ? keep(key, old) : lookup;
  }

  async function read(key: string, env: Env): Promise<Lookup<object>> {
    try {
      const value = await within(READ_MS, env.LINKS.get(key, { type: "text", cacheTtl: KV_CACHE_SECONDS }));
      const snapshot = value === null ? undefined : parse(value);
      if (snapshot !== undefined) return snapshot;
    } catch (error) {
      console.error({ event: "links.kv_failed", key, error: String(error) });
    }
    if (!mayCallControl()) return "busy";
    try {
      const value = await within(READ_MS, env.CONTROL.findSnapshot(key));
      return (value === null ? undefined : parse(value)) ?? "missing";
    } catch (error) {
      console.error({ event: "links.control_failed", key, error: String(error) });
      return "down";
    }
  }

  function keep(key: string, lookup: object | "missing") {
    entries.delete(key);
    entries.set(key, { lookup, freshUntil: Date.now() + (lookup === "missing" ? MISSING_FRESH_MS : FRESH_MS) });
    if (entries.size > ENTRIES_MAX) for (const oldest of entries.keys()) return (entries.delete(oldest), lookup);
    return lookup;
  }

  function mayCallControl() {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== callsSince) [callsSince, callsLeft] = [second, CONTROL_CALLS_PER_SECOND];
    return callsLeft-- > 0;
  }
}

/** A snapshot of a form that we know, or undefined. */
function parse(text: string): object | undefined {
  const value = JSON.parse(text) as { v?: unknown };
  return value.v === SNAPSHOT_VERSION ? value : undefined;
}
