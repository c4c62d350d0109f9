import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { ConcurrentWriteError, MoneyLimitError, rawStatement, type Statement } from "../db/index.ts";
import { NetworkError, WaitsForSecondPerson } from "../errors.ts";
import { mintId, newId } from "../ids.ts";
import { exactMinor, sumMinor, writeDecimal, type Money } from "../money.ts";
import type { MoneyAct } from "../words.ts";
import { findLimit, poolOf } from "./limits.ts";
import { personOf, responsibleFor } from "./person.ts";
import { answerRequest, findWaiting, insertRequest, type MoneyRequest } from "./requests.ts";

/** An act on money. */
export interface MoneyMove {
  act: MoneyAct;
  /** The id of what it changes. */
  subject: string;
  /** What it makes or moves; amounts of 0 don't count. */
  amounts: readonly { currency: string; amountMinor: number }[];
  /** What the act needs to be done later; JSON. */
  input: unknown;
  /** What it does, for the second person. */
  description: string;
  reason: string | null;
}

/** A request that a second person confirms, with what they say. */
export interface Confirmation {
  request: MoneyRequest;
  reason: string | null;
}

/** Throws `scope_missing` if the actor may not make or move money. */
export function requireMoneyScope({ rights }: Pick<Context, "rights">): void {
  if (!rights.has("payouts"))
    throw new NetworkError("scope_missing", "This makes or moves money, which needs the scope payouts");
}

/**
 * Writes an act on money: at once within the limit of the act, summed by person and day, or as the confirmation of a
 * request. Else writes a request and `waiting`, what can be seen of the act until then. Every act on money is written
 * here. Throws `WaitsForSecondPerson`, `scope_missing`, `already_exists` if the same act waits already, `conflict` if the
 * act now comes to more than the confirmed request says.
 */
export async function writeGuarded(
  ctx: Context,
  move: MoneyMove,
  {
    statements,
    waiting = [],
    confirms,
  }: {
    statements: readonly Statement[];
    waiting?: readonly Statement[];
    confirms?: Confirmation | undefined;
  },
): Promise<void> {
  requireMoneyScope(ctx);
  const { db } = ctx;
  const counted = move.amounts.filter(({ amountMinor }) => amountMinor > 0);
  if (confirms !== undefined) {
    refuseMore(confirms.request, counted);
    return void (await db.write([
      ...answerRequest(ctx, confirms.request.id, { status: "confirmed", reason: confirms.reason }),
      ...statements,
    ]));
  }
  if (counted.length === 0) return void (await db.write(statements));
  const person = await personOf(ctx);
  const uses = await countedFor(ctx, await responsibleFor(ctx, person), { ...move, amounts: counted });
  try {
    return void (await db.write([...uses, ...statements]));
  } catch (error) {
    if (!(error instanceof MoneyLimitError)) throw error;
  }
  throw new WaitsForSecondPerson(await request(ctx, person, { ...move, amounts: counted }, waiting));
}

/** What an act is worth may change while it waits: by other terms, another limit, another version. Throws `conflict`. */
function refuseMore(request: MoneyRequest, amounts: MoneyMove["amounts"]): void {
  const asked = new Map(sumsOf(request.amounts).map(({ currency, amountMinor }) => [currency, amountMinor]));
  const more = sumsOf(amounts).find(({ currency, amountMinor }) => amountMinor > (asked.get(currency) ?? 0));
  if (more !== undefined)
    throw new NetworkError(
      "conflict",
      `The act now comes to ${moneyText(more)}, which is more than the request says. Refuse the request, and ask again`,
    );
}

/** The statements that count an act which is all done or refused, and never waits. Throws `scope_missing`. */
export async function countAlone(
  ctx: Context,
  move: Pick<MoneyMove, "act" | "subject" | "amounts">,
): Promise<Statement[]> {
  requireMoneyScope(ctx);
  return countedFor(ctx, await responsibleFor(ctx, await personOf(ctx)), move);
}

async function request(
  ctx: Context,
  person: string,
  { act, subject, input, amounts, description, reason }: MoneyMove,
  waiting: readonly Statement[],
): Promise<string> {
  const id = newId(ctx, "mrq");
  const row = {
    ...{ id, act, subject, description, reason, requested_by: person, requested_at: ctx.now() },
    input: JSON.stringify(input),
    amounts: JSON.stringify(amounts.map(({ currency, amountMinor }) => [currency, amountMinor])),
  };
  try {
    await ctx.db.write([...insertRequest(row), ...waiting]);
  } catch (error) {
    const known = error instanceof ConcurrentWriteError ? await findWaiting(ctx, act, subject) : undefined;
    if (known === undefined) throw error;
    if (known.id !== id)
      throw new NetworkError("already_exists", `The same already waits for a second person: ${known.id}`);
  }
  return id;
}

/**
 * Counts the amounts of an act. A statement whose person exceeds the limit of their day violates the check of its table,
 * and so voids the batch: acts at the same moment can't exceed it together.
 */
async function countedFor(
  ctx: Context,
  person: string,
  { act, subject, amounts }: Pick<MoneyMove, "act" | "subject" | "amounts">,
): Promise<Statement[]> {
  const [now, pool] = [ctx.now(), poolOf(act)];
  const statements: Statement[] = [];
  for (const { currency, amountMinor } of sumsOf(amounts)) {
    const limit = await findLimit(ctx.db, act, currency);
    statements.push(
      rawStatement(
        `INSERT INTO money_use (id, person, pool, act, subject, currency, amount_minor, used_at, is_within)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, CAST(?7 AS INTEGER), CAST(?8 AS INTEGER), ?9 IS NULL OR ?7 + coalesce((
           SELECT sum(amount_minor) FROM money_use
           WHERE person = ?2 AND pool = ?3 AND currency = ?6 AND used_at > ?8 - ${DAY_MS}), 0) <= ?9`,
        [mintId("use", now), person, pool, act, subject, currency, amountMinor, now, limit],
      ),
    );
  }
  return statements;
}

/** One amount for each currency. */
const sumsOf = (amounts: MoneyMove["amounts"]) =>
  [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, all]) => ({
    currency,
    amountMinor: exactMinor(sumMinor(all.map(({ amountMinor }) => amountMinor))),
  }));

/** `1000.00 USD`, for descriptions. */
export const moneyText = (money: Money): string => `${writeDecimal(money)} ${money.currency}`;
