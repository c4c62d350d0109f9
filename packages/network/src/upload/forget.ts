import { DAY_MS } from "@waymark/contract/duration";
import { actorName, type Context } from "../context.ts";
import { writeIfFirst } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { cancelUnapplied, changeUpload, type UploadRow } from "./queries.ts";
import { listObjects } from "./store.ts";

/** An upload that waits to be applied is cancelled after this time (docs/decisions/0217). */
const WAITING_DAYS = 30;
/** The file of an upload that failed or was cancelled is deleted when it is so old. */
const UNUSED_DAYS = 7;

const UPLOADS_MAX = 10;

/**
 * Cancels uploads that were not applied for a month, and deletes the files of those that failed or were cancelled, a few
 * a run. Applied ones keep theirs, for undoing them. Returns how many.
 */
export async function forgetUnused(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete files that were not applied");
  const now = ctx.now();
  const waiting = await listUnused(ctx, ["validated"], now - WAITING_DAYS * DAY_MS);
  for (const { id } of waiting) await writeIfFirst(ctx.db, cancelUnapplied(id, actorName(ctx.actor), now));
  const unused = await listUnused(ctx, ["failed", "cancelled"], now - UNUSED_DAYS * DAY_MS);
  for (const { id } of unused) {
    const { objects, truncated } = await listObjects(ctx.files, id);
    await ctx.files.delete(objects.map(({ key }) => key));
    if (!truncated) await ctx.db.write([changeUpload(id, { file_deleted_at: now })]);
  }
  return waiting.length + unused.length;
}

const listUnused = (
  { db }: Context,
  statuses: readonly UploadRow["status"][],
  before: number,
): Promise<Pick<UploadRow, "id">[]> =>
  db.query
    .selectFrom("upload")
    .select("id")
    .where("round", "=", 0)
    .where("file_deleted_at", "is", null)
    .where("status", "in", statuses)
    .where("created_at", "<", before)
    .orderBy("created_at")
    .limit(UPLOADS_MAX)
    .execute();

/** Throws `upload_step_refused` if the file and the outcomes of its rows were deleted. */
export function requireFile({ file_deleted_at: deletedAt, status }: UploadRow): void {
  if (deletedAt !== null)
    throw new NetworkError(
      "upload_step_refused",
      `The file was deleted at ${new Date(deletedAt).toISOString()}: the upload ${status === "failed" ? "failed" : "was cancelled"}, and such files are kept for ${UNUSED_DAYS} days. Upload it again`,
    );
}
