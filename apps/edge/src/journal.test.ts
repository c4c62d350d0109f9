import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createJournal, type Send } from "./journal.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than any wait in this file. */
const LONG_MS = 10_000;

/** A promise that never settles, like one whose request is gone. */
const hangs: Send = () => new Promise(() => {});
const refuses: Send = () => Promise.reject(new Error("planted"));

/** A sender that records each message. */
function recording() {
  const messages: (readonly string[])[] = [];
  const sender: Send = (events) => (messages.push([...events]), Promise.resolve());
  return { messages, sender };
}

function contextOf() {
  const left: Promise<unknown>[] = [];
  return { left, ctx: { waitUntil: (work: Promise<unknown>) => left.push(work) } as unknown as ExecutionContext }; // all that it calls
}

const { ctx } = contextOf();
const named = (count: number, name = "event") => Array.from({ length: count }, (_, i) => `${name}-${i}`);

describe("concurrent events share one message", () => {
  test("of up to a hundred, and each event is in one", async () => {
    const { messages, sender } = recording();
    const journal = createJournal();
    const events = named(250);
    const recorded = Promise.all(events.map((event) => journal.record(event, ctx, [sender])));
    await vi.advanceTimersByTimeAsync(0);
    expect(await recorded).toEqual(events.map(() => true));
    expect(messages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(messages.flat()).toEqual(events);
  });

  test("of what a queue takes at once, in bytes and not in characters", async () => {
    const { messages, sender } = recording();
    const journal = createJournal();
    const event = "ключ".repeat(1_250); // 5,000 characters, 10,000 bytes
    const recorded = Promise.all(named(30).map(() => journal.record(event, ctx, [sender])));
    await vi.advanceTimersByTimeAsync(0);
    await recorded;
    expect(messages.flat()).toHaveLength(30);
    for (const message of messages) expect(Buffer.byteLength(message.join(""))).toBeLessThanOrEqual(96_000);
    expect(messages.length, "and no fewer than fit").toBeLessThanOrEqual(4);
  });

  test("of their own lane", async () => {
    const lanes = [recording(), recording()];
    const journal = createJournal();
    const recorded = named(10).map((event, i) => journal.record(event, ctx, [lanes[i % 2]?.sender ?? refuses], i % 2));
    await vi.advanceTimersByTimeAsync(0);
    await Promise.all(recorded);
    expect(lanes.map(({ messages }) => messages)).toEqual([
      [["event-0", "event-2", "event-4", "event-6", "event-8"]],
      [["event-1", "event-3", "event-5", "event-7", "event-9"]],
    ]);
  });

  test("and only its opener passes it to waitUntil, before anything is awaited", () => {
    const [opener, other] = [contextOf(), contextOf()];
    const journal = createJournal();
    void journal.record("first", opener.ctx, [recording().sender]);
    void journal.record("second", other.ctx, [recording().sender]);
    expect([opener.left.length, other.left.length]).toEqual([1, 0]);
  });
});

describe("an event is durable", () => {
  test("by the first sender that accepts it, in their order; one that hangs is given up", async () => {
    const [third, fourth] = [recording(), recording()];
    const recorded = createJournal().record("event", ctx, [refuses, hangs, third.sender, fourth.sender]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await recorded).toBe(true);
    expect([third.messages, fourth.messages]).toEqual([[["event"]], []]);
  });

  test("or not, if all refuse or hang: decided within seconds, and logged", async () => {
    for (const sender of [refuses, hangs]) {
      const recorded = createJournal().record("event", ctx, [sender, sender]);
      await vi.advanceTimersByTimeAsync(LONG_MS);
      expect(await recorded).toBe(false);
    }
    const recorded = createJournal().record("event", ctx, []);
    await vi.advanceTimersByTimeAsync(0);
    expect(await recorded).toBe(false);
  });

  test("not before its sender resolves", async () => {
    const gate = Promise.withResolvers<void>();
    let durable = false;
    void createJournal()
      .record("event", ctx, [() => gate.promise])
      .then((answer) => (durable = answer));
    await vi.advanceTimersByTimeAsync(500);
    expect(durable).toBe(false);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(durable).toBe(true);
  });
});

describe("a batch whose opener died", () => {
  /** The opener's request is gone, and its timers with it. */
  function dieOpening(journal: ReturnType<typeof createJournal>) {
    const set = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout); // its result is not used
    void journal.record("dead", ctx, [hangs]);
    set.mockRestore();
  }

  test("before it was sent: each waiter sends its own copy, and later events open another batch", async () => {
    const { messages, sender } = recording();
    const journal = createJournal();
    dieOpening(journal);
    const member = journal.record("member", ctx, [sender]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await member).toBe(true);
    expect(messages).toEqual([["member"]]);

    const later = journal.record("later", ctx, [sender]);
    await vi.advanceTimersByTimeAsync(0);
    expect(await later).toBe(true);
    expect(messages).toEqual([["member"], ["later"]]);
  });

  test("while it was sent: later events are not delayed", async () => {
    const { messages, sender } = recording();
    const journal = createJournal();
    void journal.record("dead", ctx, [hangs]);
    await vi.advanceTimersByTimeAsync(1);
    const later = journal.record("later", ctx, [sender]);
    await vi.advanceTimersByTimeAsync(0);
    expect(await later).toBe(true);
    expect(messages).toEqual([["later"]]);
  });
});
