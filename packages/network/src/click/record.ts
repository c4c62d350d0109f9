import type { AnonymousClick, ClickEvent } from "@waymark/contract/click-event";
import { isTestClick, readClickId } from "@waymark/contract/click-id";
import { hasSignal, SIGNALS } from "@waymark/contract/signals";
import type { Context } from "../context.ts";
import { findNumbers, retryOnConcurrentWrite, type ClickDb, type NumberOf } from "../db/index.ts";
import { readOwnTraffic, type JudgeOwn } from "../own-traffic/index.ts";
import { pause } from "../pause.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { judgeAgent } from "./agent.ts";
import { countAnonymous } from "./anonymous.ts";
import { forgetHourMonths, openHours } from "./hours.ts";
import { forgetMonths, isComplete, isOver, monthAt, openMonth, rememberMonths, type ClickMonth } from "./months.ts";
import { foldFull, insertAll, knownOf } from "./queries.ts";
import { AHEAD_MS_MAX, type RefusedClick } from "./refusal.ts";
import { rollUp, type SeenClick } from "./rollup.ts";
import { readStops, type JudgeStops } from "./stops.ts";

/** A shard near D1's size limit accepts no more clicks. They wait until it has room. */
class ShardFullError extends Error {
  override readonly name = "ShardFullError";
}

/** Whether clicks could not be recorded because a shard is full, even if other shards failed for other reasons. */
export const isShardFull = (error: unknown): boolean =>
  error instanceof ShardFullError || (error instanceof AggregateError && error.errors.some(isShardFull));

export interface Recorded {
  rowsWritten: number;
  refused: RefusedClick[];
  /** The filled part of the fullest of these shards, 0 to 1. */
  fullest: number;
}

const NONE: Recorded = { rowsWritten: 0, refused: [], fullest: 0 };

/**
 * Stores clicks exactly once by their ids, with hourly rollups, daily rollups of sub-ids and uniques, however often and
 * in any order that a queue delivers them. Refuses clicks for which it can't be known whether they were counted. Throws
 * if a shard fails, after all the others have stored theirs; a retry changes nothing in those.
 */
export async function recordClicks(
  ctx: Context,
  events: readonly ClickEvent[],
  anonymous: readonly AnonymousClick[] = [],
): Promise<Recorded> {
  requireRole(ctx, OPERATOR_OR_JOB, "store clicks");
  const dated = [...new Map(events.map((event) => [event.clickId, event])).values()].flatMap((event) => {
    const id = readClickId(event.clickId);
    return id === undefined ? [] : [{ event, ...id }];
  });
  const [stops, own] = await Promise.all([readStops(ctx, dated), readOwnTraffic(ctx, dated)]);
  const judges = { stops, own };
  const numberOf = await findNumbers(ctx.db, idsOf(dated));
  await pause();
  const byShard = Map.groupBy(
    dated.map((click) => ({ ...see(click, judges), bucket: click.bucket })),
    (click) => ctx.clicks.shardOf(click),
  );
  const stored = await Promise.allSettled([
    ...[...byShard].map(([shard, clicks]) => storeInShard(ctx, shard, clicks, numberOf)),
    countAnonymous(ctx, anonymous).then((counted) => ({ ...NONE, ...counted })),
  ]);
  const failures = stored.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length > 0)
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, failures.join("; "));
  const done = stored.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  return {
    rowsWritten: done.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
    refused: done.flatMap(({ refused }) => refused),
    fullest: Math.max(0, ...done.map(({ fullest }) => fullest)),
  };
}

function* idsOf(clicks: readonly { event: ClickEvent }[]): Generator<string> {
  for (const { event } of clicks) {
    yield event.webmasterId;
    yield event.offerId;
    if (event.landingId !== null) yield event.landingId;
  }
}

/**
 * Precedence of verdicts: whether it is a test, or the network's own, what stopped the click, then who made it, then how it
 * was loaded. Whether it is a duplicate comes last, because only the shard knows it.
 */
