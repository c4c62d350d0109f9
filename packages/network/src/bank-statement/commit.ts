import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, rawStatement, voidIf, withLease, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { postTransfers } from "../ledger/index.ts";
import { markArrived, returnStatements, workOnRuns } from "../payout/index.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { isReturned, judge, reasonInWords, type Judgement } from "./match.ts";
import {
  entryFacts,
  findPayoutFacts,
  getStatementRow,
  payoutsOf,
  type EntryRow,
  type KnownPayout,
  type StatementRow,
} from "./queries.ts";

/** Entries of one step. */
const ENTRIES_A_STEP = 100;
/** Returns of one step: each is about 15 queries. */
const RETURNS_A_STEP = 5;
/** A step is at most about 260 queries, with the work on its runs, and D1 allows 1,000 an invocation. */
const STEPS_PER_INVOCATION = 3;
const LEASE_MS = 60_000;

/**
 * Lets a statement take effect: payouts become paid, come back, and the bank's charges are booked. Each entry is matched
 * again first. A large statement goes on as a job. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`.
 */
export async function commitStatement(ctx: Context, id: string): Promise<StatementRow> {
  requireRole(ctx, OPERATOR, "commit a bank's statement");
  requireMoneyScope(ctx);
  const statement = await getStatementRow(ctx, id);
  if (statement.status === "discarded") throw new NetworkError("transition_refused", "The statement was discarded");
  if (statement.status === "draft")
    await ctx.db.write([
      voidIf(ctx.db, sql`NOT EXISTS (SELECT 1 FROM bank_statement WHERE id = ${id} AND status = 'draft')`),
      rawStatement(
        "UPDATE bank_statement SET status = 'committing', committed_at = CAST(? AS INTEGER), committed_by = ? WHERE id = ?",
        [ctx.now(), actorName(ctx.actor), id],
      ),
      ...audit(ctx, { event: "bank_statement.commit", subject: id, account: "" }),
    ]);
  await advanceStatement(ctx, id);
  return getStatementRow(ctx, id);
}

/** Throws away a statement that was not committed. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`. */
export async function discardStatement(ctx: Context, id: string, reason: string): Promise<StatementRow> {
  requireRole(ctx, OPERATOR, "discard a bank's statement");
  requireMoneyScope(ctx);
  const { status } = await getStatementRow(ctx, id);
  if (status !== "draft") throw new NetworkError("transition_refused", `The statement is ${status}`);
  await ctx.db.write([
    voidIf(ctx.db, sql`NOT EXISTS (SELECT 1 FROM bank_statement WHERE id = ${id} AND status = 'draft')`),
    rawStatement("UPDATE bank_statement SET status = 'discarded' WHERE id = ?", [id]),
    ...audit(ctx, { event: "bank_statement.discard", subject: id, account: "", reason }),
  ]);
  return getStatementRow(ctx, id);
}

/** Statements whose entries have not all taken effect. */
export async function listUnfinishedStatements(ctx: Context): Promise<string[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "process bank statements");
  const rows = await ctx.db.query
    .selectFrom("bank_statement")
    .select("id")
    .where("status", "=", "committing")
    .orderBy("id")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Does the next steps of a statement; returns whether more is left. A worker that dies leaves whole steps behind. */
export async function advanceStatement(ctx: Context, id: string): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "process bank statements");
  let isLeft = (await getStatementRow(ctx, id)).status === "committing";
  if (!isLeft) return false;
  await withLease(ctx, { name: `bank_statement:${id}`, durationMs: LEASE_MS }, async () => {
    for (let steps = 0; isLeft && steps < STEPS_PER_INVOCATION; steps++) {
      try {
        isLeft = await step(ctx, await getStatementRow(ctx, id));
      } catch (error) {
        if (!(error instanceof ConcurrentWriteError)) throw error; // a payout was changed at the same moment
      }
    }
  });
  return isLeft;
}

/** Payments first, so that a payout which the same statement pays and returns is first paid. */
const ORDER = sql`CASE kind WHEN 'payment' THEN 0 ELSE 1 END, number`;

