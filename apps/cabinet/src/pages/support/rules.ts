/** What is asked again when a thread has changed. */
export const THREADS_CHANGED = ["listThreads", "getThread", "listMessages", "countUnread"] as const;

/** The longest message that the API accepts. */
export const TEXT_LENGTH_MAX = 10_000;
