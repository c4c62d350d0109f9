import { sql } from "kysely";
import type { Db } from "../db/index.ts";
import type { BookFault } from "./faults.ts";
import { FAULTS_MAX } from "./queries.ts";

type FaultRow = { code: BookFault["code"]; subject: string; detail: string };

/**
 * Checks every correction: it has exactly the transfers of its posting and its payment, it agrees with its history, and
 * it has the payout lines of that history. One statement a check, so that data can't change in between.
 */
export async function faultsOfCorrections({ query }: Db): Promise<{ faults: BookFault[]; corrections: number }> {
  const transfers = await sql<FaultRow>`
    ${EXPECTED}
    SELECT iif(t.id IS NULL, 'transfer_missing', 'transfer_differs') AS code, e.id AS subject,
      coalesce(t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit, 'none')
        || ', not ' || abs(e.minor) || ' ' || e.currency || ' from ' || e.debit || ' to ' || e.credit AS detail
    FROM expected e LEFT JOIN transfer t ON t.id = e.id
    WHERE (t.debit, t.credit, t.currency, t.amount_minor, t.correction_id, t.payout_id) IS NOT
      (e.debit, e.credit, e.currency, abs(e.minor), e.correction_id, e.payout_id)
    UNION ALL
    SELECT 'transfer_surplus', t.id, t.amount_minor || ' ' || t.currency || ' from ' || t.debit || ' to ' || t.credit
    FROM correction cor JOIN transfer t ON t.id >= 'trf_' || cor.id || '_' AND t.id < 'trf_' || cor.id || '${sql.raw("`")}'
    WHERE t.id NOT IN (SELECT id FROM expected)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const histories = await sql<FaultRow>`
    WITH step AS (${STEPS})
    SELECT 'history_differs' AS code, cor.id AS subject,
      'version ' || cor.version || ' ' || cor.payment || ', ' || count(s.version) || ' steps' AS detail
    FROM correction cor LEFT JOIN step s ON s.correction_id = cor.id
    GROUP BY cor.id
    HAVING cor.version <> 1 + count(s.version) OR cor.version <> coalesce(max(s.version), 1)
      OR cor.payment <> coalesce(max(iif(s.version = cor.version, s.payment, NULL)), 'none')
      OR (cor.status <> 'posted' OR cor.webmaster_id IS NULL) AND count(s.version) > 0
      OR sum(s.way NOT IN ('none on_payment', 'on_payment paid', 'on_payment none', 'paid none')) > 0
    LIMIT ${FAULTS_MAX}`.execute(query);
  const lines = await sql<FaultRow>`
    WITH due AS (
      SELECT c.correction_id, c.payout_id, cor.amount_minor, cor.webmaster_id, cor.currency, max(c.payment = 'none') AS is_released,
        max(c.payment = 'paid') AS is_paid
      FROM correction_change c JOIN correction cor ON cor.id = c.correction_id GROUP BY c.correction_id, c.payout_id)
    SELECT 'line_differs' AS code, coalesce(d.correction_id, l.correction_id) AS subject,
      coalesce(l.amount_minor || iif(l.released_at IS NULL, '', ' released'), 'none') || ', not '
        || coalesce(d.amount_minor || iif(d.is_released, ' released', ''), 'none')
        || ' in ' || coalesce(d.payout_id, l.payout_id) AS detail
    FROM due d
    FULL JOIN payout_correction l ON l.correction_id = d.correction_id AND l.payout_id = d.payout_id
    LEFT JOIN payout p ON p.id = l.payout_id
    WHERE (l.amount_minor, l.released_at IS NOT NULL, p.webmaster_id, p.currency,
        p.status IN ('cancelled', 'returned', 'declined'), p.status = 'paid') IS NOT
      (d.amount_minor, d.is_released, d.webmaster_id, d.currency, d.is_released, d.is_paid AND NOT d.is_released)
    LIMIT ${FAULTS_MAX}`.execute(query);
  const counted = await sql<{ corrections: number }>`SELECT count(*) AS corrections FROM correction`.execute(query);
  return {
    faults: [...transfers.rows, ...histories.rows, ...lines.rows],
    corrections: counted.rows[0]?.corrections ?? 0,
  };
}

/** Each step, with the payment before and after it. */
const STEPS = sql`
  SELECT correction_id, version, payment, payout_id,
    lag(payment, 1, 'none') OVER (PARTITION BY correction_id ORDER BY version) AS before,
    lag(payment, 1, 'none') OVER (PARTITION BY correction_id ORDER BY version) || ' ' || payment AS way
  FROM correction_change`;

/** Every transfer that corrections must have posted. One of a negative amount runs in the opposite direction. */
const EXPECTED = sql`
  WITH way AS (
    SELECT id AS correction_id, 'trf_' || id || '_0001_correction' AS id, amount_minor AS minor, currency, NULL AS payout_id,
      iif(webmaster_id IS NULL, 'advertiser:' || advertiser_id || ':receivable', 'network:corrections') AS source,
      iif(webmaster_id IS NULL, 'network:corrections', 'webmaster:' || webmaster_id || ':available') AS target
    FROM correction WHERE status = 'posted'
    UNION ALL
    SELECT cor.id, 'trf_' || cor.id || '_' || format('%04d', s.version) || '_payment', cor.amount_minor, cor.currency, s.payout_id,
      'webmaster:' || cor.webmaster_id || ':' || iif(s.before = 'none', 'available', s.before),
      'webmaster:' || cor.webmaster_id || ':' || iif(s.payment = 'none', 'available', s.payment)
    FROM (${STEPS}) s JOIN correction cor ON cor.id = s.correction_id),
  expected AS (
    SELECT *, iif(minor > 0, source, target) AS debit, iif(minor > 0, target, source) AS credit FROM way)`;
