import { rawStatement, type Db, type Statement } from "./database.ts";

/** The jobs that work through more than one run can do, each with a position of its own. */
export type ProgressName = "reconcile" | "audit" | "audit_conversions" | "books" | "figures" | "postback-requests";

/** The position of a job that has ended and begins again when its time has come. */
export const ENDED = "";

/** Where a job stands. */
export interface Progress {
  /** Written and read by the job alone: an id, a number, or JSON. */
  position: string;
  /** Unix ms. */
  changedAt: number;
}

/** Where a job stands, or undefined before its first run. */
export async function findProgress({ query }: Db, name: ProgressName): Promise<Progress | undefined> {
  const row = await query.selectFrom("progress").selectAll().where("name", "=", name).executeTakeFirst();
  return row && { position: row.position, changedAt: row.changed_at };
}

/** Goes into the batch of the work that it stands for, so that a job that dies neither skips a part nor repeats one. */
export const saveProgress = (name: ProgressName, { position, changedAt }: Progress): Statement =>
  rawStatement(
    `INSERT INTO progress (name, position, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET position = excluded.position, changed_at = excluded.changed_at`,
    [name, position, changedAt],
  );
