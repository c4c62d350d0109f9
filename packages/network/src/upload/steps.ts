import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, rawStatement, writeIfFirst, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { moneyText, writeGuarded, type Confirmation } from "../guard/index.ts";
import { exactMinor } from "../money.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { mergeSummaries, readSummary } from "./apply.ts";
import { cancelUnapplied, changeUpload, claimStep, findPeriod, listChunks, type UploadRow } from "./queries.ts";
import { getRow, getUpload, type Upload } from "./view.ts";

/**
 * Begins to apply the validated rows. By an operator it is an act on money: the commissions that it raises count against
 * their limit. Throws `not_found`, `forbidden`, `scope_missing`, `upload_step_refused`, `period_received`,
 * `WaitsForSecondPerson`.
 */
export async function commitUpload(ctx: Context, id: string): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "commit an upload", EVEN_IF_BLOCKED);
  return commit(ctx, id, undefined);
}

/** Commits an upload that a second person confirms. */
export async function confirmCommit(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm a commit");
  await commit(ctx, confirms.request.subject, confirms);
}

async function commit(ctx: Context, id: string, confirms: Confirmation | undefined): Promise<Upload> {
  const row = await getRow(ctx, id);
  if (row.status !== "validated") throw stepRefused(row, "committed");
  if (row.period_starts_at !== null) {
    const period = await findPeriod(ctx.db, row.offer_id, row.period_starts_at);
    if (period !== undefined && period.upload_id !== null)
      throw new NetworkError("period_received", `The period was already closed by ${period.upload_id}`);
  }
  const begun = changeUpload(id, { status: "committing", round: row.round + 1 });
  const statements = [
    claimStep(id, { step: `commit:${row.round + 1}`, actor: actorName(ctx.actor) }, ctx.now()),
    begun,
  ];
  const raised = ctx.actor.role === "operator" ? await raisedBy(ctx, id) : [];
  if (raised.length === 0 && confirms === undefined) await writeStep(ctx, statements);
  else {
    const description = `The file ${row.name} of the offer ${row.offer_id} raises commissions by ${raised.map(moneyText).join(", ")}`;
    const move = { act: "report" as const, subject: id, amounts: raised, input: {}, description, reason: null };
    try {
      await writeGuarded(ctx, move, { statements, confirms });
    } catch (error) {
      if (error instanceof ConcurrentWriteError) throw overtaken();
      throw error;
    }
  }
  return getUpload(ctx, id);
}

/** By how much a commit may raise commissions: it applies only what was shown, which no later state changes. */
async function raisedBy({ db }: Context, id: string): Promise<{ currency: string; amountMinor: number }[]> {
  const { raised } = mergeSummaries((await listChunks(db, id)).map(({ summary }) => readSummary(summary)));
  return raised.map(({ currency, raisedMinor }) => ({ currency, amountMinor: exactMinor(raisedMinor) }));
}

/** Cancels an upload that was not applied. Throws `not_found`, `forbidden`, `upload_step_refused`. */
export async function cancelUpload(ctx: Context, id: string): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "cancel an upload", EVEN_IF_BLOCKED);
  const row = await getRow(ctx, id);
  const isApplied = row.round > 0;
  if (row.status !== "validated" || isApplied) throw stepRefused(row, "cancelled");
  await writeStep(ctx, cancelUnapplied(id, actorName(ctx.actor), ctx.now()));
  return getUpload(ctx, id);
}

/**
 * Begins to undo an upload. Paid commissions stay and are listed, unless the operator has them reversed.
 * Throws `not_found`, `forbidden`, `upload_step_refused`.
 */
export async function undoUpload(
  ctx: Context,
  id: string,
  { reversesPaid, reason }: { reversesPaid: boolean; reason: string | null },
): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "undo an upload", EVEN_IF_BLOCKED);
  if (reversesPaid) requireRole(ctx, OPERATOR, "reverse paid commissions");
  const row = await getRow(ctx, id);
  const { keptPaid } = mergeSummaries((await listChunks(ctx.db, id)).map(({ summary }) => readSummary(summary)));
  const isApplied = row.status === "committed" || (row.status === "validated" && row.round > 0);
  const isLeft = row.status === "undone" && keptPaid > 0 && reversesPaid;
  if (!isApplied && !isLeft) throw stepRefused(row, "undone");
  const step = { step: `undo:${row.round + 1}`, actor: actorName(ctx.actor), reason };
  await writeStep(ctx, [
    claimStep(id, step, ctx.now()),
    changeUpload(id, {
      ...{ status: "undoing", round: row.round + 1 },
      ...{ reverses_paid: reversesPaid ? 1 : 0, undo_reason: reason },
    }),
    rawStatement(
      `UPDATE upload_chunk SET state = 'committed' WHERE upload_id = ? AND state = 'undone'
       AND summary ->> 'keptPaid' > 0`,
      [id],
    ),
  ]);
  return getUpload(ctx, id);
}

async function writeStep({ db }: Context, statements: readonly Statement[]) {
  if (!(await writeIfFirst(db, statements))) throw overtaken();
}

const overtaken = () =>
  new NetworkError(
    "upload_step_refused",
    "Another upload of this offer is being applied, or a concurrent request came first",
  );

const stepRefused = ({ status }: UploadRow, wanted: string) =>
  new NetworkError("upload_step_refused", `An upload that is ${status} can't be ${wanted}`);
