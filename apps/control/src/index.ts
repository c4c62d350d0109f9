import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { tick } from "./jobs/cron.ts";
import { consume } from "./jobs/queues.ts";

export { EdgePort } from "./edge-port.ts";
export { SignInGuard } from "./sign-in-guard.ts";

export default {
  fetch: app.fetch,
  queue: consume,
  scheduled: (_event, env) => tick(env),
} satisfies ExportedHandler<Env>;
