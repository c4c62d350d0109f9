import { DAY_MS } from "@waymark/contract/duration";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clickEventOf, clickIdOf } from "@waymark/contract/testing";
import { dropMonth, findClicks, listMonths, recordClicks } from "@waymark/network/click";
import { openShards, openDatabase, type ClickTables, type Tables } from "@waymark/network/db";
import type { Context } from "@waymark/network/context";
import { migrate } from "@waymark/dev/migrate";
import { startRuntime } from "@waymark/dev/runtime";
import { PERSON } from "../harness/network.ts";

const MIGRATIONS = new URL("../../packages/network/migrations/", import.meta.url).pathname;

let mf: Miniflare;
let older: string;

beforeAll(async () => {
  mf = startRuntime({
    modules: true,
    script: "export default {};",
    d1Databases: ["DB", "CLICKS_0", "FRESH"],
  });
  older = await mkdtemp(join(tmpdir(), "waymark-migrations-"));
  for (const name of ["0001_begin.sql", "0002_redirector.sql"])
    await cp(`${MIGRATIONS}clicks/${name}`, join(older, name));
});
afterAll(async () => {
  await mf?.dispose();
  if (older !== undefined) await rm(older, { recursive: true, force: true });
});

function contextOf(db: D1Database, clicks: D1Database): Context {
  const unused = undefined as unknown as R2Bucket; // by what is called here
  return {
    db: openDatabase<Tables>(db),
    clicks: openShards([openDatabase<ClickTables>(clicks)], [{ since: "2026-01-01", shards: 1 }]),
    ...{ files: unused, archive: unused, actor: { role: "system", job: "test" }, now: Date.now },
  };
}

test("clicks stored before there were months stay findable, count once, and go when they are too old", async () => {
  const [db, clicks] = [await mf.getD1Database("DB"), await mf.getD1Database("CLICKS_0")];
  await migrate(db, `${MIGRATIONS}network`);
  await migrate(clicks, older);
  const event = (random: number, clickedAt: number, visitor: string) =>
    clickEventOf({ clickId: clickIdOf({ random, clickedAt }), visitor, userAgent: PERSON });
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const [first, again, past] = [event(1, today, "a"), event(2, today + 1, "a"), event(3, today - 40 * DAY_MS, "b")];
  const insert = `INSERT INTO click VALUES (?, 'lnk_1', 'off_1', 'web_1', 'adv_1', 'landing', NULL, ?, 'lnd_1', ?, 'DE', '',
    '', 0, 'de', 'Mozilla/5.0', 'other', 'other', 'other', '', '', '', '', '', '', 0, 'a1', 1, 0)`;
  await clicks.batch([
    clicks.prepare(insert).bind(first.clickId, "valid", "a"),
    clicks.prepare(insert).bind(again.clickId, "duplicate", "a"),
    clicks.prepare(insert).bind(past.clickId, "valid", "b"),
    ...[first, past].map(({ clickId, visitor }, i) =>
      clicks
        .prepare("INSERT INTO visitor_day VALUES (CAST(? AS INTEGER), 'off_1', ?, ?)")
        .bind(today / DAY_MS - 40 * i, visitor, clickId),
    ),
  ]);

  await migrate(clicks, `${MIGRATIONS}clicks`);

  const ctx = contextOf(db, clicks);
  const third = event(4, today + 2, "a");
  for (let i = 0; i < 2; i++) await recordClicks(ctx, [third, first, again, past]);
  const ids = [first, again, past, third].map(({ clickId }) => clickId as string);
  const found = await findClicks(ctx, ids);
  expect(ids.map((id) => [found.get(id)?.verdict, found.get(id)?.is_first])).toEqual([
    ["valid", 1],
    ["duplicate", 0],
    ["valid", 1],
    ["duplicate", 0],
  ]);
  const hours = await clicks.prepare("SELECT sum(clicks) AS clicks, sum(uniques) AS uniques FROM click_hour").first();
  expect(hours, "only the new one is counted anew").toEqual({ clicks: 1, uniques: 0 });

  const [shard] = ctx.clicks.all;
  const months = shard === undefined ? [] : await listMonths(shard);
  expect(months).toMatchObject([{ name: "before", since: 0, droppedAt: null }]);
  if (shard !== undefined && months[0] !== undefined) await dropMonth(shard, months[0], Date.now());
  expect(await findClicks(ctx, ids)).toEqual(new Map());
  expect((await recordClicks(ctx, [first])).refused).toMatchObject([{ reason: "too_old" }]);
});

test("a shard that is made now has months only", async () => {
  const clicks = await mf.getD1Database("FRESH");
  await migrate(clicks, `${MIGRATIONS}clicks`);
  expect(await listMonths(openDatabase<ClickTables>(clicks))).toEqual([]);
});
