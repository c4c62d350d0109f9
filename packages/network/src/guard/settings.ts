import { actorName, type Context } from "../context.ts";
import { rawStatement, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { audit } from "../audit/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { moneyText, writeGuarded, type Confirmation } from "./write.ts";
import { findLimit, isRaised, LIMITED_ACTS, setLimit, type LimitedAct, type MoneyLimit } from "./limits.ts";

/** How money is guarded. */
export interface GuardSettings {
  /** Days for which an invited operator counts as the one who invited them. */
  invitedDays: number;
  /** The limits that were set; all others are the defaults. */
  limits: MoneyLimit[];
}

export interface GuardChange {
  invitedDays?: number | undefined;
  limits: readonly MoneyLimit[];
  reason: string;
}

/** Throws `forbidden`. */
export async function getGuard(ctx: Context): Promise<GuardSettings> {
  requireRole(ctx, OPERATOR, "read the limits of money");
  const { query } = ctx.db;
  const [guard, rows] = await Promise.all([
    query.selectFrom("money_guard").select("invited_days").executeTakeFirstOrThrow(),
    query.selectFrom("money_limit").selectAll().orderBy("act").orderBy("currency").execute(),
  ]);
  const limits = rows.flatMap(({ act, currency, limit_minor }) =>
    isLimited(act) ? { act, currency, limitMinor: limit_minor } : [],
  );
  return { invitedDays: guard.invited_days, limits };
}

const isLimited = (act: string): act is LimitedAct => LIMITED_ACTS.some((one) => one === act);

/**
 * Sets limits and how long an invited operator counts as their inviter. To lower a limit takes effect at once; to raise
 * one, or to shorten that time, waits for a second person. Throws `forbidden`, `scope_missing`, `currency_unknown`,
 * `invalid_input`, `already_exists`, `WaitsForSecondPerson`.
 */
export async function changeGuard(ctx: Context, change: GuardChange): Promise<GuardSettings> {
  return writeSettings(ctx, change, undefined);
}

/** The same for a change that a second person confirms. */
export async function confirmLimits(ctx: Context, confirms: Confirmation): Promise<void> {
  const change = confirms.request.input as Omit<GuardChange, "reason">; // written below
  await writeSettings(ctx, { ...change, reason: confirms.request.reason ?? "" }, confirms);
}

async function writeSettings(
  ctx: Context,
  { invitedDays, limits, reason }: GuardChange,
  confirms: Confirmation | undefined,
): Promise<GuardSettings> {
  requireRole(ctx, OPERATOR, "change the limits of money");
  const before = await getGuard(ctx);
  const names = limits.map(({ act, currency }) => `${act} ${currency}`);
  if (new Set(names).size < names.length)
    throw new NetworkError("invalid_input", "A limit is named twice", [{ path: "limits", message: "named twice" }]);
  const raised: MoneyLimit[] = [];
  for (const limit of limits)
    if (isRaised(await findLimit(ctx.db, limit.act, limit.currency), limit.limitMinor)) raised.push(limit);
  const isShorter = invitedDays !== undefined && invitedDays < before.invitedDays;
  const description = [
    ...limits.map(({ act, currency, limitMinor }) => `limit of ${act} ${limitText(limitMinor, currency)}`),
    ...(invitedDays === undefined ? [] : [`an invited operator counts as their inviter for ${invitedDays} days`]),
  ].join("; ");
  // A raise counts with the smallest amount of its currency, which is above its limit of 0.
  const currencies = new Set([...raised.map(({ currency }) => currency), ...(isShorter ? ["USD"] : [])]);
  const amounts = [...currencies].map((currency) => ({ currency, amountMinor: 1 }));
  await writeGuarded(
    ctx,
    { act: "limits", subject: "money_guard", amounts, input: { invitedDays, limits }, description, reason },
    { statements: settings(ctx, { invitedDays, limits, reason }), confirms },
  );
  return getGuard(ctx);
}

const settings = (ctx: Context, { invitedDays, limits, reason }: GuardChange): Statement[] => [
  ...limits.map((limit) => setLimit(limit, { by: actorName(ctx.actor), now: ctx.now() })),
  ...(invitedDays === undefined
    ? []
    : [rawStatement("UPDATE money_guard SET invited_days = CAST(? AS INTEGER)", [invitedDays])]),
  ...audit(ctx, {
    ...{ event: "money_guard.change", subject: "money_guard", account: "", reason },
    after: {
      limits: limits.map(({ act, currency, limitMinor }) => `${act}: ${limitText(limitMinor, currency)}`),
      ...(invitedDays !== undefined && { invited_days: invitedDays }),
    },
  }),
];

const limitText = (limitMinor: number | null, currency: string) =>
  limitMinor === null ? `none in ${currency}` : moneyText({ amountMinor: limitMinor, currency });
