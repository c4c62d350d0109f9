import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "@waymark/network/context";
import { ENDED, type Progress, type ProgressName } from "@waymark/network/db";

/** `atHour`: begins daily at this hour, UTC. Such jobs, and those that run for hours, record their own progress. */
type Timing =
  | { job: string; every: "minute" }
  | { job: ProgressName; everyHours: number }
  | { job: ProgressName; atHour: number };

/** A scheduled job, one step a run. */
export type Job<Given> = Timing & {
  /** Does one bounded step, and returns how many things it did. */
  run(ctx: Context, given: Given, budget: Budget): Promise<number>;
  /** After a step that did something, the next one follows in the same run, within the budget. */
  repeats?: true;
};

/** The database queries of a run: D1 allows 1,000 an invocation. */
export interface Budget {
  /** Whether another step may begin. */
  isLeft(): boolean;
}

/** No step begins in a run after this many queries: the last step may need the rest. */
export const QUERIES_MAX = 700;
/** A repeating job yields to the others after this many queries. */
const JOB_QUERIES_MAX = 150;

/** The parts of the Worker that a run of jobs needs. */
export interface Runner {
  begin(job: string): Context;
  /** Queries of this run up to now. */
  spent(): number;
  findProgress(ctx: Context, job: ProgressName): Promise<Progress | undefined>;
  /** Records whether a job worked; `error` is null if it did. */
  note(job: string, error: string | null): Promise<void>;
}

/**
 * Runs the due jobs in order. A job that fails does not stop the others. A job without budget waits for the next
 * minute, and is named in the log.
 */
export async function runDue<Given>(jobs: readonly Job<Given>[], given: Given, runner: Runner): Promise<void> {
  const waiting: string[] = [];
  for (const job of jobs) {
    if (runner.spent() >= QUERIES_MAX) waiting.push(job.job);
    else await runJob(job, given, runner);
  }
  if (waiting.length > 0) console.error({ event: "cron.waiting", jobs: waiting.join(" "), queries: runner.spent() });
}

async function runJob<Given>(job: Job<Given>, given: Given, runner: Runner): Promise<void> {
  const end = Math.min(QUERIES_MAX, runner.spent() + JOB_QUERIES_MAX);
  const isLeft = () => runner.spent() < end;
  let total = 0;
  try {
    const ctx = runner.begin(job.job);
    if (!(await isDueNow(job, ctx, runner))) return;
    for (;;) {
      const done = await job.run(ctx, given, { isLeft });
      total += done;
      if (done === 0 || job.repeats !== true || !isLeft()) break;
    }
    await runner.note(job.job, null);
  } catch (error) {
    console.error({ event: "cron.failed", job: job.job, error: String(error) });
    await runner.note(job.job, String(error)).catch(() => undefined); // the database may be what fails
  }
  if (total > 0) console.log({ event: "cron.done", job: job.job, done: total });
}

const isDueNow = async (job: Timing, ctx: Context, runner: Runner): Promise<boolean> =>
  "every" in job || isDue(job, await runner.findProgress(ctx, job.job), ctx.now());

/** Whether a job that does not run every minute is due: it is in progress, or its time has come since it last ended. */
export function isDue(
  timing: { everyHours: number } | { atHour: number },
  progress: Progress | undefined,
  now: number,
): boolean {
  if (progress === undefined || progress.position !== ENDED) return true;
  if ("everyHours" in timing) return now >= progress.changedAt + timing.everyHours * HOUR_MS;
  const hourMs = timing.atHour * HOUR_MS;
  const lastBegin = Math.floor((now - hourMs) / DAY_MS) * DAY_MS + hourMs;
  return progress.changedAt < lastBegin;
}
