import { shop } from "./app.ts";
import type { Env } from "./env.ts";
import { handOver } from "./handover.ts";
import { sendDue } from "./postback.ts";

export default {
  fetch: shop.fetch,
  scheduled: async (_controller, env) => {
    await handOver(env);
    await sendDue(env);
  },
} satisfies ExportedHandler<Env>;
