import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorIdOf, actorName, type Context } from "../context.ts";
import { rawStatement, retryOnConcurrentWrite, voidIf, type ListPage, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { endInstruction, getPayoutRun } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { requireSentRun } from "./plan.ts";

/** A making of a file. The file itself is not kept. */
export type BankFileRecord = Omit<Tables["bank_file"], "made_by"> & { madeById: string };

/** Files that were made of a run, newest first; `cursor` is the id of the last one seen. Throws `forbidden`, `not_found`. */
export async function listBankFiles(
  ctx: Context,
  runId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ListPage<BankFileRecord>> {
  requireRole(ctx, OPERATOR, "list files of payments");
  await getPayoutRun(ctx, runId);
  let files = ctx.db.query
    .selectFrom("bank_file")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) files = files.where("id", "<", cursor);
  const found = await files.execute();
  const rows = found.slice(0, limit).map(({ made_by, ...row }) => ({ ...row, madeById: actorIdOf(made_by) }));
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null };
}

/** What the bank said of a file's payouts, in drafts too. It got the file, so the file must not be void. */
const answered = (runId: string, messageId: string) => sql`
  FROM payout_instruction i JOIN bank_statement_entry e ON e.payout_id = i.payout_id
    JOIN bank_statement s ON s.id = e.statement_id
  WHERE i.run_id = ${runId} AND i.reference = ${messageId} AND i.ended_at IS NULL AND s.status <> 'discarded'
    AND (e.outcome = 'paid' OR e.kind = 'acceptance')`;

/**
 * Declares a file void, which the bank refused or never got: others may pay its payouts, whose number is returned. Throws `forbidden`,
 * `scope_missing`, `not_found`, `run_step_refused`, and `transition_refused` if it is void, or the bank answered that it
 * has it.
 */
export async function voidBankFile(
  ctx: Context,
  runId: string,
  { messageId, reason }: { messageId: string; reason: string },
): Promise<number> {
  requireRole(ctx, OPERATOR, "void files of payments");
  requireMoneyScope(ctx);
  return retryOnConcurrentWrite(
    async () => {
      await requireSentRun(ctx, runId);
      const payouts = await requireVoidable(ctx, runId, messageId);
      await ctx.db.write([
        voidIf(
          ctx.db,
          sql`EXISTS (SELECT 1 ${answered(runId, messageId)}) OR NOT EXISTS (SELECT 1 FROM bank_file
            WHERE run_id = ${runId} AND message_id = ${messageId} AND voided_at IS NULL)`,
        ),
        rawStatement(
          `UPDATE bank_file SET voided_at = CAST(?1 AS INTEGER), voided_by = ?2, void_reason = ?3
           WHERE run_id = ?4 AND message_id = ?5 AND voided_at IS NULL`,
          [ctx.now(), actorName(ctx.actor), reason, runId, messageId],
        ),
        ...endInstruction(ctx, { runId, reference: messageId }),
        ...audit(ctx, {
          ...{ event: "bank_file.void", subject: runId, account: "", reason },
          after: { message_id: messageId, payouts },
        }),
      ]);
      return payouts;
    },
    { triesMax: 3 },
  );
}

/** How many payouts may be paid by others once the file is void. */
async function requireVoidable({ db }: Context, runId: string, messageId: string): Promise<number> {
  const files = await db.query
    .selectFrom("bank_file")
    .select("voided_at")
    .where("run_id", "=", runId)
    .where("message_id", "=", messageId)
    .execute();
  if (files.length === 0) throw notFound("file of this run");
  if (files.every(({ voided_at }) => voided_at !== null))
    throw new NetworkError("transition_refused", "The file is void already");
  const { rows } = await sql<{ payoutId: string; statementId: string }>`
    SELECT e.payout_id AS "payoutId", s.id AS "statementId" ${answered(runId, messageId)} LIMIT 1`.execute(db.query);
  const [answer] = rows;
  if (answer !== undefined)
    throw new NetworkError(
      "transition_refused",
      `The bank got the file: the statement ${answer.statementId} has an answer on ${answer.payoutId}. Return the payouts that did not arrive one by one`,
    );
  const { rows: counts } = await sql<{ payouts: number }>`
    SELECT count(*) AS payouts FROM payout_instruction i JOIN payout p ON p.id = i.payout_id
    WHERE i.run_id = ${runId} AND i.reference = ${messageId} AND i.ended_at IS NULL AND p.status = 'on_payment'`.execute(
    db.query,
  );
  return counts[0]?.payouts ?? 0;
}
