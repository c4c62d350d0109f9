import type { ClickEvent } from "@waymark/click/click-event";
import { readClickId } from "@waymark/click/click-id";
import type { Verdict } from "@waymark/click/reason";
import type { Context } from "../context.ts";
import { jsonChunks, rawStatement, type ClickDb, type Statement } from "../db/index.ts";
import { judgeAgent } from "./agent.ts";

/**
 * Stores clicks exactly once by their ids, with hourly rollups and uniques, however often and in whatever order a queue
 * delivers them: a batch first counts those that are not stored yet, then stores them.
 * Throws where a shard fails; the shards before it have stored theirs, and a retry changes nothing there.
 */
export async function recordClicks({ clicks }: Context, events: readonly ClickEvent[]): Promise<{ rowsWritten: number }> {
  const byShard = new Map<ClickDb, Map<string, Seen>>();
  for (const event of events) {
    const seen = see(event);
    if (seen === undefined) continue;
    const shard = clicks.shardOf(seen);
    const batch = byShard.get(shard) ?? new Map<string, Seen>();
    batch.set(event.clickId, seen);
    byShard.set(shard, batch);
  }
  let rowsWritten = 0;
  for (const [shard, batch] of byShard)
    for (const part of parts([...batch.values()])) rowsWritten += (await shard.write(storeClicks(part))).rowsWritten;
  return { rowsWritten };
}

/** A click with all that is worked out of it. */
interface Seen {
  event: ClickEvent;
  clickedAt: number;
  bucket: number;
  verdict: Verdict;
  device: string;
  os: string;
  browser: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Clicks a batch: their JSON stays far below the 2 MB that D1 binds. */
const BATCH_MAX = 2_000;

function see(event: ClickEvent): Seen | undefined {
  const id = readClickId(event.clickId);
  if (id === undefined) return undefined;
  const { isBot, device, os, browser } = judgeAgent(event.userAgent);
  const verdict = event.reason ?? (isBot ? "bot" : "valid");
  return { event, clickedAt: id.clickedAt, bucket: id.bucket, verdict, device, os, browser };
}

function* parts(seen: readonly Seen[]) {
  for (let i = 0; i < seen.length; i += BATCH_MAX) yield seen.slice(i, i + BATCH_MAX);
}

const storeClicks = (batch: readonly Seen[]): Statement[] => [
  ...claimVisitors(batch),
  ...countHours(batch),
  ...insertClicks(batch),
];

/** The first click of a visitor on an offer in a UTC day makes him unique; its id is kept, so a redelivery agrees. */
function claimVisitors(batch: readonly Seen[]) {
  const rows = batch.map(({ event, clickedAt }) => [
    Math.floor(clickedAt / DAY_MS),
    event.offerId,
    event.visitor,
    event.clickId,
  ]);
  return jsonChunks(rows).map((json) =>
    rawStatement(
      `INSERT INTO visitor_day (day, offer_id, visitor, click_id)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
       ON CONFLICT DO NOTHING`,
      [json],
    ),
  );
}

/** Characters of a click_ID; behind it stands the visitor. */
const ID_CHARS = 40;

/** Adds the clicks that are not stored yet to their hours. Grouped here, so that SQL reads each dimension once a group. */
function countHours(batch: readonly Seen[]) {
  const groups = new Map<string, { group: unknown[]; clicks: string[] }>();
  for (const { event, clickedAt, verdict, device, os, browser } of batch) {
    const hour = clickedAt - (clickedAt % HOUR_MS);
    const group = [
      hour,
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
    const known = groups.get(key) ?? { group, clicks: [] };
    known.clicks.push(event.clickId + event.visitor);
    groups.set(key, known);
  }
  const rows = [...groups.values()].map(({ group, clicks }) => [...group, clicks]);
  return jsonChunks(rows).map((json) => rawStatement(COUNT_HOURS, [json]));
}

const COUNT_HOURS = `
  INSERT INTO click_hour (hour, webmaster_id, offer_id, link_id, landing_id, country, device, os, browser, decision,
    verdict, clicks, uniques)
  SELECT g.value ->> 0, g.value ->> 1, g.value ->> 2, g.value ->> 3, g.value ->> 4, g.value ->> 5, g.value ->> 6,
    g.value ->> 7, g.value ->> 8, g.value ->> 9,
    iif(g.value ->> 10 = 'valid' AND first.click_id <> substr(c.value, 1, ${ID_CHARS}), 'duplicate', g.value ->> 10),
    count(*), sum(first.click_id = substr(c.value, 1, ${ID_CHARS}))
  FROM json_each(?) g, json_each(g.value, '$[11]') c
  JOIN visitor_day first ON first.day = (g.value ->> 0) / ${DAY_MS} AND first.offer_id = g.value ->> 2
    AND first.visitor = substr(c.value, ${ID_CHARS + 1})
  WHERE NOT EXISTS (SELECT 1 FROM click WHERE click_id = substr(c.value, 1, ${ID_CHARS}))
  GROUP BY g.key, 11
  ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks, uniques = uniques + excluded.uniques`;

function insertClicks(batch: readonly Seen[]) {
  const rows = batch.map(({ event, clickedAt, verdict, device, os, browser }) => [
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
    Math.floor(clickedAt / DAY_MS),
  ]);
  return jsonChunks(rows).map((json) => rawStatement(INSERT_CLICKS, [json]));
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `c.value ->> ${from + i}`).join(", ");

const INSERT_CLICKS = `
  INSERT INTO click (click_id, link_id, offer_id, webmaster_id, advertiser_id, decision, reason, verdict, landing_id,
    visitor, country, region, city, asn, language, user_agent, device, os, browser, sub1, sub2, sub3, sub4, sub5,
    source, cut, isolate, sequence)
  SELECT ${range(0, 7)},
    iif(c.value ->> 7 = 'valid' AND first.click_id <> c.value ->> 0, 'duplicate', c.value ->> 7),
    ${range(8, 28)}
  FROM json_each(?) c
  JOIN visitor_day first ON first.day = c.value ->> 28 AND first.offer_id = c.value ->> 2
    AND first.visitor = c.value ->> 9
  WHERE true
  ON CONFLICT DO NOTHING`;
