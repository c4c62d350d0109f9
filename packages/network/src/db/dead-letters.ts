import { jsonChunks, rawStatement, type Db } from "./database.ts";

/** A message that no consumer could take in. Its id derives from the message, so that it is kept once. */
export interface DeadLetter {
  id: string;
  queue: string;
  reason: string;
  body: string;
}

/** Keeps messages that can't be processed, with the reason, until somebody replays them. */
export const keepDeadLetters = (db: Db, letters: readonly DeadLetter[], keptAt: number) =>
  db.write(
    jsonChunks(letters.map(({ id, queue, reason, body }) => [id, queue, reason, body])).map((json) =>
      rawStatement(
        `INSERT INTO dead_letter (id, queue, reason, body, kept_at)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ? FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
        [keptAt, json],
      ),
    ),
  );
