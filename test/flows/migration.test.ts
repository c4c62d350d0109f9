import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { clickEventOf, clickIdOf } from "@waymark/contract/testing";
import { checkBooks } from "@waymark/network/books";
import {
  closeDays,
  completeMonths,
  CODES,
  dropMonth,
  findClicks,
  hasDueDays,
  listMonths,
  recordClicks,
} from "@waymark/network/click";
import { openShards, openDatabase, type ClickTables, type Tables } from "@waymark/network/db";
import { UNCALLED, type Context } from "@waymark/network/context";
import { insertLink } from "@waymark/network/link";
import { listMoneyRequests } from "@waymark/network/guard";
import { listTransfers } from "@waymark/network/ledger";
import { confirmMoneyRequest } from "@waymark/network/money-request";
import { listMinimums } from "@waymark/network/payout";
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
    d1Databases: ["DB", "CLICKS_0", "FRESH", "OLDER", "REASONLESS", "GUARDLESS", "NUMBERLESS", "NUMBERLESS_CLICKS"],
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
    ...{ files: unused, archive: unused, actor: { role: "system", job: "test" }, now: Date.now, ...UNCALLED },
  };
}

test("clicks stored before the monthly tables stay findable, count once, and are deleted when too old", async () => {
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
  const name = new Date(today).toISOString().slice(0, 7).replace("-", "");
  const hours = await clicks
    .prepare(`SELECT sum(clicks) AS clicks, sum(uniques) AS uniques FROM click_hour_${name}`)
    .first();
  expect(hours, "only the new one is counted again").toEqual({ clicks: 1, uniques: 0 });

  const [shard] = ctx.clicks.all;
  const months = shard === undefined ? [] : await listMonths(shard);
  expect(months).toMatchObject([{ name: "before", since: 0, droppedAt: null, form: 0 }]);

  const [early, late] = [5, 6].map((random) =>
    clickEventOf({
      clickId: clickIdOf({ random, clickedAt: today + random }),
      visitor: "c",
      signals: 1,
      address: "0123456789abc",
    }),
  );
  if (early !== undefined) await recordClicks(ctx, [early]); // before the job has added what the month lacks
  expect([await completeMonths(ctx), await completeMonths(ctx)], "once").toEqual([1, 0]);
  if (late !== undefined) await recordClicks(ctx, [late]);
  const rowOf = async (event?: ClickEvent) => (await findClicks(ctx, [event?.clickId ?? ""])).values().next().value;
  const rows = [await rowOf(third), await rowOf(early), await rowOf(late)];
  expect(rows.map((row) => row?.signals)).toEqual([0, 0, 1]);
  expect(rows.map((row) => row?.address)).toEqual(["", "", "0123456789abc"]);
  if (shard !== undefined && months[0] !== undefined) await dropMonth(shard, months[0], Date.now());
  expect(await findClicks(ctx, ids)).toEqual(new Map());
  expect((await recordClicks(ctx, [first])).refused).toMatchObject([{ reason: "too_old" }]);
});

test("a new shard has monthly tables only", async () => {
  const clicks = await mf.getD1Database("FRESH");
  await migrate(clicks, `${MIGRATIONS}clicks`);
  expect(await listMonths(openDatabase<ClickTables>(clicks))).toEqual([]);
});

/** Migrates a new database by all migrations before this one. */
async function migrateUntil(db: D1Database, migration: string, kind: "network" | "clicks" = "network") {
  const before = await mkdtemp(join(tmpdir(), "waymark-migrations-"));
  const names = await readdir(MIGRATIONS + kind);
  for (const name of names) if (name < migration) await cp(`${MIGRATIONS}${kind}/${name}`, join(before, name));
  await migrate(db, before);
  await rm(before, { recursive: true });
}

