/**
 * If the control plane runs in a separate workerd, its queues stay with the edge that fills them, and this Worker
 * passes their batches on. Never deployed: there a queue delivers by itself.
 */
import { pause } from "@waymark/network/pause";
import type { Relayed } from "./relayed-control.ts";

interface Env {
  CONTROL: Service<typeof Relayed>;
}

export default {
  async queue(batch, env) {
    await pause(); // visitors share the thread of the local queue
    const { queue, metadata } = batch;
    const messages = batch.messages.map(({ id, timestamp, body, attempts }) => ({ id, timestamp, body, attempts }));
    await pause();
    using answer = await env.CONTROL.deliver({ queue, messages, metadata }); // else the runtime keeps it
    if (answer.retry !== undefined) batch.retryAll(answer.retry);
  },
} satisfies ExportedHandler<Env>;
