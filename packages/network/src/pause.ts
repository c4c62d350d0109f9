/** Time for what a block of some milliseconds has kept waiting. */
const PAUSE_MS = 2;

/**
 * Lets others go first, in a job that nobody waits for. A thread polls for requests only when nothing else is due, and
 * locally databases, queues and visitors share one.
 */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
