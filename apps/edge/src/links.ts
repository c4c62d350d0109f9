import { SNAPSHOT_VERSION } from "@waymark/click/link";
import type { Env } from "./env.ts";
import { joined } from "./joined.ts";

/**
 * Snapshots by key: isolate memory, then KV, then the control plane (a slug asked for right after its creation,
 * which KV does not know yet). A copy's age counts from its fetch, so a hot link can't keep an old one alive;
 * if neither KV nor control answers, the old copy serves on.
 */
export type Lookup<T> =
  | { kind: "found"; value: T }
  | { kind: "missing" }
  /** Too many unknown keys at once to ask control for each: try again. */
  | { kind: "busy" }
  /** Neither KV nor control answers, and there is no old copy. */
  | { kind: "down" };

interface Entry {
  lookup: Lookup<unknown>;
  freshUntil: number;
}

const FRESH_MS = 10_000;
const MISSING_FRESH_MS = 1_000;
const KV_CACHE_SECONDS = 30;
/** About 1 kB an entry: 10 MB of an isolate's 128. */
const ENTRIES_MAX = 10_000;
const CONTROL_CALLS_PER_SECOND = 20;
/** A shared read may die with the request that began it; whoever waited so long reads for itself. */
const SHARED_READ_MS = 1_000;

export interface Links {
  find<T>(key: string, env: Env, ctx: ExecutionContext): Promise<Lookup<T>>;
}

export function createLinks(): Links {
  const entries = new Map<string, Entry>();
  const reads = new Map<string, Promise<Lookup<unknown>>>();
  let callsLeft = CONTROL_CALLS_PER_SECOND;
  let callsSince = 0;

  return {
    async find<T>(key: string, env: Env, ctx: ExecutionContext) {
      const entry = entries.get(key);
      const lookup = entry !== undefined && Date.now() < entry.freshUntil ? entry.lookup : await shared(key, env, ctx);
      return lookup as Lookup<T>; // a key's prefix names its type (packages/click/link.ts)
    },
  };

  /** One read a key at a time, whatever the number of visitors; each waits with a timer of its own (joined.ts). */
  function shared(key: string, env: Env, ctx: ExecutionContext): Promise<Lookup<unknown>> {
    const running = reads.get(key);
    if (running === undefined) {
      const read = refresh(key, env).finally(() => reads.delete(key));
      reads.set(key, read);
      ctx.waitUntil(read);
      return read;
    }
    return joined(running, SHARED_READ_MS, () => refresh(key, env));
  }

  async function refresh(key: string, env: Env): Promise<Lookup<unknown>> {
    const lookup = await read(key, env);
    if (lookup.kind === "found" || lookup.kind === "missing") return keep(key, lookup);
    const old = entries.get(key)?.lookup;
    return old?.kind === "found" ? keep(key, old) : lookup;
  }

  async function read(key: string, env: Env): Promise<Lookup<unknown>> {
    try {
      const value = await env.LINKS.get(key, { type: "text", cacheTtl: KV_CACHE_SECONDS });
      const snapshot = value === null ? undefined : parse(value);
      if (snapshot !== undefined) return { kind: "found", value: snapshot };
    } catch (error) {
      console.error({ event: "links.kv_failed", key, error: String(error) });
    }
    if (!mayCallControl()) return { kind: "busy" };
    try {
      const value = await env.CONTROL.findSnapshot(key);
      const snapshot = value === null ? undefined : parse(value);
      return snapshot === undefined ? { kind: "missing" } : { kind: "found", value: snapshot };
    } catch (error) {
      console.error({ event: "links.control_failed", key, error: String(error) });
      return { kind: "down" };
    }
  }

  function keep(key: string, lookup: Lookup<unknown>) {
    entries.delete(key);
    entries.set(key, { lookup, freshUntil: Date.now() + (lookup.kind === "missing" ? MISSING_FRESH_MS : FRESH_MS) });
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
function parse(text: string): unknown {
  const value = JSON.parse(text) as { v?: unknown };
  return value.v === SNAPSHOT_VERSION ? value : undefined;
}
