import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** Conversions of one click's day are compared with each other; reports of them come later. */
const KEPT_MS = 2 * DAY_MS;
/** However long a conversion waits for its second stage. */
const KEPT_MS_MAX = 90 * DAY_MS;
const STEP = 2_000;

/**
 * Erases the address hashes of conversions that have passed the second stage, or are older than 90 days. Returns how
 * many; call again while it is not 0.
 */
export async function eraseAddresses({ db, now, actor }: Context): Promise<number> {
  requireRole({ actor }, OPERATOR_OR_JOB, "erase address hashes");
  const { numAffectedRows = 0n } = await sql`
    UPDATE conversion_evidence SET address = '' WHERE conversion_id IN (
      SELECT e.conversion_id FROM conversion_evidence e JOIN conversion c ON c.id = e.conversion_id
      WHERE e.address <> '' AND e.recorded_at <= ${now() - KEPT_MS}
        AND (c.check_due = 'no' OR e.recorded_at <= ${now() - KEPT_MS_MAX}) LIMIT ${STEP})`.execute(db.query);
  return Number(numAffectedRows);
}
