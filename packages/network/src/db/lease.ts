import { rawStatement, type Db } from "./database.ts";

/** What one worker at a time does. */
export type LeaseName = "outbox" | `upload:${string}`;

/** The right to do something alone, until a moment. Work must begin nothing that it might finish later than that. */
export interface Lease {
  /** Unix ms: from then on another worker may take the lease over. */
  readonly until: number;
  /** Has the lease last for its full duration from now; false where another worker has taken it over. */
  renew(): Promise<boolean>;
}

/**
 * Does work that only one worker may do at a time; false, and no work done, where another worker has the lease. The
 * lease is given back when the work ends or throws. A worker that dies keeps it until it expires. One that outlives its
 * lease is not stopped: what it writes must be harmless then, by a unique row or by being written again.
 */
export async function withLease(
  { db, now }: { db: Db; now: () => number },
  { name, durationMs }: { name: LeaseName; durationMs: number },
  work: (lease: Lease) => Promise<void>,
): Promise<boolean> {
  const holder = crypto.randomUUID();
  let until = 0;
  const renew = async () => {
    const from = now();
    const { rowsWritten } = await db.write([
      rawStatement(
        `INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE until <= ?4 OR holder = excluded.holder`,
        [name, holder, from + durationMs, from],
      ),
    ]);
    if (rowsWritten > 0) until = from + durationMs;
    return rowsWritten > 0;
  };
  if (!(await renew())) return false;
  try {
    await work({
      get until() {
        return until;
      },
      renew,
    });
  } finally {
    await db.write([rawStatement("DELETE FROM lease WHERE name = ? AND holder = ?", [name, holder])]);
  }
  return true;
}
