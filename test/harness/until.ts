const DEADLINE_MS = 15_000;
const PAUSE_MS = 40;
const PAUSE_MS_MAX = 500;

/**
 * The first value of `probe` that is neither undefined nor false. Throws after the deadline, with the name of the
 * condition. What takes long is probed less often: it ends later by a tenth at most, and probes take no time from
 * the work that it waits for.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    const waitedMs = Date.now() - start;
    if (waitedMs > deadlineMs) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    const pauseMs = Math.min(Math.max(waitedMs / 10, PAUSE_MS), PAUSE_MS_MAX);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
