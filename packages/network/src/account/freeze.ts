import { actorName, type Context } from "../context.ts";
import { refuseUnpaid } from "../conversion/index.ts";
import { takeAvailable } from "../correction/index.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { moneyText, requireMoneyScope, writeGuarded, type Confirmation, type MoneyMove } from "../guard/index.ts";
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

/** The end of a freeze, by a release or a refusal. */
interface FreezeEnd {
  webmasterId: string;
  event: Exclude<FreezeEvent, "freeze">;
  reason: string;
}

/**
 * Releases the frozen money of a webmaster: payout runs pay it again. Throws `forbidden`, `scope_missing`, `not_found`,
 * `transition_refused`, `WaitsForSecondPerson`.
 */
export async function releaseFrozen(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<void> {
  requireRole(ctx, OPERATOR, "release frozen money");
  requireMoneyScope(ctx);
  await getAccount(ctx, "webmaster", webmasterId);
  await release(ctx, { webmasterId, event: "release", reason });
}

const release = (ctx: Context, end: FreezeEnd, confirms?: Confirmation): Promise<void> =>
  retryOnConcurrentWrite(async () => {
    const version = await versionWhileFrozen(ctx, end.webmasterId);
    const amounts = (await listBalances(ctx.db, end.webmasterId)).map(({ currency, available }) => ({
      ...{ currency, amountMinor: available },
    }));
    const statements = stepStatements(ctx, { ...end, version: version + 1 });
    await writeGuarded(ctx, moveOf(end, version, amounts), { statements, confirms });
  }, TRIES);

/** In one batch: a refusal writes a few rows for each conversion. */
const REFUSED_MAX = 500;
/** A second person confirms the refusal of all that is frozen, and it is done as far as an invocation can. */
const CONFIRMED_BATCHES_MAX = 4;
const TRIES = { triesMax: 3 };

/** How many conversions a call refused, and how many are left. */
interface Refusal {
  refused: number;
  remaining: number;
}

/**
 * Refuses the frozen money of a webmaster: their unpaid conversions, up to 500 a call, so that advertisers don't owe them,
 * and with the last of them what is still available. The money stays frozen until then. Each call counts with all that is
 * left. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`, `conflict`, `WaitsForSecondPerson`.
 */
export async function refuseFrozen(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<Refusal> {
  requireRole(ctx, OPERATOR, "refuse frozen money");
  requireMoneyScope(ctx);
  await getAccount(ctx, "webmaster", webmasterId);
  return refuse(ctx, { webmasterId, event: "refuse", reason }, { batchesMax: 1 });
}

/**
 * Ends a freeze as a second person confirms it: up to 2,000 conversions of a refusal. Throws `forbidden`, `conflict` if
 * the money was decided about since, and what `releaseFrozen` and `refuseFrozen` throw.
 */
export async function confirmFrozen(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm a decision about frozen money");
  const { subject: webmasterId, reason, input } = confirms.request;
  const { event, version } = input as { event: FreezeEnd["event"]; version: number }; // written by `moveOf`
  if ((await versionWhileFrozen(ctx, webmasterId)) !== version)
    throw new NetworkError("conflict", "The money was decided about since: refuse the request, and ask again");
  const end = { webmasterId, event, reason: reason ?? "" };
  if (event === "release") await release(ctx, end, confirms);
  else await refuse(ctx, end, { batchesMax: CONFIRMED_BATCHES_MAX, confirms });
}

/** The first batch counts, or answers the request, for all of them. */
async function refuse(
  ctx: Context,
  end: FreezeEnd,
  { batchesMax, confirms }: { batchesMax: number; confirms?: Confirmation },
): Promise<Refusal> {
  const version = await versionWhileFrozen(ctx, end.webmasterId);
  const amounts = (await listBalances(ctx.db, end.webmasterId)).map(({ currency, pending, on_hold, available }) => ({
    ...{ currency, amountMinor: pending + on_hold + available },
  }));
  let refused = 0;
  for (let batches = 1; ; batches++) {
    const write = async (statements: Statement[]) => {
      if (batches === 1) await writeGuarded(ctx, moveOf(end, version, amounts), { statements, confirms });
      else await ctx.db.write(statements);
    };
    const batch = await retryOnConcurrentWrite(() => refuseBatch(ctx, end, amounts, write), TRIES);
    refused += batch.refused;
    if (batch.isLast || (batch.remaining > 0 && batches >= batchesMax)) return { refused, remaining: batch.remaining };
  }
}

/** Refuses conversions, or else ends the freeze: then balances have only what was not earned by unpaid conversions. */
async function refuseBatch(
  ctx: Context,
  end: FreezeEnd,
  amounts: MoneyMove["amounts"],
  write: (statements: Statement[]) => Promise<void>,
): Promise<Refusal & { isLast: boolean }> {
  const { webmasterId, reason } = end;
  const version = await versionWhileFrozen(ctx, webmasterId);
  const { statements, ...done } = await refuseUnpaid(ctx, { webmasterId, reason, limit: REFUSED_MAX });
  if (done.refused > 0) {
    await write(statements);
    return { ...done, isLast: false };
  }
  const taken: Statement[] = [];
  for (const { currency, available } of await listBalances(ctx.db, webmasterId)) {
    if (available <= 0) continue;
    if (available > (amounts.find((amount) => amount.currency === currency)?.amountMinor ?? 0))
      throw new NetworkError("conflict", "The webmaster got more money at the same time; try again");
    taken.push(...(await takeAvailable(ctx, { webmasterId, currency, amountMinor: available, reason })));
  }
  await write([...stepStatements(ctx, { ...end, version: version + 1 }), ...taken]);
  return { ...done, isLast: true };
}

const moveOf = (end: FreezeEnd, version: number, amounts: MoneyMove["amounts"]): MoneyMove => ({
  ...{ act: "frozen", subject: end.webmasterId, amounts, input: { event: end.event, version } },
  description: `The ${end.event === "release" ? "release" : "refusal"} of the frozen money of ${end.webmasterId}: ${
    amounts.map(({ currency, amountMinor }) => moneyText({ currency, amountMinor })).join(", ") || "none"
  }`,
  reason: end.reason,
});

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
