import { sql } from "kysely";
import type { Db } from "../db/index.ts";
import type { BookFault } from "./faults.ts";
import { FAULTS_MAX } from "./queries.ts";

type FaultRow = { code: BookFault["code"]; subject: string; detail: string };

/**
 * Every correction: its posting and each step of its payment have their transfer and there are no others, it is what its
 * history says, and it has the payout lines of that history. One statement a question, so that nothing moves meanwhile.
 */
export async function faultsOfAdjustments({ query }: Db): Promise<{ faults: BookFault[]; adjustments: number }> {
  const transfers = await sql<FaultRow>`
    ${EXPECTED}
    SELECT iif(t.id IS NULL, 'transfer_missing', 'transfer_differs') AS code, e.id AS subject,
      coalesce(t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit, 'none')
        || ', not ' || abs(e.minor) || ' ' || e.currency || ' from ' || e.debit || ' to ' || e.credit AS detail
    FROM expected e LEFT JOIN transfer t ON t.id = e.id
    WHERE (t.debit, t.credit, t.currency, t.amount_minor, t.adjustment_id, t.payout_id) IS NOT
      (e.debit, e.credit, e.currency, abs(e.minor), e.adjustment_id, e.payout_id)
    UNION ALL
    SELECT 'transfer_surplus', t.id, t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit
    FROM adjustment a JOIN transfer t ON t.id >= 'trf_' || a.id || '_' AND t.id < 'trf_' || a.id || '${sql.raw("`")}'
    WHERE t.id NOT IN (SELECT id FROM expected)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const histories = await sql<FaultRow>`
    WITH step AS (${STEPS})
    SELECT 'history_differs' AS code, a.id AS subject,
      'version ' || a.version || ' ' || a.payment || ', ' || count(s.version) || ' steps' AS detail
    FROM adjustment a LEFT JOIN step s ON s.adjustment_id = a.id
    GROUP BY a.id
    HAVING a.version <> 1 + count(s.version) OR a.version <> coalesce(max(s.version), 1)
      OR a.payment <> coalesce(max(iif(s.version = a.version, s.payment, NULL)), 'none')
      OR (a.status <> 'posted' OR a.webmaster_id IS NULL) AND count(s.version) > 0
      OR sum(s.way NOT IN ('none on_payment', 'on_payment paid', 'on_payment none', 'paid none')) > 0
    LIMIT ${FAULTS_MAX}`.execute(query);
  const lines = await sql<FaultRow>`
    WITH due AS (
      SELECT c.adjustment_id, c.payout_id, a.amount_minor, a.webmaster_id, a.currency, max(c.payment = 'none') AS is_released,
        max(c.payment = 'paid') AS is_paid
      FROM adjustment_change c JOIN adjustment a ON a.id = c.adjustment_id GROUP BY c.adjustment_id, c.payout_id)
    SELECT 'line_differs' AS code, coalesce(d.adjustment_id, l.adjustment_id) AS subject,
      coalesce(l.amount_minor || iif(l.released_at IS NULL, '', ' released'), 'none') || ', not '
        || coalesce(d.amount_minor || iif(d.is_released, ' released', ''), 'none')
        || ' in ' || coalesce(d.payout_id, l.payout_id) AS detail
    FROM due d
    FULL JOIN payout_adjustment l ON l.adjustment_id = d.adjustment_id AND l.payout_id = d.payout_id
    LEFT JOIN payout p ON p.id = l.payout_id
    WHERE (l.amount_minor, l.released_at IS NOT NULL, p.webmaster_id, p.currency,
        p.status IN ('cancelled', 'returned', 'declined'), p.status = 'paid') IS NOT
      (d.amount_minor, d.is_released, d.webmaster_id, d.currency, d.is_released, d.is_paid AND NOT d.is_released)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const counted = await sql<{ adjustments: number }>`SELECT count(*) AS adjustments FROM adjustment`.execute(query);
  return {
    faults: [...transfers.rows, ...histories.rows, ...lines.rows],
    adjustments: counted.rows[0]?.adjustments ?? 0,
  };
}

/** Each step with the payment before and after it. */
const STEPS = sql`
  SELECT adjustment_id, version, payment, payout_id,
    lag(payment, 1, 'none') OVER (PARTITION BY adjustment_id ORDER BY version) AS before,
    lag(payment, 1, 'none') OVER (PARTITION BY adjustment_id ORDER BY version) || ' ' || payment AS way
  FROM adjustment_change`;

/** Every transfer that corrections must have posted; one of an amount below 0 runs the other way. */
const EXPECTED = sql`
  WITH way AS (
    SELECT id AS adjustment_id, 'trf_' || id || '_0001_adjustment' AS id, amount_minor AS minor, currency, NULL AS payout_id,
      iif(webmaster_id IS NULL, 'advertiser:' || advertiser_id || ':receivable', 'network:adjustments') AS source,
      iif(webmaster_id IS NULL, 'network:adjustments', 'webmaster:' || webmaster_id || ':available') AS target
    FROM adjustment WHERE status = 'posted'
    UNION ALL
    SELECT a.id, 'trf_' || a.id || '_' || format('%04d', s.version) || '_payment', a.amount_minor, a.currency, s.payout_id,
      'webmaster:' || a.webmaster_id || ':' || iif(s.before = 'none', 'available', s.before),
      'webmaster:' || a.webmaster_id || ':' || iif(s.payment = 'none', 'available', s.payment)
    FROM (${STEPS}) s JOIN adjustment a ON a.id = s.adjustment_id),
  expected AS (
    SELECT *, iif(minor > 0, source, target) AS debit, iif(minor > 0, target, source) AS credit FROM way)`;
