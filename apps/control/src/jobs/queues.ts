import { readClickBatch } from "@waymark/click/click-event";
import { readPostbackBatch } from "@waymark/click/postback-event";
import { recordClicks } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import { attachClicks, recordPostbacks } from "@waymark/network/conversion";
import { keepDeadLetters, type DeadLetter } from "@waymark/network/db";
import { contextOf } from "../context.ts";
import type { Env } from "../env.ts";
import { goOnWithUpload } from "./uploads.ts";

/** What a batch holds after reading: good events, and what must be set apart. */
interface Read<Event> {
  events: Event[];
  letters: DeadLetter[];
}

const RETRY_SECONDS_MAX = 600;

/** Takes in a batch of a queue; redelivery, reordering and duplicates change nothing. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const ctx = contextOf(env, { role: "system", job: `queue:${batch.queue}` });
  // `clicks-1` … where one queue is not enough, but not `clicks-dead`.
  switch (batch.queue.replace(/^clicks-\d+$/, "clicks")) {
    case "clicks":
      return take(ctx, batch, readClicks, async (reads) => {
        const events = reads.flatMap((read) => read.events);
        const anonymous = reads.flatMap((read) => read.anonymous);
        await recordClicks(ctx, events, anonymous);
        await attachClicks(
          ctx,
          events.map(({ clickId }) => clickId),
        );
        const clicks = events.length + anonymous.length;
        console.log({ event: "clicks.stored", clicks, messages: batch.messages.length });
      });
    case "postbacks":
      return take(ctx, batch, readPostbackBatch, async (events) => {
        for (const { event, outcome } of await recordPostbacks(ctx, events))
          console.log({
            event: "postback.applied",
            receipt: event.receipt,
            outcome: outcome.outcome,
            reason: outcome.reason,
            conversionId: outcome.conversionId,
          });
      });
    case "uploads":
      for (const { body } of batch.messages) await goOnWithUpload(ctx, env, String(body));
      return;
    default:
      return bury(ctx, batch);
  }
}

/** A message of clicks as one event: its clicks and its anonymous ones go the same way. */
function readClicks(body: unknown) {
  const { malformed, ...read } = readClickBatch(body);
  return { events: [read], malformed };
}

/** The good events land; a malformed one is kept with its reason and holds nobody up. */
async function take<Event>(
  ctx: Context,
  batch: MessageBatch,
  read: (body: unknown) => { events: Event[]; malformed: { reason: string; event: unknown }[] },
  record: (events: Event[]) => Promise<void>,
) {
  const all: Read<Event> = { events: [], letters: [] };
  for (const message of batch.messages) {
    const { events, malformed } = read(message.body);
    all.events.push(...events);
    malformed.forEach(({ reason, event }, i) =>
      all.letters.push({ id: `${message.id}:${i}`, queue: batch.queue, reason, body: textOf(event) }),
    );
  }
  try {
    await record(all.events);
    await keepDeadLetters(ctx.db, all.letters, ctx.now());
  } catch (error) {
    const attempts = Math.max(...batch.messages.map((message) => message.attempts));
    console.error({ event: "queue.retry", queue: batch.queue, attempts, error: String(error) });
    batch.retryAll({ delaySeconds: Math.min(RETRY_SECONDS_MAX, 2 ** Math.min(attempts, 10)) });
  }
}

/** A dead-letter queue deletes what nobody consumes, so its messages are kept here. */
async function bury(ctx: Context, batch: MessageBatch) {
  const letters = batch.messages.map(({ id, body, attempts }) => ({
    id,
    queue: batch.queue,
    reason: `not taken in after ${attempts} attempts`,
    body: textOf(body),
  }));
  await keepDeadLetters(ctx.db, letters, ctx.now());
}

const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));
