/** The control plane with a consumer that can be paused: each delivery waits at a gate of the benchmark's process. */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = Parameters<typeof control.queue>[1] & { GATE: Fetcher };

/**
 * Miniflare's calls block the benchmark's process, which reads no log during them; a Worker that writes more than a socket
 * takes would wait for it, and both stand still. So no line for each postback.
 */
const log = console.log;
console.log = (line: { event?: string }) => {
  if (line.event !== "postback.applied") log(line);
};

export default {
  ...control,
  async queue(batch: MessageBatch, env: Env) {
    await env.GATE.fetch("http://gate/");
    await control.queue(batch, env);
  },
};
