import { isRecord, parseJson } from "@waymark/contract/json";
import { SNAPSHOT_VERSION } from "@waymark/contract/snapshot";
import type { Env } from "./env.ts";
import { joined, within } from "./shared-promise.ts";

/**
 * Snapshots by key: from isolate memory, then KV, then the control plane (for a slug requested right after its
 * creation, which KV does not know yet). A copy's age counts from its fetch, so a hot link can't keep an old one alive.
 * If neither KV nor control answers, the old copy is still used.
 */
export type Lookup<T extends object> = T | Miss;

/**
 * Why there is no snapshot. `missing`: nothing has this key. `busy`: too many unknown keys at once to ask control about
 * each; try again. `down`: neither KV nor control returned a readable one, and there is no old copy.
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
/** Stale-while-revalidate: a copy this old is served, and refreshed in the background. */
const REFRESH_MS = 8_000;
const MISSING_FRESH_MS = 1_000;
const KV_CACHE_SECONDS = 30;
/**
 * Limits of the memory: 10,000 snapshots of 8 M characters in all, about 40 MB of an isolate's 128, and 1,000 unknown
 * keys counted separately, so that a flood of unknown slugs displaces no link.
 */
const ENTRIES_MAX = 10_000;
const CHARS_MAX = 8_000_000;
const MISSING_MAX = 1_000;
/** Calls of the control plane about slugs, which anyone can invent. All other keys have the same number separately. */
const CONTROL_CALLS_PER_SECOND = 20;
/** How long KV or the control plane may take. */
const READ_MS = 700;
/** A shared read may die with the request that began it. A request that waited this long begins another. */
const SHARED_READ_MS = 1_500;

type IsOurs = () => boolean;

export interface Snapshots {
  /**
   * Synchronous if the snapshot is in memory. Never rejects. `isOurs` is called if KV does not have the key: false
   * means that the control plane can't have it either and is not asked.
   */
  find<T extends object>(key: string, env: Env, ctx: ExecutionContext, isOurs?: IsOurs): Lookup<T> | Promise<Lookup<T>>;
}

export function createSnapshots(): Snapshots {
  const entries = new Map<string, Entry>();
  let chars = 0;
  /** When each was found missing, Unix ms. */
  const missing = new Map<string, number>();
  const reads = new Map<string, Promise<Lookup<object>>>();
  const mayAskForLink = createBudget(CONTROL_CALLS_PER_SECOND);
  const mayAskForOther = createBudget(CONTROL_CALLS_PER_SECOND);

  return {
    find<T extends object>(key: string, env: Env, ctx: ExecutionContext, isOurs?: IsOurs) {
      return lookUp(key, env, ctx, isOurs) as Lookup<T> | Promise<Lookup<T>>; // a key's prefix names its type (packages/contract/snapshot.ts)
    },
  };

  function lookUp(key: string, env: Env, ctx: ExecutionContext, isOurs?: IsOurs) {
    const entry = entries.get(key);
    if (entry !== undefined) {
      const age = ageOf(entry.fetchedAt);
      if (age >= REFRESH_MS && age < FRESH_MS && !reads.has(key)) void begin(key, env, ctx, isOurs);
      if (age < FRESH_MS) return entry.snapshot;
    }
    const missingSince = missing.get(key);
    if (missingSince !== undefined && ageOf(missingSince) < MISSING_FRESH_MS) return "missing";
    return shared(key, env, ctx, isOurs);
  }

  /** One read at a time for each key, for any number of visitors. Each waits with its own timer (shared-promise.ts). */
  function shared(key: string, env: Env, ctx: ExecutionContext, isOurs?: IsOurs): Promise<Lookup<object>> {
    const running = reads.get(key);
    if (running === undefined) return begin(key, env, ctx, isOurs);
    return joined(running, SHARED_READ_MS, async () => {
      if (reads.get(key) === running) reads.delete(key);
      return lookUp(key, env, ctx, isOurs); // another waiter may have read it by now
    });
  }

  function begin(key: string, env: Env, ctx: ExecutionContext, isOurs?: IsOurs) {
    const read = refresh(key, env, isOurs).finally(() => {
      if (reads.get(key) === read) reads.delete(key);
    });
    reads.set(key, read);
    ctx.waitUntil(read);
    return read;
  }

  async function refresh(key: string, env: Env, isOurs?: IsOurs): Promise<Lookup<object>> {
    const found = await read(key, env, isOurs);
    if (typeof found === "object") return remember(key, found);
    if (found === "missing") return forget(key);
    const old = entries.get(key);
    return old === undefined ? found : remember(key, old);
  }

  async function read(key: string, env: Env, isOurs?: IsOurs): Promise<Read | Miss> {
    let isAbsent = false;
    try {
      const value = await within(READ_MS, env.LINKS.get(key, { type: "text", cacheTtl: KV_CACHE_SECONDS }));
      const found = value === null ? undefined : parse(value);
      if (found !== undefined) return found;
      isAbsent = value === null;
    } catch (error) {
      console.error({ event: "links.kv_failed", key, error: String(error) });
    }
    if (isOurs?.() === false) return isAbsent ? "missing" : "down";
    if (!(key.startsWith("link:") ? mayAskForLink : mayAskForOther)()) return "busy";
    try {
      const value = await within(READ_MS, env.CONTROL.findSnapshot(key));
      return value === null ? "missing" : (parse(value) ?? "down");
    } catch (error) {
      console.error({ event: "links.control_failed", key, error: String(error) });
      return "down";
    }
  }

  /** The newest is last, so that the oldest is removed first. */
  function remember(key: string, { snapshot, chars: size }: Read) {
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
}

/** True `perSecond` times a second. */
function createBudget(perSecond: number) {
  let since = 0;
  let left = 0;
  return () => {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== since) [since, left] = [second, perSecond];
    return left-- > 0;
  };
}

/** How many ms have passed; infinite if the clock was set back, since the age is then unknown. */
function ageOf(since: number) {
  const age = Date.now() - since;
  return age < 0 ? Infinity : age;
}

/** A snapshot of a known version, or undefined. */
function parse(text: string): Read | undefined {
  const value = parseJson(text);
  return isRecord(value) && value["v"] === SNAPSHOT_VERSION ? { snapshot: value, chars: text.length } : undefined;
}
