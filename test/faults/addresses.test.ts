import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { eraseSignInAddresses, noteSignIn } from "@waymark/network/check";
import { completeMonths, dropMonth, eraseClickAddresses, listMonths, recordClicks } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import { findProgress, type ClickDb } from "@waymark/network/db";
import type { LinkRow } from "@waymark/network/link";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clickEvent } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";

const HASH = "0123456789abc";
const WINDOW_DAYS = 20;
/** An hour of the cron's erasure, in the middle of a month. */
const NOW = Date.UTC(2026, 10, 28, 2, 17);
/** Clicks before this time are out of each offer's window. */
const END = Date.UTC(2026, 10, 28 - WINDOW_DAYS);

const TERMS_OF_FIFTY = `
  INSERT INTO terms (id, offer_id, webmaster_id, says, starts_at, status, in_force_from, proposed_by, proposed_at)
  SELECT 'trm_long', ?1, id, '{"attributionDays":50}', 0, 'accepted', 0, 'test', 0 FROM webmaster LIMIT 1`;

describe.each([1, 3])("hashes of addresses, with %i shards", (shards) => {
  let network: TestNetwork;
  let link: LinkRow;

  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    link = await linkRow(network);
  });
  afterAll(() => network?.stop());

  beforeEach(async () => {
    await network.rows("DB", "UPDATE offer SET attribution_days = ?", WINDOW_DAYS);
    await network.rows("DB", "DELETE FROM sign_in_address");
    await network.rows("DB", "DELETE FROM progress WHERE name LIKE '%_addresses'");
    for (const shard of network.localNetwork.shards) {
      const months = await network.rows<{ name: string }>(shard, "SELECT name FROM click_month");
      for (const { name } of months) await network.rows(shard, `DROP TABLE IF EXISTS click_${name}`);
      for (const { name } of months) await network.rows(shard, `DROP TABLE IF EXISTS visitor_${name}`);
      await network.rows(shard, "DELETE FROM click_month");
    }
  });

  /** Each has its own handles of the databases, so none remembers months that are gone. */
  const at = (now: number) => network.context({ role: "system", job: "test" }, () => now);
  const freshAt = (now: number): Context => {
    const ctx = at(now);
    const all = ctx.clicks.all.map((shard) => ({ ...shard, key: {} }));
    const shardOf: typeof ctx.clicks.shardOf = (click) =>
      all[ctx.clicks.all.indexOf(ctx.clicks.shardOf(click))] as ClickDb; // in the same order
    return { ...ctx, clicks: { ...ctx.clicks, all, shardOf } };
  };

  async function record(times: readonly number[], about: Partial<ClickEvent> = {}) {
    const events = times.map((clickedAt, bucket) =>
      clickEvent(link, { clickedAt, bucket: bucket % 256, address: HASH, ...about }),
    );
    const latest = Math.max(...times);
    await recordClicks(freshAt(Math.max(latest, NOW)), events);
    return events;
  }

  /** Which of these clicks still have their hash. */
  async function kept(events: readonly ClickEvent[]) {
    const ids = JSON.stringify(events.map(({ clickId }) => clickId));
    const rows = await network.stored("click_id IN (SELECT value FROM json_each(?))", ids);
    expect(rows, "no click is lost").toHaveLength(events.length);
    const hashes = new Map(rows.map(({ click_id, address }) => [click_id as string, address]));
    return events.filter(({ clickId }) => hashes.get(clickId) === HASH);
  }

  async function eraseAll(ctx: Context) {
    let erased = 0;
    for (let steps = 0; steps < 50; steps++) {
      erased += await eraseClickAddresses(ctx);
      if ((await findProgress(ctx.db, "click_addresses"))?.position === "") return erased;
    }
    throw new Error("it comes to no end");
  }

  test("are erased when a click is out of the longest window, and no sooner", async () => {
    const month = END - 40 * DAY_MS;
    const old = await record([month, month + HOUR_MS, END - DAY_MS, END - 1]);
    const young = await record([END, END + 1, NOW - HOUR_MS]);
    expect(await eraseAll(freshAt(NOW))).toBe(4);
    expect(await kept([...old, ...young])).toEqual(young);
    expect(await eraseAll(freshAt(NOW)), "once").toBe(0);
    expect(await eraseAll(freshAt(NOW + DAY_MS)), "a day later those of one more day").toBe(2);
    expect(await kept(young)).toEqual(young.slice(2));
  });

  test.each([
    ["an offer has a longer window", "UPDATE offer SET attribution_days = 40 WHERE id = ?1", 40],
    ["a webmaster's terms have one", TERMS_OF_FIFTY, 50],
    ["a window is longer than raw clicks are kept", "UPDATE offer SET attribution_days = 365 WHERE id = ?1", 90],
    ["all windows are shorter than a queue keeps clicks", "UPDATE offer SET attribution_days = 1 WHERE ?1 <> ''", 15],
  ])("are kept for as long as they are needed, where %s", async (_, change, days) => {
    await network.rows("DB", change, DEMO.offers.demo);
    try {
      const end = Date.UTC(2026, 10, 28 - days);
      const [old, young] = await record([end - 1, end]);
      expect(await eraseAll(freshAt(NOW))).toBe(1);
      expect(await kept([old as ClickEvent, young as ClickEvent])).toEqual([young]);
    } finally {
      await network.rows("DB", "DELETE FROM terms WHERE id = 'trm_long'");
    }
  });

  test("are erased in bounded steps, of tests' clicks too, whichever key signed them", async () => {
    const dense = await record(Array.from({ length: 6_000 * shards }, () => END - 3 * DAY_MS));
    const sparse = await record(Array.from({ length: 6_000 * shards }, (_, i) => END - 2 * DAY_MS + i));
    const test = await record([END - DAY_MS]);
    const ctx = freshAt(NOW);
    let queries = 0;
    const counted: Context = {
      ...ctx,
      clicks: {
        ...ctx.clicks,
        all: ctx.clicks.all.map((shard) => ({ ...shard, write: (given) => (queries++, shard.write(given)) })),
      },
    };
    expect(await eraseAll(counted)).toBe(12_000 * shards + 1);
    expect(await kept([...dense.slice(0, 500), ...sparse.slice(-500), ...test])).toEqual([]);
    expect(queries / shards, "slices of up to 5,000 clicks").toBeGreaterThan(4);
  });

  test("are erased although a step dies between its writes", async () => {
    const events = await record([END - 2 * DAY_MS, END - 1, END]);
    const ctx = freshAt(NOW);
    const dying: Context = {
      ...ctx,
      clicks: {
        ...ctx.clicks,
        all: ctx.clicks.all.map((shard) => ({
          ...shard,
          write: (given) =>
            given[0]?.sql.includes("erased_until") ? Promise.reject(new Error("died")) : shard.write(given),
        })),
      },
    };
    await expect(eraseClickAddresses(dying)).rejects.toThrow("died");
    await eraseAll(ctx);
    expect(await kept(events)).toEqual(events.slice(2));
  });

  test("are left alone in months whose tables lack them or are gone, until the tables have them", async () => {
    const before = END - 40 * DAY_MS;
    await record([before], { clickId: clickEvent(link, { clickedAt: before, bucket: 0 }).clickId });
    const events = await record([END - 1]);
    const shard = network.localNetwork.shards[0] ?? "CLICKS_0";
    const [name = ""] = (
      await network.rows<{ name: string }>(shard, "SELECT name FROM click_month ORDER BY since")
    ).map((month) => month.name);
    await network.rows(shard, `ALTER TABLE click_${name} DROP COLUMN address`);
    await network.rows(shard, "UPDATE click_month SET form = 2 WHERE name = ?", name);
    expect(await eraseAll(freshAt(NOW))).toBe(1);
    expect(await kept(events)).toEqual([]);
    while ((await completeMonths(freshAt(NOW))) > 0);
    const late = await record([before + 1], {
      clickId: clickEvent(link, { clickedAt: before + 1, bucket: 0 }).clickId,
    });
    expect(await eraseAll(freshAt(NOW))).toBe(1);
    expect(await kept(late)).toEqual([]);
    const ctx = freshAt(NOW);
    for (const one of ctx.clicks.all) for (const month of await listMonths(one)) await dropMonth(one, month, NOW);
    expect(await eraseAll(ctx)).toBe(0);
  });

  test.runIf(shards > 1)("are erased in the other shards while one is down, and there when it is back", async () => {
    const events = await record(Array.from({ length: 9 }, (_, i) => END - 1 - i));
    const sick = network.localNetwork.shards.at(-1) ?? "CLICKS_0";
    await network.rows(sick, "ALTER TABLE click_month RENAME TO click_month_away");
    try {
      await expect(eraseClickAddresses(freshAt(NOW))).rejects.toThrow("no such table");
    } finally {
      await network.rows(sick, "ALTER TABLE click_month_away RENAME TO click_month");
    }
    expect(await kept(events)).toHaveLength(9 / shards);
    expect(await eraseAll(freshAt(NOW))).toBe(9 / shards);
    expect(await kept(events)).toEqual([]);
  });

  test("of sign-ins are deleted when the clicks of their day are out of the window, in bounded steps", async () => {
    const { db } = at(NOW);
    const person =
      (await network.rows<{ id: string }>("DB", "SELECT id FROM person WHERE role = 'webmaster'"))[0]?.id ?? "";
    const day = END / DAY_MS;
    await db.write([-1, 0].map((days) => noteSignIn(person, { day: day + days, address: HASH })));
    await network.rows(
      "DB",
      `INSERT INTO sign_in_address (day, webmaster_id, address)
       SELECT ?, 'wm_many', value FROM json_each(?)`,
      day - 2,
      JSON.stringify(Array.from({ length: 1_500 }, (_, i) => `hash ${i}`)),
    );
    const steps = [];
    for (let step = -1; step !== 0; steps.push(step)) step = await eraseSignInAddresses(at(NOW));
    expect(steps).toEqual([1_000, 501, 0]);
    expect(await network.rows("DB", "SELECT day, address FROM sign_in_address")).toEqual([{ day, address: HASH }]);
    expect((await findProgress(db, "sign_in_addresses"))?.position).toBe("");
  });

  test("are erased by the cron, which logs how many", async () => {
    const events = await record([Date.now() - (WINDOW_DAYS + 2) * DAY_MS, Date.now()]);
    await network.rows("DB", "INSERT INTO sign_in_address VALUES (?, 'wm_1', ?)", END / DAY_MS - 400, HASH);
    await network.localNetwork.tick();
    expect(await kept(events)).toEqual(events.slice(1));
    for (const job of ["click_addresses", "sign_in_addresses"])
      expect(network.logs.find((line) => line.includes("cron.done") && line.includes(`'${job}'`))).toMatch(/done: 1\b/);
  });
});
