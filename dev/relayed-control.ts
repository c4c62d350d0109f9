/** The control plane with an entry point for batches of queues in another workerd (relay.ts). */
import { WorkerEntrypoint } from "cloudflare:workers";
import control from "../apps/control/src/index.ts";

export * from "../apps/control/src/index.ts";
export default control;

/** A batch as it crosses from one workerd to another. */
export interface RelayedBatch {
  queue: string;
  messages: { id: string; timestamp: Date; body: unknown; attempts: number }[];
  metadata: MessageBatchMetadata;
}

/** What relay.ts calls; not reachable by HTTP. */
export class Relayed extends WorkerEntrypoint<Parameters<typeof control.queue>[1]> {
  /**
   * Has the consumer process a batch; `retry` if the whole batch must be delivered again. Throws the consumer's error.
   */
  async deliver({ queue, messages, metadata }: RelayedBatch): Promise<{ retry?: QueueRetryOptions }> {
    let retry: QueueRetryOptions | undefined;
    const retryAll = (options: QueueRetryOptions = {}) => void (retry = options);
    await control.queue(
      {
        queue,
        metadata,
        messages: messages.map((message) => ({ ...message, ack: never, retry: never })),
        retryAll,
        ackAll: never,
      },
      this.env,
    );
    return retry === undefined ? {} : { retry };
  }
}

function never() {
  throw new Error("the consumer answers for the whole batch, or not at all");
}
