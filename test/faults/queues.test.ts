import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/click/click-event";
import type { LinkRow } from "@waymark/network/link";
import { expectBalancedBooks, expectHonestRollups } from "../harness/books.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;
let link: LinkRow;

beforeAll(async () => {
  network = await startNetwork();
  link = await linkRow(network);
});
afterAll(() => network?.stop());

const clicks = (count: number) => Array.from({ length: count }, () => clickEvent(link));
const idsOf = (events: readonly ClickEvent[]) => events.map(({ clickId }) => clickId as string).sort();
const deliver = (...args: Parameters<TestNetwork["world"]["deliver"]>) => network.world.deliver(...args);

/** The stored ones of these clicks; a primary key keeps each of them from being there twice. */
async function storedOf(events: readonly ClickEvent[]) {
  const rows = await network.rows<{ click_id: string }>(
    "CLICKS_0",
    "SELECT click_id FROM click WHERE click_id IN (SELECT value FROM json_each(?)) ORDER BY click_id",
    JSON.stringify(idsOf(events)),
  );
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

/** Runs `work` while a table is out of reach. */
async function without<T>(database: "DB" | "CLICKS_0", table: string, work: () => Promise<T>): Promise<T> {
  await network.rows(database, `ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    return await work();
  } finally {
    await network.rows(database, `ALTER TABLE ${table}_away RENAME TO ${table}`);
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

  test("in whatever order and company their messages come", async () => {
    const events = clicks(12);
    const messages = [events.slice(0, 4), events.slice(2, 9), events.slice(8), events.slice(5, 6)].map((some) =>
      clickMessage(some),
    );
    await deliver("clicks", messages.slice(2));
    await deliver("clicks", messages.toReversed());
    await deliver("clicks", messages);
    expect(await storedOf(events)).toEqual(idsOf(events));
  });

  test("where a batch and even a message names a click twice", async () => {
    const events = clicks(3);
    await deliver("clicks", [clickMessage([...events, ...events]), clickMessage(events.toReversed())]);
    expect(await storedOf(events)).toEqual(idsOf(events));
  });

  test("and a visitor is unique once a day, whichever of his clicks comes first", async () => {
    const noon = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 43_200_000;
    const at = (clickedAt: number, about: Partial<ClickEvent> = {}) =>
      clickEvent(link, { visitor: "one-visitor", clickedAt, ...about });
    const events = [at(noon), at(noon + 1), at(noon + 3_600_000), at(noon + 7_200_000, { country: "PL" })];
    const tomorrow = at(noon + 86_400_000);
    const crawler = at(noon + 2, { userAgent: "Googlebot/2.1" });
    const refused = at(noon + 3, { decision: "fallback", reason: "paused", landingId: null });
    await deliver("clicks", [clickMessage([events[2], events[0]]), clickMessage([crawler])]);
    await deliver("clicks", [clickMessage([events[3], events[2], tomorrow]), clickMessage([events[1], refused])]);
    const verdicts = await network.rows<{ click_id: string; verdict: string }>(
      "CLICKS_0",
      "SELECT click_id, verdict FROM click WHERE visitor = 'one-visitor' ORDER BY click_id",
    );
    const of = (event: ClickEvent) => verdicts.find(({ click_id }) => click_id === event.clickId)?.verdict;
    expect([...events, tomorrow].filter((event) => of(event) === "duplicate")).toHaveLength(3);
    expect(of(tomorrow)).toBe("valid");
    expect([of(crawler), of(refused)]).toEqual(["bot", "paused"]);
  });

  test("through the queue itself, sent three times", async () => {
    const events = clicks(4);
    const queue = await network.world.queue("CLICKS_QUEUE");
    const { body } = clickMessage(events);
    for (let i = 0; i < 3; i++) await queue.send(body, { contentType: "text" });
    await until("the clicks are stored", async () => (await storedOf(events)).length === events.length);
  });
});

describe("a malformed thing holds nobody up", () => {
  test.each<[string, unknown]>([
    ["no object", 7],
    ["a field too few", { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), sub1: undefined }], // all that it reads
    ["a field of another kind", { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), asn: "3320" }],
    ["a click_ID that is none", { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), clickId: "x" }],
    [
      "an unknown reason",
      { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), decision: "fallback", reason: "whim" },
    ],
    ["a number that is not whole", { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), asn: 1.5 }],
    [
      "a number that is too great",
      { ...clickEvent({ id: "lnk", offer_id: "off", number: 1 } as LinkRow), sequence: 1e300 },
    ],
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

  test("text that SQL and JSON find awkward is only text", async () => {
    const awkward = `'); DROP TABLE click; -- \u0000 \u001f " \\ $[0] %s {} ${"漢".repeat(50)}`;
    const events = [clickEvent(link, { sub1: awkward, source: "\u0000" }), ...clicks(1)];
    await deliver("clicks", [clickMessage(events)]);
    expect(await storedOf(events)).toEqual(idsOf(events));
    const [row] = await network.rows(
      "CLICKS_0",
      "SELECT sub1, source FROM click WHERE click_id = ?",
      events[0]?.clickId,
    );
    expect(row).toEqual({ sub1: awkward, source: "\u0000" });
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

  test("a postback whose fields make no sense is refused by name and stops no other", async () => {
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
  test("however often and in whatever order they are delivered", async () => {
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
      `SELECT event FROM conversion_change JOIN conversion ON id = conversion_id WHERE click_id = ?
       ORDER BY conversion_change.version`,
      clickId,
    );
    expect(history).toEqual([{ event: "record" }, { event: "approve" }, { event: "end_hold" }]);
  });
});

describe("a database that fails", () => {
  test("has the batch of clicks tried again, later each time, with nothing half-written", async () => {
    const events = clicks(3);
    const message = clickMessage(events);
    const half = () =>
      network.rows(
        "CLICKS_0",
        "SELECT * FROM visitor_day WHERE visitor IN (SELECT value FROM json_each(?))",
        JSON.stringify(events.map(({ visitor }) => visitor)),
      );
    const delays = await without("CLICKS_0", "click", async () => {
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

  test("has the batch of postbacks tried again, with nothing half-written", async () => {
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

  test("loses neither the good clicks nor the malformed one where only its dead letter can't be kept", async () => {
    const events = clicks(2);
    const message = clickMessage([...events, "poison"]);
    await without("DB", "dead_letter", async () => {
      expect((await deliver("clicks", [message])).retryBatch.retry).toBe(true);
    });
    expect((await deliver("clicks", [message])).retryBatch.retry).toBe(false);
    expect(await storedOf(events)).toEqual(idsOf(events));
    expect(await deadLetters()).toMatchObject([{ body: "poison" }]);
  });

  test("keeps real messages in their queue until it is back", async () => {
    const clickId = await without("CLICKS_0", "click", async () => {
      const failures = network.logs.filter((line) => line.includes("queue.retry")).length;
      const id = await network.click();
      await until(
        "the consumer failed",
        () => network.logs.filter((line) => line.includes("queue.retry")).length > failures,
      );
      return id;
    });
    const rows = () => network.rows("CLICKS_0", "SELECT click_id FROM click WHERE click_id = ?", clickId);
    await until("the click is stored after all", async () => (await rows()).length === 1);
  });
});

describe("what no consumer could take in", () => {
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

  test("stays in the dead-letter queue while the database is away", async () => {
    const message = { id: crypto.randomUUID(), body: "last words" };
    const answer = await without("DB", "dead_letter", () => deliver("clicks-dead", [message]));
    expect(answer.outcome === "exception" || answer.retryBatch.retry, "the message is not acknowledged").toBe(true);
    await deliver("clicks-dead", [message]);
    expect(await deadLetters()).toHaveLength(1);
  });
});

// Last, because every test counts all clicks again.
test("the largest batch that a queue hands over, of long clicks in a wide script, is stored whole", async () => {
  const wide = "漢".repeat(140);
  const messages = Array.from({ length: 20 }, () =>
    clickMessage(Array.from({ length: 100 }, (_, i) => clickEvent(link, { sub1: wide, city: `place ${i}` }))),
  );
  expect(Buffer.byteLength(messages[0]?.body ?? "")).toBeGreaterThan(90_000); // the edge seals a batch at 96 kB
  const count = () => network.rows("CLICKS_0", "SELECT count(*) AS n FROM click WHERE sub1 = ?", wide);
  for (let i = 0; i < 2; i++) expect((await deliver("clicks", messages)).retryBatch.retry).toBe(false);
  expect(await count()).toEqual([{ n: 2_000 }]);
});
