import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, rawStatement, type Db, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { exponentOf, type Money } from "../money.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { findPayoutTerms } from "./terms.ts";

/** A webmaster's smallest payout where none is set for them, in major units of each currency. */
const DEFAULT_MINIMUM_MAJOR = 30;

/** An amount in minor units. */
export interface Minimum extends Money {
  amountMinor: number;
}

/** What is set about the smallest payout, in minor units; null: nothing. */
interface MinimumRules {
  ofWebmaster: number | null;
  ofEveryMethod: number | null;
  ofMethod: number | null;
}

/**
 * The smallest payout, in minor units: the largest of what is set for the webmaster (30 if nothing is), for every method,
 * and for the method. At least one unit.
 */
export const minimumOf = (currency: string, { ofWebmaster, ofEveryMethod, ofMethod }: MinimumRules): number =>
  Math.max(1, ofWebmaster ?? DEFAULT_MINIMUM_MAJOR * 10 ** exponentOf(currency), ofEveryMethod ?? 0, ofMethod ?? 0);

/** The smallest payouts of a webmaster by their main accounts, by currency, in minor units. */
export async function findMinimums(db: Db, webmasterId: string): Promise<(currency: string) => number> {
  const rows = await db.query
    .selectFrom("payout_minimum")
    .selectAll()
    .where("webmaster_id", "=", webmasterId)
    .execute();
  const known = new Map(rows.map(({ currency, minimum_minor }) => [currency, minimum_minor]));
  const mains = await db.query
    .selectFrom("payout_account_main as main")
    .innerJoin("payout_account as account", "account.id", "main.account_id")
    .select(["main.currency", "account.method"])
    .where("main.webmaster_id", "=", webmasterId)
    .execute();
  const methods = new Map(mains.map(({ currency, method }) => [currency, method]));
  const termsOf = await findPayoutTerms(db);
  return (currency) => {
    const { own, every } = termsOf(methods.get(currency) ?? null, currency);
    return minimumOf(currency, {
      ofWebmaster: known.get(currency) ?? null,
      ...{ ofEveryMethod: every?.minimumMinor ?? null, ofMethod: own?.minimumMinor ?? null },
    });
  };
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
