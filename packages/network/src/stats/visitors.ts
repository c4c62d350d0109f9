import { readKeptDays } from "../click/index.ts";
import type { Context } from "../context.ts";
import { planClicks, readStates } from "./report-clicks.ts";
import { timesOf } from "./time-groups.ts";

/** A link and the first clicks of its visitors: a visitor counts once a day. */
interface LinkVisitors {
  linkId: string;
  webmasterId: string;
  uniques: number;
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
    const known = found.get(linkId) ?? { linkId, webmasterId, uniques: 0 };
    known.uniques += counts.uniques;
    found.set(linkId, known);
  }
  return [...found.values()];
}
