import type { Env } from "./env.ts";

/** Has the work on an upload go on at once. If it fails, the cron finds the upload within a minute. */
export async function wakeUpload(env: Env, id: string) {
  try {
    await env.UPLOADS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "upload.not_woken", id, error: String(error) });
  }
}
