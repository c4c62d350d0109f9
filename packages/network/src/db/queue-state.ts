import { rawStatement, type Db } from "./database.ts";

/** A batch as its consumer saw it. Times are Unix ms. */
export interface QueueReport {
  queue: string;
  /** What waited then, where the platform says. */
  backlog: number | null;
  backlogBytes: number | null;
  oldestAt: number | null;
  attempts: number;
  /** Why the batch could not be taken in; null where it was. */
  error: string | null;
}

/** Notes how a queue gets on: one row a batch. */
export async function reportQueue(db: Db, report: QueueReport, now: number): Promise<void> {
  const { queue, backlog, backlogBytes, oldestAt, attempts, error } = report;
  await db.write([
    rawStatement(
      `INSERT INTO queue_state (queue, seen_at, backlog, backlog_bytes, oldest_at, attempts, failing_since, error)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, iif(?7 IS NULL, NULL, ?2), ?7)
       ON CONFLICT (queue) DO UPDATE SET seen_at = excluded.seen_at, backlog = excluded.backlog,
         backlog_bytes = excluded.backlog_bytes, oldest_at = excluded.oldest_at, attempts = excluded.attempts,
         failing_since = iif(excluded.error IS NULL, NULL, coalesce(failing_since, excluded.failing_since)),
         error = excluded.error`,
      [queue, now, backlog, backlogBytes, oldestAt, attempts, error],
    ),
  ]);
}

/** The queues whose consumers have been at work. */
export const listQueues = ({ query }: Db) => query.selectFrom("queue_state").selectAll().orderBy("queue").execute();
