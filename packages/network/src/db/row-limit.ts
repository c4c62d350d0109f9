import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { NetworkError } from "../errors.ts";
import { ConcurrentWriteError } from "./concurrent-write.ts";
import type { Db, Statement } from "./database.ts";

/** Voids its batch, as a concurrent writer does, if the condition holds: it inserts one row twice. */
export const voidIf = ({ query }: Pick<Db, "query">, condition: RawBuilder<SqlBool>): Statement =>
  sql`INSERT INTO quota (account, name, max, changed_at)
    SELECT '', '', 0, 0 FROM (SELECT 1 UNION ALL SELECT 2) WHERE ${condition}`.compile(query);

/** The maximum of rows that there may be, and the refusal of more. */
export interface RowLimit {
  /** A subquery that counts them, before the batch adds one. */
  count: RawBuilder<number>;
  max: number;
  refusal: () => NetworkError;
}

const isReached = ({ count, max }: RowLimit) => sql<SqlBool>`${count} >= CAST(${max} AS INTEGER)`;

/** The statement that voids a batch which would add a row beyond the limit: concurrent batches can't exceed it together. */
export const withinRowLimit = (db: Pick<Db, "query">, limit: RowLimit): Statement => voidIf(db, isReached(limit));

/** Throws the refusal if the limit is reached: before something costly, or to say why a batch was void. */
export async function requireRowLimit({ query }: Pick<Db, "query">, limit: RowLimit): Promise<void> {
  const { reached } = await query.selectNoFrom(isReached(limit).as("reached")).executeTakeFirstOrThrow();
  if (reached) throw limit.refusal();
}

/** Writes statements that add a row, within the limit. Throws its refusal, and `ConcurrentWriteError` as `write` does. */
export async function writeWithinRowLimit(db: Db, limit: RowLimit, statements: readonly Statement[]): Promise<void> {
  try {
    await db.write([withinRowLimit(db, limit), ...statements]);
  } catch (error) {
    if (error instanceof ConcurrentWriteError) await requireRowLimit(db, limit);
    throw error;
  }
}
