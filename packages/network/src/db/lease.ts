import { rawStatement, type Db } from "./database.ts";

/** Work that only one worker at a time may do. */
export type LeaseName = "outbox" | `upload:${string}`;

/** An exclusive right that expires. Work must not start anything that might finish after the expiry. */
export interface Lease {
  /** Unix ms; from then on another worker may take over the lease. */
  readonly until: number;
  /** Extends the lease to its full duration from now; false if another worker has taken it over. */
  renew(): Promise<boolean>;
}

/**
 * Does work that only one worker may do at a time. Returns false without doing it if another worker has the lease. The
 * lease is released when the work ends or throws. A worker that dies keeps it until it expires. A worker that exceeds
 * its lease is not stopped: its late writes must be harmless, by a unique row or by being repeatable.
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
