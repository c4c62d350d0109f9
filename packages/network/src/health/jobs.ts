import { rawStatement, saveProgress, ENDED, type Db } from "../db/index.ts";

/** Characters of an error that are kept. */
const ERROR_LENGTH = 500;

/** The names of the scheduled jobs whose last run failed. */
export async function findFailingJobs({ query }: Db): Promise<Set<string>> {
  const rows = await query.selectFrom("job_failure").select("job").execute();
  return new Set(rows.map(({ job }) => job));
}

/** Records that a scheduled job failed. `now` is in Unix ms. */
export async function noteJobFailure(db: Db, job: string, error: string, now: number): Promise<void> {
  await db.write([
    rawStatement(
      `INSERT INTO job_failure (job, failing_since, failed_at, failures, error) VALUES (?1, ?2, ?2, 1, ?3)
       ON CONFLICT (job) DO UPDATE SET failed_at = excluded.failed_at, failures = failures + 1, error = excluded.error`,
      [job, now, error.slice(0, ERROR_LENGTH)],
    ),
  ]);
}

/** Records that a job that failed has worked again. */
export async function forgetJobFailure(db: Db, job: string): Promise<void> {
  await db.write([rawStatement("DELETE FROM job_failure WHERE job = ?", [job])]);
}

/** Records that the schedule has run, also if its jobs failed. */
export async function noteTick(db: Db, now: number): Promise<void> {
  await db.write([saveProgress("cron", { position: ENDED, changedAt: now })]);
}
