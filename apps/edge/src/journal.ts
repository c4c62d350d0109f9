import { joined, within } from "./shared-promise.ts";

/**
 * Events made durable before they are answered, by group commit.
 *
 * One awaited queue send a click would cap an isolate at a few thousand clicks a second, so requests in flight
 * together share one: the first opens a batch, waits a tick for others to join, and sends one message for all.
 * Three rules of the runtime shape this file:
 *
 * 1. The opener hands the send to its own `ctx.waitUntil` before anything is awaited: a visitor who disconnects
 *    cancels their request, and the others' clicks must not go with it. Only the opener does; doing it in each request
 *    costs a third of the throughput.
 * 2. Each waiter has its own timer (shared-promise.ts), which keeps it alive and ends its wait if the opener has died.
 * 3. The request whose timer fires closes the batch for joining and sends its own copy. A copy is harmless: the
 * consumer
 *    knows every event by its id.
 */
export interface Journal {
  /**
   * Resolves to true once `event` is durable, to false if no sender accepted it. Never rejects. Events share a batch
   * with others of the same lane, which have the same senders.
   */
  record(event: string, ctx: ExecutionContext, senders: readonly Send[], lane?: number): Promise<boolean>;
}

/** Makes events durable; otherwise rejects. */
export type Send = (events: readonly string[]) => Promise<unknown>;

interface Batch {
  lane: number;
  events: string[];
  bytes: number;
  sent: Promise<boolean>;
}

const EVENTS_MAX = 100;
/** A queue's limit is 128 kB a message. The rest is for the envelope and the queue's own overhead. */
const BYTES_MAX = 96_000;
/** How long one sender may take; a waiter waits for two of them. */
const SEND_MS = 700;
const WAIT_MS = 1_500;

export function createJournal(): Journal {
  /** By lane. */
  const open: (Batch | undefined)[] = [];

  return {
    record(event, ctx, senders, lane = 0) {
      const bytes = Buffer.byteLength(event);
      let batch = open[lane];
      if (batch === undefined || batch.events.length >= EVENTS_MAX || batch.bytes + bytes > BYTES_MAX)
        open[lane] = batch = openBatch(ctx, senders, lane);
      batch.events.push(event);
      batch.bytes += bytes;
      const joinedBatch = batch;
      return joined(batch.sent, WAIT_MS, () => {
        seal(joinedBatch);
        return send([event], senders);
      });
    },
  };

  function openBatch(ctx: ExecutionContext, senders: readonly Send[], lane: number): Batch {
    const batch: Batch = { lane, events: [], bytes: 0, sent: nextTick().then(() => send(seal(batch), senders)) };
    ctx.waitUntil(batch.sent);
    return batch;
  }

  function seal(batch: Batch) {
    if (open[batch.lane] === batch) open[batch.lane] = undefined;
    return batch.events;
  }
}

/** Tries the senders in order. */
async function send(events: readonly string[], senders: readonly Send[]): Promise<boolean> {
  for (const [number, sender] of senders.entries()) {
    try {
      await within(SEND_MS, sender(events));
      return true;
    } catch (error) {
      console.error({ event: "journal.refused", sender: number, events: events.length, error: String(error) });
    }
  }
  return false;
}

const nextTick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
