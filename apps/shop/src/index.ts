import { shop } from "./app.ts";
import type { Env } from "./env.ts";
import { sendDue } from "./postback.ts";

export default {
  fetch: shop.fetch,
  scheduled: (_controller, env) => sendDue(env),
} satisfies ExportedHandler<Env>;
