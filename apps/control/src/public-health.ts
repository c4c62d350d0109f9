import { MINUTE_MS } from "@waymark/contract/duration";
import { readHealth } from "@waymark/network/health";
import { contextOf } from "./context.ts";
import { missingSecrets, type Env } from "./env.ts";

/** For so long an isolate repeats its last answer: anybody may ask, as often as they like. */
const KEPT_MS = MINUTE_MS / 4;

let last: { status: "ok" | "degraded"; at: number } | undefined;

/** Whether the network works, for programs that watch it. What is wrong is the operator's to know. */
export async function publicHealth(env: Env): Promise<"ok" | "degraded"> {
  const now = Date.now();
  if (last === undefined || now - last.at >= KEPT_MS) {
    const ctx = contextOf(env, { role: "system", job: "health" });
    const { status } = await readHealth(ctx, missingSecrets(env));
    last = { status, at: now };
  }
  return last.status;
}
