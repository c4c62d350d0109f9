import { sql } from "kysely";
import type { Db } from "../db/index.ts";
import { postingsOf } from "../payout/index.ts";
import type { BookFault } from "./faults.ts";
import { FAULTS_MAX } from "./queries.ts";

type FaultRow = { code: BookFault["code"]; subject: string; detail: string };

/**
 * Checks the cash of payouts: each settlement and each return posted exactly its transfers, and what left the network's
 * cash is what webmasters' accounts `paid` have got. One statement a check, so that data can't change in between.
 */
export async function faultsOfPayouts({ query }: Db): Promise<BookFault[]> {
  const transfers = await sql<FaultRow>`
    ${EXPECTED}
    SELECT iif(t.id IS NULL, 'transfer_missing', 'transfer_differs') AS code, e.id AS subject,
      coalesce(t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit, 'none')
        || ', not ' || e.minor || ' ' || e.currency || ' from ' || e.debit || ' to ' || e.credit AS detail
    FROM expected e LEFT JOIN transfer t ON t.id = e.id
    WHERE (t.debit, t.credit, t.currency, t.amount_minor, t.payout_id) IS NOT
      (e.debit, e.credit, e.currency, e.minor, e.payout_id)
    UNION ALL
    SELECT 'transfer_surplus', t.id, t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit
    FROM payout p JOIN transfer t ON t.id >= 'trf_' || p.id || '_' AND t.id < 'trf_' || p.id || '${sql.raw("`")}'
    WHERE t.id NOT IN (SELECT id FROM expected)
    UNION ALL
    SELECT 'history_differs', p.id, p.status || ', not ' || coalesce(c.status, 'none')
    FROM payout p LEFT JOIN payout_change c ON c.payout_id = p.id
      AND c.version = (SELECT max(version) FROM payout_change WHERE payout_id = p.id)
    WHERE p.job IS NULL AND EXISTS (SELECT 1 FROM payout_change WHERE payout_id = p.id) AND p.status IS NOT c.status
    LIMIT ${FAULTS_MAX}`.execute(query);
  const cash = await sql<FaultRow>`
    SELECT 'disbursed_differs' AS code, currency AS subject, sum(minor) || ', not 0' AS detail FROM (
      SELECT currency, balance_minor AS minor FROM balance
      WHERE account = 'network:disbursed' OR (account >= 'webmaster:' AND account < 'webmaster;' AND substr(account, -5) = ':paid')
      UNION ALL ${HALF_DONE})
    GROUP BY currency HAVING sum(minor) <> 0 LIMIT ${FAULTS_MAX}`.execute(query);
  return [...transfers.rows, ...cash.rows];
}

/** Lines of payouts whose cash follows with their last line: settled and not posted yet, or returned and not posted back. */
const HALF_DONE = sql`
  SELECT p.currency, iif(p.job = 'settle', -1, 1) * l.amount_minor
  FROM payout p JOIN payout_line l ON l.payout_id = p.id AND l.is_dropped = 0 AND l.conversion_id <= p.position
  WHERE p.job = 'settle' OR (p.job = 'return' AND p.status = 'paid')`;

/** Every transfer that payouts must have posted. A return posts its settlement back, if there was one. */
const EXPECTED = sql`
  WITH step AS MATERIALIZED (
    SELECT p.*, c.version AS posted_version, c.status AS step,
      EXISTS (SELECT 1 FROM payout_change s WHERE s.payout_id = p.id AND s.status = 'paid' AND s.version < c.version) AS was_paid
    FROM payout_change c JOIN payout p ON p.id = c.payout_id WHERE c.status IN ('paid', 'returned')),
  expected AS (
    ${sql.raw(postingsOf("settle", "(SELECT * FROM step WHERE step = 'paid')"))}
    UNION ALL
    ${sql.raw(postingsOf("return", "(SELECT * FROM step WHERE step = 'returned')"))})`;
