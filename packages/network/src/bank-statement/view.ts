import { sql } from "kysely";
import type { Context } from "../context.ts";
import { equal, filteredList, readListPage, type ListPage, type ListRequest, type ListRules } from "../db/index.ts";
import { exactMinor } from "../money.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { EntryOutcome } from "../words.ts";
import { getStatementRow, type EntryRow, type StatementRow } from "./queries.ts";

/** Omitted fields ask for nothing. */
interface StatementFilter {
  payerAccountId?: string | undefined;
  status?: StatementRow["status"] | undefined;
}

const STATEMENT_LIST: ListRules<keyof StatementFilter> = {
  table: "bank_statement",
  idPrefix: "bst",
  conditions: { payerAccountId: equal("payer_account_id"), status: equal("status") },
  orderedBy: ["id"],
  indexes: [],
  wholeIndex: null,
};

/** Newest first. Throws `forbidden`, `invalid_input`. */
export function listStatements(
  ctx: Context,
  asked: StatementFilter,
  request: ListRequest,
): Promise<ListPage<StatementRow>> {
  requireRole(ctx, OPERATOR, "read bank statements");
  return readListPage<StatementRow>(ctx.db, filteredList(STATEMENT_LIST, { own: {}, asked, range: [] }), request);
}

/** A statement with what its entries do, or did. */
export interface StatementView {
  statement: StatementRow;
  /** Entries and their sums, in minor units, by outcome. */
  outcomes: { outcome: EntryOutcome; entries: number; amountMinor: number }[];
  cash: CashComparison;
}

/** The currency's cash in the books, beside what all committed statements of the currency say. Minor units. */
interface CashComparison {
  /** `network:cash`: negative once more was paid than came in. */
  ledgerMinor: number;
  /** Entries that are paid, returned or charged. */
  statementsMinor: number;
}

/** Throws `forbidden`, `not_found`. */
export async function describeStatement(ctx: Context, id: string): Promise<StatementView> {
  requireRole(ctx, OPERATOR, "read bank statements");
  const statement = await getStatementRow(ctx, id);
  const { rows } = await sql<{ outcome: EntryOutcome; entries: number; minor: string }>`
    SELECT outcome, count(*) AS entries, CAST(sum(amount_minor) AS TEXT) AS minor FROM bank_statement_entry
    WHERE statement_id = ${id} GROUP BY outcome ORDER BY outcome`.execute(ctx.db.query);
  const outcomes = rows.map(({ minor, ...row }) => ({ ...row, amountMinor: exactMinor(BigInt(minor)) }));
  return { statement, outcomes, cash: await compareCash(ctx, statement.currency) };
}

async function compareCash({ db }: Context, currency: string): Promise<CashComparison> {
  const { rows } = await sql<{ ledger: string; statements: string }>`
    SELECT CAST(-coalesce((SELECT balance_minor FROM balance WHERE account = 'network:cash' AND currency = ${currency}), 0)
        AS TEXT) AS ledger,
      CAST(coalesce((SELECT sum(e.amount_minor) FROM bank_statement s JOIN bank_statement_entry e ON e.statement_id = s.id
        WHERE s.currency = ${currency} AND e.is_final = 1 AND e.outcome IN ('paid', 'returned', 'charge')), 0)
        AS TEXT) AS statements`.execute(db.query);
  const [{ ledger, statements } = { ledger: "0", statements: "0" }] = rows;
  return { ledgerMinor: exactMinor(BigInt(ledger)), statementsMinor: exactMinor(BigInt(statements)) };
}

/** Entries in the order of the statement. Throws `forbidden`, `not_found`. */
export async function listEntries(
  ctx: Context,
  id: string,
  { outcome, cursor, limit }: { outcome?: EntryOutcome | undefined; cursor?: string | undefined; limit: number },
): Promise<{ statement: StatementRow; rows: EntryRow[]; next: string | null }> {
  requireRole(ctx, OPERATOR, "read bank statements");
  const statement = await getStatementRow(ctx, id);
  let rows = ctx.db.query
    .selectFrom("bank_statement_entry")
    .selectAll()
    .where("statement_id", "=", id)
    .where("number", ">", Number(cursor ?? 0))
    .orderBy("number")
    .limit(limit + 1);
  if (outcome !== undefined) rows = rows.where("outcome", "=", outcome);
  const found = await rows.execute();
  const next = found.length > limit ? String(found[limit - 1]?.number) : null;
  return { statement, rows: found.slice(0, limit), next };
}
