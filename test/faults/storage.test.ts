import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { mintClickId, readClickId, readClickKeys } from "@waymark/contract/click-id";
import { dropMonth, findClicks, listMonths, mayDrop, readMonth, recordClicks } from "@waymark/network/click";
import { openShards, type ClickDb } from "@waymark/network/db";
import type { Context } from "@waymark/network/context";
import type { LinkRow } from "@waymark/network/link";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { ok, type Life } from "../harness/api.ts";
import { hoursIn, hourTables } from "../harness/hours.ts";
import { expectHonestRollups } from "../harness/books.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { admit, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
const RETENTION_DAYS = 90;

/** The start of the UTC month this many months from now. */
const monthStart = (months: number) => Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + months);
const nameOf = (clickedAt: number) => new Date(clickedAt).toISOString().slice(0, 7).replace("-", "");

const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);

describe.each([1, 3])("with %i shards", (shards) => {
  let network: TestNetwork;
  let link: LinkRow;

  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    link = await linkRow(network);
  });
  afterAll(() => network?.stop());
  const deliver = (...args: Parameters<TestNetwork["localNetwork"]["deliver"]>) =>
    network.localNetwork.deliver(...args);
  const deadLetters = () => network.rows<{ id: string; reason: string }>("DB", "SELECT * FROM dead_letter");
  const idsOf = (events: readonly ClickEvent[]) => events.map(({ clickId }) => clickId as string).sort();
  const at = (now: number) => network.context({ role: "system", job: "test" }, () => now);

  async function storedOf(events: readonly ClickEvent[]) {
    const rows = await network.stored("click_id IN (SELECT value FROM json_each(?))", JSON.stringify(idsOf(events)));
    return rows.map(({ click_id }) => click_id);
  }

  /** Clicks of visitors in every bucket in turn, so in every shard. */
  const clicks = (count: number, about: AboutClick = {}) =>
    Array.from({ length: count }, (_, i) => clickInto(i, about));

  type AboutClick = Partial<ClickEvent> & { clickedAt?: number; linkNumber?: number };

  function clickInto(bucket: number, about: AboutClick = {}) {
    const { clickedAt = Date.now(), linkNumber = link.number, ...fields } = about;
    const random = crypto.getRandomValues(new Uint8Array(5));
    return clickEvent(link, {
      clickId: mintClickId(KEYS, { clickedAt, bucket, linkNumber, random }),
      ...fields,
    });
  }

  /** The context with another implementation of one shard's writes. */
  function withWrite(
    ctx: Context,
    write: (shard: ClickDb, statements: Parameters<ClickDb["write"]>[0]) => ReturnType<ClickDb["write"]>,
  ) {
    const wrapped = ctx.clicks.all.map(
      (shard) => ({ ...shard, write: (statements) => write(shard, statements) }) satisfies ClickDb,
    );
    const { shardOf } = ctx.clicks;
    return {
      ...ctx,
      clicks: {
        ...ctx.clicks,
        all: wrapped,
        shardOf: (click) => wrapped[ctx.clicks.all.indexOf(shardOf(click))] ?? shardOf(click),
      },
    } satisfies Context;
  }

  test("each click is stored in the shard of its bucket, and is found there", async () => {
    const events = clicks(9);
    await deliver("clicks", [clickMessage(events)]);
    for (const [i, { clickId }] of events.entries()) {
      const binding = network.localNetwork.shards[i % shards] ?? "CLICKS_0";
      expect(
        await network.rows(binding, `SELECT click_id FROM click_${nameOf(Date.now())} WHERE click_id = ?`, clickId),
      ).toHaveLength(1);
    }
    const found = await findClicks(network.context(), [...idsOf(events), "none", clickInto(1).clickId.toUpperCase()]);
    expect([...found.keys()].sort()).toEqual(idsOf(events));
    const [first] = events;
    const upper = await findClicks(network.context(), [first?.clickId.toUpperCase() ?? ""]);
    expect([...upper.keys()]).toEqual([first?.clickId]);
    const stranger = network.context({ role: "webmaster", id: "key", webmasterId: "wm_other" });
    expect(await findClicks(stranger, idsOf(events))).toEqual(new Map());
  });

  test("the statistics count all shards together, and each click's life is found", async () => {
    const { id: linkId, number: linkNumber } = await linkRow(network, (await network.newLink()).slug);
    const about = { linkId, linkNumber };
    const events = [...clicks(9, about), clickInto(4, { ...about, userAgent: "Googlebot/2.1" })];
    await deliver("clicks", [clickMessage(events)]);
    for (const reader of [network.operator, network.advertiser, network.webmaster]) {
      const { data } = await ok(reader.get<{ data: { link_id: string; clicks: number }[] }>("/stats?group_by=link"));
      expect(data.find((row) => row.link_id === linkId)).toMatchObject({ clicks: 10, uniques: 9, bots: 1 });
    }
    for (const { clickId } of events.slice(0, 3))
      expect(await ok(network.webmaster.get<Life>(`/clicks/${clickId}`))).toMatchObject({ click: { country: "DE" } });
  });

  test("a message that arrives ten times, in any order, across a month's end counts once", async () => {
    const end = monthStart(0);
    const visitor = { visitor: "across-midnight" };
    const events = [
      ...clicks(4, { clickedAt: end - 1, sub1: "late" }),
      ...clicks(4, { clickedAt: end, sub1: "early" }),
      clickInto(5, { ...visitor, clickedAt: end - 2 }),
      clickInto(5, { ...visitor, clickedAt: end - 1 }),
      clickInto(5, { ...visitor, clickedAt: end }),
    ];
    const messages = [events.slice(0, 6), events.slice(3), events.toReversed(), events.slice(8)].map((some) =>
      clickMessage(some),
    );
    for (let i = 0; i < 10; i++)
      expect((await deliver("clicks", [...messages.slice(i % 4), ...messages.slice(0, i % 4)])).retryBatch.retry).toBe(
        false,
      );
    expect(await storedOf(events)).toEqual(idsOf(events));
    const rows = await network.stored("visitor = 'across-midnight'");
    expect(rows.map(({ verdict }) => verdict)).toEqual(["valid", "duplicate", "valid"]);
    await expectHonestRollups(network);
  });

  test("a shard that is down does not affect clicks of the others", async () => {
    const events = clicks(12);
    const [message, sick] = [clickMessage(events), network.localNetwork.shards.at(-1) ?? "CLICKS_0"];
    await network.rows(sick, "ALTER TABLE due_hour RENAME TO due_hour_away");
    try {
      for (let i = 0; i < 2; i++) expect((await deliver("clicks", [message])).retryBatch.retry).toBe(true);
      for (const binding of network.localNetwork.shards.slice(0, -1))
        expect(
          await network.rows(
            binding,
            `SELECT 1 FROM click_${nameOf(Date.now())} WHERE click_id IN (SELECT value FROM json_each(?))`,
            JSON.stringify(idsOf(events)),
          ),
        ).toHaveLength(12 / shards);
    } finally {
      await network.rows(sick, "ALTER TABLE due_hour_away RENAME TO due_hour");
    }
    expect((await deliver("clicks", [message])).retryBatch.retry).toBe(false);
    expect(await storedOf(events)).toEqual(idsOf(events));
    await expectHonestRollups(network);
  });

  test("a batch that failed halfway is completed by its redelivery", async () => {
    for (let whole = 0; whole < 2 * shards; whole++) {
      const events = [
        ...clicks(5, { clickedAt: monthStart(0) - HOUR_MS }),
        ...clicks(5, { clickedAt: monthStart(0) + HOUR_MS }),
      ];
      let writes = 0;
      const torn = withWrite(at(Date.now()), async (shard, statements) => {
        if (writes++ >= whole) throw new Error("the connection is gone");
        return shard.write(statements);
      });
      await expect(recordClicks(torn, events)).rejects.toThrow("the connection is gone");
      expect((await storedOf(events)).length).toBeLessThan(events.length);
      await expectHonestRollups(network);
      await recordClicks(at(Date.now()), events);
      expect(await storedOf(events)).toEqual(idsOf(events));
    }
    await expectHonestRollups(network);
  });

  test.each(["due_hour", "sub_day"])("a batch whose %s can't be written leaves nothing behind", async (table) => {
    const events = clicks(6, { sub1: "torn" });
    const sick = network.localNetwork.shards[0] ?? "CLICKS_0";
    await network.rows(sick, `ALTER TABLE ${table} RENAME TO ${table}_away`);
    const answer = await deliver("clicks", [clickMessage(events)]);
    await network.rows(sick, `ALTER TABLE ${table}_away RENAME TO ${table}`);
    expect(answer.retryBatch.retry).toBe(true);
    expect(await storedOf(events)).toHaveLength(6 - 6 / shards);
    await expectHonestRollups(network);
    await deliver("clicks", [clickMessage(events)]);
    expect(await storedOf(events)).toEqual(idsOf(events));
    await expectHonestRollups(network);
  });

  test("if two consumers store the same clicks and visitors at once, each click counts once", async () => {
    const visitor = { visitor: `rival-${crypto.randomUUID()}`, sub1: "rival" };
    const [mine, common, theirs] = [clickInto(0, visitor), clickInto(0, visitor), clickInto(0, visitor)];
    const ctx = at(Date.now());
    let isFirst = true;
    const slow = withWrite(ctx, async (shard, statements) => {
      if (isFirst) {
        isFirst = false;
        await recordClicks(ctx, [common, theirs]);
      }
      return shard.write(statements);
    });
    await recordClicks(slow, [mine, common]);
    const rows = await network.stored("visitor = ?", visitor.visitor);
    expect(rows.map(({ click_id }) => click_id)).toEqual(idsOf([mine, common, theirs]));
    expect(rows.filter(({ is_first }) => is_first === 1)).toHaveLength(1);
    await expectHonestRollups(network);
  });

  test.each([
    ["a day behind", -DAY_MS],
    ["a day ahead", DAY_MS],
    ["a day ahead, of a month's last day", "month"],
  ] as const)("an isolate whose clock is %s is counted by its own time", async (_, skew) => {
    const now = skew === "month" ? monthStart(1) - HOUR_MS : Date.now();
    const clickedAt = now + (skew === "month" ? DAY_MS : skew);
    const events = clicks(4, { clickedAt, sub1: "skewed" });
    for (let i = 0; i < 2; i++) expect((await recordClicks(at(now), events)).refused).toEqual([]);
    expect(await storedOf(events)).toEqual(idsOf(events));
    const months = await Promise.all(at(now).clicks.all.map((shard) => listMonths(shard)));
    expect(months.every((list) => list.some(({ name }) => name === nameOf(clickedAt)) || shards > 4)).toBe(true);
    await expectHonestRollups(network);
  });

  test("a click dated years ahead makes no table, and is kept with its reason", async () => {
    const wild = clickInto(0, { clickedAt: Date.UTC(2090, 0) });
    const good = clicks(2);
    for (let i = 0; i < 2; i++)
      expect((await deliver("clicks", [clickMessage([wild, ...good])])).retryBatch.retry).toBe(false);
    expect(await storedOf([wild, ...good])).toEqual(idsOf(good));
    const letters = (await deadLetters()).filter(({ id }) => id.includes(wild.clickId));
    expect(letters).toMatchObject([{ reason: expect.stringMatching(/^from_the_future: /) as string }]);
  });

  test("clicks of a dropped month are not counted again", async () => {
    const old = monthStart(-6);
    const then = at(old + DAY_MS);
    const events = clicks(6, { clickedAt: old, sub1: "old" });
    await recordClicks(then, events);
    const counted = await hoursOf(old);
    expect(counted).toBe(6);
    for (const shard of then.clicks.all) {
      const month = (await listMonths(shard)).find(({ name }) => name === nameOf(old));
      if (month === undefined) throw new Error("no month");
      const rows = await readMonth(shard, month, { after: "", rowsMax: 100 });
      expect(rows.map(({ click_id }) => click_id)).toEqual(rows.map(({ click_id }) => click_id).sort());
      expect(rows).toHaveLength(6 / shards);
      expect(await readMonth(shard, month, { after: rows.at(-2)?.click_id ?? "", rowsMax: 100 })).toEqual(
        rows.slice(-1),
      );
      for (let i = 0; i < 2; i++) await dropMonth(shard, month, Date.now());
      expect(await listMonths(shard)).toContainEqual({ ...month, droppedAt: expect.any(Number) as number });
    }
    // Independent of its clock and of the present retention.
    for (const ctx of [
      then,
      at(Date.now()),
      { ...then, clicks: { ...then.clicks, limits: { ...then.clicks.limits, retentionDays: 1_000 } } },
    ])
      expect((await recordClicks(ctx, events)).refused.map(({ id, reason }) => ({ id, reason }))).toEqual(
        expect.arrayContaining(events.map(({ clickId }) => ({ id: clickId, reason: "too_old" }))),
      );
    for (let i = 0; i < 2; i++) expect((await deliver("clicks", [clickMessage(events)])).retryBatch.retry).toBe(false);
    const letters = (await deadLetters()).filter(({ reason }) => reason.startsWith("too_old: "));
    expect(letters.map(({ id }) => id).sort()).toEqual(idsOf(events).map((id) => `refused:${id}`));
    expect(await hoursOf(old)).toBe(counted);
    expect(await findClicks(then, idsOf(events))).toEqual(new Map());
    await forgetHours(old);
  });

  test("clicks past the retention are refused before their month is dropped", async () => {
    const end = monthStart(1);
    const over = end + RETENTION_DAYS * DAY_MS;
    const [late, lost] = [clickInto(0), clickInto(0)];
    expect((await recordClicks(at(over - 1), [late])).refused).toEqual([]);
    expect((await recordClicks(at(over), [lost, late])).refused.map(({ reason }) => reason)).toEqual([
      "too_old",
      "too_old",
    ]);
    expect(mayDrop({ until: end }, over, RETENTION_DAYS)).toBe(false);
    expect(mayDrop({ until: end }, over + DAY_MS, RETENTION_DAYS)).toBe(true);
    expect(await storedOf([late, lost])).toEqual([late.clickId]);
  });

  test("a day counts a thousand values of a sub-id separately, the others together, however often they arrive", async () => {
    const { id: linkId } = await network.newLink();
    const events = Array.from({ length: 1_300 }, (_, i) =>
      clickInto(0, { linkId, sub2: `value ${i % 1_200}`, sub3: i === 0 ? "(other)" : "few", sub4: "" }),
    );
    const parts = [events.slice(0, 700), events.slice(650, 1_100), events.slice(1_000), events];
    for (const part of parts) await deliver("clicks", [clickMessage(part)]);
    const rows = await network.rows<{ name: string; value: string; clicks: number }>(
      "CLICKS_0",
      "SELECT name, value, clicks FROM sub_day WHERE link_id = ?",
      linkId,
    );
    const of = (name: string) => rows.filter((row) => row.name === name);
    expect(of("sub2")).toHaveLength(1_001);
    expect(of("sub2").find(({ value }) => value === "(other)")?.clicks).toBe(200);
    expect(of("sub2").reduce((sum, row) => sum + row.clicks, 0)).toBe(1_300);
    expect(of("sub3")).toEqual([
      { name: "sub3", value: "(other)", clicks: 1 },
      { name: "sub3", value: "few", clicks: 1_299 },
    ]);
    expect(of("sub4")).toEqual([]);
    const asked = `/stats/sub-ids?name=sub2&link_id=${linkId}`;
    type SubRows = { data: { value: string; clicks: number }[]; next_cursor: string | null };
    for (const reader of [network.operator, network.advertiser, network.webmaster]) {
      const data: SubRows["data"] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: SubRows = await ok(reader.get<SubRows>(`${asked}${cursor && `&cursor=${cursor}`}`));
        expect(page.data).toHaveLength(page.next_cursor === null ? 1 : 500);
        data.push(...page.data);
        cursor = page.next_cursor;
      }
      expect(data.slice(0, 2)).toMatchObject([{ value: "(other)", clicks: 200 }, { clicks: 2 }]);
      expect(new Set(data.map(({ value }) => value)).size).toBe(1_001);
      expect(data.reduce((sum, row) => sum + row.clicks, 0)).toBe(1_300);
    }
    const stranger = network.api((await admit(network, "webmaster")).key);
    expect(await ok(stranger.get<SubRows>(asked))).toEqual({ data: [], next_cursor: null });
    const twoDaysAgo = new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 10);
    const before = await ok(network.webmaster.get<SubRows>(`${asked}&to=${twoDaysAgo}`));
    expect(before).toEqual({ data: [], next_cursor: null });
    await expectHonestRollups(network);
  });

  async function hoursOf(hour: number) {
    let total = 0;
    for (const shard of network.localNetwork.shards) {
      const rows = await hoursIn(network, shard);
      total += rows.reduce((sum, row) => sum + (row.hour === hour / HOUR_MS ? row.clicks : 0), 0);
    }
    return total;
  }

  /** Rollups outlive their clicks, but the other tests count from those. */
  async function forgetHours(hour: number) {
    for (const shard of network.localNetwork.shards) {
      for (const table of await hourTables(network, shard))
        await network.rows(shard, `DELETE FROM ${table} WHERE hour = ?`, hour / HOUR_MS);
      await network.rows(shard, "DELETE FROM sub_day WHERE day = ?", Math.floor(hour / DAY_MS));
    }
  }
});

