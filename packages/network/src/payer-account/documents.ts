import { actorName, type Context } from "../context.ts";
import { inJson, jsonChunks, rawStatement, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** The number of a payment document: 1, 2, 3, … within its legal entity and year, without a gap. */
export interface DocumentNumber {
  year: number;
  number: number;
}

/** Payouts that a legal entity pays, in the order of their numbers. */
interface Numbered {
  legalEntityId: string;
  payoutIds: readonly string[];
}

/**
 * Gives each payout the next number of the legal entity in this year, unless it has one of that entity already. They
 * belong into the batch that uses the numbers: a batch that fails leaves no gap, and of two at once the later goes on
 * where the earlier ended. `findDocumentNumbers` answers them afterwards. Throws `forbidden`.
 */
export function numberDocuments(
  ctx: Context,
  { legalEntityId, payoutIds, year }: Numbered & Pick<DocumentNumber, "year">,
): Statement[] {
  requireRole(ctx, OPERATOR_OR_JOB, "number payment documents");
  return jsonChunks([...new Set(payoutIds)]).map((json) =>
    rawStatement(
      `INSERT INTO document_number (legal_entity_id, year, number, payout_id, taken_at, taken_by)
       SELECT ?1, CAST(?2 AS INTEGER), row_number() OVER (ORDER BY one.key) + coalesce((
           SELECT max(number) FROM document_number WHERE legal_entity_id = ?1 AND year = CAST(?2 AS INTEGER)), 0),
         one.value, CAST(?3 AS INTEGER), ?4
       FROM json_each(?5) one
       WHERE NOT EXISTS (SELECT 1 FROM document_number d WHERE d.payout_id = one.value AND d.legal_entity_id = ?1)`,
      [legalEntityId, year, ctx.now(), actorName(ctx.actor), json],
    ),
  );
}

/** The numbers that payouts have of a legal entity, by the payout's id. Throws `forbidden`. */
export async function findDocumentNumbers(
  ctx: Context,
  { legalEntityId, payoutIds }: Numbered,
): Promise<Map<string, DocumentNumber>> {
  requireRole(ctx, OPERATOR_OR_JOB, "read the numbers of payment documents");
  const rows = await ctx.db.query
    .selectFrom("document_number")
    .select(["payout_id", "year", "number"])
    .where("payout_id", "in", inJson(payoutIds))
    .where("legal_entity_id", "=", legalEntityId)
    .execute();
  return new Map(rows.map(({ payout_id, year, number }) => [payout_id, { year, number }]));
}
