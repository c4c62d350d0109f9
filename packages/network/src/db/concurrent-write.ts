/**
 * Another writer changed the same thing first, so nothing was written: read again, decide again. The API answers it as
 * `conflict`, a queue delivers its message again, a cron job goes on in the next minute.
 */
export class ConcurrentWriteError extends Error {
  override readonly name = "ConcurrentWriteError";
}

/**
 * Runs work that reads, decides and writes, from its start each time a concurrent writer was first. One writer gets
 * through in each round, so `triesMax` is how many writers at once are served. Throws the last `ConcurrentWriteError`.
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
