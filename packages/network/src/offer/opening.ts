import type { Context } from "../context.ts";
import { WaitsForSecondPerson } from "../errors.ts";
import { findWaiting, moneyText, type MoneyMove } from "../guard/index.ts";
import type { NewOffer } from "./insert.ts";
import { weightOfRates } from "./rates.ts";

/** Minor units of a currency. */
export interface MinorAmount {
  currency: string;
  amountMinor: number;
}

/** What an offer with these goals counts for when it opens: its losses, by goal; empty if it can't lose. */
export const lossOfGoals = (goals: NewOffer["goals"]): MinorAmount[] =>
  goals
    .map((goal) => ({ currency: goal.currency, amountMinor: weightOfRates(undefined, goal, goal.currency) }))
    .filter(({ amountMinor }) => amountMinor > 0);

/** The opening of an offer at a loss, in the version that the operator has seen. */
export const openingMove = (
  { id, name, version }: { id: string; name: string; version: number },
  loss: readonly MinorAmount[],
  reason: string | null,
): MoneyMove => ({
  ...{ act: "loss", subject: id, amounts: loss, input: { version }, reason },
  description: `The offer ${name} opens at a loss: ${loss.map(moneyText).join(", ")} by a hundred orders of 100`,
});

/** Throws `WaitsForSecondPerson` if an offer waits to be opened. */
export async function refuseWaiting(ctx: Context, offerId: string): Promise<void> {
  const waiting = await findWaiting(ctx, "loss", offerId);
  if (waiting !== undefined) throw new WaitsForSecondPerson(waiting.id);
}
