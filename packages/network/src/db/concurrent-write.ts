/**
 * Another writer changed the same thing first, so nothing was written: read again, decide again. The API answers it as
 * `conflict`, a queue redelivers its message, a cron job continues in the next minute.
 */
export class ConcurrentWriteError extends Error {
  override readonly name = "ConcurrentWriteError";
}

/**
 * Runs work that reads, decides and writes, and restarts it after a concurrent write. One writer succeeds in each
 * round, so `triesMax` concurrent writers all succeed. Throws the last `ConcurrentWriteError`.
 */
export async function retryOnConcurrentWrite<T>(
  work: () => Promise<T>,
  { triesMax }: { triesMax: number },
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError) || tries >= triesMax) throw error;
    }
  }
}
