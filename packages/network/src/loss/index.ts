import { readClickId } from "@waymark/contract/click-id";
import { findArchivedClicks } from "../archive/index.ts";
import { askShards, findProgress, inJson, jsonChunks, rawStatement, saveProgress } from "../db/index.ts";
import { countHour, findClicks, isolatesOf, type IsolateCount } from "../click/index.ts";
import type { Context } from "../context.ts";
import { listQueues } from "../queue/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { noteProofs } from "./proofs.ts";
import { settleHours } from "./settle.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";

export { restoreClicks } from "./restore.ts";

/** An hour of the loss audit. Times are Unix ms. */
export interface HourAudit {
  hour: number;
  /** Clicks that the isolates numbered: those stored, in flight and missing. */
  redirected: number;
  stored: number;
  /** Numbers that are not stored, but may still arrive. */
  inFlight: number;
  /** Numbers that are not stored and will not arrive any more. */
  missing: number;
  isolates: number;
  /** Isolates without a later stored click: further clicks that they redirected can't be counted. */
  tails: number;
  /** Clicks whose `click.unsent` log line was ingested. */
  unsent: number;
  /** Conversions with a click_ID of ours whose click is not stored. */
  unstoredConversions: number;
  /** Null if the hour was not audited, or a shard did not answer. */
  auditedAt: number | null;
}

/** A click that is not stored this long after its hour, while its queue works, is missing. */
const IN_FLIGHT_MS = HOUR_MS;
/** How often the newest hours are counted. */
const FRESH_MS = 5 * MINUTE_MS;
/** Older hours that a run counts. */
const HOURS_MAX = 4;
const CONVERSIONS_MAX = 200;
/** `audited_at` of an hour for which a shard did not answer: clicks that seem missing may be there. */
const IN_PART = 0;

/** How far back the audit reaches; older numbers are deleted. */
export const AUDIT_DAYS = 100;

/**
 * Counts the stored numbers of each isolate for hours with new clicks: the current and the previous hour every five
 * minutes, all others within the retention in turn, and again those for which a shard did not answer. It needs no
 * additional row for a click. Returns how many hours it counted. Throws if a shard is down, after everything else is
 * counted.
 */
export async function auditClicks(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "audit clicks");
  const now = ctx.now();
  const thisHour = now - (now % HOUR_MS);
  const fresh = await ctx.db.query
    .selectFrom("audited_hour")
    .select("hour")
    .where("hour", "in", inJson([thisHour, thisHour - HOUR_MS]))
    .where("audited_at", ">", now - FRESH_MS)
    .execute();
  const newest = [thisHour, thisHour - HOUR_MS].filter((hour) => !fresh.some((known) => known.hour === hour));
  const hours = new Set([...newest, ...(await listInPart(ctx)), ...(await nextPastHours(ctx, thisHour - 2 * HOUR_MS))]);
  let counted = 0;
  let failure: unknown;
  for (const hour of hours)
    try {
      if (!(await isToBeCounted(ctx, hour, { isNew: newest.includes(hour) }))) continue;
      await auditHour(ctx, hour);
      counted++;
    } catch (error) {
      failure ??= error;
    }
  if (failure !== undefined) throw failure;
  return counted;
}

/** The newest hours for which a shard did not answer. */
async function listInPart({ db }: Context): Promise<number[]> {
  const rows = await db.query
    .selectFrom("audited_hour")
    .select("hour")
    .where("audited_at", "=", IN_PART)
    .orderBy("hour", "desc")
    .limit(HOURS_MAX)
    .execute();
  return rows.map(({ hour }) => hour);
}

/** The next older hours to count, from the newest down to the end of the retention. */
async function nextPastHours({ db, clicks, now }: Context, newest: number): Promise<number[]> {
  const earlier = await findProgress(db, "audit");
  const oldest = newest - clicks.limits.retentionDays * DAY_MS;
  const position = Number(earlier?.position ?? newest);
  const start = position > oldest && position <= newest ? position : newest;
  const hours = Array.from({ length: HOURS_MAX }, (_, i) => start - i * HOUR_MS);
  await db.write([saveProgress("audit", { position: String(start - HOURS_MAX * HOUR_MS), changedAt: now() })]);
  return hours;
}

/** Whether an hour has uncounted clicks. While a shard is down, the others may have received more of them. */
async function isToBeCounted({ db, clicks }: Context, hour: number, { isNew }: { isNew: boolean }): Promise<boolean> {
  const known = await db.query.selectFrom("audited_hour").selectAll().where("hour", "=", hour).executeTakeFirst();
  const { answers, failures } = await askShards(clicks.all, (shard) => countHour(shard, hour));
  const stored = answers.reduce((sum, count) => sum + count, 0);
  if (failures.length > 0) return isNew || stored > (known?.clicks ?? 0);
  return stored !== (known?.clicks ?? 0) || known?.audited_at === IN_PART;
}

