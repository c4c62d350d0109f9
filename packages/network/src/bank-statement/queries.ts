import type { Context } from "../context.ts";
import { inJson, type Db, type Tables } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { EntryFacts, PayoutFacts } from "./match.ts";

export type StatementRow = Tables["bank_statement"];
export type EntryRow = Tables["bank_statement_entry"];

/** Throws `forbidden`, `not_found`. */
export async function getStatementRow(ctx: Context, id: string): Promise<StatementRow> {
  requireRole(ctx, OPERATOR_OR_JOB, "read bank statements");
  const row = await ctx.db.query.selectFrom("bank_statement").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("bank statement");
  return row;
}

/** The statements of a file in their order; undefined: it was discarded, or never uploaded. */
export async function findByFingerprints(
  { query }: Db,
  places: readonly { payerAccountId: string; fingerprint: string }[],
): Promise<(StatementRow | undefined)[]> {
  const rows = await query
    .selectFrom("bank_statement")
    .selectAll()
    .where("payer_account_id", "in", inJson([...new Set(places.map(({ payerAccountId }) => payerAccountId))]))
    .where("fingerprint", "in", inJson(places.map(({ fingerprint }) => fingerprint)))
    .where("status", "<>", "discarded")
    .execute();
  return places.map(({ payerAccountId, fingerprint }) =>
    rows.find((row) => row.payer_account_id === payerAccountId && row.fingerprint === fingerprint),
  );
}

/** What matching has to know of payouts, by their ids. */
export async function findPayoutFacts({ query }: Db, ids: readonly string[]): Promise<Map<string, KnownPayout>> {
  if (ids.length === 0) return new Map();
  const rows = await query
    .selectFrom("payout")
    .select([
      "id",
      "run_id",
      "webmaster_id",
      "status",
      "job",
      "version",
      "net_minor",
      "currency",
      "account_fingerprint",
      "paid_at",
      "charge_minor",
    ])
    .select(({ exists, selectFrom, lit }) => [
      exists(
        selectFrom("bank_statement_entry as e")
          .select(lit(1).as("one"))
          .whereRef("e.payout_id", "=", "payout.id")
          .where("e.is_final", "=", 1)
          .where("e.outcome", "=", "paid"),
      ).as("has_payment"),
      exists(
        selectFrom("bank_statement_entry as e")
          .select(lit(1).as("one"))
          .whereRef("e.payout_id", "=", "payout.id")
          .where("e.is_final", "=", 1)
          .where("e.outcome", "=", "returned"),
      ).as("has_return"),
      exists(
        selectFrom("bank_statement_entry as e")
          .select(lit(1).as("one"))
          .whereRef("e.payout_id", "=", "payout.id")
          .where("e.is_final", "=", 1)
          .where("e.outcome", "=", "returned")
          .where("e.kind", "=", "rejection"),
      ).as("is_rejected"),
      selectFrom("payout_instruction as i")
        .select("i.reference")
        .whereRef("i.payout_id", "=", "payout.id")
        .where("i.ended_at", "is", null)
        .as("instruction"),
      selectFrom("document_number as d")
        .select(({ fn }) => fn<string>("json_group_array", ["d.number"]).as("numbers"))
        .whereRef("d.payout_id", "=", "payout.id")
        .as("numbers"),
    ])
    .where("id", "in", inJson(ids))
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...{ status: row.status, netMinor: row.net_minor, currency: row.currency },
        ...{ accountFingerprint: row.account_fingerprint, hasPayment: Boolean(row.has_payment) },
        documentNumbers: JSON.parse(row.numbers ?? "[]") as number[], // written by this statement
        ...{ wasPaid: row.paid_at !== null, chargeMinor: row.charge_minor },
        ...{ hasReturn: Boolean(row.has_return), isRejected: Boolean(row.is_rejected) },
        instruction: row.instruction,
        ...{ id: row.id, runId: row.run_id, job: row.job, version: row.version },
      },
    ]),
  );
}

/** A payout, as it is matched and moved. */
export interface KnownPayout extends PayoutFacts {
  id: string;
  runId: string;
  job: Tables["payout"]["job"];
  version: number;
}

export const payoutsOf = (rows: readonly EntryRow[]): string[] => [
  ...new Set(rows.flatMap(({ payout_id }) => payout_id ?? [])),
];

export const entryFacts = (
  row: EntryRow,
  { original_message_id: answersFile }: Pick<StatementRow, "original_message_id">,
): EntryFacts => ({
  ...{ kind: row.kind, amountMinor: row.amount_minor, chargeMinor: row.charge_minor },
  ...{ namesPayout: row.payout_id !== null, documentNumber: row.document_number },
  ...{ reasonCode: row.bank_reason, answersFile },
  accounts: JSON.parse(row.accounts) as string[], // written by receiveStatement
});