test("old reasons with receipts, uploads and codes become sources, texts and codes of a side", async () => {
  const db = await mf.getD1Database("REASONLESS");
  await migrateUntil(db, "0017");
  const conversion = (id: string, validation: string, check: string, checkReason: string | null) =>
    db
      .prepare(
        `INSERT INTO conversion (id, identity, offer_id, goal_id, link_id, webmaster_id, advertiser_id, click_id, clicked_at,
          occurred_at, recorded_at, currency, revenue_minor, commission_minor, hold_days, validation, check_state, check_reason,
          payment, setoff, hold_over, answered_at, claimable, version)
         VALUES (?, ?, 'off_1', 'goal_1', 'lnk_1', 'web_1', 'adv_1', 'click', 1, 1, 1, 'EUR', 1, 1, 0, ?, ?, ?, 'none', 'none', 0, 0, 0, 2)`,
      )
      .bind(id, `order/${id}`, validation, check, checkReason);
  const change = (id: string, version: number, event: string, actor: string, reason: string | null) =>
    db
      .prepare(
        `INSERT INTO conversion_change (conversion_id, version, event, actor, reason, changed_at, validation, check_state,
          payment, setoff, hold_over) VALUES (?, ?, ?, ?, ?, 1, 'pending', 'clear', 'none', 'none', 0)`,
      )
      .bind(id, version, event, actor, reason);
  await db.batch([
    conversion("cnv_1", "rejected", "held", "pixel"),
    change("cnv_1", 1, "record", "advertiser:adv_1", "rcp_1"),
    change("cnv_1", 2, "hold", "advertiser:adv_1", "pixel"),
    change("cnv_1", 3, "reject", "operator:per_1", "not ours"),
    conversion("cnv_2", "reversed", "refused", "ten from one room"),
    change("cnv_2", 1, "record", "advertiser:key_1", "upl_1"),
    change("cnv_2", 2, "reverse", "advertiser:key_1", "upl_2: sent back: too small"),
  ]);

  await migrate(db, `${MIGRATIONS}network`);

  const { results: changes } = await db
    .prepare("SELECT actor, reason, reason_code, source FROM conversion_change ORDER BY conversion_id, version")
    .all();
  expect(changes.map(Object.values)).toEqual([
    ["advertiser:adv_1", null, null, "rcp_1"],
    ["system:check", null, "pixel", null],
    ["operator:per_1", "not ours", null, null],
    ["advertiser:key_1", null, null, "upl_1"],
    ["advertiser:key_1", "sent back: too small", null, "upl_2"],
  ]);
  const { results: conversions } = await db
    .prepare(
      `SELECT validation_code, validation_reason, validation_by, check_code, check_reason, check_by FROM conversion
       ORDER BY id`,
    )
    .all();
  expect(conversions.map(Object.values)).toEqual([
    [null, "not ours", "operator", "pixel", null, "network"],
    [null, "sent back: too small", "advertiser", null, "ten from one room", "operator"],
  ]);
});

test("adjustments that become corrections keep the digits of their ids, their money and their payments", async () => {
  const db = await mf.getD1Database("OLDER");
  await migrateUntil(db, "0020");
  const transfer = (id: string, debit: string, credit: string, payoutId: string | null) =>
    db
      .prepare("INSERT INTO transfer VALUES (?, ?, ?, 'EUR', 500, NULL, ?, 1, 'adj_1')")
      .bind(id, debit, credit, payoutId);
  await db.batch([
    ...[
      "INSERT INTO webmaster (id, name, created_at) VALUES ('web_1', 'Anna', 1)",
      "INSERT INTO payout_run VALUES ('run_1', 'draft', 1, 'operator:per_1')",
      `INSERT INTO payout (id, run_id, webmaster_id, currency, amount_minor, status, created_at)
       VALUES ('pay_1', 'run_1', 'web_1', 'EUR', 500, 'new', 1)`,
      "INSERT INTO adjustment VALUES ('adj_1', 'web_1', NULL, 'EUR', 500, 'agreed', 'posted', 'per_1', 1, 1, 'on_payment', 2)",
      "INSERT INTO adjustment_answer VALUES ('adj_1', 'posted', 'per_2', 1)",
      "INSERT INTO adjustment_change VALUES ('adj_1', 2, 'on_payment', 'pay_1', 'operator:per_1', NULL, 1)",
      "INSERT INTO payout_adjustment VALUES ('pay_1', 'adj_1', 500, NULL)",
      `INSERT INTO balance VALUES ('network:adjustments', 'EUR', -500), ('webmaster:web_1:available', 'EUR', 0),
        ('webmaster:web_1:on_payment', 'EUR', 500)`,
    ].map((text) => db.prepare(text)),
    transfer("trf_adj_1_0001_adjustment", "network:adjustments", "webmaster:web_1:available", null),
    transfer("trf_adj_1_0002_payment", "webmaster:web_1:available", "webmaster:web_1:on_payment", "pay_1"),
  ]);

  await migrate(db, `${MIGRATIONS}network`);

  const ctx = contextOf(db, db);
  expect(await checkBooks(ctx)).toEqual({
    checked: { conversions: 0, changes: 0, transfers: 0, balances: 3, payouts: 1, corrections: 1 },
    faults: [],
    next: null,
  });
  const { rows } = await listTransfers(ctx, {}, { cursor: undefined, limit: 10 });
  expect(rows.map(({ id, correctionId }) => [id, correctionId])).toEqual([
    ["trf_cor_1_0002_payment", "cor_1"],
    ["trf_cor_1_0001_correction", "cor_1"],
  ]);
  await expect(db.prepare("UPDATE transfer SET amount_minor = 1").run()).rejects.toThrow("never changed");
});

