import type { ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { ConcurrentWriteError, withLease } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { openJob } from "./chunk.ts";
import { compare } from "./missing.ts";
import { finishPhase, LEASE_MS, workOnChunks } from "./phases.ts";
import { countToDo, findUpload, type UploadRow } from "./queries.ts";
import { cutFile } from "./reading.ts";

/** A Worker may ask D1 1,000 times an invocation; a chunk that is applied asks it about 30 times. */
const CHUNKS_PER_RUN = 20;

/**
 * Does the next part of an upload's work; returns true if more is left. If a worker stops midway, its lease expires and
 * the next worker continues: finished parts stay finished, and nothing is done twice.
 */
export async function advanceUpload(ctx: Context, clickKeys: ClickKeys, id: string): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "process uploads");
  const holder = crypto.randomUUID();
  for (let left = CHUNKS_PER_RUN; left > 0;) {
    const upload = await findUpload(ctx.db, id);
    if (upload === undefined) return false;
    const { status } = upload;
    switch (status) {
      case "received":
      case "comparing":
        if (
          !(await withUploadLease(ctx, upload, async () => {
            const job = await openJob(ctx, clickKeys, upload);
            await (status === "received" ? cutFile(job) : compare(job));
          }))
        )
          return false;
        left -= CHUNKS_PER_RUN / 4;
        break;
      case "validating":
      case "committing":
      case "undoing": {
        const done = await workOnChunks(ctx, clickKeys, upload, status, holder);
        if (done === 0) {
          // Other workers hold the remaining chunks; the cron resumes what they leave.
          if ((await countToDo(ctx.db, upload, status)) > 0) return false;
          await finishPhase(ctx, clickKeys, upload, status);
        }
        left -= Math.max(done, 1);
        break;
      }
      case "validated":
      case "committed":
      case "undone":
      case "failed":
      case "cancelled":
        return false;
    }
  }
  return true;
}

/** Lets one worker at a time work on a whole upload; false if another worker holds the lease. */
const withUploadLease = (ctx: Context, { id }: UploadRow, work: () => Promise<void>): Promise<boolean> =>
  withLease(ctx, { name: `upload:${id}`, durationMs: LEASE_MS }, async () => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error; // a worker whose lease had expired was still at work
    }
  });
