import { rawStatement, writeIfFirst, type Db } from "./database.ts";
import { DAY_MS } from "@waymark/contract/duration";

/** The state of a request with an Idempotency-Key. Times are Unix ms. */
export type Claim =
  /** It is this caller's to run. After `isRetry` an earlier try may have taken effect. */
  | { kind: "claimed"; firstTriedAt: number; isRetry: boolean }
  | { kind: "in_progress" }
  | { kind: "mismatch" }
  /** `content` is the SHA-256 of the streamed file of the first request, if it had one. */
  | { kind: "answered"; status: number; body: string; content: string | null };

/**
 * Claims the key for this request, or returns the state of the request that has it. `id` names actor and key. A claim
 * that is neither answered nor released ends after `claimMs`, because its Worker died.
 */
export async function claimIdempotencyKey(
  db: Db,
  { id, fingerprint, claimMs }: { id: string; fingerprint: string; claimMs: number },
  now: number,
): Promise<Claim> {
  const insert = rawStatement(
    "INSERT INTO idempotency (id, fingerprint, created_at, claimed_until) VALUES (?, ?, ?, ?)",
    [id, fingerprint, now, now + claimMs],
  );
  if (await writeIfFirst(db, [insert])) return { kind: "claimed", firstTriedAt: now, isRetry: false };
  const row = await db.query.selectFrom("idempotency").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return { kind: "in_progress" };
  if (row.fingerprint !== fingerprint) return { kind: "mismatch" };
  if (row.status !== null && row.body !== null)
    return { kind: "answered", status: row.status, body: row.body, content: row.content };
  if (row.claimed_until > now) return { kind: "in_progress" };
  const { rowsWritten } = await db.write([
    rawStatement("UPDATE idempotency SET claimed_until = ? WHERE id = ? AND claimed_until = ? AND status IS NULL", [
      ...[now + claimMs, id, row.claimed_until],
    ]),
  ]);
  return rowsWritten === 0 ? { kind: "in_progress" } : { kind: "claimed", firstTriedAt: row.created_at, isRetry: true };
}

/** Keeps the answer for repeats of the request. */
export const keepIdempotentAnswer = (
  db: Db,
  id: string,
  answer: { status: number; body: string; content: string | null },
) =>
  db.write([
    rawStatement("UPDATE idempotency SET status = ?, body = ?, content = ? WHERE id = ? AND status IS NULL", [
      ...[answer.status, answer.body, answer.content, id],
    ]),
  ]);

/** Ends a claim: the request may be tried again at once. The row stays, so the retry gets the same ids. */
export const releaseIdempotencyKey = (db: Db, id: string) =>
  db.write([rawStatement("UPDATE idempotency SET claimed_until = 0 WHERE id = ? AND status IS NULL", [id])]);

/** Deletes answers older than a day. Returns how many. */
export async function forgetIdempotentAnswers(db: Db, now: number): Promise<number> {
  const { rowsWritten } = await db.write([
    rawStatement("DELETE FROM idempotency WHERE created_at < ?", [now - DAY_MS]),
  ]);
  return rowsWritten;
}