test("corrections that wait become requests for a second person, and minimums get the currencies in use", async () => {
  const db = await mf.getD1Database("GUARDLESS");
  await migrateUntil(db, "0140");
  const correction = (id: string, amountMinor: number, status: string, number: number) =>
    db
      .prepare(
        "INSERT INTO correction VALUES (?, 'web_1', NULL, 'EUR', ?, 'agreed', ?, 'operator:per_1', ?, 1, 'none', 1)",
      )
      .bind(id, amountMinor, status, number);
  await db.batch([
    db.prepare("INSERT INTO webmaster (id, name, created_at, payout_minimum_minor) VALUES ('web_1', 'Anna', 1, 5000)"),
    db.prepare("INSERT INTO webmaster (id, name, created_at) VALUES ('web_2', 'Boris', 1)"),
    db.prepare("INSERT INTO balance VALUES ('webmaster:web_1:available', 'EUR', 0)"),
    correction("cor_1", -20_000, "proposed", 1),
    correction("cor_2", 30_000, "declined", 2),
    correction("cor_3", 100, "posted", 3),
    db.prepare("INSERT INTO correction_answer VALUES ('cor_2', 'declined', 'operator:per_2', 2)"),
  ]);

  await migrate(db, `${MIGRATIONS}network`);

  const operator: Context = { ...contextOf(db, db), actor: { role: "operator", id: "per_2" } };
  const requests = await listMoneyRequests(operator, { limit: 10 });
  expect(requests.map(({ id, subject, status, amounts }) => [id, subject, status, amounts])).toEqual([
    ["mrq_2", "cor_2", "refused", [{ currency: "EUR", amountMinor: 30_000 }]],
    ["mrq_1", "cor_1", "waiting", [{ currency: "EUR", amountMinor: 20_000 }]],
  ]);
  expect((await confirmMoneyRequest(operator, "mrq_1", null)).status).toBe("confirmed");
  expect(await listMinimums(operator, "web_1")).toEqual([{ currency: "EUR", amountMinor: 5_000 }]);
  expect(await listMinimums(operator, "web_2")).toEqual([]);
});

