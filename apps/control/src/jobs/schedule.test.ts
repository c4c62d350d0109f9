import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "@waymark/network/context";
import { ENDED, type Progress } from "@waymark/network/db";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isDue, QUERIES_MAX, runDue, type Job } from "./schedule.ts";

const DAY = Date.UTC(2026, 10, 2);
const at = (hour: number) => DAY + hour * HOUR_MS;
const endedAt = (changedAt: number): Progress => ({ position: ENDED, changedAt });

describe("a job of a day or of several hours is due", () => {
  test.each([
    ["before its first run", { atHour: 3 }, undefined, at(1), true],
    ["before its hour, where it ended the day before", { atHour: 3 }, endedAt(at(3.5) - DAY_MS), at(2.9), false],
    ["in its hour", { atHour: 3 }, endedAt(at(3.5) - DAY_MS), at(3), true],
    ["in its hour, where the last one ended after midnight", { atHour: 3 }, endedAt(at(0.5)), at(3), true],
    ["once a day", { atHour: 3 }, endedAt(at(3)), at(26.9), false],
    ["late, where the cron was away in its hour", { atHour: 3 }, endedAt(at(3) - DAY_MS), at(20), true],
    ["while it is under way", { atHour: 3 }, { position: "lnk_7", changedAt: at(3) }, at(3.1), true],
    ["before its hours are over", { everyHours: 6 }, endedAt(at(0)), at(6) - 1, false],
    ["when its hours are over", { everyHours: 6 }, endedAt(at(0)), at(6), true],
  ] as const)("%s: %o, %o", (_, timing, progress, now, expected) => {
    expect(isDue(timing, progress, now)).toBe(expected);
  });
});

describe("a run", () => {
  let logged: unknown[];
  let noted: [job: string, error: string | null][];
  beforeEach(() => {
    [logged, noted] = [[], []];
    for (const method of ["log", "error"] as const)
      vi.spyOn(console, method).mockImplementation((line) => void logged.push(line));
  });
  afterEach(() => vi.restoreAllMocks());

  /** A job whose steps ask so many queries each, and do so many things. */
  const jobOf = (
    job: string,
    { steps, queries = 1, repeats }: { steps: number[]; queries?: number; repeats?: true },
  ) => {
    const left = [...steps];
    return {
      job,
      every: "minute",
      run: (_ctx: Context, meter: { queries: number; ran: string[] }) => {
        meter.ran.push(job);
        meter.queries += queries;
        return Promise.resolve(left.shift() ?? 0);
      },
      ...(repeats && { repeats }),
    } satisfies Job<{ queries: number; ran: string[] }>;
  };

  async function runOf(jobs: Job<{ queries: number; ran: string[] }>[], progress?: Progress) {
    const meter = { queries: 0, ran: [] as string[] };
    await runDue(jobs, meter, {
      begin: () => ({ now: () => at(5) }) as Context, // the jobs here use no more of it
      spent: () => meter.queries,
      findProgress: () => Promise.resolve(progress),
      note: (job, error) => Promise.resolve(void noted.push([job, error])),
    });
    return meter.ran;
  }

  test("continues after a job that fails, and logs both", async () => {
    const failing: Job<unknown> = { job: "b", every: "minute", run: () => Promise.reject(new Error("D1 is down")) };
    expect(await runOf([jobOf("a", { steps: [2] }), failing, jobOf("c", { steps: [0] })])).toEqual(["a", "c"]);
    expect(logged).toEqual([
      { event: "cron.done", job: "a", done: 2 },
      { event: "cron.failed", job: "b", error: "Error: D1 is down" },
    ]);
  });

  test("repeats a job until it has nothing to do, if it is a repeating one", async () => {
    const jobs = [jobOf("once", { steps: [5, 5] }), jobOf("again", { steps: [5, 3], repeats: true })];
    expect(await runOf(jobs)).toEqual(["once", "again", "again", "again"]);
    expect(logged).toContainEqual({ event: "cron.done", job: "again", done: 8 });
  });

  test("gives no job more than its share, and logs those that wait for the next minute", async () => {
    const endless = { steps: Array.from({ length: 99 }, () => 1), queries: 50, repeats: true } as const;
    const jobs = ["a", "b", "c", "d", "e", "f"].map((name) => jobOf(name, { ...endless, steps: [...endless.steps] }));
    const ran = await runOf(jobs);
    expect(ran.join("")).toBe("aaabbbcccdddee");
    expect(ran.length * endless.queries).toBe(QUERIES_MAX);
    expect(logged).toContainEqual({ event: "cron.waiting", jobs: "f", queries: QUERIES_MAX });
  });

  test.each([
    ["ended after its hour", endedAt(at(4)), []],
    ["is under way", { position: "x", changedAt: at(4) }, ["nightly"]],
  ])("with a daily job that %s: runs it only where it is due", async (_, progress, expected) => {
    const { run } = jobOf("nightly", { steps: [1] });
    expect(await runOf([{ job: "books", atHour: 4, run }], progress)).toEqual(expected);
  });
});
