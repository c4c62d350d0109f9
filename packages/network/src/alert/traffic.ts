import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { judgeHour, type Unusual } from "@waymark/forecast/alert";
import type { Context } from "../context.ts";
import { ENDED, findProgress, saveProgress } from "../db/index.ts";
import { syncNotices, type WantedNotice } from "../notice/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { findLastDays, hourAt, readHourlyTraffic, type TrafficKind } from "../stats/index.ts";
import { DAY_KINDS, HOUR_KINDS, readBaseline } from "./baselines.ts";
import { listSubjects, nextPosition, positionText, readPosition, type Subject } from "./subjects.ts";
import { alertOverdueUploads } from "./uploads.ts";

/** Baselines of one step. */
const BASELINES_MAX = 500;
/** Clicks of an hour may come this much later. */
const LATE_MS = 10 * MINUTE_MS;
/** Hours that are read; of longer silences only the last day with a click. */
const RECENT_HOURS = 48;
const HOURS_A_DAY = 24;
/** Longer silences are not counted. */
const SILENT_DAYS_MAX = 28;
const HOURS_A_WEEK = 168;

/**
 * Judges the last whole hour of the next links or offers that have a baseline. The first step also looks for overdue
 * uploads. Returns whether more is to be done.
 */
export async function judgeTraffic(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "judge traffic");
  const stored = (await findProgress(ctx.db, "alerts"))?.position ?? ENDED;
  if (stored === ENDED) await alertOverdueUploads(ctx);
  const position = readPosition(stored);
  const { kind, after } = position;
  const rows = await ctx.db.query
    .selectFrom("traffic_baseline")
    .select(["number", "baseline"])
    .where("kind", "=", kind)
    .where("number", ">", after)
    .orderBy("number")
    .limit(BASELINES_MAX)
    .execute();
  const numbers = rows.map(({ number }) => number);
  if (numbers.length > 0) {
    const hour = hourAt(ctx.now() - LATE_MS) - 1;
    const subjects = new Map((await listSubjects(ctx, kind, { numbers })).map((one) => [one.number, one]));
    const recentOf = await readRecent(ctx, { kind, hour, numbers });
    const wanted = rows.flatMap(({ number, baseline: text }) => {
      const subject = subjects.get(number);
      if (subject?.isActive !== true) return []; // its alerts are over
      const { from, baseline } = readBaseline(text);
      const lastHour = (((hour - from) % HOURS_A_WEEK) + HOURS_A_WEEK) % HOURS_A_WEEK;
      const unusual = judgeHour(baseline, { recent: recentOf(number), lastHour });
      return unusual === undefined ? [] : noticesOf(subject, unusual, hour);
    });
    const ids = [...subjects.values()].map(({ id }) => id);
    await syncNotices(ctx, HOUR_KINDS, wanted, ids);
    // The days of those that take no visitors any more are not judged again.
    const ended = [...subjects.values()].flatMap(({ id, isActive }) => (isActive ? [] : [id]));
    if (ended.length > 0) await syncNotices(ctx, DAY_KINDS, [], ended);
  }
  const next = nextPosition(position, { last: numbers.at(-1) ?? after, isWhole: rows.length < BASELINES_MAX });
  await ctx.db.write([
    saveProgress("alerts", { position: next === undefined ? ENDED : positionText(next), changedAt: ctx.now() }),
  ]);
  return next !== undefined;
}

/** The counts of the last hours up to this one, or as many zeros as the silence is long. */
async function readRecent(
  ctx: Context,
  { kind, hour, numbers }: { kind: TrafficKind; hour: number; numbers: readonly number[] },
): Promise<(number: number) => Float64Array> {
  const range = { since: hour + 1 - RECENT_HOURS, until: hour + 1 };
  const recent = await readHourlyTraffic(ctx, { kind, ...range, numbers });
  const silent = numbers.filter((number) => !(recent.get(number)?.some((count) => count > 0) ?? false));
  const today = Math.floor((hour * HOUR_MS) / DAY_MS);
  const lastDays =
    silent.length === 0
      ? new Map<number, number>()
      : await findLastDays(ctx, { kind, since: today - SILENT_DAYS_MAX, numbers: silent });
  return (number) => {
    const hours = recent.get(number);
    if (hours !== undefined && !silent.includes(number)) return hours;
    // Its last click was at the end of its last day at the latest; two days are left out for the zone of the days.
    const days = today - (lastDays.get(number) ?? today - SILENT_DAYS_MAX) - 2;
    return new Float64Array(Math.max(RECENT_HOURS, days * HOURS_A_DAY));
  };
}

function noticesOf({ kind, id, name, sides }: Subject, unusual: Unusual, hour: number): WantedNotice[] {
  const about = { subject: kind, id, name };
  return sides.map((side): WantedNotice => {
    if (unusual.kind === "silent") {
      const { hours, expected } = unusual;
      return { kind: "traffic_silent", subject: id, parameters: { ...about, hours, expected }, side };
    }
    const { count, expected } = unusual;
    return {
      kind: `traffic_${unusual.kind}`,
      subject: id,
      parameters: { ...about, hourAt: hour * HOUR_MS, count, expected },
      side,
    };
  });
}
