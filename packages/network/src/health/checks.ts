import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { BookFault } from "../books/index.ts";
import type { Context } from "../context.ts";
import { askShards, findProgress, rawStatement, SHARD_FILLING } from "../db/index.ts";
import { listHours } from "../loss/index.ts";
import { listQueues } from "../queue/index.ts";
import type { HealthCheckName, HealthFault, HealthLevel } from "./words.ts";

/** Something that is wrong. */
export interface Finding {
  level: Exclude<HealthLevel, "ok">;
  fault: HealthFault;
  /** The job, queue, database, secret or record that it is about; null: there is only one. */
  subject: string | null;
  /** Unix ms; null: not known. */
  since: number | null;
  /** How many messages, clicks, faults or mails; null: nothing is counted. */
  count: number | null;
  /** What a database or service answered. */
  error: string | null;
}

const finding = (
  level: Finding["level"],
  fault: HealthFault,
  { subject = null, since = null, count = null, error = null }: Partial<Finding>,
): Finding => ({ level, fault, subject, since, count, error });

/** What a check finds; nothing if all is well. */
type Check = (ctx: Context, now: number) => Promise<Finding[]>;

/** The schedule runs every minute; one that is late by this is broken. */
const CRON_LATE_MS = 5 * MINUTE_MS;
/** What fails for longer than this does not mend itself. */
const FAILING_MS = 10 * MINUTE_MS;
/** A message that waits longer than this is late. */
const QUEUE_BEHIND_MS = 15 * MINUTE_MS;
/** The edge promises to follow a change within two minutes. */
const PUBLISHING_BEHIND_MS = 2 * MINUTE_MS;
const MAIL_LATE_MS = 15 * MINUTE_MS;
/** A mail is tried again after minutes; one refusal says nothing yet. */
const MAIL_TRIES = 2;
/** The books are checked daily. */
const BOOKS_LATE_MS = 36 * HOUR_MS;
/** The share of redirected clicks that may be missing before that is an alarm. */
const MISSING_MAX = 0.001;
/** Rows of one kind that are counted at most. */
const COUNT_MAX = 1_000;

const levelSince = (since: number, now: number) => (now - since > FAILING_MS ? "failing" : "warning");

async function checkCron({ db }: Context, now: number): Promise<Finding[]> {
  const last = await findProgress(db, "cron");
  // A network that was just deployed has not run yet.
  if (last === undefined) return [finding("warning", "cron_late", {})];
  return now - last.changedAt > CRON_LATE_MS ? [finding("failing", "cron_late", { since: last.changedAt })] : [];
}

async function checkJobs({ db }: Context, now: number): Promise<Finding[]> {
  const rows = await db.query.selectFrom("job_failure").selectAll().orderBy("failing_since").execute();
  return rows.map(({ job, failing_since, failures, error }) =>
    finding(levelSince(failing_since, now), "job_failing", {
      ...{ subject: job, since: failing_since, count: failures, error },
    }),
  );
}

async function checkQueues(ctx: Context, now: number): Promise<Finding[]> {
  return (await listQueues(ctx)).flatMap(({ queue, failing_since, error, oldest_at, backlog, seen_at }) => {
    const about = { subject: queue, count: backlog };
    if (failing_since !== null)
      return [finding(levelSince(failing_since, now), "queue_failing", { ...about, since: failing_since, error })];
    // What waited when its consumer last looked, if that was lately.
    const isBehind = oldest_at !== null && seen_at - oldest_at > QUEUE_BEHIND_MS && now - seen_at < QUEUE_BEHIND_MS;
    return isBehind ? [finding("warning", "queue_behind", { ...about, since: oldest_at })] : [];
  });
}

async function checkDeadLetters({ db }: Context): Promise<Finding[]> {
  const [row] = (await db.values(
    rawStatement(
      `SELECT count(*), min(kept_at) FROM (SELECT kept_at FROM dead_letter WHERE replayed_at IS NULL LIMIT ${COUNT_MAX})`,
      [],
    ),
  )) as [number, number | null][];
  const [count = 0, since = null] = row ?? [];
  return count === 0 ? [] : [finding("warning", "letters_waiting", { count, since })];
}

