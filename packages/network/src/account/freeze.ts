import { actorName, type Context } from "../context.ts";
import { refuseUnpaid } from "../conversion/index.ts";
import { takeAvailable } from "../correction/index.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { listBalances } from "../ledger/index.ts";
import { withdrawPayouts } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { FreezeEvent } from "../words.ts";
import { getAccount } from "./profile.ts";

/**
 * Freezes the money of a webmaster, for the batch of the block; payouts that are not sent are cancelled. Empty if it is
 * frozen.
 */
export async function freezeStatements(ctx: Context, webmasterId: string, reason: string): Promise<Statement[]> {
  const { isFrozen, version } = await freezeOf(ctx, webmasterId);
  if (isFrozen) return [];
  return [
    ...(await withdrawPayouts(ctx, webmasterId, reason)),
    ...stepStatements(ctx, { webmasterId, version: version + 1, event: "freeze", reason }),
  ];
}

/**
 * Freezes the money of a webmaster whose block has kept it. Throws `forbidden`, `not_found`, `transition_refused`.
 */
export async function freezeMoney(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<void> {
  requireRole(ctx, OPERATOR, "freeze money");
  await retryOnConcurrentWrite(async () => {
    const { status } = await getAccount(ctx, "webmaster", webmasterId);
    if (status !== "blocked")
      throw new NetworkError("transition_refused", "The webmaster is not blocked: freeze the money with the block");
    const statements = await freezeStatements(ctx, webmasterId, reason);
    if (statements.length === 0)
      throw new NetworkError("transition_refused", "The money of this webmaster is already frozen");
    await ctx.db.write(statements);
  }, TRIES);
}

/**
 * Releases the frozen money of a webmaster: payout runs pay it again. Throws `forbidden`, `scope_missing`, `not_found`,
 * `transition_refused`.
 */
export async function releaseFrozen(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<void> {
  requireRole(ctx, OPERATOR, "release frozen money");
  requireMoneyScope(ctx);
  await getAccount(ctx, "webmaster", webmasterId);
  await retryOnConcurrentWrite(async () => {
    const version = await versionWhileFrozen(ctx, webmasterId);
    await ctx.db.write(stepStatements(ctx, { webmasterId, version: version + 1, event: "release", reason }));
  }, TRIES);
}

/** In one call: a refusal writes a few rows for each conversion. */
const REFUSED_MAX = 500;
const TRIES = { triesMax: 3 };

/**
 * Refuses the frozen money of a webmaster: their unpaid conversions, up to 500 a call, so that advertisers don't owe them,
 * and with the last of them what is still available. The money stays frozen until then. Throws `forbidden`,
 * `scope_missing`, `not_found`, `transition_refused`.
 */
export async function refuseFrozen(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<{ refused: number; remaining: number }> {
  requireRole(ctx, OPERATOR, "refuse frozen money");
  requireMoneyScope(ctx);
  await getAccount(ctx, "webmaster", webmasterId);
  await versionWhileFrozen(ctx, webmasterId);
  const step = { webmasterId, reason, limit: REFUSED_MAX };
  const done = await retryOnConcurrentWrite(() => refuseUnpaid(ctx, step), TRIES);
  if (done.remaining === 0)
    await retryOnConcurrentWrite(async () => {
      const version = await versionWhileFrozen(ctx, webmasterId);
      const taken: Statement[] = [];
      for (const { currency, available } of await listBalances(ctx.db, webmasterId))
        if (available > 0) {
          const correction = { webmasterId, currency, amountMinor: available, reason };
          taken.push(...(await takeAvailable(ctx, correction)));
        }
      const end = stepStatements(ctx, { webmasterId, version: version + 1, event: "refuse", reason });
      await ctx.db.write([...end, ...taken]);
    }, TRIES);
  return done;
}

async function versionWhileFrozen(ctx: Context, webmasterId: string): Promise<number> {
  const { isFrozen, version } = await freezeOf(ctx, webmasterId);
  if (!isFrozen) throw new NetworkError("transition_refused", "The money of this webmaster is not frozen");
  return version;
}

async function freezeOf({ db }: Context, webmasterId: string): Promise<{ isFrozen: boolean; version: number }> {
  const row = await db.query
    .selectFrom("freeze")
    .select(["event", "version"])
    .where("webmaster_id", "=", webmasterId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return { isFrozen: row?.event === "freeze", version: row?.version ?? 0 };
}

/** Unique by webmaster and version: of two steps at once, one voids its batch. */
function stepStatements(
  ctx: Context,
  step: { webmasterId: string; version: number; event: FreezeEvent; reason: string },
): Statement[] {
  const now = ctx.now();
  return [
    ...insertRows(
      "freeze",
      ["webmaster_id", "version", "event", "reason", "actor", "changed_at"],
      [
        {
          ...{ webmaster_id: step.webmasterId, version: step.version, event: step.event, reason: step.reason },
          ...{ actor: actorName(ctx.actor), changed_at: now },
        },
      ],
    ),
    rawStatement("UPDATE webmaster SET frozen_at = CAST(? AS INTEGER) WHERE id = ?", [
      step.event === "freeze" ? now : null,
      step.webmasterId,
    ]),
  ];
}
