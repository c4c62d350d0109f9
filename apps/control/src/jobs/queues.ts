import { isShardFull } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import { keepDeadLetters, reportQueue } from "@waymark/network/queue";
import { pause } from "@waymark/network/pause";
import { contextOf } from "../context.ts";
import type { Env } from "../env.ts";
import { continueDays } from "./days.ts";
import { continueForecasts } from "./forecasts.ts";
import { ingest, keptText } from "./intake.ts";
import { continuePayoutRun } from "./payouts.ts";
import { publishNow } from "./publishing.ts";
import { continueUpload } from "./uploads.ts";

const RETRY_SECONDS_MAX = 600;
/** Only an operator can make room in a full shard: 100 tries last as long as the queue keeps a message. */
const FULL_RETRY_SECONDS = 3_600;

/** Processes a batch of a queue. Redelivery, reordering and duplicates change nothing. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const ctx = contextOf(env, { role: "system", job: `queue:${batch.queue}` });
  if (batch.queue === "uploads") for (const { body } of batch.messages) await continueUpload(ctx, env, String(body));
  else if (batch.queue === "payouts")
    for (const { body } of batch.messages) await continuePayoutRun(ctx, env, String(body));
  else if (batch.queue === "days") await continueDays(ctx, env);
  else if (batch.queue === "forecasts") await continueForecasts(ctx, env);
  else if (batch.queue === "publishing") await publishNow(ctx, env);
  else if (batch.queue.endsWith("-dead")) await keepMessages(ctx, batch);
  else {
    await ingestBatch(ctx, batch);
    await publishCaused(ctx, env);
  }
}

/** Processes the whole batch, or has it delivered again with growing delays. */
async function ingestBatch(ctx: Context, batch: MessageBatch) {
  try {
    await pause(); // receiving the batch took time
    const rejected = await ingest(ctx, batch.queue, batch.messages);
    await keepDeadLetters(
      ctx,
      rejected.map(({ letter }) => letter),
    );
    await report(ctx, batch, null);
  } catch (error) {
    const attempts = attemptsOf(batch);
    console.error({ event: "queue.retry", queue: batch.queue, attempts, error: String(error) });
    await report(ctx, batch, String(error));
    const isFull = isShardFull(error);
    if (isFull) console.error({ event: "clicks.shard_full", error: String(error) });
    batch.retryAll({
      delaySeconds: isFull ? FULL_RETRY_SECONDS : Math.min(RETRY_SECONDS_MAX, 2 ** Math.min(attempts, 10)),
    });
  }
}

/** A stop that the batch caused must not wait for the cron. */
async function publishCaused(ctx: Context, env: Env) {
  try {
    await publishNow(ctx, env);
  } catch (error) {
    console.error({ event: "publish.failed", error: String(error) }); // the cron goes on
  }
}

/** A dead-letter queue deletes messages that are not consumed, so they are kept here. */
async function keepMessages(ctx: Context, batch: MessageBatch) {
  const letters = batch.messages.map(({ id, body, attempts }) => ({
    id,
    queue: batch.queue,
    reason: `not processed after ${attempts} attempts`,
    body: keptText(batch.queue, body),
  }));
  await keepDeadLetters(ctx, letters);
}

const ERROR_CHARS_MAX = 500;

/** If this can't be written either, it is only logged. */
async function report(ctx: Context, batch: MessageBatch, error: string | null) {
  // Local queues have no metrics, although their types require them.
  const metrics = (batch as { metadata?: MessageBatchMetadata }).metadata?.metrics;
  const sent = batch.messages.map(({ timestamp }) => timestamp.getTime());
  try {
    await reportQueue(
      ctx.db,
      {
        queue: batch.queue,
        backlog: metrics?.backlogCount ?? null,
        backlogBytes: metrics?.backlogBytes ?? null,
        oldestAt: metrics?.oldestMessageTimestamp?.getTime() ?? (sent.length > 0 ? Math.min(...sent) : null),
        attempts: attemptsOf(batch),
        error: error && error.slice(0, ERROR_CHARS_MAX),
      },
      ctx.now(),
    );
  } catch (unreported) {
    console.error({ event: "queue.unreported", queue: batch.queue, error: String(unreported) });
  }
}

const attemptsOf = ({ messages }: MessageBatch) => Math.max(1, ...messages.map(({ attempts }) => attempts));
