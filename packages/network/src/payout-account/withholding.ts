import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";

export const WITHHOLDING_BPS_MAX = 5_000;

/** The tax that the network deducts from a webmaster's payouts and owes to a tax office. */
export interface Withholding {
  /** Of a payout's amount, in basis points; 0: none. */
  rateBps: number;
  /** Why it was set, such as the law or treaty; null if it never was. */
  reason: string | null;
  /** Unix ms; null if it never was. */
  setAt: number | null;
}

const READS_WITHHOLDING = ["webmaster", "operator"] as const;

/** What is withheld from a webmaster's payouts. Throws `forbidden`, `not_found`. */
export async function getWithholding(ctx: Context, webmasterId: string): Promise<Withholding> {
  const actor = requireRole(ctx, READS_WITHHOLDING, "read withheld taxes", EVEN_IF_BLOCKED);
  const row = await ctx.db.query
    .selectFrom("webmaster")
    .leftJoin("payout_withholding as withholding", "withholding.webmaster_id", "webmaster.id")
    .select(["withholding.rate_bps", "withholding.reason", "withholding.set_at"])
    .where("webmaster.id", "=", webmasterId)
    .executeTakeFirst();
  if (row === undefined || (actor.role === "webmaster" && actor.webmasterId !== webmasterId))
    throw notFound("webmaster");
  return { rateBps: row.rate_bps ?? 0, reason: row.reason, setAt: row.set_at };
}

/**
 * Sets what is withheld from payouts that are made from now on. Those of self-employed people are never taxed: they pay the
 * tax themselves. Throws `forbidden`, `scope_missing`, `not_found`, `invalid_input`.
 */
export async function setWithholding(
  ctx: Context,
  webmasterId: string,
  { rateBps, reason }: { rateBps: number; reason: string },
): Promise<Withholding> {
  requireRole(ctx, OPERATOR, "set withheld taxes");
  requireMoneyScope(ctx);
  const before = await getWithholding(ctx, webmasterId);
  if (!Number.isInteger(rateBps) || rateBps < 0 || rateBps > WITHHOLDING_BPS_MAX)
    throw new NetworkError("invalid_input", "The rate does not fit", [
      { path: "rate_bps", message: `must be from 0 to ${WITHHOLDING_BPS_MAX}` },
    ]);
  await ctx.db.write([
    rawStatement("DELETE FROM payout_withholding WHERE webmaster_id = ?", [webmasterId]),
    ...(rateBps === 0
      ? []
      : [
          rawStatement(
            "INSERT INTO payout_withholding (webmaster_id, rate_bps, reason, set_at) VALUES (?, ?, ?, CAST(? AS INTEGER))",
            [webmasterId, rateBps, reason, ctx.now()],
          ),
        ]),
    ...audit(ctx, {
      ...{ event: "webmaster.set_withholding", subject: webmasterId, account: webmasterId, reason },
      ...{ before: { rate_bps: before.rateBps }, after: { rate_bps: rateBps } },
    }),
  ]);
  return getWithholding(ctx, webmasterId);
}
