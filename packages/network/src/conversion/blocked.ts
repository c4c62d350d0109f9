import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import type { ConversionRow } from "../db/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { findPolicies } from "./awaited.ts";
import { releasedFromBlock } from "./facts.ts";
import { writeChanges } from "./queries.ts";

/** Conversions of a webmaster that are held because the webmaster was blocked; as a literal, which the index names. */
const heldByBlock = ({ db }: Context, webmasterId: string) =>
  db.query
    .selectFrom("conversion")
    .where("webmaster_id", "=", webmasterId)
    .where(sql<boolean>`check_code = 'webmaster_blocked' AND check_state = 'held'`);

/** How many conversions a block of this webmaster holds. */
export async function countHeldByBlock(ctx: Context, webmasterId: string): Promise<number> {
  requireRole(ctx, OPERATOR, "count what a block holds");
  const row = await heldByBlock(ctx, webmasterId)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/**
 * Releases the oldest conversions that a block of this webmaster holds, with a reason. Those that something else stops are
 * held again for that reason. Returns their rows as they are then. Throws `ConcurrentWriteError`, `sum_too_large`.
 */
export async function releaseHeldByBlock(
  ctx: Context,
  { webmasterId, reason, limit }: { webmasterId: string; reason: string; limit: number },
): Promise<ConversionRow[]> {
  requireRole(ctx, OPERATOR, "release conversions");
  const rows = await heldByBlock(ctx, webmasterId).selectAll().orderBy("id").limit(limit).execute();
  const policies = await findPolicies(ctx, rows);
  const cause = { actor: actorName(ctx.actor), reason, at: ctx.now() };
  const released = rows.map((row) => {
    const policy = policies(row);
    if (policy === undefined) throw new Error(`no offer ${row.offer_id}`);
    return releasedFromBlock(row, policy, cause);
  });
  await ctx.db.write(writeChanges(released.flat()));
  return released.flatMap((changes) => changes.at(-1)?.row ?? []);
}
