import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Env } from "./env.ts";
import { createLinks } from "./links.ts";

const LINK = JSON.stringify({ v: 1, id: "lnk_hot", text: "x".repeat(500) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** KV and a control plane that know what `values` knows, and count who asks. */
function worldOf(values: (key: string) => string | null) {
  const asked = { kv: 0, control: 0 };
  const env = {
    LINKS: { get: (key: string) => (asked.kv++, Promise.resolve(values(key))) },
    CONTROL: { findSnapshot: (key: string) => (asked.control++, Promise.resolve(values(key))) },
  } as unknown as Env; // all that a look-up asks
  const ctx = { waitUntil: () => {} } as unknown as ExecutionContext; // all that a look-up does with it
  return { env, ctx, asked };
}

const UNKNOWN = 100_000;

// A tenth of a million: the bound is 1,000 keys, whatever their number.
test("a flood of distinct unknown slugs: one KV read each, 20 questions a second, no false 404, bounded memory", async () => {
  const { env, ctx, asked } = worldOf((key) => (key === "link:/hot" ? LINK : null));
  const links = createLinks();
  await links.find("link:/hot", env, ctx);
  const before = process.memoryUsage().heapUsed;
  const answers = new Map<unknown, number>();
  for (let i = 0; i < UNKNOWN; i++) {
    if (i % 1_000 === 0) vi.advanceTimersByTime(50);
    const found = await links.find(`link:/unknown-${i}`, env, ctx);
    answers.set(found, (answers.get(found) ?? 0) + 1);
  }
  expect(asked.kv, "at most one read a slug").toBeLessThanOrEqual(UNKNOWN + 2);
  const seconds = UNKNOWN / 1_000 / 20;
  expect(asked.control).toBeLessThanOrEqual(20 * (seconds + 1));
  expect(answers.get("missing"), "only what control was asked is called unknown").toBe(asked.control);
  expect(answers.get("busy")).toBe(UNKNOWN - asked.control);
  expect(process.memoryUsage().heapUsed - before, "bytes").toBeLessThan(30e6);
});

test("a flood that control answers displaces no link", async () => {
  const { env, ctx, asked } = worldOf((key) => (key === "link:/hot" ? LINK : null));
  const links = createLinks();
  await links.find("link:/hot", env, ctx);
  for (let i = 0; i < 5_000; i++) {
    if (i % 20 === 0) vi.setSystemTime(Date.now() + 1);
    await links.find(`link:/unknown-${i}`, env, ctx);
  }
  const reads = asked.kv;
  expect(links.find("link:/hot", env, ctx), "at once").toEqual(JSON.parse(LINK));
  expect(asked.kv).toBe(reads);
});

test.each([
  ["snapshots", 300, 20_000, 10_000],
  ["characters", 100_000, 200, 80],
])("what is remembered is bounded by %s; the oldest go first", async (_, chars, links_, kept) => {
  const { env, ctx, asked } = worldOf((key) => JSON.stringify({ v: 1, key, text: "x".repeat(chars) }));
  const links = createLinks();
  for (let i = 0; i < links_; i++) await links.find(`link:/known-${i}`, env, ctx);
  const reads = asked.kv;
  let remembered = 0;
  for (let i = links_ - 1; i >= 0 && typeof links.find(`link:/known-${i}`, env, ctx) === "object"; i--) {
    if (asked.kv > reads) break;
    remembered++;
  }
  expect(remembered).toBeGreaterThan(kept * 0.9);
  expect(remembered).toBeLessThanOrEqual(kept);
});

test("ten thousand visitors of one cold slug are one read", async () => {
  const { env, ctx, asked } = worldOf(() => LINK);
  const links = createLinks();
  const found = await Promise.all(Array.from({ length: 10_000 }, async () => links.find("link:/cold", env, ctx)));
  expect(new Set(found.map((link) => JSON.stringify(link)))).toEqual(new Set([LINK]));
  expect(asked.kv).toBe(1);
});

test("a read whose request died is begun again by one of those who waited, not by each", async () => {
  let reads = 0;
  const { env, ctx } = worldOf(() => LINK);
  env.LINKS.get = (() =>
    ++reads === 1 ? new Promise(() => {}) : Promise.resolve(LINK)) as unknown as KVNamespace["get"]; // the first dies
  const links = createLinks();
  env.CONTROL.findSnapshot = () => new Promise(() => {});
  const visitors = Array.from({ length: 50 }, async () => links.find("link:/cold", env, ctx));
  await vi.advanceTimersByTimeAsync(3_000);
  const found = await Promise.all(visitors.slice(1));
  expect(reads).toBeLessThanOrEqual(3);
  expect(found.filter((link) => typeof link === "string" && link !== "down")).toEqual([]);
});
