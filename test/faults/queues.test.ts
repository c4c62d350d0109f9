import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import { recordPostbacks } from "@waymark/network/postback";
import type { LinkRow } from "@waymark/network/link";
import { expectBalancedBooks, expectHonestRollups } from "../harness/books.ts";
import { ok, type Page } from "../harness/api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

describe.each([1, 3])("with %i shards", (shards) => {
  let network: TestNetwork;
  let link: LinkRow;
  /** Ends the names of the tables of this month's clicks. */
  let month: string;

  beforeAll(async () => {
    network = await startNetwork({ clickShards: shards });
    link = await linkRow(network);
    await deliver("clicks", [clickMessage(clicks(shards))]); // makes the tables
    month = new Date().toISOString().slice(0, 7).replace("-", "");
  });
  afterAll(() => network?.stop());

  /** Clicks of every shard in turn. */
  const clicks = (count: number) =>
    Array.from({ length: count }, (_, bucket) => clickEvent(link, { bucket: bucket % 256 }));
  const idsOf = (events: readonly ClickEvent[]) => events.map(({ clickId }) => clickId as string).sort();
  const deliver = (...args: Parameters<TestNetwork["localNetwork"]["deliver"]>) =>
    network.localNetwork.deliver(...args);

  /** The stored ones of these clicks; a primary key keeps each of them from being there twice. */
  async function storedOf(events: readonly ClickEvent[]) {
    const rows = await network.stored("click_id IN (SELECT value FROM json_each(?))", JSON.stringify(idsOf(events)));
    return rows.map(({ click_id }) => click_id);
  }

  const conversionsOf = (clickId: string) =>
    network.rows<{ id: string; validation: string; version: number }>(
      "DB",
      "SELECT id, validation, version FROM conversion WHERE click_id = ?",
      clickId,
    );

  const deadLetters = () =>
    network.rows<{ id: string; queue: string; reason: string; body: string }>("DB", "SELECT * FROM dead_letter");

  /** Runs `work` while a table is missing: of the network's database, or of all click shards. */
  async function without<T>(databases: "DB" | "CLICKS", table: string, work: () => Promise<T>): Promise<T> {
    const away = databases === "DB" ? (["DB"] as const) : network.localNetwork.shards;
    for (const database of away) await network.rows(database, `ALTER TABLE ${table} RENAME TO ${table}_away`);
    try {
      return await work();
    } finally {
      for (const database of away) await network.rows(database, `ALTER TABLE ${table}_away RENAME TO ${table}`);
    }
  }

  beforeEach(async () => {
    await network.rows("DB", "DELETE FROM dead_letter");
    return async () => {
      await expectHonestRollups(network);
      await expectBalancedBooks(network);
    };
  });

  describe("clicks count once", () => {
    test("however often a message is delivered", async () => {
      const events = clicks(5);
      const message = clickMessage(events);
      for (let i = 0; i < 10; i++) expect((await deliver("clicks", [message])).retryBatch.retry).toBe(false);
      expect(await storedOf(events)).toEqual(idsOf(events));
    });

    test("in any order and grouping of their messages", async () => {
      const events = clicks(12);
      const messages = [events.slice(0, 4), events.slice(2, 9), events.slice(8), events.slice(5, 6)].map((some) =>
        clickMessage(some),
      );
      await deliver("clicks", messages.slice(2));
      await deliver("clicks", messages.toReversed());
      await deliver("clicks", messages);
      expect(await storedOf(events)).toEqual(idsOf(events));
    });

    test("if a batch, or even a message, contains a click twice", async () => {
      const events = clicks(3);
      await deliver("clicks", [clickMessage([...events, ...events]), clickMessage(events.toReversed())]);
      expect(await storedOf(events)).toEqual(idsOf(events));
    });

    test("and a visitor is unique once a day, whichever of their clicks arrives first", async () => {
      const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS - 12 * HOUR_MS;
      const at = (clickedAt: number, about: Partial<ClickEvent> = {}) =>
        clickEvent(link, { visitor: "one-visitor", clickedAt, ...about });
      const events = [at(noon), at(noon + 1), at(noon + HOUR_MS), at(noon + 2 * HOUR_MS, { country: "PL" })];
      const tomorrow = at(noon + DAY_MS);
      const crawler = at(noon + 2, { userAgent: "Googlebot/2.1" });
      const refused = at(noon + 3, { decision: "fallback", reason: "paused", landingId: null });
      await deliver("clicks", [clickMessage([events[2], events[0]]), clickMessage([crawler])]);
      await deliver("clicks", [clickMessage([events[3], events[2], tomorrow]), clickMessage([events[1], refused])]);
      const verdicts = await network.stored("visitor = 'one-visitor'");
      const of = (event: ClickEvent) => verdicts.find(({ click_id }) => click_id === event.clickId)?.verdict;
      expect([...events, tomorrow].filter((event) => of(event) === "duplicate")).toHaveLength(3);
      expect(of(tomorrow)).toBe("valid");
      expect([of(crawler), of(refused)]).toEqual(["bot", "paused"]);
    });

    test("through the queue itself, sent three times", async () => {
      const events = clicks(4);
      const queue = await network.localNetwork.queue("CLICKS_QUEUE");
      const { body } = clickMessage(events);
      for (let i = 0; i < 3; i++) await queue.send(body, { contentType: "text" });
      await until("the clicks are stored", async () => (await storedOf(events)).length === events.length);
    });
  });

  /** All parts of an event. */
  const NO_LINK = { id: "lnk", offer_id: "off", webmaster_id: "wm", number: 1 } as LinkRow;

  describe("a dead letter keeps no hash of a visitor's address, and loses no click", () => {
    const HASH = "0123456789abc";
    /** A sub-id may hold any text, and is kept as it is. */
    const sub1 = '"address":"kept"';
    const hashed = (about: Partial<ClickEvent> = {}) => clickEvent(link, { address: HASH, sub1, ...about });

    async function expectNoHash(letters: number) {
      const kept = await deadLetters();
      expect(kept).toHaveLength(letters);
      expect(JSON.stringify(kept)).not.toContain(HASH);
      const { archive } = network.context();
      for (const { key } of (await archive.list({ prefix: "dead-letters/" })).objects)
        expect(await (await archive.get(key))?.text(), key).not.toContain(HASH);
    }

    test("of a message that was not processed", async () => {
      const events = [hashed(), hashed()];
      await deliver("clicks-dead", [clickMessage(events)]);
      await expectNoHash(1);
      await ok(network.operator.post("/ops/dead-letters/replay", { queue: "clicks-dead" }));
      const rows = await network.stored("click_id IN (SELECT value FROM json_each(?))", JSON.stringify(idsOf(events)));
      expect(rows).toMatchObject(events.map(() => ({ address: "", sub1 })));
    });

    test("of a malformed click, of one that is refused, and of text that can't be read", async () => {
      const tooOld = hashed({ clickId: clickEvent(link, { clickedAt: Date.now() - 400 * DAY_MS }).clickId });
      const { body } = clickMessage([hashed()]);
      await deliver("clicks", [clickMessage([hashed({ sequence: 0 }), tooOld])]);
      await deliver("clicks", [{ id: "half", body: String(body).slice(0, -9) }]);
      await expectNoHash(3);
    });

    test("while the click itself has it", async () => {
      const event = hashed();
      await deliver("clicks", [clickMessage([event])]);
      expect(await network.stored("click_id = ?", event.clickId)).toMatchObject([{ address: HASH, sub1 }]);
    });
  });

  describe("a malformed event or message does not delay others", () => {
    test.each<[string, unknown]>([
      ["no object", 7],
      ["a field too few", { ...clickEvent(NO_LINK), sub1: undefined }],
      ["a field of another kind", { ...clickEvent(NO_LINK), asn: "3320" }],
      ["a click_ID that is none", { ...clickEvent(NO_LINK), clickId: "x" }],
      ["an unknown reason", { ...clickEvent(NO_LINK), decision: "fallback", reason: "whim" }],
      ["a number that is not whole", { ...clickEvent(NO_LINK), asn: 1.5 }],
      ["a number that is too great", { ...clickEvent(NO_LINK), sequence: 1e300 }],
    ])("a click that is %s", async (_, malformed) => {
      const [before, after] = [clicks(2), clicks(2)];
      const message = clickMessage([...before, malformed, ...after]);
      for (let i = 0; i < 2; i++) expect((await deliver("clicks", [message])).retryBatch.retry).toBe(false);
      expect(await storedOf([...before, ...after])).toEqual(idsOf([...before, ...after]));
      const [letter, ...more] = await deadLetters();
      expect(letter).toMatchObject({ queue: "clicks", reason: expect.stringMatching(/./) as string });
      expect(JSON.parse(letter?.body ?? "")).toEqual(JSON.parse(JSON.stringify(malformed)));
      expect(more, "kept once, however often it comes").toEqual([]);
    });

    test.each<[string, unknown]>([
      ["no JSON", "{"],
      ["of another version", JSON.stringify({ v: 99, clicks: [] })],
      ["no text", { anything: true }],
      ["nothing", null],
    ])("a message that is %s", async (_, body) => {
      const events = clicks(3);
      const answer = await deliver("clicks", [
        clickMessage(events.slice(0, 1)),
        { id: crypto.randomUUID(), body },
        clickMessage(events.slice(1)),
      ]);
      expect(answer.retryBatch.retry).toBe(false);
      expect(await storedOf(events)).toEqual(idsOf(events));
      expect(await deadLetters()).toMatchObject([{ queue: "clicks" }]);
    });

    test("text with special characters of SQL and JSON is only text", async () => {
      const awkward = `'); DROP TABLE click; -- \u0000 \u001f " \\ $[0] %s {} ${"漢".repeat(50)}`;
      const events = [clickEvent(link, { sub1: awkward, source: "\u0000" }), ...clicks(1)];
      await deliver("clicks", [clickMessage(events)]);
      expect(await storedOf(events)).toEqual(idsOf(events));
      const [row] = await network.stored("click_id = ?", events[0]?.clickId);
      expect(row).toMatchObject({ sub1: awkward, source: "\u0000" });
    });

    test("a click that only the database refuses is separated from thousands, and the rest is stored", async () => {
      const events = clicks(300);
      const poison = clickEvent(link, { sub1: "poison", bucket: 0 });
      await deliver("clicks", [clickMessage(clicks(1))]); // so that the month's table is there
      const month = new Date().toISOString().slice(0, 7).replace("-", "");
      await network.rows(
        "CLICKS_0",
        `CREATE TRIGGER refuses BEFORE INSERT ON click_${month} WHEN new.sub1 = 'poison'       BEGIN SELECT RAISE(ABORT, 'no such thing'); END`,
      );
      const messages = [[...events.slice(0, 150), poison], events.slice(150)].map((some) => clickMessage(some));
      for (let i = 0; i < 2; i++) expect((await deliver("clicks", messages)).retryBatch.retry).toBe(false);
      expect(await storedOf([...events, poison])).toEqual(idsOf(events));
      await network.rows("CLICKS_0", "DROP TRIGGER refuses");
      const letters = await deadLetters();
      expect(letters).toMatchObject([{ reason: expect.stringContaining("refused by the database") as string }]);
      expect(letters[0]?.body).toContain(poison.clickId);
    });

    test("a postback among good ones", async () => {
      const good = await Promise.all(clicks(2).map(({ clickId }) => postbackEvent(clickId)));
      const poison = [
        7,
        { ...good[0], receipt: "rcp_other", clickId: "x" },
        { ...good[0], receipt: "rcp_more", fields: { amount: 49.9 } },
        { ...good[0], receipt: "rcp_late", acceptedAt: "yesterday" },
      ];
      const answer = await deliver("postbacks", [
        postbackMessage([good[0], ...poison]),
        { id: crypto.randomUUID(), body: "{" },
        postbackMessage([good[1]]),
      ]);
      expect(answer.retryBatch.retry).toBe(false);
      for (const { clickId } of good) expect(await conversionsOf(clickId)).toHaveLength(1);
      expect((await deadLetters()).map(({ queue }) => queue)).toEqual(Array(poison.length + 1).fill("postbacks"));
    });

    test("a postback with nonsensical fields is refused with its fields' names and does not stop others", async () => {
      const nonsense = await Promise.all(
        clicks(4).map(({ clickId }, i) =>
          postbackEvent(clickId, {
            fields:
              [
                { amount: "many" },
                { amount: "9".repeat(40) },
                { amount: "1", currency: "???" },
                { amount: "1", goal: "'; --" },
              ][i] ?? {},
          }),
        ),
      );
      const good = await postbackEvent(clickEvent(link).clickId);
      const answer = await deliver("postbacks", [postbackMessage([...nonsense, good])]);
      expect(answer.retryBatch.retry).toBe(false);
      expect(await conversionsOf(good.clickId)).toHaveLength(1);
      for (const { clickId } of nonsense) expect(await conversionsOf(clickId)).toEqual([]);
    });
  });

  describe("postbacks apply once", () => {
    test("however often and in any order they are delivered", async () => {
      const [click] = clicks(1);
      const clickId = click?.clickId ?? clickEvent(link).clickId;
      await deliver("clicks", [clickMessage([click])]);
      const sale = await postbackEvent(clickId, { acceptedAt: 1_000 + Date.now() });
      const approval = await postbackEvent(clickId, {
        acceptedAt: sale.acceptedAt + 1,
        fields: { amount: "49.90", status: "approved" },
      });
      for (let i = 0; i < 5; i++)
        await deliver("postbacks", [postbackMessage([approval, sale]), postbackMessage([sale, approval])]);
      const history = await network.rows(
        "DB",
        `SELECT event FROM conversion_change JOIN conversion ON id = conversion_id WHERE click_id = ?       ORDER BY conversion_change.version`,
        clickId,
      );
      expect(history).toEqual([{ event: "record" }, { event: "approve" }, { event: "end_hold" }]);
    });
  });

  test("a consumer that dies between its write and its ack gets the batch again, and changes nothing more", async () => {
    const [click] = clicks(1);
    const clickId = click?.clickId ?? clickEvent(link).clickId;
    await deliver("clicks", [clickMessage([click])]);
    const sale = await postbackEvent(clickId, { fields: { amount: "49.90", status: "approved" } });
    await recordPostbacks(network.context({ role: "system", job: "postbacks" }), [sale]); // its write; its ack never came
    const all = () =>
      Promise.all(
        ["balance", "transfer", "conversion_change", "conversion", "postback"].map((table) =>
          network.rows("DB", `SELECT * FROM ${table}`),
        ),
      );
    const before = await all();
    const again = await deliver("postbacks", [{ ...postbackMessage([sale]), attempts: 2 }]);
    expect(again.retryBatch.retry).toBe(false);
    expect(await all()).toEqual(before);
  });

  describe("a database that fails", () => {
    test("has the batch of clicks retried with growing delays, with nothing half-written", async () => {
      const events = clicks(3);
      const message = clickMessage(events);
      const half = async () => {
        const visitors = JSON.stringify(events.map(({ visitor }) => visitor));
        const query = `SELECT * FROM visitor_${month} WHERE visitor IN (SELECT value FROM json_each(?))`;
        return (
          await Promise.all(network.localNetwork.shards.map((shard) => network.rows(shard, query, visitors)))
        ).flat();
      };
      const delays = await without("CLICKS", `click_${month}`, async () => {
        const seen: number[] = [];
        for (const attempts of [1, 2, 3, 6, 100]) {
          const { ackAll, retryBatch } = await deliver("clicks", [{ ...message, attempts }]);
          expect({ ackAll, retry: retryBatch.retry }).toEqual({ ackAll: false, retry: true });
          seen.push(retryBatch.delaySeconds ?? 0);
        }
        return seen;
      });
      expect(delays).toEqual([2, 4, 8, 64, 600]);
      expect(await half()).toEqual([]);

      expect((await deliver("clicks", [{ ...message, attempts: 101 }])).retryBatch.retry).toBe(false);
      await deliver("clicks", [message]);
      expect(await storedOf(events)).toEqual(idsOf(events));
    });

    test("has the batch of postbacks retried, with nothing half-written", async () => {
      const click = clickEvent(link);
      await deliver("clicks", [clickMessage([click])]);
      const postback = await postbackEvent(click.clickId, { fields: { amount: "10", status: "approved" } });
      const message = postbackMessage([postback]);
      const told = () => network.rows("DB", "SELECT outcome FROM postback WHERE receipt = ?", postback.receipt);
      for (const table of ["balance", "transfer", "conversion_change"])
        await without("DB", table, async () => {
          expect((await deliver("postbacks", [message])).retryBatch, table).toMatchObject({
            retry: true,
            delaySeconds: 2,
          });
          expect(await told(), table).toEqual([]);
          expect(await conversionsOf(postback.clickId), table).toEqual([]);
        });
      for (let i = 0; i < 2; i++) await deliver("postbacks", [message]);
      expect(await told()).toEqual([{ outcome: "recorded" }]);
      expect(await conversionsOf(postback.clickId)).toMatchObject([{ validation: "approved", version: 3 }]);
    });

    test("loses neither the good clicks nor the malformed one if only its dead letter can't be listed", async () => {
      const events = clicks(2);
      const message = clickMessage([...events, "poison"]);
      await without("DB", "dead_letter", async () => {
        expect((await deliver("clicks", [message])).retryBatch.retry).toBe(false);
      });
      expect(await storedOf(events)).toEqual(idsOf(events));
      expect(await deadLetters()).toEqual([]);
      await network.localNetwork.tick();
      await until("the letter is listed", async () => (await deadLetters()).length === 1);
      expect(await deadLetters()).toMatchObject([{ body: "poison" }]);
      await network.localNetwork.tick();
      expect(await deadLetters()).toHaveLength(1);
    });

    test("shows the state of its queue: since when batches fail, and why, until one is stored", async () => {
      const message = clickMessage(clicks(1));
      const stateOf = async (queue: string) =>
        (await ok(network.operator.get<{ data: Record<string, unknown>[] }>("/ops/queues"))).data.find(
          (row) => row["queue"] === queue,
        );
      const since = await without("CLICKS", "due_hour", async () => {
        await deliver("clicks", [message]);
        const { failing_since_at } = (await stateOf("clicks")) ?? {};
        await deliver("clicks", [{ ...message, attempts: 2 }]);
        return failing_since_at;
      });
      expect(since).toEqual(expect.any(String));
      expect(await stateOf("clicks")).toMatchObject({
        attempts: 2,
        failing_since_at: since,
        error: expect.stringContaining("no such table") as string,
        oldest_at: expect.any(String) as string,
      });
      await deliver("clicks", [message]);
      expect(await stateOf("clicks")).toMatchObject({ attempts: 1, failing_since_at: null, error: null });
    });

    test("keeps real messages in their queue until it is back", async () => {
      const clickId = await without("CLICKS", `click_${month}`, async () => {
        const failures = network.logs.filter((line) => line.includes("queue.retry")).length;
        const id = await network.click();
        await until(
          "the consumer failed",
          () => network.logs.filter((line) => line.includes("queue.retry")).length > failures,
        );
        return id;
      });
      const rows = () => network.stored("click_id = ?", clickId);
      await until("the click is stored after all", async () => (await rows()).length === 1);
    });
  });

  describe("what no consumer could process", () => {
    test.each(["clicks", "postbacks"])("of the queue %s is kept with its reason, once", async (queue) => {
      const message = { id: crypto.randomUUID(), body: '{"v":1,"any":"thing"}', attempts: 3 };
      for (let i = 0; i < 2; i++) await deliver(`${queue}-dead`, [message]);
      expect(await deadLetters()).toMatchObject([
        {
          id: message.id,
          queue: `${queue}-dead`,
          body: message.body,
          reason: expect.stringContaining("3 attempts") as string,
        },
      ]);
    });

    test("is kept outside of the database, which may be down, and listed when that is back", async () => {
      const message = { id: crypto.randomUUID(), body: "last words" };
      await without("DB", "dead_letter", async () => {
        for (let i = 0; i < 2; i++) expect((await deliver("clicks-dead", [message])).outcome).toBe("ok");
      });
      for (let i = 0; i < 2; i++) await network.localNetwork.tick();
      expect(await deadLetters()).toMatchObject([{ id: message.id, queue: "clicks-dead", body: "last words" }]);
    });

    const letterOf = async (id: string) =>
      (
        await network.rows<{ replayed_at: number | null; reason: string }>(
          "DB",
          "SELECT replayed_at, reason FROM dead_letter WHERE id = ?",
          id,
        )
      )[0];

    const replay = async (range: Record<string, string> = {}) =>
      ok(
        network.operator.post<{
          replayed: number;
          refused: { id: string; reason: string }[];
          next_cursor: string | null;
        }>("/ops/dead-letters/replay", range),
      );

    test("is replayed by range: each event counts once, and one that is refused again waits with its reason", async () => {
      const events = clicks(3);
      const sale = await postbackEvent(events[0]?.clickId ?? clickEvent(link).clickId);
      const whole = { ...clickMessage([...events, { no: "click" }]), attempts: 100 };
      const good = { ...clickMessage(events.slice(0, 1)), attempts: 100 };
      const postback = { ...postbackMessage([sale]), attempts: 100 };
      const nonsense = { id: crypto.randomUUID(), body: "no message at all" };
      await deliver("clicks-dead", [whole, good]);
      await deliver("postbacks-dead", [postback, nonsense]);
      expect(await replay({ queue: "clicks-dead", to: new Date(0).toISOString() })).toMatchObject({ replayed: 0 });

      for (const replayed of [1, 0]) {
        const answer = await replay({ queue: "clicks-dead" });
        expect(answer).toMatchObject({ replayed, refused: [{ id: whole.id }], next_cursor: null });
      }
      expect(await storedOf(events)).toEqual(idsOf(events));
      expect(await letterOf(good.id)).toMatchObject({ replayed_at: expect.any(Number) as number });
      expect(await letterOf(whole.id)).toMatchObject({ replayed_at: null, reason: "clickId is not text" });

      expect(await replay()).toMatchObject({ replayed: 1 });
      expect(await conversionsOf(sale.clickId)).toHaveLength(1);
      expect(await letterOf(nonsense.id)).toMatchObject({ replayed_at: null });
    });

    test("is replayed in hundreds from a cursor on, regardless of its size", async () => {
      const events = clicks(105);
      const long = clickEvent(link, { userAgent: "漢".repeat(9_000) });
      for (let i = 0; i < events.length; i += 35)
        await deliver(
          "clicks-dead",
          events.slice(i, i + 35).map((event) => clickMessage([event])),
        );
      await deliver("clicks-dead", [clickMessage([long])]);
      const first = await replay();
      expect(first).toMatchObject({ replayed: 100, refused: [] });
      expect(await replay({ cursor: first.next_cursor ?? "" })).toEqual({
        replayed: 6,
        refused: [],
        next_cursor: null,
      });
      expect(await storedOf([...events, long])).toEqual(idsOf([...events, long]));
    });

    test("a malformed click is replayed as a single event, once it can be read", async () => {
      const event = clickEvent(link);
      await deliver("clicks", [clickMessage([{ ...event, asn: "3320" }])]);
      const [letter] = await deadLetters();
      await network.rows("DB", "UPDATE dead_letter SET object = NULL, body = ?", JSON.stringify(event));
      expect(await replay()).toMatchObject({ replayed: 1, refused: [] });
      expect(await storedOf([event])).toEqual(idsOf([event]));
      expect(letter?.reason).toBe("asn is not number");
    });

    test("is listed to the operator, page by page, by queue, time and status", async () => {
      await deliver(
        "clicks-dead",
        ["a", "b", "c"].map((body) => ({ id: crypto.randomUUID(), body })),
      );
      await deliver("postbacks-dead", [{ id: crypto.randomUUID(), body: "d" }]);
      const list = (query: string) =>
        ok(network.operator.get<Page<{ id: string; body: string }>>(`/ops/dead-letters?${query}`));
      const first = await list("queue=clicks-dead&limit=2");
      const second = await list(`queue=clicks-dead&limit=2&cursor=${encodeURIComponent(first.next_cursor ?? "")}`);
      expect([...first.data, ...second.data].map(({ body }) => body).toSorted()).toEqual(["a", "b", "c"]);
      expect((await list("status=replayed")).data).toEqual([]);
      expect((await list(`to=${new Date(0).toISOString()}`)).data).toEqual([]);
      expect((await list(`from=${new Date(0).toISOString()}`)).data).toHaveLength(4);
      const { dead_letters } = await ok(network.operator.get<{ dead_letters: unknown[] }>("/ops/queues"));
      expect(dead_letters).toMatchObject([
        { queue: "clicks-dead", letters: 3 },
        { queue: "postbacks-dead", letters: 1 },
      ]);
    });
  });

  // Last, because every test counts all clicks again.
  test("the largest batch of a queue, with long clicks in a wide script, is stored completely", async () => {
    const wide = "漢".repeat(140);
    const messages = Array.from({ length: 100 }, () =>
      clickMessage(Array.from({ length: 100 }, (_, i) => clickEvent(link, { sub1: wide, city: `place ${i}` }))),
    );
    expect(Buffer.byteLength(messages[0]?.body ?? "")).toBeGreaterThan(90_000); // the edge seals a batch at 96 kB
    const count = async () => (await network.stored("sub1 = ?", wide)).length;
    for (let i = 0; i < 2; i++) expect((await deliver("clicks", messages)).retryBatch.retry).toBe(false);
    expect(await count()).toBe(10_000);
  });
});
