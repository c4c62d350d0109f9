import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, rawStatement, type Db, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { exponentOf, type Money } from "../money.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";

/** The smallest payout where none is set, in major units of each currency. */
export const DEFAULT_MINIMUM_MAJOR = 30;

/** An amount in minor units. */
export interface Minimum extends Money {
  amountMinor: number;
}

/** The smallest payouts of a webmaster, by currency, in minor units. */
export async function findMinimums({ query }: Db, webmasterId: string): Promise<(currency: string) => number> {
  const rows = await query.selectFrom("payout_minimum").selectAll().where("webmaster_id", "=", webmasterId).execute();
  const known = new Map(rows.map(({ currency, minimum_minor }) => [currency, minimum_minor]));
  return (currency) => known.get(currency) ?? DEFAULT_MINIMUM_MAJOR * 10 ** exponentOf(currency);
}

const READS_MINIMUMS = ["webmaster", "operator"] as const;

/** The smallest payouts that were set for a webmaster. Throws `forbidden`, `not_found`. */
export async function listMinimums(ctx: Context, webmasterId: string): Promise<Minimum[]> {
  const actor = requireRole(ctx, READS_MINIMUMS, "read payout minimums", EVEN_IF_BLOCKED);
  const { query } = ctx.db;
  const known = await query.selectFrom("webmaster").select("id").where("id", "=", webmasterId).executeTakeFirst();
  if (known === undefined || (actor.role === "webmaster" && actor.webmasterId !== webmasterId))
    throw notFound("webmaster");
  const rows = await query
    .selectFrom("payout_minimum")
    .selectAll()
    .where("webmaster_id", "=", webmasterId)
    .orderBy("currency")
    .execute();
  return rows.map(({ currency, minimum_minor }) => ({ currency, amountMinor: minimum_minor }));
}

/** Sets smallest payouts, each of its currency. Others stay. Throws `forbidden`, `scope_missing`, `not_found`, `currency_unknown`. */
export async function setMinimums(
  ctx: Context,
  webmasterId: string,
  { minimums, reason }: { minimums: readonly Minimum[]; reason: string },
): Promise<Minimum[]> {
  requireRole(ctx, OPERATOR, "set payout minimums");
  requireMoneyScope(ctx);
  await listMinimums(ctx, webmasterId);
  const currencies = minimums.map(({ currency }) => currency);
  if (new Set(currencies).size < currencies.length)
    throw new NetworkError("invalid_input", "A currency is named twice", [
      { path: "minimums", message: "named twice" },
    ]);
  for (const currency of currencies) exponentOf(currency);
  await ctx.db.write([
    ...currencies.map((currency) =>
      rawStatement("DELETE FROM payout_minimum WHERE webmaster_id = ? AND currency = ?", [webmasterId, currency]),
    ),
    ...insertMinimums(webmasterId, minimums),
    ...audit(ctx, {
      ...{ event: "webmaster.set_payout_minimums", subject: webmasterId, account: webmasterId, reason },
      after: Object.fromEntries(minimums.map(({ currency, amountMinor }) => [currency, amountMinor])),
    }),
  ]);
  return listMinimums(ctx, webmasterId);
}

/** For a webmaster who has none of these yet. */
export const insertMinimums = (webmasterId: string, minimums: readonly Minimum[]): Statement[] =>
  insertRows(
    "payout_minimum",
    ["webmaster_id", "currency", "minimum_minor"],
    minimums.map(({ currency, amountMinor }) => ({ webmaster_id: webmasterId, currency, minimum_minor: amountMinor })),
  );
