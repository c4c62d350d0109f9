/** The control plane with a consumer that can be paused: each delivery waits at a gate of the benchmark's process. */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = Parameters<typeof control.queue>[1] & { GATE: Fetcher };

export default {
  ...control,
  async queue(batch: MessageBatch, env: Env) {
    await env.GATE.fetch("http://gate/");
    await control.queue(batch, env);
  },
};
