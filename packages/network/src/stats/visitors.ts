import { readKeptDays } from "../click/index.ts";
import type { Context } from "../context.ts";
import { planClicks, readStates } from "./report-clicks.ts";
import { timesOf } from "./time-groups.ts";

/** A link with its clicks. `uniques`: the first ones of its visitors, once a day. `wasted`: of bots and pages, and later ones. */
interface LinkVisitors {
  linkId: string;
  webmasterId: string;
  uniques: number;
  clicks: number;
  wasted: number;
}

/** Visitors of each link of an offer between two times (Unix ms). Throws `report_refused` where a report would. */
export async function countVisitorsOfLinks(
  ctx: Context,
  { offerId, from, to }: { offerId: string; from: number; to: number },
): Promise<LinkVisitors[]> {
  const kept = await readKeptDays(ctx);
  const { days } = timesOf([], kept.zone, { from, to });
  const attributes = ["webmaster", "link"] as const;
  const plan = await planClicks(ctx, {
    ...{ groupBy: attributes, attributes, days, kept, zone: kept.zone, counts: "clicks" as const },
    ...{ filters: new Map([["offer" as const, offerId]]), states: await readStates(ctx, days) },
  });
  const found = new Map<string, LinkVisitors>();
  for (const { values, counts } of await plan(days)) {
    const [webmasterId = "", linkId = ""] = values;
    const known = found.get(linkId) ?? { linkId, webmasterId, uniques: 0, clicks: 0, wasted: 0 };
    known.uniques += counts.uniques;
    known.clicks += counts.clicks;
    known.wasted += counts.bots + counts.embedded + counts.duplicates;
    found.set(linkId, known);
  }
  return [...found.values()];
}
