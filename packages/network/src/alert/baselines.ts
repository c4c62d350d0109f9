import { dayInterval, judgeDays, learnBaseline, type Baseline } from "@waymark/forecast/alert";
import type { Context } from "../context.ts";
import { ENDED, findProgress, rawStatement, saveProgress, type Statement } from "../db/index.ts";
import { syncNotices, type WantedNotice } from "../notice/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { hourAt, readHourlyTraffic } from "../stats/index.ts";
import { listSubjects, nextPosition, positionText, readPosition, type Subject } from "./subjects.ts";

const HOURS_A_WEEK = 168;
const HOURS_A_DAY = 24;
/** Weeks of history that a baseline is learnt from. */
const WEEKS = 6;
/** Links or offers of one step: their hours are in memory together. */
const SUBJECTS_MAX = 100;
/** With fewer visitors a week, not even four weeks of silence would be improbable enough. */
const WEEKLY_MIN = 3.5;
/** The last days, which are judged by what was usual before them. */
const JUDGED_DAYS = 3;

/** A stored baseline: the first of its hours of the week is that of the hour `from` (since 1970). */
interface StoredBaseline {
  from: number;
  baseline: Baseline;
}

/**
 * Learns what is usual for the next links or offers, and tells of those that left their daily range for three days.
 * Returns whether more is to be done.
 */
export async function learnTraffic(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "learn what traffic is usual");
  const position = readPosition((await findProgress(ctx.db, "baselines"))?.position ?? ENDED);
  const subjects = await listSubjects(ctx, position.kind, { after: position.after, limit: SUBJECTS_MAX });
  const until = hourAt(ctx.now());
  const since = until - WEEKS * HOURS_A_WEEK;
  const numbers = subjects.map(({ number }) => number);
  const hours =
    numbers.length === 0
      ? new Map<number, Float64Array>()
      : await readHourlyTraffic(ctx, { kind: position.kind, since, until, numbers });
  const wanted: WantedNotice[] = [];
  const statements: Statement[] = [];
  const unwatched: string[] = [];
  for (const subject of subjects) {
    // Hours before a link was created are no silence.
    const begins = Math.max(0, hourAt(subject.createdAt) + 1 - since);
    const own = (hours.get(subject.number) ?? new Float64Array(until - since)).slice(begins);
    const baseline = learnBaseline(own);
    if (baseline === undefined || sumOf(baseline.meanByHour) < WEEKLY_MIN) {
      unwatched.push(subject.id);
      statements.push(forget(subject));
      continue;
    }
    statements.push(store(subject, { from: since + begins, baseline }, ctx.now()));
    wanted.push(...daysOutside(subject, own));
  }
  await syncNotices(
    ctx,
    DAY_KINDS,
    wanted,
    subjects.map(({ id }) => id),
  );
  if (unwatched.length > 0) await syncNotices(ctx, HOUR_KINDS, [], unwatched);
  const isWhole = subjects.length < SUBJECTS_MAX;
  const next = nextPosition(position, { last: numbers.at(-1) ?? position.after, isWhole });
  await ctx.db.write([
    ...statements,
    saveProgress("baselines", { position: next === undefined ? ENDED : positionText(next), changedAt: ctx.now() }),
  ]);
  return next !== undefined;
}

export const DAY_KINDS = ["traffic_days_below", "traffic_days_above"] as const;
export const HOUR_KINDS = ["traffic_silent", "traffic_below", "traffic_above"] as const;

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

function daysOutside({ kind, id, name, sides }: Subject, hours: Float64Array): WantedNotice[] {
  const before = hours.slice(0, -JUDGED_DAYS * HOURS_A_DAY);
  const usual = learnBaseline(before);
  if (usual === undefined) return [];
  const days = Array.from({ length: JUDGED_DAYS }, (_, day) => {
    const from = before.length + day * HOURS_A_DAY;
    const { low, high } = dayInterval(usual, from % HOURS_A_WEEK);
    const count = sumOf(hours.slice(from, from + HOURS_A_DAY));
    return { count, low, high };
  });
  const side = judgeDays(days);
  if (side === undefined) return [];
  const count = days.reduce((sum, day) => sum + day.count, 0);
  const expected = Array.from(
    { length: JUDGED_DAYS * HOURS_A_DAY },
    (_, i) => usual.meanByHour[(before.length + i) % HOURS_A_WEEK] ?? 0,
  ).reduce((sum, mean) => sum + mean, 0);
  const parameters = { subject: kind, id, name, count, expected };
  return sides.map((one): WantedNotice => ({ kind: `traffic_days_${side}`, subject: id, parameters, side: one }));
}

const store = ({ kind, number }: Subject, { from, baseline }: StoredBaseline, now: number): Statement => {
  const { weeks, meanByHour, hourDispersion, dayDispersion } = baseline;
  const means = Array.from(meanByHour, (mean) => Number(mean.toPrecision(4)));
  return rawStatement(
    "INSERT OR REPLACE INTO traffic_baseline (kind, number, baseline, learnt_at) VALUES (?, ?, ?, ?)",
    [...[kind, number, JSON.stringify({ from, weeks, means, hourDispersion, dayDispersion }), now]],
  );
};

const forget = ({ kind, number }: Subject): Statement =>
  rawStatement("DELETE FROM traffic_baseline WHERE kind = ? AND number = ?", [kind, number]);

/** A baseline as `store` wrote it. */
export function readBaseline(text: string): StoredBaseline {
  const { from, means, ...rest } = JSON.parse(text) as Omit<Baseline, "meanByHour"> & { from: number; means: number[] }; // written by store
  return { from, baseline: { ...rest, meanByHour: Float64Array.from(means) } };
}
