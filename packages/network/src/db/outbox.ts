import { rawStatement, type Statement } from "./database.ts";

/** Marks keys of KV for publishing; belongs in the batch that changes their values. `changedAt` is Unix ms. */
export const publish = (keys: readonly string[], changedAt: number): Statement =>
  publishSelected({ text: "SELECT value AS key FROM json_each(?)", parameters: [JSON.stringify(keys)] }, changedAt);

/** The same for the keys that a query finds when the batch is written: its column is `key`, its parameters are `?`. */
export const publishSelected = (query: { text: string; parameters: readonly string[] }, changedAt: number): Statement =>
  rawStatement(
    `INSERT INTO outbox (key, mark, changed_at)
     SELECT key, hex(randomblob(8)), CAST(? AS INTEGER) FROM (${query.text}) WHERE true
     ON CONFLICT (key) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at`,
    [changedAt, ...query.parameters],
  );
