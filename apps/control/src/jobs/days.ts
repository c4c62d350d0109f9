import { closeDays, hasDueDays } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import type { Env } from "../env.ts";

/** Counts days of the rollups, as far as one invocation may. Another message or the cron continues. */
export async function continueDays(ctx: Context, env: Env): Promise<void> {
  try {
    if (await closeDays(ctx)) await env.DAYS_QUEUE.send("");
  } catch (error) {
    console.error({ event: "days.interrupted", error: String(error) });
  }
}

/** Sends a message if days of the rollups are to be counted. Returns whether it did. */
export async function wakeDays(ctx: Context, env: Env): Promise<number> {
  if (!(await hasDueDays(ctx))) return 0;
  await env.DAYS_QUEUE.send("");
  return 1;
}
