import { MINUTE_MS } from "@waymark/contract/duration";
import type { Context } from "@waymark/network/context";
import { drainOutbox } from "@waymark/network/publishing";
import type { Env } from "../env.ts";

/** A drainer of this isolate. If it dies, others wait no longer than its lease in the database would last. */
interface Drainer {
  until: number;
  /** Another request has committed changes since the drainer last looked. */
  isAsked: boolean;
}

const DRAINER_MS = MINUTE_MS;

let drainer: Drainer | undefined;

/**
 * Publishes what waits in the outbox, as far as one invocation may. While another request of this isolate does so, it
 * only asks that one to look again, which costs nothing. What is left goes on in the next message of the queue
 * `publishing`; if that is lost, the cron goes on. Returns how many keys it published.
 */
export async function publishNow(ctx: Context, env: Env): Promise<number> {
  if (drainer !== undefined && ctx.now() < drainer.until) {
    drainer.isAsked = true;
    return 0;
  }
  const own: Drainer = { until: ctx.now() + DRAINER_MS, isAsked: false };
  const isAskedAgain = () => {
    const { isAsked } = own;
    own.isAsked = false;
    return isAsked;
  };
  drainer = own;
  const end = () => void (drainer = drainer === own ? undefined : drainer);
  let goesOn = false;
  try {
    const { published, hasMore } = await drainOutbox(ctx, env.LINKS, isAskedAgain).finally(end);
    goesOn = hasMore && published > 0;
    return published;
  } finally {
    // Also after a failure: who asked relies on it.
    if (goesOn || own.isAsked) await env.PUBLISHING_QUEUE.send("");
  }
}
