import { readClickId } from "@waymark/click/click-id";
import type { Context } from "../context.ts";
import { inJson, type ClickDb, type ClickTables } from "../db/index.ts";

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
  const byShard = new Map<ClickDb, string[]>();
  for (const text of clickIds) {
    const parts = readClickId(text);
    if (parts === undefined) continue;
    const shard = clicks.shardOf(parts);
    const ids = byShard.get(shard) ?? [];
    ids.push(text.toLowerCase());
    byShard.set(shard, ids);
  }
  const found = new Map<string, ClickRow>();
  for (const [shard, ids] of byShard) {
    let rows = shard.query.selectFrom("click").selectAll().where("click_id", "in", inJson(ids));
    if (actor.role === "webmaster") rows = rows.where("webmaster_id", "=", actor.webmasterId);
    if (actor.role === "advertiser") rows = rows.where("advertiser_id", "=", actor.advertiserId);
    for (const row of await rows.execute()) found.set(row.click_id, row);
  }
  return found;
}
