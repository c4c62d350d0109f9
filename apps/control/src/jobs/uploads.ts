import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "@waymark/network/context";
import { advanceUpload, listReminders, listUnfinished, noteReminder } from "@waymark/network/upload";
import type { Env } from "../env.ts";
import { sendMail } from "../mail.ts";
import { uploadMail } from "../mails.ts";

let keys: ClickKeys | undefined;

/** Does a piece of an upload's work; what is left is another message's, or the cron's. */
export async function goOnWithUpload(ctx: Context, env: Env, id: string): Promise<void> {
  keys ??= readClickKeys(env.CLICK_KEYS);
  try {
    if (await advanceUpload(ctx, keys, id)) await env.UPLOADS_QUEUE.send(id);
  } catch (error) {
    console.error({ event: "upload.interrupted", id, error: String(error), stack: (error as Error).stack });
  }
}

/** Every upload whose work nobody is at: a message was lost, or a worker died. Returns how many. */
export async function goOnWithUploads(ctx: Context, env: Env): Promise<number> {
  const ids = await listUnfinished(ctx);
  for (const id of ids) await goOnWithUpload(ctx, env, id);
  return ids.length;
}

/** Tells advertisers what they have to hand over. A reminder is sent once or, where noting it fails, twice. */
export async function remindOfUploads(ctx: Context, env: Env): Promise<number> {
  const reminders = await listReminders(ctx);
  for (const reminder of reminders) {
    for (const to of reminder.emails) await sendMail(env, uploadMail(to, reminder));
    await noteReminder(ctx, reminder);
  }
  return reminders.length;
}
