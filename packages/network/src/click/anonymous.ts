import type { AnonymousClick } from "@waymark/contract/click-event";
import type { Context } from "../context.ts";
import { findLinkNumbers, findNumbers, jsonChunks, rawStatement, type ClickDb, type NumberOf } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { AHEAD_MS_MAX, type ClickRefusal, type RefusedClick } from "./refusal.ts";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { anonymousCode } from "./codes.ts";
import { COUNTED_HOUR, HOUR_COLUMNS, hourMonthOf, hourTable, openHours } from "./hours.ts";

/** A queue keeps a message for at most 14 days, so older ones can't be delivered again. */
const SEEN_DAYS = 15;

/**
 * Counts clicks of visitors who did not consent, each once by its nonce. Refuses clicks that are too old to know
 * whether they were counted.
 */
export async function countAnonymous(
  { db, clicks, now }: Context,
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
  if (byShard.size === 0) return { rowsWritten: 0, refused };
  const [numberOf, linkNumberOf] = await Promise.all([
    findNumbers(
      db,
      anonymous.flatMap((click) => [click.webmasterId, click.offerId, click.landingId ?? []].flat()),
    ),
    findLinkNumbers(
      db,
      anonymous.map(({ linkId }) => linkId),
    ),
  ]);
  let rowsWritten = 0;
  for (const [shard, batch] of byShard) {
    const all = [...batch.values()];
    await openHours(
      shard,
      all.map(({ hour }) => hour),
    );
    for (const [month, some] of Map.groupBy(all, ({ hour }) => hourMonthOf(hour / HOUR_MS).name))
      for (const json of jsonChunks(some.map((click) => rowOf(click, { numberOf, linkNumberOf })))) {
        const statements = [countInto(month), MARK, REMEMBER].map((text) => rawStatement(text, [json]));
        rowsWritten += (await shard.write(statements)).rowsWritten;
      }
  }
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

const rowOf = (click: AnonymousClick, { numberOf, linkNumberOf }: Record<"numberOf" | "linkNumberOf", NumberOf>) => [
  Math.floor(click.hour / DAY_MS),
  click.nonce,
  Math.floor(click.hour / HOUR_MS),
  numberOf(click.webmasterId),
  numberOf(click.offerId),
  linkNumberOf(click.linkId),
  numberOf(click.landingId),
  anonymousCode(click.reason),
];

const NOT_SEEN = "NOT EXISTS (SELECT 1 FROM anonymous_seen WHERE day = value ->> 0 AND nonce = value ->> 1)";

/** They say nothing about the visitor, so country and agent are unknown. */
const countInto = (month: string) => `
  INSERT INTO ${hourTable(month)} (${HOUR_COLUMNS})
  SELECT value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, '', 0, 0, 0, value ->> 7, count(*), 0
  FROM json_each(?) WHERE ${NOT_SEEN} GROUP BY 1, 2, 3, 4, 5, 10
  ${COUNTED_HOUR}`;

const MARK = `
  INSERT INTO due_hour (hour) SELECT DISTINCT value ->> 2 FROM json_each(?) WHERE ${NOT_SEEN} ON CONFLICT DO NOTHING`;

const REMEMBER = `
  INSERT INTO anonymous_seen (day, nonce) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING`;