test("hours with texts become hours with numbers and closed days, none twice, although steps die and run at once", async () => {
  const [db, clicks] = [await mf.getD1Database("NUMBERLESS"), await mf.getD1Database("NUMBERLESS_CLICKS")];
  await migrateUntil(db, "0200");
  await migrateUntil(clicks, "0200", "clicks");
  const old = contextOf(db, clicks);
  await db.batch(
    [
      "INSERT INTO advertiser (id, name, created_at) VALUES ('adv_1', 'Shop', 1)",
      "INSERT INTO webmaster (id, name, created_at) VALUES ('web_1', 'Anna', 1), ('web_2', 'Boris', 1)",
      `INSERT INTO offer (id, advertiser_id, name, status, validation, hold_days, attribution_days, created_at)
       VALUES ('off_1', 'adv_1', 'Old', 'active', 'real_time', 0, 30, 0), ('off_2', 'adv_1', 'Old', 'active', 'real_time', 0, 30, 0)`,
    ].map((text) => db.prepare(text)),
  );
  for (const n of [1, 2])
    await old.db.write(
      insertLink({ id: `lnk_${n}`, slug: `old-${n}`, offerId: `off_${n}`, webmasterId: `web_${n}`, defaults: {} }, 1),
    );
  // 12,000 rows of 600 hours, which end today.
  const now = Date.now();
  const lastHour = now - (now % HOUR_MS);
  await clicks
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 11999)
       INSERT INTO click_hour SELECT ?1 - (i % 600) * ${HOUR_MS}, 'web_' || (i / 600 % 2 + 1), 'off_' || (i / 600 % 2 + 1),
         'lnk_' || (i / 600 % 2 + 1), iif(i % 5 = 0, '', 'lnd_gone'), 'P' || char(65 + i / 600), 'mobile', 'ios', 'safari',
         iif(i % 3 = 0, 'fallback', 'landing'),
         CASE i % 6 WHEN 0 THEN 'geo' WHEN 1 THEN 'bot' WHEN 2 THEN 'duplicate' WHEN 3 THEN 'test' ELSE 'valid' END,
         1 + i % 7, i % 2 FROM n`,
    )
    .bind(lastHour)
    .run();
  await clicks
    .prepare(
      "INSERT INTO anonymous_hour VALUES (?1, 'web_1', 'off_1', 'lnk_1', '', 'geo', 5), (?1, 'web_1', 'off_1', 'lnk_1', '', '', 3)",
    )
    .bind(lastHour - 2 * DAY_MS)
    .run();
  type Sums = Record<string, unknown>[];
  const { results: before } = await clicks
    .prepare(
      `SELECT hour / ${HOUR_MS} AS hour, webmaster_id, offer_id, link_id, country, verdict, sum(clicks) AS clicks,
         sum(uniques) AS uniques FROM click_hour GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
    )
    .all<Record<string, unknown>>();

  await migrate(db, `${MIGRATIONS}network`);
  await migrate(clicks, `${MIGRATIONS}clicks`);
  const ctx = contextOf(db, clicks);
  expect(await hasDueDays(ctx)).toBe(true);
  let writes = 0;
  const [shard] = ctx.clicks.all;
  if (shard === undefined) throw new Error("no shard");
  const dying = {
    ...ctx,
    clicks: {
      ...ctx.clicks,
      all: [
        {
          ...shard,
          query: shard.query,
          write: async (statements: Parameters<typeof shard.write>[0]) => {
            if (++writes === 3) throw new Error("the step died");
            return shard.write(statements);
          },
        },
      ],
    },
  };
  await expect(closeDays(dying)).rejects.toThrow("the step died");
  await Promise.all([closeDays(ctx), closeDays(ctx)]);
  while (await closeDays(ctx));
  expect(await hasDueDays(ctx)).toBe(false);

  const { results: numbers } = await db
    .prepare("SELECT id, number FROM entity_number")
    .all<{ id: string; number: number }>();
  const idOf = new Map(numbers.map(({ id, number }) => [number, id]));
  const { results: months } = await clicks
    .prepare("SELECT * FROM hour_month ORDER BY name")
    .all<{ name: string; has_old_uniques: number }>();
  const after: Sums = [];
  for (const { name, has_old_uniques } of months) {
    expect(has_old_uniques).toBe(1);
    const { results } = await clicks
      .prepare(
        `SELECT hour, webmaster, offer, link, country, verdict, sum(clicks) AS clicks, sum(uniques) AS uniques
         FROM click_hour_${name} WHERE verdict < 100 GROUP BY 1, 2, 3, 4, 5, 6`,
      )
      .all<Record<string, number>>();
    const words = new Map(Object.entries(CODES.verdict).map(([word, code]) => [code, word]));
    for (const { webmaster = 0, offer: offerNumber = 0, link, verdict = 0, hour, country, ...counts } of results)
      after.push({
        ...{ hour, webmaster_id: idOf.get(webmaster), offer_id: idOf.get(offerNumber), link_id: `lnk_${link}` },
        ...{ country, verdict: words.get(verdict), ...counts },
      });
  }
  const inOrder = (rows: Sums) => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(inOrder(after)).toEqual(inOrder(before));

  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const closed = before.filter(({ hour, verdict }) => Number(hour) * HOUR_MS < today && verdict !== "test");
  const sum = (name: string, of: Sums = closed) => of.reduce((total, row) => total + Number(row[name]), 0);
  for (const table of ["link_day", "offer_day", "offer_geo_day", "offer_agent_day", "geo_day", "agent_day"])
    expect(
      await clicks
        .prepare(
          `SELECT sum(clicks) AS clicks, sum(uniques) AS uniques, sum(valid) AS valid, sum(anonymous) AS anonymous FROM ${table}`,
        )
        .first(),
    ).toEqual({
      ...{ clicks: sum("clicks"), uniques: sum("uniques"), anonymous: 8 },
      valid: sum(
        "clicks",
        closed.filter(({ verdict }) => verdict === "valid"),
      ),
    });
});