/** Lets the next entries take effect; false if there are none. */
async function step(ctx: Context, statement: StatementRow): Promise<boolean> {
  const entries = await ctx.db.query
    .selectFrom("bank_statement_entry")
    .selectAll()
    .where("statement_id", "=", statement.id)
    .where("is_final", "=", 0)
    .orderBy(ORDER)
    .limit(ENTRIES_A_STEP)
    .execute();
  const facts = await findPayoutFacts(ctx.db, payoutsOf(entries));
  const known = await findRepeated(ctx, entries);
  const statements: Statement[] = [];
  const arrived: KnownPayout[] = [];
  const decided: { entry: EntryRow; judged: Judgement }[] = [];
  const runs = new Set<string>();
  let returns = 0;
  for (const entry of entries) {
    const payout = entry.payout_id === null ? undefined : facts.get(entry.payout_id);
    const judged: Judgement = known.has(entry.number)
      ? { outcome: "repeated", chargeMinor: 0 }
      : judge(entryFacts(entry, statement), payout, statement.currency);
    if (payout !== undefined && (judged.outcome === "paid" || judged.outcome === "returned")) {
      runs.add(payout.runId);
      // Its lines are just being moved: it follows in a later step.
      if (payout.job !== null) continue;
      if (judged.outcome === "returned" && ++returns > RETURNS_A_STEP) continue;
    }
    if (payout?.status === "on_payment" && paysFirst(entry, judged)) {
      arrived.push(payout);
      payout.job = "settle";
      if (judged.outcome === "returned") continue;
    }
    if (payout !== undefined && judged.outcome === "paid") payout.hasPayment = true;
    if (payout !== undefined && judged.outcome === "returned") {
      payout.hasReturn = true;
      payout.isRejected = entry.kind === "rejection";
    }
    statements.push(...(await effectOf(ctx, { statement, entry, judged, payout })));
    decided.push({ entry, judged });
  }
  if (arrived.length + decided.length > 0)
    await ctx.db.write([...markArrived(ctx, arrived), ...statements, finalStatement(statement.id, decided)]);
  await workOnRuns(ctx, [...runs]);
  if (entries.length === ENTRIES_A_STEP || decided.length < entries.length) return true;
  await ctx.db.write([
    rawStatement("UPDATE bank_statement SET status = 'committed' WHERE id = ? AND status = 'committing'", [
      statement.id,
    ]),
  ]);
  return false;
}

/** Entries of these that took effect by another statement. */
async function findRepeated({ db }: Context, entries: readonly EntryRow[]): Promise<Set<number>> {
  const rows = await db.query
    .selectFrom("bank_statement_entry as e")
    .innerJoin("bank_statement_entry as earlier", (join) =>
      join.onRef("earlier.payer_account_id", "=", "e.payer_account_id").onRef("earlier.key", "=", "e.key"),
    )
    .select("e.number")
    .where("e.statement_id", "=", entries[0]?.statement_id ?? "")
    .where("e.is_final", "=", 0)
    .where("earlier.is_final", "=", 1)
    .where("earlier.outcome", "<>", "repeated")
    .execute();
  return new Set(rows.map(({ number }) => number));
}

interface Effect {
  statement: StatementRow;
  entry: EntryRow;
  judged: Judgement;
  payout: KnownPayout | undefined;
}

/** A return of a payout that is not paid yet pays it first: both are in the books. A rejection never moved money. */
const paysFirst = ({ kind }: EntryRow, { outcome }: Judgement) =>
  outcome === "paid" || (outcome === "returned" && kind === "return");

/** What an entry does besides paying. */
async function effectOf(ctx: Context, { statement, entry, judged, payout }: Effect): Promise<Statement[]> {
  switch (judged.outcome) {
    case "returned":
      if (payout === undefined || isReturned(payout)) return [];
      return returnStatements(ctx, payout.id, {
        reason: reasonInWords({ kind: entry.kind, reasonCode: entry.bank_reason }),
        chargeMinor: judged.chargeMinor,
      });
    case "charge":
      return chargeStatements(ctx, statement, { number: entry.number, minor: -entry.amount_minor });
    case "paid":
      return chargeStatements(ctx, statement, { number: entry.number, minor: judged.chargeMinor });
    case "noted":
    case "repeated":
    case "ignored":
    case "unmatched":
      return [];
  }
}

/** What the bank took for itself, by an entry or with it: an expense, paid in cash. None if it is 0. */
export const chargeStatements = (
  ctx: Context,
  { id, currency }: StatementRow,
  { number, minor }: { number: number; minor: number },
): Statement[] =>
  minor === 0
    ? []
    : postTransfers([
        {
          ...{ id: chargeTransferOf(id, number), debit: "network:bank_charges", credit: "network:cash", currency },
          ...{ amountMinor: minor, conversionId: null, payoutId: null, statementId: id, postedAt: ctx.now() },
        },
      ]);

const chargeTransferOf = (statementId: string, number: number) =>
  `trf_${statementId}_${String(number).padStart(5, "0")}_charge`;

const finalStatement = (statementId: string, decided: readonly { entry: EntryRow; judged: Judgement }[]): Statement =>
  rawStatement(
    `UPDATE bank_statement_entry SET outcome = decided.value ->> 1, unmatched_reason = decided.value ->> 2,
       charge_minor = decided.value ->> 3, is_final = 1
     FROM json_each(?2) decided
     WHERE statement_id = ?1 AND number = decided.value ->> 0 AND is_final = 0`,
    [
      statementId,
      JSON.stringify(
        decided.map(({ entry, judged }) => [
          ...[entry.number, judged.outcome, judged.outcome === "unmatched" ? judged.reason : null],
          judged.outcome === "unmatched" ? 0 : judged.chargeMinor,
        ]),
      ),
    ],
  );
