import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "@waymark/network/context";
import { advanceUpload, listUnfinished } from "@waymark/network/upload";
import type { Env } from "../env.ts";

let keys: ClickKeys | undefined;

/** Does a part of an upload's work. Another message or the cron continues it. */
export async function continueUpload(ctx: Context, env: Env, id: string): Promise<void> {
  keys ??= readClickKeys(env.CLICK_KEYS);
  try {
    if (await advanceUpload(ctx, keys, id)) await env.UPLOADS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "upload.interrupted", id, error: String(error), stack: (error as Error).stack });
  }
}

/**
 * Sends a message for every unfinished upload, because the last one may be lost or its worker may have died. A worker
 * that finds another one at work does nothing. Returns how many.
 */
export async function wakeUploads(ctx: Context, env: Env): Promise<number> {
  const ids = await listUnfinished(ctx);
  if (ids.length > 0) await env.UPLOADS_QUEUE.sendBatch(ids.map((body) => ({ body })));
  return ids.length;
}