async function checkPublishing({ db }: Context, now: number): Promise<Finding[]> {
  const [row] = (await db.values(
    rawStatement(`SELECT count(*), min(changed_at) FROM (SELECT changed_at FROM outbox LIMIT ${COUNT_MAX})`, []),
  )) as [number, number | null][];
  const [count = 0, since = null] = row ?? [];
  if (since === null || now - since <= PUBLISHING_BEHIND_MS) return [];
  return [finding(levelSince(since, now), "publishing_behind", { count, since })];
}

async function checkClicks(ctx: Context, now: number): Promise<Finding[]> {
  const hours = await listHours(ctx, { from: now - DAY_MS, to: now });
  const [missing, redirected] = [
    hours.reduce((sum, hour) => sum + hour.missing, 0),
    hours.reduce((sum, hour) => sum + hour.redirected, 0),
  ];
  if (missing === 0) return [];
  const since = hours.find((hour) => hour.missing > 0)?.hour ?? null;
  const level = missing > redirected * MISSING_MAX ? "failing" : "warning";
  return [finding(level, "clicks_missing", { count: missing, since })];
}

async function checkClickDatabases({ clicks }: Context): Promise<Finding[]> {
  const { answers } = await askShards(clicks.all, async (shard, i): Promise<Finding[]> => {
    const subject = `CLICKS_${i}`;
    try {
      const { sizeBytes } = await shard.read([rawStatement("SELECT 1", [])]);
      const filled = sizeBytes / clicks.limits.shardBytesMax;
      if (filled >= 1) return [finding("failing", "shard_full", { subject })];
      return filled >= SHARD_FILLING ? [finding("warning", "shard_filling", { subject })] : [];
    } catch (error) {
      return [finding("failing", "shard_unreachable", { subject, error: String(error) })];
    }
  });
  return answers.flat();
}

async function checkBooks({ db }: Context, now: number): Promise<Finding[]> {
  const last = await db.query
    .selectFrom("book_check")
    .selectAll()
    .orderBy("ended_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return []; // the first check comes within a day
  const [first] = JSON.parse(last.found) as BookFault[]; // written by the check
  if (last.faults > 0)
    return [
      finding("failing", "books_faulty", {
        ...{ count: last.faults, since: last.ended_at, subject: first?.subject ?? null },
        error: first === undefined ? null : `${first.code}: ${first.detail}`,
      }),
    ];
  return now - last.ended_at > BOOKS_LATE_MS ? [finding("warning", "books_late", { since: last.ended_at })] : [];
}

async function checkMail({ db }: Context, now: number): Promise<Finding[]> {
  const [row] = (await db.values(
    rawStatement(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM outgoing_mail WHERE due_at <= ?1 LIMIT ${COUNT_MAX})),
         (SELECT min(due_at) FROM outgoing_mail),
         (SELECT count(*) FROM (SELECT tries FROM outgoing_mail LIMIT ${COUNT_MAX}) WHERE tries >= ${MAIL_TRIES})`,
      [now],
    ),
  )) as [number, number | null, number][];
  const [due = 0, oldest = null, refused = 0] = row ?? [];
  return [
    ...(refused > 0 ? [finding("warning", "mail_refused", { count: refused })] : []),
    ...(oldest !== null && now - oldest > MAIL_LATE_MS
      ? [finding("warning", "mail_late", { count: due, since: oldest })]
      : []),
  ];
}

/** All checks but that of the secrets, which the database does not know. */
export const CHECKS: Readonly<Record<Exclude<HealthCheckName, "secrets">, Check>> = {
  cron: checkCron,
  jobs: checkJobs,
  queues: checkQueues,
  dead_letters: checkDeadLetters,
  publishing: checkPublishing,
  clicks: checkClicks,
  click_databases: checkClickDatabases,
  books: checkBooks,
  mail: checkMail,
};
