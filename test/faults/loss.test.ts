import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { clickIdOf } from "@waymark/contract/testing";
import { recordClicks } from "@waymark/network/click";
import type { LinkRow } from "@waymark/network/link";
import { auditClicks, auditConversions, auditHour, forgetAudit, listHours, AUDIT_DAYS } from "@waymark/network/loss";
import { archiveDue } from "@waymark/network/archive";
import fc from "fast-check";
import { ok, refused } from "../harness/api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage, signedLine } from "../harness/events.ts";
import { linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { DEMO } from "@waymark/dev/demo";

describe.each([1, 3])("with %i shards", (shards) => {
  let network: TestNetwork;
  let link: LinkRow;

  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    link = await linkRow(network);
  });
  afterAll(() => network?.stop());

  /** An hour that no other test has clicks in, some days ago. */
  let hoursTaken = 0;
  const freshHour = () => Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * DAY_MS - ++hoursTaken * 10 * HOUR_MS;

  const OPERATOR = { role: "operator", id: "key_test" } as const;
  const SYSTEM = { role: "system", job: "audit" } as const;

  /** The numbers of an isolate as clicks of an hour, in buckets of all shards. */
  const numbered = (isolate: string, numbers: readonly number[], hour: number) =>
    numbers.map((sequence, i) => clickEvent(link, { isolate, sequence, clickedAt: hour + i, bucket: sequence % 256 }));

  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  const store = (events: readonly ClickEvent[]) => recordClicks(network.context(SYSTEM), events);

  async function withoutLastShard(work: () => Promise<void>) {
    const sick = network.localNetwork.shards.at(-1) ?? "CLICKS_0";
    const rename = async (from: string, to: string) => {
      for (const table of ["click_month", "hour_month", "due_hour"])
        await network.rows(sick, `ALTER TABLE ${table}${from} RENAME TO ${table}${to}`);
    };
    await rename("", "_away");
    try {
      await work();
    } finally {
      await rename("_away", "");
    }
  }

  /** The audit of these hours, after they were counted. */
  async function audited(hours: readonly number[], now = Date.now()) {
    const ctx = network.context(OPERATOR, () => now);
    for (const hour of hours) await auditHour(ctx, hour);
    const from = Math.min(...hours);
    const all = await listHours(ctx, { from, to: Math.max(...hours) + HOUR_MS });
    return hours.map((hour) => all.find((one) => one.hour === hour));
  }

  describe("the stored numbers of isolates", () => {
    test("show the gaps of an hour across all shards, and nothing for an isolate without gaps", async () => {
      const hour = freshHour();
      await store(numbered(unique("whole"), range(1, 40), hour));
      const holey = [...range(1, 9), ...range(12, 20), 30];
      await store(numbered(unique("holey"), holey, hour));
      expect(await audited([hour])).toMatchObject([
        {
          redirected: 70,
          stored: 59,
          missing: 11,
          inFlight: 0,
          isolates: 2,
          tails: 2,
          unsent: 0,
          unstoredConversions: 0,
        },
      ]);
    });

    test("count missing numbers at an isolate's start and between its hours, each once", async () => {
      const hour = freshHour();
      const isolate = unique("long");
      await store(numbered(isolate, range(3, 10), hour));
      await store(numbered(isolate, range(14, 15), hour + 2 * HOUR_MS));
      expect(await audited([hour, hour + HOUR_MS, hour + 2 * HOUR_MS])).toMatchObject([
        { redirected: 10, stored: 8, missing: 2, tails: 0 },
        { redirected: 0, stored: 0, missing: 0 },
        { redirected: 5, stored: 2, missing: 3, tails: 1 },
      ]);
    });

    test("close a gap when its clicks arrive late, however often they arrive", async () => {
      const hour = freshHour();
      const events = numbered(unique("late"), range(1, 12), hour);
      await store(events.filter((_, i) => i !== 4 && i !== 7));
      expect(await audited([hour])).toMatchObject([{ stored: 10, missing: 2 }]);
      for (let i = 0; i < 3; i++) await store(events);
      expect(await audited([hour, hour])).toMatchObject([{ stored: 12, missing: 0 }, {}]);
    });

    test("count a click as in flight while it may still arrive: within an hour, or while its queue fails", async () => {
      const hour = freshHour();
      await store(numbered(unique("young"), [1, 3], hour));
      expect(await audited([hour], hour + 1.5 * HOUR_MS)).toMatchObject([{ inFlight: 1, missing: 0, redirected: 3 }]);
      expect(await audited([hour], hour + 2 * HOUR_MS)).toMatchObject([{ inFlight: 0, missing: 1 }]);
      await network.rows(
        "DB",
        `INSERT INTO queue_state (queue, seen_at, attempts, failing_since, error) VALUES ('clicks-9', ?1, 5, ?1, 'down')`,
        hour + HOUR_MS,
      );
      expect(await audited([hour], hour + DAY_MS)).toMatchObject([{ inFlight: 1, missing: 0 }]);
      await network.rows("DB", "DELETE FROM queue_state");
    });

    test("an isolate whose clock is a day wrong has its clicks on another day, and none missing", async () => {
      const hour = freshHour();
      const isolate = unique("skewed");
      await store(numbered(isolate, range(1, 20), hour));
      await store(numbered(isolate, range(21, 30), hour - DAY_MS));
      await store(numbered(isolate, range(31, 40), hour));
      const hours = await audited([hour - DAY_MS, hour]);
      expect(hours.reduce((sum, one) => sum + (one?.missing ?? 0), 0)).toBe(0);
      expect(hours).toMatchObject([{ stored: 10 }, { stored: 30 }]);
    });

    test("are exact for any isolates and any losses", async () => {
      const lives = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(lives, async (isolates) => {
          const hours = range(0, 3).map((i) => freshHour() - i);
          const start = Math.floor((hours[0] ?? 0) / HOUR_MS) * HOUR_MS;
          let [stored, missing] = [0, 0];
          for (const kept of isolates) {
            const isolate = unique("any");
            const last = kept.lastIndexOf(true) + 1;
            const numbers = range(1, kept.length).filter((number) => kept[number - 1] === true);
            // 60 clicks of an isolate take three hours.
            for (const part of [0, 1, 2])
              await store(
                numbered(
                  isolate,
                  numbers.filter((number) => Math.floor(number / 20) === part),
                  start + part * HOUR_MS,
                ),
              );
            await store(
              numbered(
                isolate,
                numbers.filter((number) => number === 60),
                start + 3 * HOUR_MS,
              ),
            );
            stored += numbers.length;
            missing += last - numbers.length;
          }
          const all = await audited(range(0, 3).map((i) => start + i * HOUR_MS));
          const sum = (name: "stored" | "missing") => all.reduce((total, one) => total + (one?.[name] ?? 0), 0);
          expect({ stored: sum("stored"), missing: sum("missing") }).toEqual({ stored, missing });
        }),
        { numRuns: 12 },
      );
    });
  });

  describe("the audit's job", () => {
    const missingOf = async (hour: number) =>
      (await listHours(network.context(OPERATOR), { from: hour, to: hour + HOUR_MS }))[0];

    test("counts the newest hours at once and all others in turn, without a row for each click", async () => {
      const hour = freshHour();
      await store(numbered(unique("turn"), [1, 2, 4], hour));
      const position = `${hour + 10 * HOUR_MS}`; // a few hours of its way back before this one
      await network.rows("DB", "INSERT OR REPLACE INTO progress VALUES ('audit', ?, 0)", position);
      let runs = 0;
      while ((await missingOf(hour))?.auditedAt === null && runs++ < 5) await auditClicks(network.context(SYSTEM));
      expect(await missingOf(hour)).toMatchObject({ stored: 3, missing: 1 });

      const before = await network.rows("DB", "SELECT * FROM isolate_hour ORDER BY isolate, hour");
      await auditHour(network.context(SYSTEM), hour);
      expect(await network.rows("DB", "SELECT * FROM isolate_hour ORDER BY isolate, hour")).toEqual(before);
    });

    test("continues with the shards that answer while one is down, and calls nothing missing that may be in it", async () => {
      const hour = freshHour();
      const isolate = unique("half");
      const isOfSick = (sequence: number) => sequence % shards === shards - 1;
      const at = (minutes: number) => network.context(SYSTEM, () => hour + minutes * MINUTE_MS);
      await store(numbered(isolate, [...range(1, 18), ...range(20, 30)], hour)); // 19 is of no sick shard but the only one
      await withoutLastShard(async () => {
        for (let i = 0; i < 2; i++) await expect(auditClicks(at(31 + i))).rejects.toThrow("no such table");
        const lent = range(31, 42).filter((sequence) => !isOfSick(sequence));
        await store(numbered(isolate, lent, hour + 1_000));
        await expect(auditClicks(at(33))).rejects.toThrow("no such table");
        const seen = [...range(1, 18), ...range(20, 30), ...lent].filter((sequence) => !isOfSick(sequence));
        const last = Math.max(0, ...seen);
        expect(await missingOf(hour)).toMatchObject({
          ...{ stored: seen.length, missing: 0, inFlight: last - seen.length, auditedAt: null },
        });
      });
      await store(numbered(isolate, range(31, 42), hour + 1_000).filter((_, i) => isOfSick(31 + i)));
      await auditClicks(at(34));
      expect(await missingOf(hour)).toMatchObject({
        ...{ stored: 41, missing: 1, inFlight: 0, auditedAt: hour + 34 * MINUTE_MS },
      });
      expect(await network.rows("DB", "SELECT hour FROM audited_hour WHERE audited_at = 0")).toEqual([]);
    });

    test("has the same result after the raw clicks were archived", async () => {
      const then = Math.floor((Date.now() - 98 * DAY_MS) / HOUR_MS) * HOUR_MS - 40 * DAY_MS;
      const ctx = network.context(SYSTEM, () => then + HOUR_MS);
      await recordClicks(ctx, numbered(unique("old"), [1, 2, 5], then));
      await auditHour(ctx, then);
      const [shown] = await listHours(network.context(OPERATOR), { from: then, to: then + HOUR_MS });
      expect(shown).toMatchObject({ stored: 3, missing: 2 });
      await archiveDue(network.context(SYSTEM));
      await auditHour(network.context(SYSTEM), then);
      const [after] = await listHours(network.context(OPERATOR), { from: then, to: then + HOUR_MS });
      expect(after).toEqual({ ...shown, auditedAt: after?.auditedAt });
    });

    test("deletes counts that are too old to change", async () => {
      const hour = Math.floor((Date.now() - (AUDIT_DAYS + 1) * DAY_MS) / HOUR_MS) * HOUR_MS;
      await network.rows("DB", "INSERT INTO audited_hour VALUES (?1, 1, ?1)", hour);
      await network.rows("DB", "INSERT INTO isolate_hour VALUES ('gone', ?, 1, 1, 1)", hour);
      while ((await forgetAudit(network.context(SYSTEM))) > 0);
      expect(await network.rows("DB", "SELECT * FROM isolate_hour WHERE isolate = 'gone'")).toEqual([]);
      expect(await network.rows("DB", "SELECT * FROM audited_hour WHERE hour = ?", hour)).toEqual([]);
    });
  });

  describe("checks that do not depend on the numbers", () => {
    // Receipts of tests do not sort by time, and conversions are named after them.
    beforeEach(() => network.rows("DB", "DELETE FROM progress WHERE name = 'audit_conversions'"));

    const shown = async (hour: number) =>
      (
        await ok(
          network.operator.get<{ data: Record<string, unknown>[] }>(
            `/ops/clicks?from=${new Date(hour).toISOString()}&to=${new Date(hour + HOUR_MS).toISOString()}`,
          ),
        )
      ).data[0];

    test("clicks of ingested `click.unsent` lines are counted once, in their hour", async () => {
      const hour = freshHour();
      const clicks = numbered(unique("unsent"), [1, 2], hour).map(signedLine);
      for (let i = 0; i < 3; i++) await ok(network.operator.post("/ops/clicks/restore", { clicks }));
      expect(await shown(hour)).toMatchObject({ unsent: 2 });
    });

    test("a line that the edge did not write is stored nowhere", async () => {
      const mine = clickEvent(link, { clickedAt: freshHour() });
      const foreign = { ...mine, clickId: clickIdOf({ clickedAt: Date.now() }) };
      const [unsigned, endless] = [clickEvent(link), clickEvent(link, { sequence: 1_000_000_001 })];
      const clicks = [signedLine(mine), signedLine(foreign), unsigned, signedLine(endless)];
      expect(await ok(network.operator.post("/ops/clicks/restore", { clicks }))).toEqual({
        stored: 1,
        malformed: [
          { reason: "not a log line of this network's edge" },
          { reason: "sequence is not bounded number" },
          { reason: "clickId was not minted by this network" },
        ],
      });
      for (const { clickId } of [foreign, unsigned, endless])
        expect(await network.stored("click_id = ?", clickId)).toEqual([]);
    });

    test("what a line says beside its click_ID books nothing to another webmaster", async () => {
      const [other] = await network.rows<LinkRow>(
        "DB",
        "SELECT * FROM link WHERE webmaster_id <> ?",
        link.webmaster_id,
      );
      const about = { linkId: "lnk_other", offerId: "off_other", webmasterId: "wm_other", advertiserId: "adv_other" };
      const click = clickEvent(link, { clickedAt: freshHour(), ...(other && { linkId: other.id }), ...about });
      const { mac } = signedLine(clickEvent(link));
      const changed = await ok(network.operator.post("/ops/clicks/restore", { clicks: [{ ...click, mac }] }));
      expect(changed, "a line that was changed").toMatchObject({ stored: 0 });
      await ok(network.operator.post("/ops/clicks/restore", { clicks: [signedLine(click)] }));
      expect(await network.stored("click_id = ?", click.clickId)).toMatchObject([
        { link_id: link.id, offer_id: link.offer_id, webmaster_id: link.webmaster_id, advertiser_id: DEMO.advertiser },
      ]);
    });

    test("a conversion whose click is in a shard that is down is no proof of a loss, and is checked later", async () => {
      const hour = freshHour();
      const events = numbered(unique("unknown"), range(0, 5), hour);
      const kept = events.filter(({ sequence }) => sequence % shards === shards - 1);
      await store(kept);
      const postbacks = await Promise.all(events.map(({ clickId }) => postbackEvent(clickId)));
      await network.localNetwork.deliver("postbacks", [postbackMessage(postbacks)]);
      const later = network.context(SYSTEM, () => Date.now() + 2 * HOUR_MS);
      await withoutLastShard(async () => {
        for (let i = 0; i < 2; i++) await expect(auditConversions(later)).rejects.toThrow("no such table");
        const ids = JSON.stringify(kept.map(({ clickId }) => clickId));
        expect(
          await network.rows("DB", "SELECT 1 FROM click_proof WHERE click_id IN (SELECT value FROM json_each(?))", ids),
        ).toEqual([]);
      });
      while ((await auditConversions(later)) > 0);
      expect(await shown(hour)).toMatchObject({ unstored_conversions: events.length - kept.length });
    });

    test("a conversion whose minted click_ID is not stored proves a loss, until its click arrives", async () => {
      const hour = freshHour();
      const events = numbered(unique("sold"), [1, 2, 3], hour);
      await store(events.slice(0, 1));
      const postbacks = await Promise.all(
        events.map(({ clickId }) => postbackEvent(clickId, { advertiserId: DEMO.advertiser })),
      );
      await network.localNetwork.deliver("postbacks", [postbackMessage(postbacks)]);
      const later = network.context(SYSTEM, () => Date.now() + 2 * HOUR_MS);
      expect(await auditConversions(network.context(SYSTEM)), "they have an hour to come").toBe(0);
      while ((await auditConversions(later)) > 0);
      expect(await shown(hour)).toMatchObject({ unstored_conversions: 2 });
      await store(events);
      await auditConversions(later);
      expect(await shown(hour)).toMatchObject({ unstored_conversions: 0 });
    });
  });

  describe("GET /ops/clicks", () => {
    test("shows real clicks of the edge, and says what can be measured and what can't", async () => {
      await network.click();
      await network.localNetwork.deliver("clicks", [clickMessage(numbered(unique("now"), [1, 2], Date.now() - 1_000))]);
      await network.rows("DB", "DELETE FROM audited_hour");
      await network.localNetwork.tick();
      const answer = await ok(
        network.operator.get<{
          data: { stored: number; in_flight: number; missing: number; redirected: number }[];
          measured: string;
          not_measured: string;
        }>("/ops/clicks"),
      );
      expect(answer.data).toHaveLength(24);
      expect(answer.data.reduce((sum, { stored }) => sum + stored, 0)).toBeGreaterThanOrEqual(2);
      for (const { redirected, stored, in_flight, missing } of answer.data)
        expect(redirected).toBe(stored + in_flight + missing);
      expect(answer.measured).toMatch(/number/);
      expect(answer.not_measured).toMatch(/tail/);
    });

    test("accepts at most 31 days", async () => {
      await refused(
        network.operator.get("/ops/clicks?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z"),
        400,
        "invalid_input",
      );
    });
  });
});
