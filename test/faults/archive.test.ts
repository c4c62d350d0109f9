import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { sortedId } from "@waymark/contract/sorted-id";
import {
  archiveDue,
  findArchivedClick,
  findArchivedClicks,
  stepArchive,
  type ArchiveRow,
} from "@waymark/network/archive";
import { recordClicks } from "@waymark/network/click";
import { attachDue } from "@waymark/network/conversion";
import { getPostback } from "@waymark/network/postback";
import type { Context } from "@waymark/network/context";
import { ConcurrentWriteError } from "@waymark/network/db";
import type { LinkRow } from "@waymark/network/link";
import { DEMO } from "@waymark/dev/demo";
import { ok, refused, type Life, type Page } from "../harness/api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";

describe.each([1, 3])("with %i shards", (shards) => {
  let network: TestNetwork;
  let link: LinkRow;

  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    link = await linkRow(network);
  });
  afterAll(() => network?.stop());

  /** The bucket of clicks in these tests that name none. */
  const shard = 7 % shards;
  const SHARD = `CLICKS_${shard}` as const;

  const SYSTEM = { role: "system", job: "archive" } as const;
  let months = 12;

  /** Clicks in the middle of a separate month, long past its retention, stored in time. */
  async function oldClicks(
    count: number,
    bucketOf: (i: number) => number = () => 7,
    about: Partial<ClickEvent> = {},
  ): Promise<{ events: ClickEvent[]; month: string }> {
    const then = new Date();
    then.setUTCMonth(then.getUTCMonth() - ++months, 15);
    const events = Array.from({ length: count }, (_, i) =>
      clickEvent(link, { ...about, clickedAt: then.getTime() + i, bucket: bucketOf(i) }),
    );
    await recordClicks(
      network.context(SYSTEM, () => then.getTime()),
      events,
    );
    return { events, month: then.toISOString().slice(0, 7).replace("-", "") };
  }

  const archiveRow = async (id: string) =>
    (await network.rows<ArchiveRow>("DB", "SELECT * FROM archive WHERE id = ?", id))[0];

  const objectsOf = async (prefix: string) =>
    (await network.context().archive.list({ prefix })).objects.map(({ key }) => key);

  /** Begins the due archives without doing a step. */
  async function begin() {
    const ctx = network.context(SYSTEM);
    const start = ctx.now();
    let asked = 0;
    // The clock jumps once the end of the run is set.
    await archiveDue({ ...ctx, now: () => (asked++ === 0 ? start : start + DAY_MS) });
  }

  async function finish(id: string, ctx: Context = network.context(SYSTEM)) {
    const seen: string[] = [];
    for (let status = ""; status !== "done"; seen.push(status)) {
      if (seen.length > 50) throw new Error(`${id} comes to no end: ${seen.join(" ")}`);
      status = await stepArchive(ctx, id);
    }
    return seen;
  }

  const life = (clickId: string) => ok(network.operator.get<Life>(`/clicks/${clickId}`));

  /** The context with R2 and databases that count or fail. */
  function watched(fail: { put?: RegExp; write?: RegExp } = {}) {
    const ctx = network.context(SYSTEM);
    const seen = { gets: 0, puts: 0, writes: 0 };
    const archive = {
      get: (...args: Parameters<R2Bucket["get"]>) => {
        seen.gets++;
        return ctx.archive.get(...args);
      },
      put: async (key: string, ...rest: unknown[]) => {
        seen.puts++;
        if (fail.put?.test(key)) throw new Error("R2 is down");
        return (ctx.archive.put as (...args: unknown[]) => Promise<unknown>)(key, ...rest);
      },
      list: (options: R2ListOptions) => ctx.archive.list(options),
      delete: (keys: string | string[]) => ctx.archive.delete(keys),
    } as unknown as R2Bucket; // what the archive calls
    const db: Context["db"] = {
      ...ctx.db,
      write: async (statements) => {
        seen.writes++;
        if (statements.some(({ sql }) => fail.write?.test(sql))) throw new Error("the database is down");
        return ctx.db.write(statements);
      },
    };
    return { ctx: { ...ctx, archive, db }, seen };
  }

  const command = new URL("../../dev/waymark.ts", import.meta.url).pathname;

  /** The output of `pnpm waymark archive …`, and whether it succeeded. */
  async function archiveCommand(...words: string[]) {
    const env = {
      ...process.env,
      WAYMARK_CONTROL: network.localNetwork.origins.control,
      WAYMARK_KEY: DEMO.keys.operator,
    };
    try {
      return {
        isWell: true,
        ...(await promisify(execFile)(process.execPath, [command, "archive", ...words], { env })),
      };
    } catch (error) {
      return { isWell: false, ...(error as { stdout: string; stderr: string }) }; // a process that ended badly has them
    }
  }

  describe("a month of clicks", () => {
    test("moves from its shard to R2, complete, found by two reads, and only by the parties concerned", async () => {
      const { events, month } = await oldClicks(1_200);
      const id = `clicks-${shard}-${month}`;
      const before = await network.stored("click_id = ?", events[700]?.clickId);
      await begin();
      expect(await finish(id)).toEqual(["copying", "verifying", "verifying", "dropping", "done"]);

      expect(await network.stored("click_id = ?", events[700]?.clickId)).toEqual([]);
      const { ctx, seen } = watched();
      expect(await findArchivedClick(ctx, events[700]?.clickId.toUpperCase() ?? "")).toEqual(before[0]);
      expect(seen.gets).toBe(2);
      expect(await findArchivedClick(ctx, clickEvent(link).clickId)).toBeUndefined();
      expect(await life(events[3]?.clickId ?? "")).toMatchObject({ click: { decision: "landing", country: "DE" } });
      for (const [actor, found] of [
        [{ role: "webmaster", id: "k", webmasterId: DEMO.webmaster }, true],
        [{ role: "webmaster", id: "k", webmasterId: "wm_other" }, false],
        [{ role: "advertiser", id: "k", advertiserId: DEMO.advertiser }, true],
        [{ role: "advertiser", id: "k", advertiserId: "adv_other" }, false],
      ] as const)
        expect((await findArchivedClick({ ...ctx, actor }, events[0]?.clickId ?? "")) !== undefined).toBe(found);
      expect(await archiveRow(id)).toMatchObject({ status: "done", rows: 1_200 });
    });

    test("is stored as gzipped NDJSON, with a manifest", async () => {
      const { events, month } = await oldClicks(3);
      await begin();
      await finish(`clicks-${shard}-${month}`);
      const [object = "", manifest = "", ...more] = await objectsOf(`clicks/${shard}/${month}/`);
      expect(more).toEqual([]);
      const bytes = await (await network.context().archive.get(object))?.arrayBuffer();
      const lines = gunzipSync(new Uint8Array(bytes ?? new ArrayBuffer(0)))
        .toString()
        .trimEnd()
        .split("\n");
      expect(lines.slice(0, -1).map((line) => (JSON.parse(line) as { click_id: string }).click_id)).toEqual(
        events.map(({ clickId }) => clickId),
      );
      expect(JSON.parse((await (await network.context().archive.get(manifest))?.text()) ?? "")).toMatchObject({
        rows: 3,
        firstId: events[0]?.clickId,
        lastId: events[2]?.clickId,
        chunks: [{ object, rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      });
    });

    test("counts each click once, whether delivered before, during or after archiving", async () => {
      const { events, month } = await oldClicks(4);
      const id = `clicks-${shard}-${month}`;
      const counted = () => network.rows(SHARD, `SELECT sum(clicks) AS n FROM click_hour_${month}`);
      await begin();
      const deliver = async () => {
        const shuffled = [...events.toReversed(), ...events];
        for (let i = 0; i < 2; i++)
          expect((await network.localNetwork.deliver("clicks", [clickMessage(shuffled)])).retryBatch.retry).toBe(false);
        expect(await counted()).toEqual([{ n: 4 }]);
        expect(await network.rows("DB", "SELECT * FROM dead_letter")).toEqual([]);
      };
      for (let status = ""; status !== "done"; status = await stepArchive(network.context(SYSTEM), id)) await deliver();
      await deliver();
      // One that was never stored arrives too late: it is kept as a dead letter.
      const late = clickEvent(link, { clickedAt: Date.now() - 400 * DAY_MS });
      for (let i = 0; i < 3; i++) await network.localNetwork.deliver("clicks", [clickMessage([late, ...events])]);
      expect(await network.rows("DB", "SELECT id, reason FROM dead_letter")).toMatchObject([
        { id: `refused:${late.clickId}`, reason: expect.stringContaining("too_old") as string },
      ]);
      await network.rows("DB", "DELETE FROM dead_letter");
    });

    test("holds no hash of a visitor's address", async () => {
      const { events, month } = await oldClicks(3, undefined, { address: "0123456789abc" });
      expect(await network.stored("click_id = ?", events[0]?.clickId)).toMatchObject([{ address: "0123456789abc" }]);
      await archiveDue(network.context(SYSTEM));
      const id = `clicks-${shard}-${month}`;
      const { data } = await ok(network.operator.get<Page<Record<string, unknown>>>(`/ops/archives/${id}/rows`));
      expect(data).toHaveLength(3);
      expect(data[0]).not.toHaveProperty("address");
      for (const key of await objectsOf(`clicks/${shard}/${month}/`)) {
        const bytes = await (await network.context().archive.get(key))?.arrayBuffer();
        const text = key.endsWith(".gz") ? gunzipSync(new Uint8Array(bytes ?? [])).toString() : "";
        expect(text, key).not.toMatch(/0123456789abc|address/);
      }
      expect(await findArchivedClick(network.context(SYSTEM), events[0]?.clickId ?? "")).toMatchObject({ address: "" });
    });

    test("that is within the retention stays", async () => {
      const clicks = [clickEvent(link)];
      await network.localNetwork.deliver("clicks", [clickMessage(clicks)]);
      await begin();
      await network.localNetwork.tick();
      expect(await network.stored("click_id = ?", clicks[0]?.clickId)).toHaveLength(1);
    });

    test("in all shards is archived in one run, by shard, and each click is found", async () => {
      const { events, month } = await oldClicks(9, (i) => i);
      await archiveDue(network.context(SYSTEM));
      for (const number of network.localNetwork.shards.keys())
        expect(await archiveRow(`clicks-${number}-${month}`)).toMatchObject({ status: "done", rows: 9 / shards });
      const ids = events.map(({ clickId }) => clickId);
      expect([...(await findArchivedClicks(network.context(SYSTEM), ids)).keys()].sort()).toEqual([...ids].sort());
      expect(await network.stored("click_id IN (SELECT value FROM json_each(?))", JSON.stringify(ids))).toEqual([]);
    });

    test("is archived for the shards that answer while one is down, and for that one when it is back", async () => {
      const { events, month } = await oldClicks(9, (i) => i);
      const last = network.localNetwork.shards.at(-1) ?? SHARD;
      const statuses = async () =>
        Promise.all(
          [...network.localNetwork.shards.keys()].map(
            async (number) => (await archiveRow(`clicks-${number}-${month}`))?.status,
          ),
        );
      await network.rows(last, "ALTER TABLE click_month RENAME TO click_month_away");
      try {
        for (let i = 0; i < 2; i++) await expect(archiveDue(network.context(SYSTEM))).rejects.toThrow("no such table");
        expect(await statuses()).toEqual([...Array<string>(shards - 1).fill("done"), undefined]);
      } finally {
        await network.rows(last, "ALTER TABLE click_month_away RENAME TO click_month");
      }
      await archiveDue(network.context(SYSTEM));
      expect(await statuses()).toEqual(Array(shards).fill("done"));
      for (const { clickId } of events)
        expect(await findArchivedClick(network.context(SYSTEM), clickId), clickId).toBeDefined();
    });

    test("half archived when its shard goes down continues when it is back, and does not delay others", async () => {
      const { month } = await oldClicks(9, (i) => i);
      const sick = network.localNetwork.shards.at(-1) ?? SHARD;
      const idOfSick = `clicks-${shards - 1}-${month}`;
      await begin();
      await stepArchive(network.context(SYSTEM), idOfSick);
      await network.rows(sick, "ALTER TABLE click_month RENAME TO click_month_away");
      try {
        await expect(archiveDue(network.context(SYSTEM))).rejects.toThrow("no such table");
        for (const number of [...network.localNetwork.shards.keys()].slice(0, -1))
          expect(await archiveRow(`clicks-${number}-${month}`)).toMatchObject({ status: "done", rows: 9 / shards });
        expect((await archiveRow(idOfSick))?.status).not.toBe("done");
      } finally {
        await network.rows(sick, "ALTER TABLE click_month_away RENAME TO click_month");
      }
      await archiveDue(network.context(SYSTEM));
      expect(await archiveRow(idOfSick)).toMatchObject({ status: "done", rows: 9 / shards });
    });

    test("is archived by the cron", async () => {
      const { events, month } = await oldClicks(2);
      await network.localNetwork.tick();
      expect(await archiveRow(`clicks-${shard}-${month}`)).toMatchObject({ status: "done", rows: 2 });
      expect(await life(events[1]?.clickId ?? "")).toMatchObject({ click: { decision: "landing" } });
      await network.localNetwork.tick();
    });
  });

  test("a postback whose click is archived gets its facts from the archive, and can then be approved", async () => {
    const offer = await network.newOffer({ attribution_days: 200 });
    const own = await linkRow(network, (await network.newLink(offer.id)).slug);
    const then = new Date();
    then.setUTCMonth(then.getUTCMonth() - 5, 15);
    const click = clickEvent(own, { clickedAt: then.getTime(), sub1: "archived", country: "PL" });
    await recordClicks(
      network.context(SYSTEM, () => then.getTime()),
      [click],
    );
    await begin();
    await finish(`clicks-${shard}-${then.toISOString().slice(0, 7).replace("-", "")}`);
    expect(await network.stored("click_id = ?", click.clickId)).toEqual([]);

    const postback = await postbackEvent(click.clickId, { fields: { amount: "100", status: "approved" } });
    await network.localNetwork.deliver("postbacks", [postbackMessage([postback])]);
    const sold = async () => (await life(click.clickId)).conversions[0]?.conversion;
    expect(await sold()).toMatchObject({ status: "pending", validation: "approved", click_facts: "awaited" });
    const later = network.context(SYSTEM, () => Date.now() + 61 * MINUTE_MS);
    while ((await attachDue(later, findArchivedClicks)) > 0);
    expect(await sold()).toMatchObject({
      ...{ status: "approved", click_facts: "known" },
      click: { sub1: "archived", country: "PL", decision: "landing" },
    });
  });

  describe("an archive whose job dies", () => {
    const FAILURES: [string, Parameters<typeof watched>[0], number][] = [
      ["before a chunk is put", { put: /\.ndjson\.gz$/ }, 0],
      ["between a chunk and its row", { write: /archive_chunk/ }, 0],
      ["before it notes that all is copied", { write: /archive_step/ }, 1],
      ["before it notes that a chunk is sound", { write: /archive_step/ }, 2],
      ["before the manifest is put", { put: /manifest/ }, 3],
      ["between the manifest and its note", { write: /archive_step/ }, 3],
      ["between the drop and its note", { write: /archive_step/ }, 4],
    ];

    test.each(FAILURES)("%s continues there, and has lost nothing", async (_, failure, steps) => {
      const { events, month } = await oldClicks(700);
      const id = `clicks-${shard}-${month}`;
      await begin();
      for (let i = 0; i < steps; i++) await stepArchive(network.context(SYSTEM), id);
      const { ctx } = watched(failure);
      for (let i = 0; i < 2; i++) await expect(stepArchive(ctx, id)).rejects.toThrow("is down");
      await finish(id);
      expect(await archiveRow(id)).toMatchObject({ status: "done", rows: 700 });
      for (const event of [events[0], events[499], events[500], events[699]])
        expect((await findArchivedClick(ctx, event?.clickId ?? ""))?.sequence).toBe(1);
      expect(await objectsOf(`clicks/${shard}/${month}/`), "no object without a row").toHaveLength(2);
    });

    test("at the same step as another one: one of them fails, and nothing happens twice", async () => {
      const { month } = await oldClicks(5);
      const id = `clicks-${shard}-${month}`;
      await begin();
      const ctx = network.context(SYSTEM);
      const seen: string[] = [];
      for (let status = ""; status !== "done"; seen.push(status)) {
        let rival: Promise<string> | undefined;
        const late: Context = {
          ...ctx,
          db: {
            ...ctx.db,
            write: async (statements) => {
              status = await (rival ??= stepArchive(ctx, id));
              return ctx.db.write(statements);
            },
          },
        };
        await expect(stepArchive(late, id)).rejects.toThrow(ConcurrentWriteError);
      }
      expect(seen).toEqual(["copying", "verifying", "verifying", "dropping", "done"]);
      expect(await archiveRow(id)).toMatchObject({ rows: 5 });
      expect(await network.rows("DB", "SELECT number FROM archive_chunk WHERE archive_id = ?", id)).toHaveLength(1);
    });
  });

  test("an archive that fails does not delay others", async () => {
    await network.rows(
      "DB",
      `INSERT INTO archive VALUES ('clicks-9-209901', 'clicks', 9, '209901', 'copying', '', 0, 0, 0, 0, 0)`,
    );
    const { month } = await oldClicks(2);
    await expect(archiveDue(network.context(SYSTEM))).rejects.toThrow("there is no clicks-9-209901");
    expect(await archiveRow(`clicks-${shard}-${month}`)).toMatchObject({ status: "done", rows: 2 });
    await network.rows("DB", "DELETE FROM archive WHERE shard = 9");
  });

  describe("a table is not dropped while its archive has a fault", () => {
    const damaged = async (month: string) => (await objectsOf(`clicks/${shard}/${month}/`))[0] ?? "";

    test.each([
      [
        "a changed byte",
        async (object: string) => {
          const { archive } = network.context();
          const bytes = new Uint8Array((await (await archive.get(object))?.arrayBuffer()) ?? new ArrayBuffer(0));
          bytes[100] = (bytes[100] ?? 0) ^ 1;
          await archive.put(object, bytes);
        },
      ],
      ["a lost object", (object: string) => network.context().archive.delete(object)],
    ])("a chunk with %s is copied again before the table is dropped", async (_, damage) => {
      const { events, month } = await oldClicks(20);
      const id = `clicks-${shard}-${month}`;
      await begin();
      await stepArchive(network.context(SYSTEM), id);
      await damage(await damaged(month));
      expect(await finish(id)).toEqual([
        ...["verifying", "copying"],
        ...["copying", "verifying", "verifying", "dropping", "done"],
      ]);
      expect(await findArchivedClick(network.context(SYSTEM), events[9]?.clickId ?? "")).toBeDefined();
    });

    test("a table with one more row than its archive is copied again", async () => {
      const { month } = await oldClicks(6);
      const id = `clicks-${shard}-${month}`;
      await begin();
      for (let i = 0; i < 3; i++) await stepArchive(network.context(SYSTEM), id);
      const late = clickEvent(link);
      await network.rows(SHARD, `CREATE TABLE extra AS SELECT * FROM click_${month} LIMIT 1`);
      await network.rows(SHARD, "UPDATE extra SET click_id = ?", late.clickId);
      await network.rows(SHARD, `INSERT INTO click_${month} SELECT * FROM extra`);
      await network.rows(SHARD, "DROP TABLE extra");
      expect(await finish(id)).toEqual([
        "dropping",
        "copying",
        "copying",
        "verifying",
        "verifying",
        "dropping",
        "done",
      ]);
      expect(await archiveRow(id)).toMatchObject({ rows: 7 });
    });
  });

  describe("raw postback requests", () => {
    test("of a month that is over are archived with their outcomes, and stay for their own retention", async () => {
      const then = new Date();
      then.setUTCMonth(then.getUTCMonth() - 2, 10);
      const acceptedAt = then.getTime();
      const month = then.toISOString().slice(0, 7).replace("-", "");
      const old = await Promise.all(
        Array.from({ length: 3 }, (_, i) =>
          postbackEvent(clickEvent(link, { clickedAt: acceptedAt - MINUTE_MS }).clickId, {
            receipt: sortedId("rcp", acceptedAt + i * 1_000, new Uint8Array(10)),
            acceptedAt: acceptedAt + i * 1_000,
            request: { method: "GET", contentType: "", parameters: [["amount", `${i}`]] },
          }),
        ),
      );
      const young = await postbackEvent(clickEvent(link).clickId);
      await network.localNetwork.deliver("postbacks", [postbackMessage([...old, young])]);
      await network.localNetwork.tick();
      const id = `postbacks--1-${month}`;
      expect(await archiveRow(id)).toMatchObject({ status: "done", rows: 3 });
      const { data } = await ok(
        network.operator.get<Page<{ receipt: string; request: string; outcome: string }>>(`/ops/archives/${id}/rows`),
      );
      expect(
        data.map(({ receipt, request, outcome }) => ({ receipt, request: JSON.parse(request) as unknown, outcome })),
      ).toEqual(old.map(({ receipt, request }) => ({ receipt, request, outcome: "recorded" })));
      const receipts = JSON.stringify([...old, young].map(({ receipt }) => receipt));
      const left = "SELECT receipt FROM postback WHERE receipt IN (SELECT value FROM json_each(?))";
      expect(await network.rows("DB", left, receipts)).toHaveLength(4);

      const [object = "", manifest = ""] = await objectsOf(`postbacks/-1/${month}/`);
      expect(JSON.parse((await (await network.context().archive.get(manifest))?.text()) ?? "")).toMatchObject({
        ...{ kind: "postbacks", month, rows: 3, firstId: old[0]?.receipt, lastId: old[2]?.receipt },
        chunks: [{ object, rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      });
      expect(await archiveCommand("verify", id)).toMatchObject({
        isWell: true,
        stdout: `${id}: 3 of 3 rows are correct.\n`,
      });
      // After its retention, a receipt's request is only in the archive.
      await network.rows("DB", "UPDATE postback SET request = '' WHERE receipt = ?", old[1]?.receipt);
      const { ctx, seen } = watched();
      expect((await getPostback(ctx, old[1]?.receipt ?? "")).request).toEqual(old[1]?.request);
      expect(seen.gets).toBe(2);
      await network.context().archive.delete(object);
      expect(await archiveCommand("verify", id)).toMatchObject({
        isWell: false,
        stderr: expect.stringContaining("it is lost") as string,
      });
    });
  });

  describe("the operator", () => {
    test("reads an archive back and verifies it by command, which reports a lost object", async () => {
      const { events, month } = await oldClicks(501);
      const id = `clicks-${shard}-${month}`;
      await begin();
      await finish(id);
      const read = await archiveCommand("read", id);
      const lines = read.stdout.trimEnd().split("\n");
      expect(lines.map((line) => (JSON.parse(line) as { click_id: string }).click_id)).toEqual(
        events.map(({ clickId }) => clickId),
      );
      expect((await archiveCommand("list")).stdout).toMatch(new RegExp(`^${id} +done +501 rows`, "m"));
      expect(await archiveCommand("verify", id)).toMatchObject({
        isWell: true,
        stdout: `${id}: 501 of 501 rows are correct.\n`,
      });
      await network.context().archive.delete((await objectsOf(`clicks/${shard}/${month}/0`))[0] ?? "");
      expect(await archiveCommand("verify", id)).toMatchObject({
        isWell: false,
        stderr: expect.stringContaining("it is lost") as string,
      });
    });

    test("reads an archive back page by page, and verifies its chunks against their manifest", async () => {
      const { events, month } = await oldClicks(1_001);
      const id = `clicks-${shard}-${month}`;
      await begin();
      await finish(id);
      const ids: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const query = cursor === "" ? "" : `?cursor=${cursor}`;
        const page: Page<{ click_id: string }> = await ok(network.operator.get(`/ops/archives/${id}/rows${query}`));
        expect(page.data.length).toBeLessThanOrEqual(500);
        ids.push(...page.data.map(({ click_id }) => click_id));
        cursor = page.next_cursor;
      }
      expect(ids).toEqual(events.map(({ clickId }) => clickId));

      const check = () =>
        ok(network.operator.get<{ fault: string | null; rows: number }>(`/ops/archives/${id}/chunks/0`));
      expect(await check()).toMatchObject({ rows: 1_001, fault: null });
      const { chunks } = await ok(network.operator.get<{ chunks: { object: string }[] }>(`/ops/archives/${id}`));
      await network.context().archive.put(chunks[0]?.object ?? "", "something else");
      expect(await check()).toMatchObject({ fault: "its checksum differs" });
      await refused(network.operator.get(`/ops/archives/${id}/chunks/1`), 404, "not_found");
      const all = await ok(network.operator.get<Page<{ id: string }>>("/ops/archives?limit=500"));
      expect(all.data).toContainEqual(expect.objectContaining({ id, status: "done", rows: 1_001 }));
    });
  });
});
