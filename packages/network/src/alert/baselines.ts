import { MINUTE_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { ENDED, findProgress, inJson, rawStatement, saveProgress, type Statement } from "../db/index.ts";
import { syncNotices, type WantedNotice } from "../notice/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { hourAt, readHourlyConversions, readHourlyTraffic } from "../stats/index.ts";
import { learnWatch, LEARNT_HOURS, type Watch } from "./detect.ts";
import { listSubjects, nextPosition, positionText, readPosition, type Subject } from "./subjects.ts";

/** Links or offers of one step: their hours are in memory together. */
const SUBJECTS_MAX = 100;
/** Clicks of an hour may come this much later. */
const LATE_MS = 10 * MINUTE_MS;

const DAY_KINDS = ["traffic_days_below", "traffic_days_above"] as const;
export const HOUR_KINDS = ["traffic_silent", "traffic_below", "traffic_above"] as const;
export const CONVERSION_KINDS = ["conversions_collapsed"] as const;
/** All that is told of a link or an offer while it takes visitors. */
export const WATCH_KINDS = [...DAY_KINDS, ...HOUR_KINDS, ...CONVERSION_KINDS] as const;

/** The first hour that is not over, or whose clicks may still come. */
export const openHourAt = (at: number): number => hourAt(at - LATE_MS);

/**
 * Learns what is usual for the next links or offers, and tells of those that left their daily range for three days.
 * Returns whether more is to be done.
 */
export async function learnTraffic(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "learn what traffic is usual");
  const position = readPosition((await findProgress(ctx.db, "baselines"))?.position ?? ENDED);
  const { kind } = position;
  const subjects = await listSubjects(ctx, kind, { after: position.after, limit: SUBJECTS_MAX });
  const numbers = subjects.map(({ number }) => number);
  const until = openHourAt(ctx.now());
  const range = { kind, since: until - LEARNT_HOURS, until, numbers };
  const none = new Map<number, never>();
  const isEmpty = numbers.length === 0;
  const visitors = isEmpty ? none : await readHourlyTraffic(ctx, range);
  const conversions = isEmpty ? none : await readHourlyConversions(ctx, range);
  const earlier = isEmpty ? none : await findWatches(ctx, { kind, numbers });
  const wanted: WantedNotice[] = [];
  const statements: Statement[] = [];
  const unwatched: string[] = [];
  for (const subject of subjects) {
    // Hours before a link was created are no silence.
    const begins = Math.max(0, hourAt(subject.createdAt) + 1 - range.since);
    const ownHours = (found: ReadonlyMap<number, Float64Array>) =>
      (found.get(subject.number) ?? new Float64Array(LEARNT_HOURS)).subarray(begins);
    const hours = { visitors: ownHours(visitors), conversions: ownHours(conversions) };
    const learnt = learnWatch(hours, { until, earlier: earlier.get(subject.number) });
    if (learnt === undefined) {
      unwatched.push(subject.id);
      statements.push(forgetWatch(subject));
      continue;
    }
    statements.push(storeWatch(subject, learnt.watch, ctx.now()));
    if (learnt.days !== undefined) wanted.push(...daysNotices(subject, learnt.days));
  }
  const ids = subjects.map(({ id }) => id);
  await syncNotices(ctx, DAY_KINDS, wanted, ids);
  if (unwatched.length > 0) await syncNotices(ctx, WATCH_KINDS, [], unwatched);
  const next = nextPosition(position, {
    last: numbers.at(-1) ?? position.after,
    isWhole: subjects.length < SUBJECTS_MAX,
  });
  await ctx.db.write([
    ...statements,
    saveProgress("baselines", { position: next === undefined ? ENDED : positionText(next), changedAt: ctx.now() }),
  ]);
  return next !== undefined;
}

function daysNotices(
  { kind, id, name, sides }: Subject,
  { side, count, expected }: { side: "below" | "above"; count: number; expected: number },
): WantedNotice[] {
  const parameters = { subject: kind, id, name, count, expected };
  return sides.map((one): WantedNotice => ({ kind: `traffic_days_${side}`, subject: id, parameters, side: one }));
}

async function findWatches(
  { db }: Context,
  { kind, numbers }: Pick<Subject, "kind"> & { numbers: readonly number[] },
): Promise<Map<number, Watch>> {
  const rows = await db.query
    .selectFrom("traffic_baseline")
    .select(["number", "baseline"])
    .where("kind", "=", kind)
    .where("number", "in", inJson(numbers))
    .execute();
  return new Map(rows.map(({ number, baseline }) => [number, readWatch(baseline)]));
}

const storeWatch = ({ kind, number }: Subject, watch: Watch, now: number): Statement =>
  rawStatement("INSERT OR REPLACE INTO traffic_baseline (kind, number, baseline, learnt_at) VALUES (?, ?, ?, ?)", [
    ...[kind, number, watchText(watch), now],
  ]);

export const forgetWatch = ({ kind, number }: Pick<Subject, "kind" | "number">): Statement =>
  rawStatement("DELETE FROM traffic_baseline WHERE kind = ? AND number = ?", [kind, number]);

/** Arrays of numbers as JSON has them. */
const watchText = (watch: Watch): string =>
  JSON.stringify(watch, (_, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value));

/** A watch as `storeWatch` wrote it. */
export const readWatch = (text: string): Watch =>
  JSON.parse(
    text,
    (key, value: unknown) => (key === "meanByHour" ? Float64Array.from(value as number[]) : value), // written by watchText
  ) as Watch; // the same