describe("a shard at its size limit", () => {
  test.each([1, 3])("of %i refuses early with an error, and the queue keeps its clicks", async (clickShards) => {
    const network = await startNetwork({ clickShards, vars: { control: { CLICK_SHARD_BYTES_MAX: "1000" } } });
    try {
      const link = await linkRow(network);
      const events = [0, 1, 2].map((bucket) => {
        const random = crypto.getRandomValues(new Uint8Array(5));
        const clickId = mintClickId(KEYS, { clickedAt: Date.now(), bucket, linkNumber: link.number, random });
        return clickEvent(link, { clickId });
      });
      const deliver = () => network.localNetwork.deliver("clicks", [{ ...clickMessage(events), attempts: 99 }]);
      const { ackAll, retryBatch } = await deliver();
      expect({ ackAll, ...retryBatch }).toEqual({ ackAll: false, retry: true, delaySeconds: 3_600 });
      expect(network.logs.filter((line) => line.includes("clicks.shard_full"))).toHaveLength(1);
      expect(await network.stored()).toEqual([]);
      await recordClicks(network.context(), events); // where it has room
      expect(await network.stored()).toHaveLength(3);
      expect((await deliver()).retryBatch.retry, "what is stored already needs no room").toBe(false);
    } finally {
      await network.stop();
    }
  });

  test("is reported before it is reached", async () => {
    const network = await startNetwork({ vars: { control: { CLICK_SHARD_BYTES_MAX: "400000" } } });
    try {
      const link = await linkRow(network);
      const logged = (event: string) => network.logs.some((line) => line.includes(event));
      for (let isFull = false; !isFull;) {
        expect(logged("clicks.shard_full")).toBe(false);
        const events = Array.from({ length: 50 }, () => clickEvent(link));
        const { retryBatch } = await network.localNetwork.deliver("clicks", [clickMessage(events)]);
        isFull = retryBatch.retry;
        expect(logged("clicks.shard_filling") || !isFull, "it was reported before").toBe(true);
      }
      expect(logged("clicks.shard_full")).toBe(true);
    } finally {
      await network.stop();
    }
  });
});

