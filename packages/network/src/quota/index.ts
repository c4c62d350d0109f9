import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { ConcurrentWriteError, rawStatement, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { findDefault, findUse, voidWithoutRoom, type QuotaState } from "./queries.ts";
import { accountIdOf, isBoundBy, QUOTA_NAMES, QUOTAS, type Account, type QuotaName } from "./quotas.ts";

export { voidWithoutRoom } from "./queries.ts";
export { QUOTA_NAMES, type Account, type QuotaName } from "./quotas.ts";

/** A quota of an account, or the default of accounts that have none of their own: then nothing is `used`. */
export interface QuotaUse extends QuotaState<number | null> {
  name: QuotaName;
}

/** What is added to an account, and the quota that bounds it. */
export interface Addition {
  account: Account;
  name: QuotaName;
  more: number;
}

/**
 * Writes the statements, which add something to an account, if there is room for it: concurrent requests can't exceed a
 * quota together. Throws `limit_reached`, and `ConcurrentWriteError` as `write` does.
 */
export async function writeWithinQuotas(
  ctx: Pick<Context, "db" | "now">,
  additions: readonly Addition[],
  statements: readonly Statement[],
): Promise<void> {
  const bound = additions.filter(({ account, name, more }) => isBoundBy(account, name) && more > 0);
  try {
    await ctx.db.write([...bound.map((addition) => voidWithoutRoom(ctx, addition)), ...statements]);
  } catch (error) {
    if (error instanceof ConcurrentWriteError)
      for (const { account, name, more } of bound) await requireRoom(ctx, account, name, more);
    throw error;
  }
}

/**
 * Requires room for `more`, before something costly, or to say why a batch was void; the statement of the batch decides
 * (docs/decisions/0216). Throws `limit_reached`, which names the quota and how to get room.
 */
export async function requireRoom(
  ctx: Pick<Context, "db" | "now">,
  account: Account,
  name: QuotaName,
  more: number,
): Promise<void> {
  if (!isBoundBy(account, name)) return;
  const { used, max } = await findUse(ctx, account, name);
  if (used + more <= max) return;
  const { counts, room } = QUOTAS[name];
  throw new NetworkError(
    "limit_reached",
    `This account has ${used} of at most ${max} ${counts}. ${room}, or ask the operator to raise the quota ${name}`,
    [{ path: name, message: `${used} of ${max}, and ${more} more` }],
  );
}

/**
 * The quotas of the actor's account, or of the account that an operator names; an operator who names none gets the
 * network's defaults. Throws `forbidden`, `not_found`.
 */
export async function listQuotas(ctx: Context, named: Account | undefined): Promise<QuotaUse[]> {
  const account = named === undefined ? ownAccount(ctx) : await namedAccount(ctx, named);
  const names = QUOTA_NAMES.filter((name) => account === undefined || isBoundBy(account, name));
  return Promise.all(names.map((name) => findQuota(ctx, account, name)));
}

const findQuota = async (ctx: Context, account: Account | undefined, name: QuotaName): Promise<QuotaUse> => ({
  name,
  ...(account === undefined ? await findDefault(ctx.db, name) : await findUse(ctx, account, name)),
});

/** Undefined for the network's own side. */
function ownAccount({ actor }: Context): Account | undefined {
  switch (actor.role) {
    case "webmaster":
      return { webmasterId: actor.webmasterId };
    case "advertiser":
      return { advertiserId: actor.advertiserId };
    case "operator":
    case "system":
      return undefined;
  }
}

async function namedAccount(ctx: Context, account: Account): Promise<Account> {
  requireRole(ctx, OPERATOR, "name an account here");
  const table = "webmasterId" in account ? "webmaster" : "advertiser";
  const known = await ctx.db.query
    .selectFrom(table)
    .select("id")
    .where("id", "=", accountIdOf(account))
    .executeTakeFirst();
  if (known === undefined) throw notFound(table);
  return account;
}

/**
 * Sets a quota of an account, or the default of all accounts. A `max` of null restores the default. A quota below what
 * an account already has deletes nothing. Throws `forbidden`, `not_found`, and `invalid_input` for a quota that does
 * not bound such accounts.
 */
export async function setQuota(
  ctx: Context,
  named: Account | undefined,
  { name, max, reason }: { name: QuotaName; max: number | null; reason: string },
): Promise<QuotaUse> {
  requireRole(ctx, OPERATOR, "set quotas");
  const account = named && (await namedAccount(ctx, named));
  if (account !== undefined && !isBoundBy(account, name))
    throw new NetworkError("invalid_input", "The quota can't be set", [
      { path: "name", message: `${name} does not bound accounts of this kind` },
    ]);
  const id = account === undefined ? "" : accountIdOf(account);
  const before = await findQuota(ctx, account, name);
  await ctx.db.write([
    max === null
      ? rawStatement("DELETE FROM quota WHERE account = ? AND name = ?", [id, name])
      : rawStatement(
          `INSERT INTO quota (account, name, max, changed_at) VALUES (?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER))
           ON CONFLICT DO UPDATE SET max = excluded.max, changed_at = excluded.changed_at`,
          [id, name, max, ctx.now()],
        ),
    ...audit(ctx, {
      ...{ event: "quota.set", subject: id, account: id, reason },
      before: { name, max: before.max },
      after: { name, max: max ?? before.defaultMax },
    }),
  ]);
  return findQuota(ctx, account, name);
}