/**
 * Counts an hour again. Idempotent, also when run concurrently. Throws if a shard is down, after the clicks of the
 * other shards are counted.
 */
export async function auditHour(ctx: Context, hour: number): Promise<void> {
  requireRole(ctx, OPERATOR_OR_JOB, "audit clicks");
  const { db, clicks, now } = ctx;
  const range = { since: hour, until: hour + HOUR_MS };
  const { answers, failures } = await askShards(clicks.all, (shard) => isolatesOf(shard, range));
  const isolates = new Map<string, IsolateCount>();
  for (const { isolate, first, last, clicks: count } of answers.flat()) {
    const known = isolates.get(isolate) ?? { isolate, first, last, clicks: 0 };
    isolates.set(isolate, {
      isolate,
      first: Math.min(known.first, first),
      last: Math.max(known.last, last),
      clicks: known.clicks + count,
    });
  }
  const rows = [...isolates.values()];
  const stored = rows.reduce((sum, row) => sum + row.clicks, 0);
  await db.write([
    ...jsonChunks(rows.map(({ isolate, first, last, clicks: count }) => [isolate, first, last, count])).map((json) =>
      rawStatement(
        `INSERT INTO isolate_hour (isolate, hour, first, last, clicks)
         SELECT value ->> 0, ?, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
         ON CONFLICT DO UPDATE SET first = excluded.first, last = excluded.last, clicks = excluded.clicks
         WHERE clicks < excluded.clicks`,
        [hour, json],
      ),
    ),
    rawStatement(
      `INSERT INTO audited_hour (hour, clicks, audited_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET clicks = max(clicks, excluded.clicks), audited_at = excluded.audited_at`,
      [hour, stored, failures.length > 0 ? IN_PART : now()],
    ),
  ]);
  if (failures.length > 0) throw failures[0];
}

/** Deletes counts that are older than the audit reaches, a part at a time. Returns how many hours. */
export async function forgetAudit(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete old audits");
  const { db, now } = ctx;
  const before = now() - AUDIT_DAYS * DAY_MS;
  const old = await db.query
    .selectFrom("audited_hour")
    .select("hour")
    .where("hour", "<", before)
    .orderBy("hour")
    .limit(HOURS_MAX)
    .execute();
  const hours = JSON.stringify(old.map(({ hour }) => hour));
  if (old.length > 0)
    await db.write(
      ["isolate_hour", "audited_hour", "click_proof"].map((table) =>
        rawStatement(`DELETE FROM ${table} WHERE hour IN (SELECT value FROM json_each(?))`, [hours]),
      ),
    );
  return old.length;
}

/** The hours of a range, oldest first. Throws `forbidden` to all but the operator. */
export async function listHours(ctx: Context, { from, to }: { from: number; to: number }): Promise<HourAudit[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "read the loss audit");
  const [counted, audited, proofs, since] = [
    await countLives(ctx, from, to),
    await listAudited(ctx, from, to),
    await countProofs(ctx, from, to),
    Math.min(await trustedUntil(ctx, "clicks"), await wholeUntil(ctx)),
  ];
  const missing = settleHours(new Map(counted.map(({ hour, unstored }) => [hour, unstored])));
  const hours: HourAudit[] = [];
  for (let hour = Math.ceil(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    const lives = counted.find((one) => one.hour === hour);
    const unstored = missing.get(hour) ?? 0;
    const stored = lives?.clicks ?? 0;
    const isSettled = hour + HOUR_MS <= since;
    hours.push({
      hour,
      redirected: stored + unstored,
      stored,
      inFlight: isSettled ? 0 : unstored,
      missing: isSettled ? unstored : 0,
      isolates: lives?.isolates ?? 0,
      tails: lives?.tails ?? 0,
      unsent: proofs.get(`unsent ${hour}`) ?? 0,
      unstoredConversions: proofs.get(`conversion ${hour}`) ?? 0,
      auditedAt: audited.get(hour) || null,
    });
  }
  return hours;
}

/** Messages sent before this time have arrived or are lost: an hour ago, or an hour before the queue began to fail. */
async function trustedUntil(ctx: Context, topic: "clicks" | "postbacks"): Promise<number> {
  const { now } = ctx;
  const failing = (await listQueues(ctx)).flatMap(({ queue, failing_since }) =>
    queue.startsWith(topic) && failing_since !== null ? [failing_since] : [],
  );
  return Math.min(now(), ...failing) - IN_FLIGHT_MS;
}

/** The oldest hour for which a shard did not answer: that shard may have the clicks that seem missing from then on. */
async function wholeUntil({ db }: Context): Promise<number> {
  const row = await db.query
    .selectFrom("audited_hour")
    .select("hour")
    .where("audited_at", "=", IN_PART)
    .orderBy("hour")
    .limit(1)
    .executeTakeFirst();
  return row?.hour ?? Infinity;
}

interface LivesOfHour {
  hour: number;
  isolates: number;
  clicks: number;
  unstored: number;
  tails: number;
}

