import { HOUR_MS } from "@waymark/contract/duration";
import type { Collapse, Unusual } from "@waymark/forecast/alert";
import type { Context } from "../context.ts";
import { ENDED, findProgress, saveProgress } from "../db/index.ts";
import { syncNotices, type WantedNotice } from "../notice/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { readHourlyConversions, readHourlyTraffic, type TrafficKind } from "../stats/index.ts";
import { CONVERSION_KINDS, forgetWatch, HOUR_KINDS, openHourAt, readWatch, WATCH_KINDS } from "./baselines.ts";
import { firstJudgedHour, isFresh, judgeWatch, type Hours, type Watch } from "./detect.ts";
import { listSubjects, nextPosition, positionText, readPosition, type Subject } from "./subjects.ts";
import { alertOverdueUploads } from "./uploads.ts";

/** Baselines of one step. */
const BASELINES_MAX = 500;

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
    const subjects = new Map((await listSubjects(ctx, kind, { numbers })).map((one) => [one.number, one]));
    const watched = rows.flatMap(({ number, baseline }): Watched[] => {
      const subject = subjects.get(number);
      return subject?.isActive === true ? [{ subject, watch: readWatch(baseline) }] : [];
    });
    await judgeWatched(ctx, kind, watched);
    // What takes no visitors is over, and is learnt anew when it takes them again.
    const ended = [...subjects.values()].filter(({ isActive }) => !isActive);
    if (ended.length > 0) {
      const ids = ended.map(({ id }) => id);
      await syncNotices(ctx, WATCH_KINDS, [], ids);
      await ctx.db.write(ended.map(forgetWatch));
    }
  }
  const next = nextPosition(position, { last: numbers.at(-1) ?? after, isWhole: rows.length < BASELINES_MAX });
  await ctx.db.write([
    saveProgress("alerts", { position: next === undefined ? ENDED : positionText(next), changedAt: ctx.now() }),
  ]);
  return next !== undefined;
}

interface Watched {
  subject: Subject;
  watch: Watch;
}

async function judgeWatched(ctx: Context, kind: TrafficKind, all: readonly Watched[]): Promise<void> {
  const hour = openHourAt(ctx.now()) - 1;
  const watched = all.filter(({ watch }) => isFresh(watch, hour));
  if (watched.length === 0) return;
  const recentOf = await readRecent(ctx, { kind, hour, watched });
  const judged = watched.map(({ subject, watch }) => ({
    subject,
    found: judgeWatch(watch, recentOf(subject, watch), hour),
  }));
  const idsWhere = (isIn: (one: (typeof judged)[number]) => boolean) =>
    judged.filter(isIn).map(({ subject: { id } }) => id);
  await syncNotices(
    ctx,
    HOUR_KINDS,
    judged.flatMap(({ subject, found }) => trafficNotices(subject, found.traffic, hour)),
    idsWhere(({ found }) => !found.stays.traffic),
  );
  await syncNotices(
    ctx,
    CONVERSION_KINDS,
    judged.flatMap(({ subject, found }) => collapseNotices(subject, found.conversions)),
    idsWhere(({ found }) => !found.stays.conversions),
  );
}

/** The hours that each is judged by, up to this one. */
async function readRecent(
  ctx: Context,
  { kind, hour, watched }: { kind: TrafficKind; hour: number; watched: readonly Watched[] },
): Promise<(subject: Subject, watch: Watch) => Hours> {
  const since = Math.min(...watched.map(({ watch }) => firstJudgedHour(watch)));
  const range = { kind, since, until: hour + 1, numbers: watched.map(({ subject: { number } }) => number) };
  const visitors = await readHourlyTraffic(ctx, range);
  const conversions = await readHourlyConversions(ctx, range);
  const none = new Float64Array(range.until - since);
  return ({ number }, watch) => {
    const begins = firstJudgedHour(watch) - since;
    return {
      visitors: (visitors.get(number) ?? none).subarray(begins),
      conversions: (conversions.get(number) ?? none).subarray(begins),
    };
  };
}

function trafficNotices(
  { kind, id, name, sides }: Subject,
  unusual: Unusual | undefined,
  hour: number,
): WantedNotice[] {
  if (unusual === undefined) return [];
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

function collapseNotices({ kind, id, name, sides }: Subject, collapse: Collapse | undefined): WantedNotice[] {
  if (collapse === undefined) return [];
  const { hours, visitors, conversions: count, expected } = collapse;
  const parameters = { subject: kind, id, name, hours, visitors, count, expected };
  return sides.map((side): WantedNotice => ({ kind: "conversions_collapsed", subject: id, parameters, side }));
}
