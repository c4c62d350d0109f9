import type { AnonymousClick } from "@waymark/contract/click-event";
import type { Context } from "../context.ts";
import { jsonChunks, rawStatement, type ClickDb } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { AHEAD_MS_MAX, type ClickRefusal, type RefusedClick } from "./refusal.ts";
import { DAY_MS } from "@waymark/contract/duration";

/** A queue keeps a message for at most 14 days, so older ones can't be delivered again. */
const SEEN_DAYS = 15;

/**
 * Counts clicks of visitors who did not consent, each once by its nonce. Refuses clicks that are too old to know
 * whether they were counted.
 */
export async function countAnonymous(
  { clicks, now }: Context,
  anonymous: readonly AnonymousClick[],
): Promise<{ rowsWritten: number; refused: RefusedClick[] }> {
  const byShard = new Map<ClickDb, Map<string, AnonymousClick>>();
  const refused: RefusedClick[] = [];
  for (const click of anonymous) {
    const reason = refusalOf(click, now());
    if (reason !== undefined) {
      refused.push({ id: click.nonce, reason, event: click });
      continue;
    }
    // Without a visitor there is no bucket, so the first one is used.
    const shard = clicks.shardOf({ clickedAt: click.hour, bucket: 0 });
    const batch = byShard.get(shard) ?? new Map<string, AnonymousClick>();
    batch.set(click.nonce, click);
    byShard.set(shard, batch);
  }
  let rowsWritten = 0;
  for (const [shard, batch] of byShard)
    for (const json of jsonChunks([...batch.values()].map(rowOf)))
      rowsWritten += (await shard.write([rawStatement(COUNT, [json]), rawStatement(REMEMBER, [json])])).rowsWritten;
  return { rowsWritten, refused };
}

function refusalOf({ hour }: AnonymousClick, now: number): ClickRefusal | undefined {
  if (Math.floor(hour / DAY_MS) < Math.floor(now / DAY_MS) - SEEN_DAYS) return "too_old";
  return hour > now + AHEAD_MS_MAX ? "from_the_future" : undefined;
}

/** Deletes nonces that can't be delivered again. Returns how many. */
export async function forgetAnonymous(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete old clicks");
  const { clicks, now } = ctx;
  const before = Math.floor(now() / DAY_MS) - SEEN_DAYS;
  let deleted = 0;
  for (const shard of clicks.all)
    deleted += (await shard.write([rawStatement("DELETE FROM anonymous_seen WHERE day < ?", [before])])).rowsWritten;
  return deleted;
}

const rowOf = (click: AnonymousClick) => [
  Math.floor(click.hour / DAY_MS),
  click.nonce,
  click.hour,
  click.webmasterId,
  click.offerId,
  click.linkId,
  click.landingId ?? "",
  click.reason ?? "",
];

const COUNT = `
  INSERT INTO anonymous_hour (hour, webmaster_id, offer_id, link_id, landing_id, reason, clicks)
  SELECT value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, count(*) FROM json_each(?)
  WHERE NOT EXISTS (SELECT 1 FROM anonymous_seen WHERE day = value ->> 0 AND nonce = value ->> 1)
  GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks`;

const REMEMBER = `
  INSERT INTO anonymous_seen (day, nonce) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING`;
