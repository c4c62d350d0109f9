import { actorName, type Context } from "../context.ts";
import type { Statement } from "../db/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { changesOf, type Change } from "./change.ts";
import { writeChanges } from "./queries.ts";

/** Conversions that may still bring the webmaster money: neither void nor in a payout. */
const unpaid = ({ db }: Context, webmasterId: string) =>
  db.query
    .selectFrom("conversion")
    .where("webmaster_id", "=", webmasterId)
    .where("is_test", "=", 0)
    .where("payment", "=", "none")
    .where("setoff", "=", "none")
    .where("check_state", "in", ["clear", "held"])
    .where("validation", "in", ["pending", "approved"]);

/**
 * The statements that refuse conversions of a webmaster which are not paid, oldest first, with a reason; the advertiser
 * does not owe them then. Returns how many it refuses, and how many are left.
 */
export async function refuseUnpaid(
  ctx: Context,
  { webmasterId, reason, limit }: { webmasterId: string; reason: string; limit: number },
): Promise<{ statements: Statement[]; refused: number; remaining: number }> {
  requireRole(ctx, OPERATOR, "refuse conversions");
  const rows = await unpaid(ctx, webmasterId).selectAll().orderBy("id").limit(limit).execute();
  const cause = { actor: actorName(ctx.actor), reason, at: ctx.now() };
  const changes = rows.flatMap((row): Change[] => {
    const held = row.check_state === "held" ? [] : changesOf(row, "hold", cause);
    return [...held, ...changesOf(held.at(-1)?.row ?? row, "refuse", cause)];
  });
  const { count } = await unpaid(ctx, webmasterId)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { statements: writeChanges(changes), refused: rows.length, remaining: Math.max(0, count - rows.length) };
}
