import type { ClickTally, Group } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { askShards, rawStatement } from "../db/index.ts";
import { countVisitorsOfLinks } from "../stats/index.ts";

/** Groups of one sub-id's value whose visitors one picture counts. */
export const GROUPS_MAX = 2_000;

/** Clicks of a link or of a sub-id's value, as `countVisitorsOfLinks` counts them. */
export interface ClickCounts extends ClickTally {
  clicks: number;
  wasted: number;
}

/**
 * Clicks, and first clicks of visitors, on an offer's links, and on these values of their sub-ids, between two times (Unix ms). Throws
 * if a shard is down.
 */
export async function readVisitors(
  ctx: Context,
  { offerId, from, to, groups }: { offerId: string; from: number; to: number; groups: readonly Group[] },
): Promise<ClickCounts[]> {
  const [links, subs] = await Promise.all([
    countVisitorsOfLinks(ctx, { offerId, from, to }),
    readSubVisitors(ctx, { offerId, from, to, groups: groups.filter(({ subName }) => subName !== "") }),
  ]);
  return [...links.map((link) => ({ ...link, subName: "" as const, subValue: "" })), ...subs];
}

/** Each group is looked up on each day. */
async function readSubVisitors(
  { clicks }: Context,
  { offerId, from, to, groups }: { offerId: string; from: number; to: number; groups: readonly Group[] },
): Promise<ClickCounts[]> {
  if (groups.length === 0) return [];
  const wanted = groups.map(({ webmasterId, linkId, subName, subValue }) => [webmasterId, linkId, subName, subValue]);
  const days = Array.from({ length: Math.ceil((to - from) / DAY_MS) + 1 }, (_, i) => Math.floor(from / DAY_MS) + i);
  const { answers, failures } = await askShards(clicks.all, (shard) =>
    shard.values(
      rawStatement(
        `SELECT w.key, sum(d.uniques), sum(d.clicks), sum(d.bots + d.embedded + d.duplicates) FROM json_each(?1) w CROSS JOIN json_each(?2) t CROSS JOIN sub_day d
         WHERE d.day = t.value AND d.webmaster_id = w.value ->> 0 AND d.offer_id = ?3 AND d.link_id = w.value ->> 1
           AND d.name = w.value ->> 2 AND d.value = w.value ->> 3
         GROUP BY w.key`,
        [JSON.stringify(wanted), JSON.stringify(days), offerId],
      ),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return (answers as [number, number, number, number][][]).flat().flatMap(([at, uniques, clicks, wasted]) => {
    const group = groups[at];
    return group === undefined ? [] : [{ ...group, uniques, clicks, wasted }];
  });
}
