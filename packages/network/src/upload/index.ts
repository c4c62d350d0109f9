import type { Context } from "../context.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

export { advanceUpload } from "./advance.ts";
export { DATE_ORDERS, readRow, SAME_ORDER_MODES, type Notation } from "./cells.ts";
export { STANDINGS } from "../report/index.ts";
export { OUTCOMES } from "./decide.ts";
export { FIELDS } from "./columns.ts";
export { KEPT_SETTINGS } from "./kept.ts";
export { PERIOD_STATUSES, type UploadSchedule } from "./schedule.ts";
export {
  getSchedule,
  insertSchedule,
  makePeriods,
  promisedAt,
  readUploadTerms,
  remindOfUploads,
  setSchedule,
  type UploadPeriod,
  type UploadTerm,
} from "./periods.ts";
export { totalOf, type MissingLine } from "./apply.ts";
export { readHeader, readRecords, type Rec } from "./records.ts";
export { readTable, type Table } from "./table.ts";
export { receiveUpload } from "./receive.ts";
export { listRows, ROW_STATES, writeResults, type ResultRow } from "./rows.ts";
export { cancelUpload, commitUpload, confirmCommit, undoUpload } from "./steps.ts";
export { forgetUnused } from "./forget.ts";
export { guardFormulas } from "./formula.ts";
export { getUpload, listUploads, type Upload, type UploadFilter } from "./view.ts";

/** Ids of uploads whose work is not finished. */
export async function listUnfinished(ctx: Context): Promise<string[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "process uploads");
  const rows = await ctx.db.query
    .selectFrom("upload")
    .select("id")
    .where("status", "in", ["received", "validating", "comparing", "committing", "undoing"])
    .orderBy("id")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}
