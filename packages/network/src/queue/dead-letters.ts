import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Actor } from "../context.ts";
import { BEYOND, jsonChunks, ORDER_BY, rawStatement, type Sort, type Db, type ArchiveTables } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** A message that no consumer could process. Its id derives from the message, so that it is kept once. */
export interface DeadLetter {
  id: string;
  queue: string;
  reason: string;
  body: string;
}

/** An entry of the list: the beginning of the body, and the place of the whole. */
export type DeadLetterRow = ArchiveTables["dead_letter"];

interface Keeper {
  db: Db;
  archive: R2Bucket;
  now: () => number;
}

interface Reader extends Keeper {
  actor: Actor;
}

/** The beginning of a body that the list shows, in UTF-16 units. */
const EXCERPT_MAX = 4_000;
/** Objects without rows that one run lists. */
const UNLISTED_MAX = 20;
const UNLISTED = "dead-letters-unlisted/";

/**
 * Keeps messages that can't be processed, with the reason, until they are replayed: their bodies in one object of R2,
 * and a row each for the list. If the database is down they are still kept, and `listUnlisted` writes the rows later.
 * Throws if R2 does not accept them.
 */
export async function keepDeadLetters(keeper: Keeper, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const keptAt = keeper.now();
  const lines = letters.map((letter) => JSON.stringify({ ...letter, keptAt }));
  // The same letters make the same object except for its times, which have the same length, so that rows of an earlier
  // one stay valid.
  const hash = createHash("sha256").update(JSON.stringify(letters)).digest("hex");
  const object = `dead-letters/${new Date(keptAt).toISOString().slice(0, 10)}/${hash.slice(0, 32)}.ndjson`;
  await keeper.archive.put(object, lines.map((line) => `${line}\n`).join(""));
  try {
    await keeper.db.write(insertLetters(object, lines));
  } catch (error) {
    console.error({ event: "dead_letter.unlisted", object, letters: letters.length, error: String(error) });
    await keeper.archive.put(UNLISTED + object, "");
  }
}

/** Writes the rows of letters that were kept while the database was down. Returns how many objects had none. */
export async function listUnlisted({ archive, db }: Keeper): Promise<number> {
  const { objects } = await archive.list({ prefix: UNLISTED, limit: UNLISTED_MAX });
  for (const { key } of objects) {
    const object = key.slice(UNLISTED.length);
    const text = await (await archive.get(object))?.text();
    await db.write(insertLetters(object, text?.split("\n").slice(0, -1) ?? []));
    await archive.delete(key);
  }
  return objects.length;
}

/** Rows for the lines of an object. */
function insertLetters(object: string, lines: readonly string[]) {
  let place = 0;
  const rows = lines.map((line) => {
    const { id, queue, reason, body, keptAt } = JSON.parse(line) as DeadLetter & { keptAt: number }; // written above
    const bytes = Buffer.byteLength(line);
    const row = [id, queue, reason, body.slice(0, EXCERPT_MAX), keptAt, place, bytes];
    place += bytes + 1;
    return row;
  });
  return jsonChunks(rows).map((json) =>
    rawStatement(
      `INSERT INTO dead_letter (id, queue, reason, body, kept_at, place, bytes, object)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, ?
       FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
      [object, json],
    ),
  );
}

/** Selects letters by queue, by when they were kept (Unix ms, `to` exclusive), and by whether they were replayed. */
export interface DeadLetterRange {
  queue?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  isReplayed?: boolean | undefined;
}

/** By time; `seen` is the time and id of the last one seen. Throws `forbidden`: they hold unchecked input. */
export async function listDeadLetters(
  ctx: Pick<Reader, "db" | "actor">,
  range: DeadLetterRange,
  page: { seen?: { at: number; id: string } | undefined; sort: Sort; limit: number },
): Promise<DeadLetterRow[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "read dead letters");
  const { seen, sort, limit } = page;
  const order = ORDER_BY[sort];
  let rows = ctx.db.query
    .selectFrom("dead_letter")
    .selectAll()
    .orderBy("kept_at", order)
    .orderBy("id", order)
    .limit(limit);
  if (range.queue !== undefined) rows = rows.where("queue", "=", range.queue);
  if (range.from !== undefined) rows = rows.where("kept_at", ">=", range.from);
  if (range.to !== undefined) rows = rows.where("kept_at", "<", range.to);
  if (range.isReplayed !== undefined) rows = rows.where("replayed_at", range.isReplayed ? "is not" : "is", null);
  if (seen !== undefined)
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("kept_at", "id"), BEYOND[sort], tuple(seen.at, seen.id)),
    );
  return rows.execute();
}

/** A letter's whole body. Throws if its object is missing. */
export async function readDeadLetter({ archive }: Pick<Keeper, "archive">, row: DeadLetterRow): Promise<string> {
  if (row.object === null || row.place === null || row.bytes === null) return row.body;
  const found = await archive.get(row.object, { range: { offset: row.place, length: row.bytes } });
  if (found === null) throw new Error(`the object ${row.object} of a dead letter is lost`);
  return (JSON.parse(await found.text()) as DeadLetter).body; // written by keepDeadLetters
}

/** Records which letters were replayed, and why the others were refused again. */
export async function settleDeadLetters(
  { db, now }: Pick<Keeper, "db" | "now">,
  letters: { replayed: readonly string[]; refused: readonly { id: string; reason: string }[] },
): Promise<void> {
  await db.write([
    rawStatement(
      `UPDATE dead_letter SET replayed_at = ? WHERE replayed_at IS NULL AND id IN (SELECT value FROM json_each(?))`,
      [now(), JSON.stringify(letters.replayed)],
    ),
    rawStatement(
      `UPDATE dead_letter SET reason = again.value ->> 1 FROM json_each(?) again
       WHERE dead_letter.id = again.value ->> 0`,
      [JSON.stringify(letters.refused.map(({ id, reason }) => [id, reason]))],
    ),
  ]);
}

/** How many letters of each queue wait, and since when. Throws `forbidden` to all but the operator. */
export async function countDeadLetters(ctx: Pick<Reader, "db" | "actor">) {
  requireRole(ctx, OPERATOR_OR_JOB, "read dead letters");
  return ctx.db.query
    .selectFrom("dead_letter")
    .select(({ fn }) => ["queue", fn.countAll<number>().as("letters"), fn.min<number>("kept_at").as("oldest_at")])
    .where("replayed_at", "is", null)
    .groupBy("queue")
    .orderBy("queue")
    .execute();
}