/**
 * By hour: how many numbers are between an isolate's greatest number before and its greatest of this hour, less its
 * stored clicks of the hour.
 */
async function countLives({ db }: Context, from: number, to: number): Promise<LivesOfHour[]> {
  const { rows } = await db.query.executeQuery<LivesOfHour>(
    rawStatement(
      `WITH life AS (
         SELECT hour, clicks, last, coalesce(max(last) OVER earlier, 0) AS before,
           last = max(last) OVER (PARTITION BY isolate) AS is_tail
         FROM isolate_hour
         WHERE isolate IN (SELECT isolate FROM isolate_hour WHERE hour >= ?1 AND hour < ?2)
         WINDOW earlier AS (PARTITION BY isolate ORDER BY first, hour ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
       )
       SELECT hour, count(*) AS isolates, sum(clicks) AS clicks, sum(max(last, before) - before - clicks) AS unstored,
         sum(is_tail) AS tails
       FROM life WHERE hour >= ?1 AND hour < ?2 GROUP BY hour ORDER BY hour`,
      [from, to],
    ),
  );
  return rows;
}

async function listAudited({ db }: Context, from: number, to: number): Promise<Map<number, number>> {
  const rows = await db.query
    .selectFrom("audited_hour")
    .select(["hour", "audited_at"])
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .execute();
  return new Map(rows.map(({ hour, audited_at }) => [hour, audited_at]));
}

/** By `<kind> <hour>`. */
async function countProofs({ db }: Context, from: number, to: number): Promise<Map<string, number>> {
  const rows = await db.query
    .selectFrom("click_proof")
    .select(({ fn }) => ["kind", "hour", fn.countAll<number>().as("clicks")])
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .where(({ eb, or }) => or([eb("kind", "=", "unsent"), eb("is_stored", "=", 0)]))
    .groupBy(["kind", "hour"])
    .execute();
  return new Map(rows.map(({ kind, hour, clicks }) => [`${kind} ${hour}`, clicks]));
}

/**
 * Looks up the clicks of conversions that are at least an hour old, and again those that were not found. Their ids are
 * signed, so a click that is not stored was lost. Returns how many conversions it processed. Throws if a shard is down,
 * after it has processed all conversions before the first click of that shard.
 */
export async function auditConversions(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "audit clicks");
  const { db } = ctx;
  const earlier = await findProgress(db, "audit_conversions");
  const conversions = await db.query
    .selectFrom("conversion")
    .select(["id", "click_id"])
    .where("id", ">", earlier?.position ?? "")
    .where("recorded_at", "<", await trustedUntil(ctx, "postbacks"))
    .orderBy("id")
    .limit(CONVERSIONS_MAX)
    .execute();
  const open = await db.query
    .selectFrom("click_proof")
    .select("click_id")
    .where("kind", "=", "conversion")
    .where("is_stored", "=", 0)
    .orderBy("seen_at")
    .limit(CONVERSIONS_MAX)
    .execute();
  const { isStored, failures } = await lookUp(
    ctx,
    [...conversions, ...open].map(({ click_id }) => click_id),
  );
  const unanswered = conversions.findIndex(({ click_id }) => isStored(click_id) === undefined);
  const answered = unanswered === -1 ? conversions : conversions.slice(0, unanswered);
  await noteProofs(ctx, "conversion", [
    ...answered.flatMap(({ click_id }) => (isStored(click_id) === true ? [] : [[click_id, false] as const])),
    ...open.map(({ click_id }) => [click_id, isStored(click_id) === true] as const),
  ]);
  const last = answered.at(-1);
  if (last !== undefined)
    await db.write([saveProgress("audit_conversions", { position: last.id, changedAt: ctx.now() })]);
  if (failures.length > 0) throw failures[0];
  return conversions.length;
}

/** Whether each of these clicks is stored, by canonical click_ID; undefined if its shard does not answer. */
async function lookUp(ctx: Context, clickIds: readonly string[]) {
  const byShard = Map.groupBy(clickIds, (id) => {
    const parts = readClickId(id);
    return parts && ctx.clicks.shardOf(parts);
  });
  const { answers, failures } = await askShards([...byShard.values()], async (ids) => {
    const stored = await findStored(ctx, ids);
    return ids.map((id) => [id, stored.has(id)] as const);
  });
  const known = new Map(answers.flat());
  return { isStored: (id: string) => known.get(id), failures };
}

/** The clicks among these that are stored, in a database or in an archive. */
export async function findStored(ctx: Context, clickIds: readonly string[]): Promise<Set<string>> {
  requireRole(ctx, OPERATOR_OR_JOB, "audit clicks");
  const stored = new Set((await findClicks(ctx, clickIds)).keys());
  const others = clickIds.filter((id) => !stored.has(id));
  for (const id of (await findArchivedClicks(ctx, others)).keys()) stored.add(id);
  return stored;
}
