/** Time for work that was blocked for some milliseconds. */
const PAUSE_MS = 2;

/**
 * Yields to other work in a background job. A thread polls for requests only when nothing else is due, and locally the
 * databases, the queues and the visitors share one thread.
 */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
