import { sql } from "kysely";
import type { Db } from "../db/index.ts";
import type { BookFault } from "./faults.ts";
import { FAULTS_MAX } from "./queries.ts";

type FaultRow = { code: BookFault["code"]; subject: string; detail: string };

/**
 * Checks committed bank statements: each charge, by itself or with a payment, posted exactly its transfer, and each entry that paid or returned a payout
 * agrees with it. One statement a check, so that data can't change in between.
 */
export async function faultsOfStatements({ query }: Db): Promise<BookFault[]> {
  const transfers = await sql<FaultRow>`
    WITH expected AS (
      SELECT 'trf_' || e.statement_id || '_' || format('%05d', e.number) || '_charge' AS id, e.statement_id, s.currency,
        iif(e.outcome = 'charge', -e.amount_minor, e.charge_minor) AS minor
      FROM bank_statement_entry e JOIN bank_statement s ON s.id = e.statement_id
      WHERE e.is_final = 1 AND (e.outcome = 'charge' OR (e.outcome = 'paid' AND e.charge_minor > 0)))
    SELECT iif(t.id IS NULL, 'transfer_missing', 'transfer_differs') AS code, e.id AS subject,
      coalesce(t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit, 'none')
        || ', not ' || e.minor || ' ' || e.currency || ' from network:bank_charges to network:cash' AS detail
    FROM expected e LEFT JOIN transfer t ON t.id = e.id
    WHERE (t.debit, t.credit, t.currency, t.amount_minor, t.statement_id) IS NOT
      ('network:bank_charges', 'network:cash', e.currency, e.minor, e.statement_id)
    UNION ALL
    SELECT 'transfer_surplus', t.id, t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit
    FROM bank_statement s JOIN transfer t ON t.id >= 'trf_' || s.id || '_' AND t.id < 'trf_' || s.id || '${sql.raw("`")}'
    WHERE t.id NOT IN (SELECT id FROM expected)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const entries = await sql<FaultRow>`
    SELECT 'statement_differs' AS code, e.statement_id || ' ' || e.number AS subject,
      e.outcome || ' ' || e.amount_minor || ' of ' || coalesce(p.id || ' ' || p.status || ' ' || p.net_minor, 'no payout') AS detail
    FROM bank_statement_entry e LEFT JOIN payout p ON p.id = e.payout_id
    WHERE e.is_final = 1 AND e.outcome IN ('paid', 'returned') AND (p.id IS NULL
      OR (e.outcome = 'paid' AND (-e.amount_minor - e.charge_minor <> p.net_minor
        OR NOT (p.status IN ('paid', 'returned') OR p.job IS 'settle')))
      OR (e.outcome = 'returned' AND NOT (p.status = 'returned' OR p.job IS 'return'))
      OR (e.outcome = 'returned' AND e.kind <> 'rejection' AND e.amount_minor + e.charge_minor <> p.net_minor))
    LIMIT ${FAULTS_MAX}`.execute(query);
  return [...transfers.rows, ...entries.rows];
}
