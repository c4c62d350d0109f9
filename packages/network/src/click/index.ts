import { readClickId } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { clicksOf, listMonths, monthAt, type ClickMonth, type ClickRow } from "./months.ts";

export { addressesEndBefore, eraseClickAddresses } from "./addresses.ts";
export { judgeAgent, type JudgedAgent } from "./agent.ts";
export { countHour, countMonth, isolatesOf, type IsolateCount } from "./audit.ts";
export { CODES, codesOf, wordOf, type CodedColumn } from "./codes.ts";
export {
  closeDays,
  DAY_COUNTS,
  DAY_TABLES,
  hasDueDays,
  IS_COUNTED,
  MONTH_TABLES,
  readKeptDays,
  type DayTable,
  type KeptDays,
  type MonthTable,
} from "./days.ts";
export { readRollupState, type RollupState } from "./rollup-state.ts";
export { hourTable, listHourMonths, openHours, type HourMonth } from "./hours.ts";
export { forgetAnonymous } from "./anonymous.ts";
export { evidenceSeenBy, type Evidence } from "./evidence.ts";
export { isShardFull, recordClicks } from "./record.ts";
export { listClicks, type ClickFilter, type ListedClick } from "./list.ts";
export { CLICK_REFUSALS } from "./refusal.ts";
export { completeMonths, dropMonth, listMonths, mayDrop, readMonth, type ClickRow } from "./months.ts";

/** A stored click; undefined if it is not stored (yet) or not visible to the actor. */
export async function findClick(ctx: Context, clickId: string): Promise<ClickRow | undefined> {
  return (await findClicks(ctx, [clickId])).get(clickId.toLowerCase());
}

/** The stored clicks among these that the actor may see, by canonical click_ID. */
export async function findClicks(
  { clicks, actor }: Context,
  clickIds: readonly string[],
): Promise<Map<string, ClickRow>> {
  const byShard = Map.groupBy(
    clickIds.flatMap((text) => {
      const parts = readClickId(text);
      return parts === undefined ? [] : [{ clickId: text.toLowerCase(), ...parts }];
    }),
    (click) => clicks.shardOf(click),
  );
  const found = new Map<string, ClickRow>();
  for (const [shard, wanted] of byShard) {
    const months = await listMonths(shard);
    for (const [month, some] of groupByMonth(months, wanted)) {
      const ids = some.map(({ clickId }) => clickId);
      let rows = shard.query.selectFrom(clicksOf(month)).selectAll().where("click_id", "in", inJson(ids));
      if (actor.role === "webmaster") rows = rows.where("webmaster_id", "=", actor.webmasterId);
      if (actor.role === "advertiser") rows = rows.where("advertiser_id", "=", actor.advertiserId);
      for (const row of await rows.execute()) found.set(row.click_id, row);
    }
  }
  return found;
}

/** Clicks by the month that holds them. Clicks without an existing month are left out. */
function groupByMonth<Click extends { clickedAt: number }>(months: readonly ClickMonth[], wanted: readonly Click[]) {
  const there = months.filter(({ droppedAt }) => droppedAt === null);
  const inThere = wanted.filter(({ clickedAt }) => there.includes(monthAt(months, clickedAt)));
  return Map.groupBy(inThere, ({ clickedAt }) => monthAt(months, clickedAt));
}
