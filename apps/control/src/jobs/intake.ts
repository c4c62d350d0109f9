import { clickBatchOf, readClickBatch, type AnonymousClick, type ClickEvent } from "@waymark/contract/click-event";
import { isRecord, parseJson } from "@waymark/contract/json";
import { postbackBatchOf, readPostbackBatch, type PostbackEvent } from "@waymark/contract/postback-event";
import { CLICK_REFUSALS, recordClicks } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import { attachClicks } from "@waymark/network/conversion";
import { recordPostbacks } from "@waymark/network/postback";
import { ConcurrentWriteError, SHARD_FILLING } from "@waymark/network/db";
import { type DeadLetter } from "@waymark/network/queue";
import { findStored } from "@waymark/network/loss";
import { pause } from "@waymark/network/pause";

/** A message as a queue delivers it, or as its dead letter kept it. */
export interface Delivered {
  id: string;
  body: unknown;
}

type Queue = "clicks" | "postbacks";

/** The part of a message that could not be processed. */
export interface RejectedPart {
  messageId: string;
  letter: DeadLetter;
}

/** What a queue carries, by its name: `clicks`, `clicks-1` … and their dead letters; likewise for postbacks. */
const carriedBy = (name: string): Queue => (name.startsWith("clicks") ? "clicks" : "postbacks");

/**
 * Processes messages. Valid events are stored. A malformed event, or one whose content the database refuses, is
 * returned as a dead letter with its reason and does not block the others. Throws if a database fails: then retry.
 */
export async function ingest(ctx: Context, queue: string, messages: readonly Delivered[]): Promise<RejectedPart[]> {
  switch (carriedBy(queue)) {
    case "clicks":
      return ingestEvents(queue, messages, readClicks, (events) => storeClicks(ctx, events, messages.length));
    case "postbacks":
      return ingestEvents(queue, messages, readPostbackBatch, (events) => applyPostbacks(ctx, events));
  }
}

/** The message of a dead letter: the kept message, or a new message with the kept event. */
export function messageOf({ queue, body }: Pick<DeadLetter, "queue" | "body">): string {
  const parsed = parseJson(body);
  if (!isRecord(parsed) || "v" in parsed) return body;
  switch (carriedBy(queue)) {
    case "clicks":
      return clickBatchOf([body]);
    case "postbacks":
      return postbackBatchOf([body]);
  }
}

interface Reading<Event> {
  events: Event[];
  malformed: Refused[];
}

interface Refused {
  reason: string;
  event: unknown;
  /** The event's own id; without it, the letter is named after its message. */
  id?: string;
}

async function ingestEvents<Event>(
  queue: string,
  messages: readonly Delivered[],
  read: (body: unknown) => Reading<Event>,
  record: (events: Event[]) => Promise<Refused[]>,
): Promise<RejectedPart[]> {
  const rejected: RejectedPart[] = [];
  const originOf = new Map<unknown, { messageId: string; id: string }>();
  const all = messages.flatMap(({ id: messageId, body }) => {
    const { events, malformed } = read(body);
    events.forEach((event, i) => originOf.set(event, { messageId, id: `${messageId}:e${i}` }));
    malformed.forEach(({ reason, event }, i) =>
      rejected.push({ messageId, letter: { id: `${messageId}:${i}`, queue, reason, body: keptText(queue, event) } }),
    );
    return events;
  });
  await pause();
  for (const { reason, event, id } of await recordInHalves(all, record)) {
    const origin = originOf.get(event);
    if (origin === undefined) throw new Error("an event of no message"); // never: all are noted above
    rejected.push({
      messageId: origin.messageId,
      letter: { id: id ?? origin.id, queue, reason, body: keptText(queue, event) },
    });
  }
  return rejected;
}

/**
 * Records all events. If a database refuses their content, it splits them in halves to find the refused ones: one bad
 * event among thousands costs a dozen more batches.
 */
async function recordInHalves<Event>(
  events: Event[],
  record: (events: Event[]) => Promise<Refused[]>,
): Promise<Refused[]> {
  try {
    return await record(events);
  } catch (error) {
    if (!isRefusal(error) || events.length === 0) throw error;
    if (events.length === 1) return [{ reason: `refused by the database: ${String(error)}`, event: events[0] }];
    const middle = events.length >> 1;
    return [
      ...(await recordInHalves(events.slice(0, middle), record)),
      ...(await recordInHalves(events.slice(middle), record)),
    ];
  }
}

/** Whether a database refused the content of a write. Any other failure is temporary. */
function isRefusal(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isRefusal);
  return (
    !(error instanceof ConcurrentWriteError) &&
    /SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)|constraint failed|datatype mismatch|cannot store/.test(String(error))
  );
}

type AnyClick = ClickEvent | AnonymousClick;

function readClicks(body: unknown): Reading<AnyClick> {
  const { events, anonymous, malformed } = readClickBatch(body);
  return { events: [...events, ...anonymous], malformed };
}

async function storeClicks(ctx: Context, clicks: readonly AnyClick[], messages: number): Promise<Refused[]> {
  const events = clicks.filter((click) => "clickId" in click);
  const anonymous = clicks.filter((click) => "nonce" in click);
  const { refused, fullest } = await recordClicks(ctx, events, anonymous);
  await pause();
  // Queried once the clicks are stored, because a conversion that arrived during the write waits for them.
  await attachClicks(
    ctx,
    events.map(({ clickId }) => clickId),
  );
  if (fullest >= SHARD_FILLING) console.error({ event: "clicks.shard_filling", fullest });
  console.log({ event: "clicks.stored", clicks: clicks.length - refused.length, messages });
  // Clicks that are delivered again after their month was archived change nothing.
  const stored = await findStored(
    ctx,
    refused.map(({ id }) => id),
  );
  return refused.flatMap(({ id, reason, event }) =>
    stored.has(id) ? [] : [{ id: `refused:${id}`, reason: `${reason}: ${CLICK_REFUSALS[reason]}`, event }],
  );
}

async function applyPostbacks(ctx: Context, events: readonly PostbackEvent[]): Promise<Refused[]> {
  for (const { event, outcome } of await recordPostbacks(ctx, events))
    console.log({
      event: "postback.applied",
      receipt: event.receipt,
      outcome: outcome.outcome,
      reason: outcome.reason,
      conversionId: outcome.conversionId,
    });
  return [];
}

/**
 * An event or a message as its dead letter keeps it: without the address hashes of clicks, because a letter is kept for
 * longer than they are. By text, so that none stays in a message that can't be parsed.
 */
export function keptText(queue: string, body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return carriedBy(queue) === "clicks" ? text.replaceAll(/"address":"[^"]*"/g, '"address":""') : text;
}
