import type { Context } from "@waymark/network/context";
import { judgeTraffic, learnTraffic } from "@waymark/network/alert";
import { findProgress } from "@waymark/network/db";
import { keepExpected, learnCurves } from "@waymark/network/forecast";
import type { Env } from "../env.ts";
import { isDue } from "./schedule.ts";

/** What is learnt from history, in the order in which it is needed. Each does one bounded step; true: more is to be done. */
const LEARNERS = [
  { name: "maturation", atHour: 2, step: learnCurves },
  { name: "expected_money", atHour: 2, step: keepExpected },
  { name: "baselines", atHour: 3, step: learnTraffic },
  { name: "alerts", everyHours: 1, step: judgeTraffic },
] as const;

/** Sends a message if something is to be learnt: that takes more queries than a run of the cron has. */
export async function wakeForecasts(ctx: Context, env: Env): Promise<number> {
  if ((await findDue(ctx)) === undefined) return 0;
  await env.FORECASTS_QUEUE.send("");
  return 1;
}

/** Does one step of the first learner that is due. Another message or the cron continues. */
export async function continueForecasts(ctx: Context, env: Env): Promise<void> {
  try {
    const due = await findDue(ctx);
    if (due === undefined) return;
    await due.step(ctx);
    await env.FORECASTS_QUEUE.send("");
  } catch (error) {
    console.error({ event: "forecasts.interrupted", error: String(error) });
  }
}

async function findDue(ctx: Context) {
  for (const learner of LEARNERS)
    if (isDue(learner, await findProgress(ctx.db, learner.name), ctx.now())) return learner;
  return undefined;
}
