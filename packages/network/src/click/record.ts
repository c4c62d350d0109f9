import type { AnonymousClick, ClickEvent } from "@waymark/click/click-event";
import { readClickId } from "@waymark/click/click-id";
import type { Verdict } from "@waymark/click/verdict";
import type { Context } from "../context.ts";
import { jsonChunks, rawStatement, type ClickDb, type Statement } from "../db/index.ts";
import { judgeAgent } from "./agent.ts";
import { countAnonymous } from "./anonymous.ts";
import { readStops, type JudgeStops } from "./stops.ts";

/**
 * Stores clicks exactly once by their ids, with hourly rollups and uniques, however often and in whatever order a queue
 * delivers them: a batch first counts those that are not stored yet, then stores them.
 * Throws where a shard fails; the shards before it have stored theirs, and a retry changes nothing there.
 */
export async function recordClicks(
  ctx: Context,
  events: readonly ClickEvent[],
  anonymous: readonly AnonymousClick[] = [],
): Promise<{ rowsWritten: number }> {
  const { clicks } = ctx;
  const dated = events.flatMap((event) => {
    const id = readClickId(event.clickId);
    return id === undefined ? [] : [{ event, clickedAt: id.clickedAt, bucket: id.bucket }];
  });
  const judge = await readStops(ctx, dated);
  const byShard = new Map<ClickDb, Map<string, Seen>>();
  for (const click of dated) {
    const shard = clicks.shardOf(click);
    const batch = byShard.get(shard) ?? new Map<string, Seen>();
    batch.set(click.event.clickId, see(click, judge));
    byShard.set(shard, batch);
  }
  let rowsWritten = 0;
  for (const [shard, batch] of byShard)
    for (const part of parts([...batch.values()])) rowsWritten += (await shard.write(storeClicks(part))).rowsWritten;
  return { rowsWritten: rowsWritten + (await countAnonymous(ctx, anonymous)) };
}

