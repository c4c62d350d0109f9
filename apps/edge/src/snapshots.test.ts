import { MINUTE_MS } from "@waymark/contract/duration";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Env } from "./env.ts";
import { createSnapshots } from "./snapshots.ts";

const LINK = JSON.stringify({ v: 1, id: "lnk_hot", text: "x".repeat(500) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** KV and a control plane that know what `values` knows, and count who asks. */
function setupOf(values: (key: string) => string | null) {
  const asked = { kv: 0, control: 0 };
  const env = {
    LINKS: { get: (key: string) => (asked.kv++, Promise.resolve(values(key))) },
    CONTROL: { findSnapshot: (key: string) => (asked.control++, Promise.resolve(values(key))) },
  } as unknown as Env; // all that a look-up asks
  const ctx = { waitUntil: () => {} } as unknown as ExecutionContext; // all that a look-up does with it
  return { env, ctx, asked };
}

const UNKNOWN = 100_000;

// A tenth of a million: the bound is 1,000 keys, for any number of slugs.
test("a flood of distinct unknown slugs: one KV read each, 20 control calls a second, no false 404, bounded memory", async () => {
  const { env, ctx, asked } = setupOf((key) => (key === "link:/hot" ? LINK : null));
  const snapshots = createSnapshots();
  await snapshots.find("link:/hot", env, ctx);
  const before = process.memoryUsage().heapUsed;
  const answers = new Map<unknown, number>();
  for (let i = 0; i < UNKNOWN; i++) {
    if (i % 1_000 === 0) vi.advanceTimersByTime(50);
    const found = await snapshots.find(`link:/unknown-${i}`, env, ctx);
    answers.set(found, (answers.get(found) ?? 0) + 1);
  }
  expect(asked.kv, "at most one read a slug").toBeLessThanOrEqual(UNKNOWN + 2);
  const seconds = UNKNOWN / 1_000 / 20;
  expect(asked.control).toBeLessThanOrEqual(20 * (seconds + 1));
  expect(answers.get("missing"), "only what control was asked is called unknown").toBe(asked.control);
  expect(answers.get("busy")).toBe(UNKNOWN - asked.control);
  expect(process.memoryUsage().heapUsed - before, "bytes").toBeLessThan(30e6);
});

test("a flood of unknown slugs leaves the control plane's calls for other keys alone", async () => {
  const { env, ctx, asked } = setupOf(() => null);
  const snapshots = createSnapshots();
  for (let i = 0; i < 100; i++) await snapshots.find(`link:/unknown-${i}`, env, ctx);
  expect(asked.control).toBe(20);
  for (let i = 0; i < 20; i++) expect(await snapshots.find(`token:${i}`, env, ctx, () => true)).toBe("missing");
  expect(asked.control).toBe(40);
  expect(await snapshots.find("link-number:1", env, ctx)).toBe("busy");
});

describe("a key that the control plane can't have", () => {
  const isOurs = vi.fn(() => false);

  test("is missing without a control call if KV has no value, for any number of keys", async () => {
    const { env, ctx, asked } = setupOf(() => null);
    const snapshots = createSnapshots();
    for (let i = 0; i < 500; i++) expect(await snapshots.find(`token:${i}`, env, ctx, isOurs)).toBe("missing");
    expect(asked).toEqual({ kv: 500, control: 0 });
  });

  test("is read from KV without being checked", async () => {
    isOurs.mockClear();
    const { env, ctx } = setupOf(() => LINK);
    expect(await createSnapshots().find("token:1", env, ctx, isOurs)).toEqual(JSON.parse(LINK));
    expect(isOurs).not.toHaveBeenCalled();
  });

  test.each([
    ["fails", () => Promise.reject(new Error("planted"))],
    ["has a value that can't be read", () => Promise.resolve('{"v":99}')],
  ])("is not called missing if KV %s, and an old copy is used", async (_, get) => {
    const { env, ctx, asked } = setupOf((key) => (key === "token:old" ? LINK : null));
    const snapshots = createSnapshots();
    await snapshots.find("token:old", env, ctx, isOurs);
    Object.assign(env, { LINKS: { get } });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(await snapshots.find("token:old", env, ctx, isOurs)).toEqual(JSON.parse(LINK));
    expect(await snapshots.find("token:new", env, ctx, isOurs)).toBe("down");
    expect(asked.control).toBe(0);
  });
});

test("a flood of slugs that the control plane answers displaces no link", async () => {
  const { env, ctx, asked } = setupOf((key) => (key === "link:/hot" ? LINK : null));
  const snapshots = createSnapshots();
  await snapshots.find("link:/hot", env, ctx);
  for (let i = 0; i < 5_000; i++) {
    if (i % 20 === 0) vi.setSystemTime(Date.now() + 1);
    await snapshots.find(`link:/unknown-${i}`, env, ctx);
  }
  const reads = asked.kv;
  expect(snapshots.find("link:/hot", env, ctx), "at once").toEqual(JSON.parse(LINK));
  expect(asked.kv).toBe(reads);
});

test.each([
  ["snapshots", 300, 20_000, 10_000],
  ["characters", 100_000, 200, 80],
])("the memory is limited by %s; the oldest are removed first", async (_, chars, links_, kept) => {
  const { env, ctx, asked } = setupOf((key) => JSON.stringify({ v: 1, key, text: "x".repeat(chars) }));
  const snapshots = createSnapshots();
  for (let i = 0; i < links_; i++) await snapshots.find(`link:/known-${i}`, env, ctx);
  const reads = asked.kv;
  let remembered = 0;
  for (let i = links_ - 1; i >= 0 && typeof snapshots.find(`link:/known-${i}`, env, ctx) === "object"; i--) {
    if (asked.kv > reads) break;
    remembered++;
  }
  expect(remembered).toBeGreaterThan(kept * 0.9);
  expect(remembered).toBeLessThanOrEqual(kept);
});

test("ten thousand visitors of one cold slug are one read", async () => {
  const { env, ctx, asked } = setupOf(() => LINK);
  const snapshots = createSnapshots();
  const found = await Promise.all(Array.from({ length: 10_000 }, async () => snapshots.find("link:/cold", env, ctx)));
  expect(new Set(found.map((link) => JSON.stringify(link)))).toEqual(new Set([LINK]));
  expect(asked.kv).toBe(1);
});

test("a read whose request died is repeated by one of the waiting requests, not by each", async () => {
  let reads = 0;
  const { env, ctx } = setupOf(() => LINK);
  env.LINKS.get = (() =>
    ++reads === 1 ? new Promise(() => {}) : Promise.resolve(LINK)) as unknown as KVNamespace["get"]; // the first dies
  const snapshots = createSnapshots();
  const timers = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout); // and its timers with it
  void snapshots.find("link:/cold", env, ctx);
  timers.mockRestore();
  const found: unknown[] = [];
  for (let i = 0; i < 50; i++) {
    void Promise.resolve(snapshots.find("link:/cold", env, ctx)).then((link) => found.push(link));
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_500);
  expect(found).toEqual(Array.from({ length: 50 }, () => JSON.parse(LINK) as unknown));
  expect(reads).toBe(2);
});

test("the request that begins a read passes it to waitUntil, since its visitor may disconnect", async () => {
  const { env } = setupOf(() => LINK);
  const left: unknown[] = [];
  const ctx = { waitUntil: (work: unknown) => left.push(work) } as unknown as ExecutionContext; // all that it calls
  const snapshots = createSnapshots();
  await Promise.all([snapshots.find("link:/cold", env, ctx), snapshots.find("link:/cold", env, ctx)]);
  expect(left).toHaveLength(1);
});

describe("a cached snapshot", () => {
  async function remembering() {
    const setup = setupOf(() => LINK);
    const snapshots = createSnapshots();
    await snapshots.find("link:/hot", setup.env, setup.ctx);
    const find = () => snapshots.find("link:/hot", setup.env, setup.ctx);
    return { ...setup, find };
  }

  test("has a KV cache age of at most 30 s: with the isolate's it stays below the grace period", async () => {
    const { env, ctx } = setupOf(() => LINK);
    const get = vi.spyOn(env.LINKS, "get");
    await createSnapshots().find("link:/hot", env, ctx);
    expect(get.mock.calls).toEqual([["link:/hot", { type: "text", cacheTtl: 30 }]]);
  });

  test("is used for exactly ten seconds from its fetch, however often it is requested", async () => {
    const { env, find } = await remembering();
    env.LINKS.get = (() => new Promise(() => {})) as unknown as KVNamespace["get"]; // only its answer is used
    for (const ms of [...Array.from({ length: 79 }, () => 101), 2_020]) {
      await vi.advanceTimersByTimeAsync(ms);
      expect(find(), "at once").toEqual(JSON.parse(LINK));
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(find()).toBeInstanceOf(Promise);
  });

  test("is refreshed in the background, once, from the eighth second on", async () => {
    const { asked, find } = await remembering();
    await vi.advanceTimersByTimeAsync(7_999);
    expect(find()).toEqual(JSON.parse(LINK));
    expect(asked.kv).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    for (let i = 0; i < 10; i++) expect(find(), "at once").toEqual(JSON.parse(LINK));
    expect(asked.kv).toBe(2);
  });

  test("has no known age if the clock was set back", async () => {
    const { asked, find } = await remembering();
    vi.setSystemTime(Date.now() - 1);
    expect(find()).toBeInstanceOf(Promise);
    expect(asked.kv).toBe(2);
  });

  test("is used longer if neither KV nor control answers, and they are not called for every visitor", async () => {
    const { env, find } = await remembering();
    const fails = vi.fn(() => Promise.reject(new Error("planted")));
    Object.assign(env, { LINKS: { get: fails }, CONTROL: { findSnapshot: fails } });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    for (let i = 0; i < 5; i++) expect(await find()).toEqual(JSON.parse(LINK));
    expect(fails).toHaveBeenCalledTimes(2);
  });

  test("of an unknown slug expires after a second: a link created since then works", async () => {
    let value: string | null = null;
    const { env, ctx, asked } = setupOf(() => value);
    const snapshots = createSnapshots();
    expect(await snapshots.find("link:/early", env, ctx)).toBe("missing");
    value = LINK;
    await vi.advanceTimersByTimeAsync(999);
    expect(snapshots.find("link:/early", env, ctx), "at once").toBe("missing");
    expect(asked.kv).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await snapshots.find("link:/early", env, ctx)).toEqual(JSON.parse(LINK));
  });

  test("exists for at most a thousand unknown slugs", async () => {
    const { env, ctx, asked } = setupOf(() => null);
    const snapshots = createSnapshots();
    for (let i = 0; i < 1_100; i++) {
      if (i % 20 === 0) vi.setSystemTime(1_000_000 - ((i / 20) % 2)); // a new second, and no time has passed
      expect(await snapshots.find(`link:/unknown-${i}`, env, ctx)).toBe("missing");
    }
    vi.setSystemTime(1_000_000);
    const remembered = (i: number) => {
      const before = asked.kv;
      void snapshots.find(`link:/unknown-${i}`, env, ctx);
      return asked.kv === before;
    };
    expect([remembered(1_099), remembered(100), remembered(99), remembered(0)]).toEqual([true, true, false, false]);
  });
});
