import { readClickId } from "@waymark/click/click-id";
import type { Context } from "../context.ts";
import { inJson, type ClickTables } from "../db/index.ts";

export { forgetAnonymous } from "./anonymous.ts";
export { recordClicks } from "./record.ts";
export { openShards, type ClickShards, type ShardEra } from "./shards.ts";

export type ClickRow = ClickTables["click"];

/** A stored click, or undefined where it is not stored (yet) or is none of the actor's business. */
export async function findClick(ctx: Context, clickId: string): Promise<ClickRow | undefined> {
  return (await findClicks(ctx, [clickId])).get(clickId.toLowerCase());
}

/** The stored clicks among these, by canonical click_ID; left out is what is not stored (yet) or none of the actor's business. */
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
    const ids = wanted.map(({ clickId }) => clickId);
    let rows = shard.query.selectFrom("click").selectAll().where("click_id", "in", inJson(ids));
    if (actor.role === "webmaster") rows = rows.where("webmaster_id", "=", actor.webmasterId);
    if (actor.role === "advertiser") rows = rows.where("advertiser_id", "=", actor.advertiserId);
    for (const row of await rows.execute()) found.set(row.click_id, row);
  }
  return found;
}
