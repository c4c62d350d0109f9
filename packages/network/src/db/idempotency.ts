import { rawStatement, writeIfFirst, type Db } from "./database.ts";
import { DAY_MS } from "@waymark/contract/duration";

/** The state of a request with an Idempotency-Key. */
export type Earlier =
  | { kind: "first" }
  | { kind: "in_progress" }
  | { kind: "mismatch" }
  | { kind: "answered"; status: number; body: string };

/** Claims the key for this request, or returns the state of the request that has it. `id` names actor and key. */
export async function claimIdempotencyKey(
  db: Db,
  request: { id: string; fingerprint: string },
  now: number,
): Promise<Earlier> {
  const insert = rawStatement("INSERT INTO idempotency (id, fingerprint, created_at) VALUES (?, ?, ?)", [
    request.id,
    request.fingerprint,
    now,
  ]);
  if (await writeIfFirst(db, [insert])) return { kind: "first" };
  const row = await db.query.selectFrom("idempotency").selectAll().where("id", "=", request.id).executeTakeFirst();
  if (row === undefined) return { kind: "in_progress" };
  if (row.fingerprint !== request.fingerprint) return { kind: "mismatch" };
  return row.status === null || row.body === null
    ? { kind: "in_progress" }
    : { kind: "answered", status: row.status, body: row.body };
}

/** Keeps the answer for repeats of the request. */
export const keepIdempotentAnswer = (db: Db, id: string, answer: { status: number; body: string }) =>
  db.write([
    rawStatement("UPDATE idempotency SET status = ?, body = ? WHERE id = ?", [answer.status, answer.body, id]),
  ]);

/** Releases the key: the request failed with a server error and may be tried again. */
export const dropIdempotencyKey = (db: Db, id: string) =>
  db.write([rawStatement("DELETE FROM idempotency WHERE id = ?", [id])]);

/** Deletes answers older than a day. Returns how many. */
export async function forgetIdempotentAnswers(db: Db, now: number): Promise<number> {
  const { rowsWritten } = await db.write([
    rawStatement("DELETE FROM idempotency WHERE created_at < ?", [now - DAY_MS]),
  ]);
  return rowsWritten;
}
