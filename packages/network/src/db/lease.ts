import { rawStatement, type Db, type Statement } from "./database.ts";

/** Work that only one worker at a time may do. */
export type LeaseName = "outbox" | `upload:${string}` | `payout_run:${string}` | `bank_statement:${string}`;

/** An exclusive right that expires. Work must not start anything that might finish after the expiry. */
export interface Lease {
  /** Unix ms; from then on another worker may take over the lease. */
  readonly until: number;
  /** Extends the lease to its full duration from now; false if another worker has taken it over. */
  renew(): Promise<boolean>;
}

/** A lease and the worker that holds it, by a name that no other has. */
export interface Holding {
  name: LeaseName;
  holder: string;
}

/**
 * Takes the lease, or extends it, unless another worker has it or the condition does not hold: SQL with one parameter,
 * `?5`.
 */
export const takeLease = (
  { name, holder }: Holding,
  { from, until }: { from: number; until: number },
  condition?: { text: string; parameter: string },
): Statement =>
  rawStatement(
    `INSERT INTO lease (name, holder, until) SELECT ?1, ?2, CAST(?3 AS INTEGER) WHERE ${condition?.text ?? "true"}
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE until <= ?4 OR holder = excluded.holder`,
    [name, holder, until, from, ...(condition === undefined ? [] : [condition.parameter])],
  );

export const releaseLease = ({ name, holder }: Holding): Statement =>
  rawStatement("DELETE FROM lease WHERE name = ? AND holder = ?", [name, holder]);

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
  const own: Holding = { name, holder: crypto.randomUUID() };
  let until = 0;
  const renew = async () => {
    const from = now();
    const { rowsWritten } = await db.write([takeLease(own, { from, until: from + durationMs })]);
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
    await db.write([releaseLease(own)]);
  }
  return true;
}
