import { readClickId } from "@waymark/click/click-id";
import type { Context } from "../context.ts";
import type { ClickTables } from "../db/index.ts";

export { forgetAnonymous } from "./anonymous.ts";
export { recordClicks } from "./record.ts";
export { openShards, type ClickShards, type ShardEra } from "./shards.ts";

export type ClickRow = ClickTables["click"];

/** A stored click, or undefined where it is not stored (yet) or is none of the actor's business. */
export async function findClick({ clicks, actor }: Context, clickId: string): Promise<ClickRow | undefined> {
  const parts = readClickId(clickId);
  if (parts === undefined) return undefined;
  const rows = clicks
    .shardOf(parts)
    .query.selectFrom("click")
    .selectAll()
    .where("click_id", "=", clickId.toLowerCase());
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId).executeTakeFirst();
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId).executeTakeFirst();
    case "operator":
    case "system":
      return rows.executeTakeFirst();
  }
}
