import { sql, type SqlBool } from "kysely";
import { DAY_MS } from "@waymark/contract/duration";
import { actorName, type Context } from "../context.ts";
import { rawStatement, voidIf, type Statement } from "../db/index.ts";

/** How long a webmaster has to upload a signed document. */
export const DOCUMENT_WAIT_MS = 10 * DAY_MS;

/**
 * SQL over `payout` as `p`: it waits for a signed document, so nothing may pay it. Files, providers and the settling of a
 * run ask here.
 */
export const WAITS_FOR_DOCUMENT = sql<SqlBool>`EXISTS (
  SELECT 1 FROM payout_document d WHERE d.payout_id = p.id AND d.kind = 'act' AND d.status IN ('required', 'check'))`;

/** Asks for a signed document for each payout of a run that is above the threshold, for the batch that sends the run. */
export const requireDocuments = ({ now }: Context, runId: string): Statement =>
  rawStatement(
    `INSERT INTO payout_document (id, payout_id, kind, webmaster_id, status, required_at, due_at)
     SELECT 'doc_' || substr(p.id, 5) || 'a', p.id, 'act', p.webmaster_id, 'required', CAST(?2 AS INTEGER), CAST(?3 AS INTEGER)
     FROM payout p LEFT JOIN payout_account a ON a.id = p.account_id
     WHERE p.run_id = ?1 AND p.status = 'new' AND p.job IS NULL AND p.amount_minor + p.vat_minor > (
       SELECT min(t.document_above_minor) FROM payout_terms t
       WHERE t.currency = p.currency AND t.method IN ('', coalesce(a.method, '')))`,
    [runId, now(), now() + DOCUMENT_WAIT_MS],
  );

/** How many payouts of a sent run wait for a document, and how many others are still on payment. */
export async function countWaiting({ db }: Context, runId: string): Promise<{ waiting: number; others: number }> {
  const { rows } = await sql<{ waiting: number; others: number }>`
    SELECT coalesce(sum(waits), 0) AS waiting, coalesce(sum(1 - waits), 0) AS others
    FROM (SELECT ${WAITS_FOR_DOCUMENT} AS waits FROM payout p WHERE p.run_id = ${runId} AND p.status = 'on_payment')`.execute(
    db.query,
  );
  return rows[0] ?? { waiting: 0, others: 0 };
}

/** Marks the payouts of a run as paid, apart from those that wait for a document. Void if another number waits by then. */
export const markOthersPaid = ({ db, actor }: Context, runId: string, waiting: number): Statement[] => [
  voidIf(
    db,
    sql`(SELECT count(*) FROM payout p WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND ${WAITS_FOR_DOCUMENT}) <> ${waiting}`,
  ),
  sql`UPDATE payout AS p SET job = 'settle', job_by = ${actorName(actor)}, position = '', version = version + 1
    WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND NOT ${WAITS_FOR_DOCUMENT}`.compile(
    db.query,
  ),
];