function see(
  { event, clickedAt, linkNumber }: { event: ClickEvent; clickedAt: number; linkNumber: number },
  judges: { stops: JudgeStops; own: JudgeOwn },
): SeenClick {
  const { isBot, device, os, browser, hasOtherHints } = judgeAgent(event.userAgent, event.hints);
  const signals = (event.signals ?? 0) | (hasOtherHints ? SIGNALS.hints_differ : 0);
  const stopped = judges.stops(event, clickedAt);
  const reason = event.reason ?? (stopped.kind === "stopped" ? stopped.reason : undefined);
  const made = isBot || hasSignal(signals, "headless") ? "bot" : hasSignal(signals, "embedded") ? "embedded" : "valid";
  const excluded = isTestClick(event.clickId) ? "test" : judges.own(event, clickedAt) ? "own" : undefined;
  const verdict = excluded ?? reason ?? made;
  return { event, clickedAt, linkNumber, verdict, isGrace: stopped.kind === "grace", device, os, browser, signals };
}

/**
 * Clicks of one transaction. More clicks mean fewer rows, because each rollup row is written once a transaction. A
 * click has up to a thousand bytes, so that the largest batch is some megabytes.
 */
const PART_CLICKS_MAX = 10_000;

/** Stores by the cached months, and again if one of them was dropped since they were cached. */
async function storeInShard(
  ctx: Context,
  shard: ClickDb,
  clicks: readonly SeenClick[],
  numberOf: NumberOf,
): Promise<Recorded> {
  try {
    return await storeInMonths(ctx, shard, clicks, numberOf);
  } catch (error) {
    const [hadMonths, hadHours] = [forgetMonths(shard), forgetHourMonths(shard)];
    if (!(hadMonths || hadHours) || !String(error).includes("no such table")) throw error;
    return storeInMonths(ctx, shard, clicks, numberOf);
  }
}

async function storeInMonths(
  ctx: Context,
  shard: ClickDb,
  clicks: readonly SeenClick[],
  numberOf: NumberOf,
): Promise<Recorded> {
  const [now, { retentionDays }] = [ctx.now(), ctx.clicks.limits];
  const refused: RefusedClick[] = [];
  const months = await rememberMonths(shard);
  const byMonth = new Map<string, { month: ClickMonth; taken: SeenClick[] }>();
  for (const click of clicks) {
    const month = monthAt(months, click.clickedAt);
    const isLost = month.droppedAt !== null || isOver(month, now, retentionDays);
    const reason = isLost ? "too_old" : click.clickedAt > now + AHEAD_MS_MAX ? "from_the_future" : undefined;
    if (reason !== undefined) {
      refused.push({ id: click.event.clickId, reason, event: click.event });
      continue;
    }
    const group = byMonth.get(month.name) ?? { month, taken: [] };
    group.taken.push(click);
    byMonth.set(month.name, group);
  }
  const total: Recorded = { rowsWritten: 0, refused, fullest: 0 };
  await openHours(
    shard,
    [...byMonth.values()].flatMap(({ taken }) => taken.map(({ clickedAt }) => clickedAt)),
  );
  for (const { month, taken } of byMonth.values()) {
    if (!months.includes(month)) {
      await openMonth(shard, month);
      forgetMonths(shard);
    } else if (!isComplete(month)) forgetMonths(shard); // it may be complete when the next clicks come
    for (let i = 0; i < taken.length; i += PART_CLICKS_MAX)
      await storePart(ctx, { shard, month, numberOf, part: taken.slice(i, i + PART_CLICKS_MAX) }, total);
  }
  return total;
}

/** How often a part is retried after a concurrent write. Concurrent batches share few visitors. */
const TRIES = { triesMax: 5 };

interface Part {
  shard: ClickDb;
  month: ClickMonth;
  numberOf: NumberOf;
  part: readonly SeenClick[];
}

/** Stores the missing clicks in one transaction. Fails if a concurrent writer stored one of the clicks or visitors. */
async function storePart(
  { clicks: { limits } }: Context,
  { shard, month, numberOf, part }: Part,
  total: Recorded,
): Promise<void> {
  await retryOnConcurrentWrite(async () => {
    const known = await knownOf(shard, month, part);
    total.fullest = Math.max(total.fullest, known.sizeBytes / limits.shardBytesMax);
    const fresh = part.filter(({ event }) => !known.clickIds.has(event.clickId));
    if (fresh.length === 0) return;
    if (total.fullest >= 1)
      throw new ShardFullError(`${known.sizeBytes} bytes are stored, ${limits.shardBytesMax} allowed`);
    await pause();
    const rollups = rollUp(fresh, { visitors: known.visitors, numberOf });
    const subs = await foldFull(shard, rollups.subs, known.full);
    const statements = insertAll(month, { ...rollups, subs });
    await pause();
    total.rowsWritten += (await shard.write(statements)).rowsWritten;
  }, TRIES);
}