describe("shards that are added", () => {
  test("between a click and its redelivery count it once, and get the clicks of their own time", async () => {
    const network = await startNetwork({ clickShards: 3 });
    try {
      const link = await linkRow(network);
      const today = Date.now();
      const tomorrow = today - (today % DAY_MS) + DAY_MS;
      const { all } = network.context().clicks;
      const before = { ...network.context(), clicks: openShards(all, [{ since: "2026-01-01", shards: 1 }]) };
      const eras = [
        { since: "2026-01-01", shards: 1 },
        { since: new Date(tomorrow).toISOString().slice(0, 10), shards: 3 },
      ];
      const after = { ...network.context(), now: () => tomorrow + HOUR_MS, clicks: openShards(all, eras) };
      const eventIn = (bucket: number, clickedAt: number) =>
        clickEvent(link, {
          clickId: mintClickId(KEYS, {
            clickedAt,
            bucket,
            linkNumber: link.number,
            random: crypto.getRandomValues(new Uint8Array(5)),
          }),
        });
      const early = [0, 1, 2].map((bucket) => eventIn(bucket, today));
      const late = [0, 1, 2].map((bucket) => eventIn(bucket, tomorrow));
      await recordClicks(before, early);
      for (let i = 0; i < 2; i++) await recordClicks(after, [...late, ...early]);
      const countIn = async (shard: `CLICKS_${number}`) => {
        const rows = await hoursIn(network, shard);
        return rows.reduce((sum, { clicks: count }) => sum + count, 0);
      };
      expect([await countIn("CLICKS_0"), await countIn("CLICKS_1"), await countIn("CLICKS_2")]).toEqual([4, 1, 1]);
      const found = await findClicks(
        after,
        [...early, ...late].map(({ clickId }) => clickId),
      );
      expect([...found.keys()].sort()).toEqual([...early, ...late].map(({ clickId }) => clickId as string).sort());
      expect([...found.values()].every(({ click_id }) => readClickId(click_id) !== undefined)).toBe(true);
      await expectHonestRollups(network);
    } finally {
      await network.stop();
    }
  });
});
