import { CompiledQuery } from "kysely";

/** Why clicks of something are unwanted from some moment on. */
export type StopReason = "paused" | "expired" | "cap" | "webmaster_blocked";

/** What is stopped: `link:{id}`, `offer:{id}` or `webmaster:{id}`. */
type Subject = `${"link" | "offer" | "webmaster"}:${string}`;

/** Notes that clicks are unwanted from now on; goes into the batch of the change itself. Once stopped, no news. */
export const beginStop = (subject: Subject, reason: StopReason, now: number): CompiledQuery =>
  CompiledQuery.raw(
    `INSERT INTO stop (subject, reason, since) SELECT ?1, ?2, CAST(?3 AS INTEGER)
     WHERE NOT EXISTS (SELECT 1 FROM stop WHERE subject = ?1 AND reason = ?2 AND until IS NULL)
     ON CONFLICT DO UPDATE SET until = NULL`,
    [subject, reason, now],
  );

/** Notes that they are wanted again. */
export const endStop = (subject: Subject, reason: StopReason, now: number): CompiledQuery =>
  CompiledQuery.raw(`UPDATE stop SET until = ?3 WHERE subject = ?1 AND reason = ?2 AND until IS NULL`, [
    subject,
    reason,
    now,
  ]);

/** Notes when clicks will be unwanted, or that they won't. An expiry that is past already counts from now. */
export const setExpiry = (subject: Subject, expiresAt: number | null, now: number): CompiledQuery[] => [
  CompiledQuery.raw(`DELETE FROM stop WHERE subject = ? AND reason = 'expired' AND since > ?`, [subject, now]),
  endStop(subject, "expired", now),
  ...(expiresAt === null ? [] : [beginStop(subject, "expired", Math.max(expiresAt, now))]),
];