/** A click with all that is worked out of it. */
interface Seen {
  event: ClickEvent;
  clickedAt: number;
  bucket: number;
  verdict: Verdict;
  isGrace: boolean;
  device: string;
  os: string;
  browser: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Clicks a batch: their JSON stays far below the 2 MB that D1 binds. */
const BATCH_MAX = 2_000;

/** What stopped a click goes before who made it; of a bot and a repetition, which SQL finds, the bot. */
function see({ event, clickedAt, bucket }: Pick<Seen, "event" | "clickedAt" | "bucket">, judge: JudgeStops): Seen {
  const { isBot, device, os, browser } = judgeAgent(event.userAgent, event.hints);
  const stopped = judge(event, clickedAt);
  const reason = event.reason ?? (stopped.kind === "stopped" ? stopped.reason : undefined);
  const verdict = reason ?? (isBot ? "bot" : "valid");
  return { event, clickedAt, bucket, verdict, isGrace: stopped.kind === "grace", device, os, browser };
}

function* parts(seen: readonly Seen[]) {
  for (let i = 0; i < seen.length; i += BATCH_MAX) yield seen.slice(i, i + BATCH_MAX);
}

function storeClicks(batch: readonly Seen[]): Statement[] {
  const { groups, clicks } = groupByHour(batch);
  return [...claimVisitors(clicks), ...countHours(groups, clicks), ...insertClicks(batch)];
}

/** A click as the rollups need it: its group, id, day, offer, visitor. */
type CountedClick = [group: number, clickId: string, day: number, offerId: string, visitor: string];

/** Groups of equal dimensions are named once and clicks point at them, so that SQL takes little JSON apart. */
function groupByHour(batch: readonly Seen[]) {
  const numbers = new Map<string, number>();
  const groups: unknown[][] = [];
  const clicks = batch.map(({ event, clickedAt, verdict, device, os, browser }): CountedClick => {
    const group = [
      clickedAt - (clickedAt % HOUR_MS),
      event.webmasterId,
      event.offerId,
      event.linkId,
      event.landingId ?? "",
      event.country,
      device,
      os,
      browser,
      event.decision,
      verdict,
    ];
    const key = group.join("\n");
    const number = numbers.get(key) ?? groups.push(group) - 1;
    numbers.set(key, number);
    return [number, event.clickId, Math.floor(clickedAt / DAY_MS), event.offerId, event.visitor];
  });
  return { groups, clicks };
}

/** The first click of a visitor on an offer in a UTC day makes him unique; its id is kept, so a redelivery agrees. */
const claimVisitors = (clicks: readonly CountedClick[]) =>
  jsonChunks(clicks).map((json) =>
    rawStatement(
      `INSERT INTO visitor_day (day, offer_id, visitor, click_id)
       SELECT value ->> 2, value ->> 3, value ->> 4, value ->> 1 FROM json_each(?) WHERE true
       ON CONFLICT DO NOTHING`,
      [json],
    ),
  );

/** Adds the clicks that are not stored yet to their hours. */
const countHours = (groups: readonly unknown[][], clicks: readonly CountedClick[]) =>
  jsonChunks(clicks).map((json) => rawStatement(COUNT_HOURS, [JSON.stringify(groups), json]));

const COUNT_HOURS = `
  WITH fresh AS (
    SELECT c.value ->> 0 AS number, first.click_id = c.value ->> 1 AS is_first, count(*) AS clicks
    FROM json_each(?2) c
    JOIN visitor_day first ON first.day = c.value ->> 2 AND first.offer_id = c.value ->> 3
      AND first.visitor = c.value ->> 4
    WHERE NOT EXISTS (SELECT 1 FROM click WHERE click_id = c.value ->> 1)
    GROUP BY 1, 2
  ),
  -- Materialized, so that SQLite gives it an index: a batch over a thousand links has as many groups.
  dimensions AS MATERIALIZED (SELECT key AS number, value FROM json_each(?1))
  INSERT INTO click_hour (hour, webmaster_id, offer_id, link_id, landing_id, country, device, os, browser, decision,
    verdict, clicks, uniques)
  SELECT g.value ->> 0, g.value ->> 1, g.value ->> 2, g.value ->> 3, g.value ->> 4, g.value ->> 5, g.value ->> 6,
    g.value ->> 7, g.value ->> 8, g.value ->> 9,
    iif(g.value ->> 10 = 'valid' AND NOT is_first, 'duplicate', g.value ->> 10), clicks, iif(is_first, clicks, 0)
  FROM fresh JOIN dimensions g ON g.number = fresh.number
  WHERE true
  ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks, uniques = uniques + excluded.uniques`;

function insertClicks(batch: readonly Seen[]) {
  const rows = batch.map(({ event, clickedAt, verdict, isGrace, device, os, browser }) => [
    event.clickId,
    event.linkId,
    event.offerId,
    event.webmasterId,
    event.advertiserId,
    event.decision,
    event.reason,
    verdict,
    event.landingId,
    event.visitor,
    event.country,
    event.region,
    event.city,
    event.asn,
    event.language,
    event.userAgent,
    device,
    os,
    browser,
    event.sub1,
    event.sub2,
    event.sub3,
    event.sub4,
    event.sub5,
    event.source,
    event.cut ? 1 : 0,
    event.isolate,
    event.sequence,
    isGrace ? 1 : 0,
    Math.floor(clickedAt / DAY_MS),
  ]);
  return jsonChunks(rows).map((json) => rawStatement(INSERT_CLICKS, [json]));
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `c.value ->> ${from + i}`).join(", ");

const INSERT_CLICKS = `
  INSERT INTO click (click_id, link_id, offer_id, webmaster_id, advertiser_id, decision, reason, verdict, landing_id,
    visitor, country, region, city, asn, language, user_agent, device, os, browser, sub1, sub2, sub3, sub4, sub5,
    source, cut, isolate, sequence, grace)
  SELECT ${range(0, 7)},
    iif(c.value ->> 7 = 'valid' AND first.click_id <> c.value ->> 0, 'duplicate', c.value ->> 7),
    ${range(8, 29)}
  FROM json_each(?) c
  JOIN visitor_day first ON first.day = c.value ->> 29 AND first.offer_id = c.value ->> 2
    AND first.visitor = c.value ->> 9
  WHERE true
  ON CONFLICT DO NOTHING`;
