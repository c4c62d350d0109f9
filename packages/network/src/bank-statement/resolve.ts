import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement, retryOnConcurrentWrite, voidIf, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { markArrived, returnStatements, workOnRuns } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { EntryOutcome } from "../words.ts";
import { chargeStatements } from "./commit.ts";
import { isReturned, reasonInWords } from "./match.ts";
import { findPayoutFacts, getStatementRow, type EntryRow, type KnownPayout, type StatementRow } from "./queries.ts";

const TRIES = { triesMax: 3 };

/** An entry after a decision, with its statement. */
interface ResolvedEntry {
  statement: StatementRow;
  entry: EntryRow;
}

/** Where an entry is. */
interface Place {
  statementId: string;
  number: number;
}

/**
 * Says which payout an unmatched entry pays, or returns. What is more than the payout in a payment, or less in a return, is
 * what the bank charged.
 * Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`, `invalid_input`.
 */
export function assignEntry(
  ctx: Context,
  place: Place,
  { payoutId, reason }: { payoutId: string; reason: string },
): Promise<ResolvedEntry> {
  return resolve(ctx, place, reason, async (entry) => {
    const payout = (await findPayoutFacts(ctx.db, [payoutId])).get(payoutId);
    if (payout === undefined) throw notFound("payout");
    const statement = await getStatementRow(ctx, place.statementId);
    const fault = assignFault(entry, payout, statement.currency);
    if (fault !== undefined)
      throw new NetworkError("invalid_input", "The entry can't be of this payout", [
        { path: "payout_id", message: fault },
      ]);
    const isPayment = entry.amount_minor < 0;
    if (!isPayment && payout.status === "on_payment") {
      // A return pays first: both are in the books.
      await ctx.db.write(markArrived(ctx, [payout]));
      await workOnRuns(ctx, [payout.runId]);
      return { kind: "again" };
    }
    const chargeMinor = Math.abs(payout.netMinor - Math.abs(entry.amount_minor));
    return {
      kind: "resolved",
      ...{ outcome: isPayment ? "paid" : "returned", payoutId, chargeMinor, runId: payout.runId },
      statements: isPayment
        ? [
            ...(payout.status === "on_payment" ? markArrived(ctx, [payout]) : []),
            ...chargeStatements(ctx, statement, { number: entry.number, minor: chargeMinor }),
          ]
        : await returnStatements(ctx, payoutId, {
            reason: reasonInWords({ kind: "return", reasonCode: entry.bank_reason }),
            chargeMinor,
          }),
    };
  });
}

function assignFault({ amount_minor: minor }: EntryRow, payout: KnownPayout, currency: string): string | undefined {
  if (payout.currency !== currency) return `is in ${payout.currency}, the statement in ${currency}`;
  if (payout.job !== null) return "its lines are just being moved; try again in a minute";
  if (minor === 0) return "no money moved by this entry";
  if (minor < 0) {
    if (payout.hasPayment) return "another entry is its payment";
    const isInBooks = isReturned(payout) && payout.wasPaid;
    if (payout.status !== "on_payment" && payout.status !== "paid" && !isInBooks) return `is ${payout.status}`;
    return -minor >= payout.netMinor ? undefined : "has a larger amount";
  }
  if (payout.hasReturn) return "another entry is its return";
  if (payout.status !== "on_payment" && payout.status !== "paid") return `is ${payout.status}`;
  return minor <= payout.netMinor ? undefined : "has a smaller amount";
}

/** Books an unmatched entry as what the bank charged. Throws as `assignEntry` does. */
export function bookCharge(ctx: Context, place: Place, reason: string): Promise<ResolvedEntry> {
  return resolve(ctx, place, reason, async (entry) => {
    if (entry.amount_minor >= 0)
      throw new NetworkError("transition_refused", "Only money that went out can be a charge of the bank");
    const statement = await getStatementRow(ctx, place.statementId);
    return {
      kind: "resolved",
      ...{ outcome: "charge", payoutId: entry.payout_id, chargeMinor: 0, runId: null },
      statements: chargeStatements(ctx, statement, { number: entry.number, minor: -entry.amount_minor }),
    };
  });
}

/** Says that an unmatched entry is no payout's, such as money that was moved between the network's own accounts. */
export const ignoreEntry = (ctx: Context, place: Place, reason: string): Promise<ResolvedEntry> =>
  resolve(ctx, place, reason, async ({ payout_id: payoutId }) => ({
    kind: "resolved",
    ...{ outcome: "ignored", payoutId, chargeMinor: 0, runId: null, statements: [] },
  }));

type Resolution =
  | { kind: "again" }
  | {
      kind: "resolved";
      outcome: EntryOutcome;
      payoutId: string | null;
      chargeMinor: number;
      runId: string | null;
      statements: Statement[];
    };

async function resolve(
  ctx: Context,
  place: Place,
  reason: string,
  decide: (entry: EntryRow) => Promise<Resolution>,
): Promise<ResolvedEntry> {
  requireRole(ctx, OPERATOR, "resolve entries of a bank's statement");
  requireMoneyScope(ctx);
  const { statementId, number } = place;
  const isDone = () =>
    retryOnConcurrentWrite(async () => {
      const entry = await getEntry(ctx, place);
      if (entry.is_final === 0)
        throw new NetworkError("transition_refused", "The statement is not committed, or is still being processed");
      if (entry.outcome !== "unmatched")
        throw new NetworkError("transition_refused", `The entry is ${entry.outcome}, so there is nothing to decide`);
      const resolution = await decide(entry);
      if (resolution.kind === "again") return false;
      const { outcome, payoutId, chargeMinor, runId, statements } = resolution;
      await ctx.db.write([
        voidIf(
          ctx.db,
          sql`NOT EXISTS (SELECT 1 FROM bank_statement_entry WHERE statement_id = ${statementId}
            AND number = CAST(${number} AS INTEGER) AND outcome = 'unmatched' AND is_final = 1)`,
        ),
        ...statements,
        rawStatement(
          `UPDATE bank_statement_entry SET outcome = ?, unmatched_reason = NULL, payout_id = ?, charge_minor = CAST(? AS INTEGER),
             resolved_by = ?, resolution = ? WHERE statement_id = ? AND number = CAST(? AS INTEGER)`,
          [outcome, payoutId, chargeMinor, actorName(ctx.actor), reason, statementId, number],
        ),
        ...audit(ctx, {
          ...{ event: "bank_statement.resolve", subject: statementId, account: "", reason },
          after: { entry: number, outcome, payout_id: payoutId },
        }),
      ]);
      if (runId !== null) await workOnRuns(ctx, [runId]);
      return true;
    }, TRIES);
  if (!(await isDone()) && !(await isDone()))
    throw new NetworkError("transition_refused", "The payout is large and still being paid; try again in a minute");
  return { statement: await getStatementRow(ctx, statementId), entry: await getEntry(ctx, place) };
}

async function getEntry(ctx: Context, { statementId, number }: Place): Promise<EntryRow> {
  await getStatementRow(ctx, statementId);
  const row = await ctx.db.query
    .selectFrom("bank_statement_entry")
    .selectAll()
    .where("statement_id", "=", statementId)
    .where("number", "=", number)
    .executeTakeFirst();
  if (row === undefined) throw notFound("entry of the statement");
  return row;
}
