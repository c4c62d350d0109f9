import { actorName, type Context } from "../context.ts";
import { rawStatement, writeIfFirst, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { mergeSummaries, readSummary } from "./apply.ts";
import { cancelUnapplied, changeUpload, claimStep, findPeriod, listChunks, type UploadRow } from "./queries.ts";
import { getRow, getUpload, type Upload } from "./view.ts";

/** Begins to apply the validated rows. Throws `not_found`, `forbidden`, `upload_step_refused`, `period_received`. */
export async function commitUpload(ctx: Context, id: string): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "commit an upload", EVEN_IF_BLOCKED);
  const row = await getRow(ctx, id);
  if (row.status !== "validated") throw stepRefused(row, "committed");
  if (row.period_starts_at !== null) {
    const period = await findPeriod(ctx.db, row.offer_id, row.period_starts_at);
    if (period !== undefined && period.upload_id !== null)
      throw new NetworkError("period_received", `The period was already closed by ${period.upload_id}`);
  }
  await writeStep(ctx, [
    claimStep(id, `commit:${row.round + 1}`, actorName(ctx.actor), ctx.now()),
    changeUpload(id, { status: "committing", round: row.round + 1 }),
  ]);
  return getUpload(ctx, id);
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
  { reversesPaid }: { reversesPaid: boolean },
): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "undo an upload", EVEN_IF_BLOCKED);
  if (reversesPaid) requireRole(ctx, OPERATOR, "reverse paid commissions");
  const row = await getRow(ctx, id);
  const { keptPaid } = mergeSummaries((await listChunks(ctx.db, id)).map(({ summary }) => readSummary(summary)));
  const isApplied = row.status === "committed" || (row.status === "validated" && row.round > 0);
  const isLeft = row.status === "undone" && keptPaid > 0 && reversesPaid;
  if (!isApplied && !isLeft) throw stepRefused(row, "undone");
  await writeStep(ctx, [
    claimStep(id, `undo:${row.round + 1}`, actorName(ctx.actor), ctx.now()),
    changeUpload(id, { status: "undoing", round: row.round + 1, reverses_paid: reversesPaid ? 1 : 0 }),
    rawStatement(
      `UPDATE upload_chunk SET state = 'committed' WHERE upload_id = ? AND state = 'undone'
       AND summary ->> 'keptPaid' > 0`,
      [id],
    ),
  ]);
  return getUpload(ctx, id);
}

async function writeStep({ db }: Context, statements: readonly Statement[]) {
  if (!(await writeIfFirst(db, statements)))
    throw new NetworkError(
      "upload_step_refused",
      "Another upload of this offer is being applied, or a concurrent request came first",
    );
}

const stepRefused = ({ status }: UploadRow, wanted: string) =>
  new NetworkError("upload_step_refused", `An upload that is ${status} can't be ${wanted}`);
