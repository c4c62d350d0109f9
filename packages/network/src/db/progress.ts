import { rawStatement, type Db, type Statement } from "./database.ts";

/** Jobs that need several runs, each with its own position. */
export type ProgressName =
  | "reconcile"
  | "audit"
  | "audit_conversions"
  | "books"
  | "cron"
  | "figures"
  | "maturation"
  | "expected_money"
  | "baselines"
  | "alerts"
  | "postback-requests"
  | "files"
  | "click_addresses"
  | "sign_in_addresses"
  | "source_quality";

/** The position of a finished job, which starts again on schedule. */
export const ENDED = "";

/** The progress of a job. */
export interface Progress {
  /** Defined by the job: an id, a number, or JSON. */
  position: string;
  /** Unix ms. */
  changedAt: number;
}

/** A job's progress; undefined before its first run. */
export async function findProgress({ query }: Db, name: ProgressName): Promise<Progress | undefined> {
  const row = await query.selectFrom("progress").selectAll().where("name", "=", name).executeTakeFirst();
  return row && { position: row.position, changedAt: row.changed_at };
}

/** Belongs in the batch of the work itself, so that a job that dies neither skips nor repeats a part. */
export const saveProgress = (name: ProgressName, { position, changedAt }: Progress): Statement =>
  rawStatement(
    `INSERT INTO progress (name, position, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET position = excluded.position, changed_at = excluded.changed_at`,
    [name, position, changedAt],
  );
