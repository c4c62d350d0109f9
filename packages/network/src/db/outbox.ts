import { rawStatement, type Statement } from "./database.ts";

/** Marks keys of KV for publishing; belongs in the batch that changes their values. */
export const publish = (keys: readonly string[], changedAt: number): Statement =>
  rawStatement(
    `INSERT INTO outbox (key, mark, changed_at) SELECT DISTINCT value, hex(randomblob(8)), ? FROM json_each(?) WHERE true
     ON CONFLICT (key) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at`,
    [changedAt, JSON.stringify(keys)],
  );
