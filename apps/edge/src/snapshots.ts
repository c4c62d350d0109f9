import { isRecord, parseJson } from "@waymark/contract/json";
import { SNAPSHOT_VERSION } from "@waymark/contract/snapshot";
import type { Env } from "./env.ts";
import { joined, within } from "./shared-promise.ts";

/**
 * Snapshots by key: isolate memory, then KV, then the control plane (a slug asked for right after its creation,
 * which KV does not know yet). A copy's age counts from its fetch, so a hot link can't keep an old one alive;
 * if neither KV nor control answers, the old copy serves on.
 */
export type Lookup<T extends object> = T | Miss;

/**
 * Why there is no snapshot: nothing has this key; too many unknown keys at once to ask control for each, try again;
 * or neither KV nor control gives one that we can read, and there is no old copy.
 */
export type Miss = "missing" | "busy" | "down";

interface Read {
  snapshot: object;
  /** Length of its JSON. */
  chars: number;
}

interface Entry extends Read {
  /** Unix ms. */
  fetchedAt: number;
}

const FRESH_MS = 10_000;
/** A copy this old is fetched anew by whoever comes, but he need not wait for it: nobody waits at a hot link. */
const REFRESH_MS = 8_000;
const MISSING_FRESH_MS = 1_000;
const KV_CACHE_SECONDS = 30;
/**
 * Bounds of what is remembered: 10,000 snapshots of 8 M characters in all, about 40 MB of an isolate's 128, and 1,000
 * unknown keys apart from them, so that a flood of unknown slugs displaces no link.
 */
const ENTRIES_MAX = 10_000;
const CHARS_MAX = 8_000_000;
const MISSING_MAX = 1_000;
const CONTROL_CALLS_PER_SECOND = 20;
/** KV or control that hangs is given up. */
const READ_MS = 700;
/** A shared read may die with the request that began it; whoever waited so long begins another. */
const SHARED_READ_MS = 1_500;

export interface Links {
  /** At once where it is in memory. Never rejects. */
  find<T extends object>(key: string, env: Env, ctx: ExecutionContext): Lookup<T> | Promise<Lookup<T>>;
}

export function createLinks(): Links {
  const entries = new Map<string, Entry>();
  let chars = 0;
  /** When each was found missing, Unix ms. */
  const missing = new Map<string, number>();
  const reads = new Map<string, Promise<Lookup<object>>>();
  let callsLeft = CONTROL_CALLS_PER_SECOND;
  let callsSince = 0;

  return {
    find<T extends object>(key: string, env: Env, ctx: ExecutionContext) {
      return lookUp(key, env, ctx) as Lookup<T> | Promise<Lookup<T>>; // a key's prefix names its type (link.ts)
    },
  };

  function lookUp(key: string, env: Env, ctx: ExecutionContext) {
    const entry = entries.get(key);
    if (entry !== undefined) {
      const age = ageOf(entry.fetchedAt);
      if (age >= REFRESH_MS && age < FRESH_MS && !reads.has(key)) void begin(key, env, ctx);
      if (age < FRESH_MS) return entry.snapshot;
    }
    const missingSince = missing.get(key);
    if (missingSince !== undefined && ageOf(missingSince) < MISSING_FRESH_MS) return "missing";
    return shared(key, env, ctx);
  }

  /** One read a key at a time, whatever the number of visitors; each waits with a timer of its own (shared-promise.ts). */
  function shared(key: string, env: Env, ctx: ExecutionContext): Promise<Lookup<object>> {
    const running = reads.get(key);
    if (running === undefined) return begin(key, env, ctx);
    return joined(running, SHARED_READ_MS, async () => {
      if (reads.get(key) === running) reads.delete(key);
      return lookUp(key, env, ctx); // another of those who waited may know it by now
    });
  }

  function begin(key: string, env: Env, ctx: ExecutionContext) {
    const read = refresh(key, env).finally(() => {
      if (reads.get(key) === read) reads.delete(key);
    });
    reads.set(key, read);
    ctx.waitUntil(read);
    return read;
  }

  async function refresh(key: string, env: Env): Promise<Lookup<object>> {
    const found = await read(key, env);
    if (typeof found === "object") return keep(key, found);
    if (found === "missing") return forget(key);
    const old = entries.get(key);
    return old === undefined ? found : keep(key, old);
  }

  async function read(key: string, env: Env): Promise<Read | Miss> {
    try {
      const value = await within(READ_MS, env.LINKS.get(key, { type: "text", cacheTtl: KV_CACHE_SECONDS }));
      const found = value === null ? undefined : parse(value);
      if (found !== undefined) return found;
    } catch (error) {
      console.error({ event: "links.kv_failed", key, error: String(error) });
    }
    if (!mayCallControl()) return "busy";
    try {
      const value = await within(READ_MS, env.CONTROL.findSnapshot(key));
      return value === null ? "missing" : (parse(value) ?? "down");
    } catch (error) {
      console.error({ event: "links.control_failed", key, error: String(error) });
      return "down";
    }
  }

  /** The newest stands last, so that the oldest goes first. */
  function keep(key: string, { snapshot, chars: size }: Read) {
    drop(key);
    missing.delete(key);
    entries.set(key, { snapshot, chars: size, fetchedAt: Date.now() });
    chars += size;
    for (const oldest of entries.keys()) {
      if (entries.size <= ENTRIES_MAX && chars <= CHARS_MAX) break;
      drop(oldest);
    }
    return snapshot;
  }

  function drop(key: string) {
    chars -= entries.get(key)?.chars ?? 0;
    entries.delete(key);
  }

  function forget(key: string) {
    drop(key);
    missing.delete(key);
    missing.set(key, Date.now());
    if (missing.size > MISSING_MAX) missing.delete(missing.keys().next().value ?? "");
    return "missing" as const;
  }

  function mayCallControl() {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== callsSince) [callsSince, callsLeft] = [second, CONTROL_CALLS_PER_SECOND];
    return callsLeft-- > 0;
  }
}

/** How many ms have passed; no end of them where the clock was put back: then nobody knows how old it is. */
function ageOf(since: number) {
  const age = Date.now() - since;
  return age < 0 ? Infinity : age;
}

/** A snapshot of a form that we know, or undefined. */
function parse(text: string): Read | undefined {
  const value = parseJson(text);
  return isRecord(value) && value["v"] === SNAPSHOT_VERSION ? { snapshot: value, chars: text.length } : undefined;
}
