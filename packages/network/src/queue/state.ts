import type { Context } from "../context.ts";
import { rawStatement, type Db } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** A batch as its consumer saw it. Times are Unix ms. */
export interface QueueReport {
  queue: string;
  /** The number of waiting messages; null if the platform does not say. */
  backlog: number | null;
  backlogBytes: number | null;
  oldestAt: number | null;
  attempts: number;
  /** Why the batch failed; null if it did not. */
  error: string | null;
}

/** The minimum time between two writes of a healthy queue's state, which is only a sample. */
const REPORT_MS = 5_000;
/** The last state that this isolate wrote, by database and queue. */
const reported = new WeakMap<object, Map<string, { at: number; isWell: boolean }>>();

/**
 * Records the state of a queue: one row per failed batch. Of the successful batches it records one every five seconds,
 * and the one that ends a failure or a backlog.
 */
export async function reportQueue(db: Db, report: QueueReport, now: number): Promise<void> {
  const isWell = report.error === null && report.attempts === 1 && (report.backlog ?? 0) === 0;
  const last = reported.get(db.key) ?? new Map<string, { at: number; isWell: boolean }>();
  const before = last.get(report.queue);
  const isTrouble = report.error !== null || report.attempts > 1;
  if (before !== undefined && now - before.at < REPORT_MS && !isTrouble && (before.isWell || !isWell)) return;
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
  reported.set(db.key, last.set(queue, { at: now, isWell }));
}

/** The queues whose consumers have run. Throws `forbidden` to all but the operator. */
export async function listQueues(ctx: Pick<Context, "db" | "actor">) {
  requireRole(ctx, OPERATOR_OR_JOB, "read queues");
  return ctx.db.query.selectFrom("queue_state").selectAll().orderBy("queue").execute();
}
