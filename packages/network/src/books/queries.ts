import { sql } from "kysely";
import { COUNTED, REAL } from "../conversion/index.ts";
import { inJson, type Db } from "../db/index.ts";
import type { BookFault } from "./faults.ts";

/** The maximum of faults listed of one kind: a single cause may affect everything. */
export const FAULTS_MAX = 100;

/** Checks the whole ledger and all payouts, each rule in one statement, so that data can't change in between. */
export async function faultsOfSums({ query }: Db): Promise<{ faults: BookFault[]; balances: number; payouts: number }> {
  const rows = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'transfer_without_cause' AS code, t.id AS subject,
      coalesce(t.conversion_id, t.correction_id, t.statement_id, t.payout_id) AS detail
    FROM transfer t LEFT JOIN conversion c ON c.id = t.conversion_id LEFT JOIN correction cor ON cor.id = t.correction_id
      LEFT JOIN bank_statement s ON s.id = t.statement_id
      LEFT JOIN payout p ON p.id = t.payout_id AND coalesce(t.conversion_id, t.correction_id, t.statement_id) IS NULL
    WHERE (c.id IS NOT NULL) + (cor.id IS NOT NULL) + (s.id IS NOT NULL) + (p.id IS NOT NULL) <> 1
      OR substr(t.id, 1, length(coalesce(c.id, cor.id, s.id, p.id)) + 5) <> 'trf_' || coalesce(c.id, cor.id, s.id, p.id) || '_'
    LIMIT ${FAULTS_MAX}`.execute(query);
  const balances = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'balance_differs' AS code, coalesce(s.account, b.account) || ' ' || coalesce(s.currency, b.currency) AS subject,
      coalesce(b.balance_minor, 0) || ', not ' || coalesce(s.minor, 0) AS detail
    FROM (${SUMS}) s FULL JOIN balance b ON b.account = s.account AND b.currency = s.currency
    WHERE coalesce(s.minor, 0) <> coalesce(b.balance_minor, 0)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const currencies = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'currency_unbalanced' AS code, currency AS subject, sum(balance_minor) || ', not 0' AS detail
    FROM balance GROUP BY currency HAVING sum(balance_minor) <> 0`.execute(query);
  const payouts = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'payout_differs' AS code, p.id AS subject, p.amount_minor || ', not ' || coalesce(sum(l.amount_minor), 0) AS detail
    FROM payout p LEFT JOIN (
      SELECT payout_id, amount_minor FROM payout_line WHERE is_dropped = 0
      UNION ALL SELECT payout_id, amount_minor FROM payout_correction) l ON l.payout_id = p.id
    GROUP BY p.id HAVING p.amount_minor <> coalesce(sum(l.amount_minor), 0) LIMIT ${FAULTS_MAX}`.execute(query);
  const orders = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'order_twice' AS code, max(id) AS subject, goal_id || ' ' || order_id AS detail
    FROM conversion WHERE order_id IS NOT NULL AND ${REAL} AND identity NOT GLOB 'moved/*'
    GROUP BY offer_id, goal_id, order_id HAVING count(*) > 1 LIMIT ${FAULTS_MAX}`.execute(query);
  const frozen = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'frozen_paid' AS code, p.id AS subject, p.created_at || ', frozen at ' || f.changed_at AS detail
    FROM freeze f JOIN payout p ON p.webmaster_id = f.webmaster_id AND p.created_at > f.changed_at
    WHERE f.event = 'freeze' AND NOT EXISTS (
      SELECT 1 FROM freeze e
      WHERE e.webmaster_id = f.webmaster_id AND e.version = f.version + 1 AND e.changed_at <= p.created_at)
    UNION ALL
    SELECT 'freeze_differs', w.id, coalesce(w.frozen_at, 'not frozen') || ', not ' || coalesce(f.event, 'never frozen')
    FROM webmaster w LEFT JOIN freeze f ON f.webmaster_id = w.id
      AND f.version = (SELECT max(version) FROM freeze WHERE webmaster_id = w.id)
    WHERE w.frozen_at IS NOT iif(f.event = 'freeze', f.changed_at, NULL)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const facts = await sql<{ code: BookFault["code"]; subject: string; detail: string }>`
    SELECT 'fact_differs' AS code, 'conversion_fact' AS subject, facts || ' facts of ' || due || ' conversions' AS detail
    FROM (SELECT (SELECT count(*) FROM conversion_fact) AS facts,
      (SELECT count(*) FROM conversion WHERE ${COUNTED}) AS due)
    WHERE facts <> due`.execute(query);
  const counted = await sql<{ balances: number; payouts: number }>`
    SELECT (SELECT count(*) FROM balance) AS balances, (SELECT count(*) FROM payout) AS payouts`.execute(query);
  return {
    faults: [
      ...rows.rows,
      ...balances.rows,
      ...currencies.rows,
      ...payouts.rows,
      ...frozen.rows,
      ...orders.rows,
      ...facts.rows,
    ],
    balances: counted.rows[0]?.balances ?? 0,
    payouts: counted.rows[0]?.payouts ?? 0,
  };
}

/** Which of these conversions have another fact than they should. */
export async function factsThatDiffer({ query }: Db, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    SELECT due.id FROM conversion_fact_due due
    LEFT JOIN conversion_fact f ON f.occurred_at = due.occurred_at AND f.id = due.id
    WHERE due.id IN ${inJson(ids)} AND (f.decided_at IS NOT due.decided_at
      OR (f.clicked_at, f.webmaster, f.offer, f.link, f.standing, f.currency, f.amount_minor, f.revenue_minor,
        f.commission_minor) IS NOT (due.clicked_at, due.webmaster, due.offer, due.link, due.standing, due.currency,
        due.amount_minor, due.revenue_minor, due.commission_minor))`.execute(query);
  return new Set(rows.map(({ id }) => id));
}

const SUMS = sql`
  SELECT account, currency, sum(minor) AS minor FROM (
    SELECT debit AS account, currency, -amount_minor AS minor FROM transfer
    UNION ALL SELECT credit, currency, amount_minor FROM transfer)
  GROUP BY account, currency`;
