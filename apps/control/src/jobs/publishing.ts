import type { Context } from "@waymark/network/context";
import { drainOutbox } from "@waymark/network/publishing";
import type { Env } from "../env.ts";

/**
 * Publishes what waits in the outbox, as far as one invocation may. What is left goes on in the next message of the
 * queue `publishing`; if that is lost, the cron goes on. Returns how many keys it published.
 */
export async function publishNow(ctx: Context, env: Env): Promise<number> {
  const { published, hasMore } = await drainOutbox(ctx, env.LINKS);
  if (hasMore && published > 0) await env.PUBLISHING_QUEUE.send("");
  return published;
}
