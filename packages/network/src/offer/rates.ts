import type { Context } from "../context.ts";
import type { Fault } from "../errors.ts";
import { exponentOf, share } from "../money.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { Rates } from "./terms.ts";

/** Whether some conversion can cost the network more than it brings. */
export const canLose = (rates: Rates): boolean =>
  rates.commissionFixedMinor > rates.revenueFixedMinor || rates.commissionBps > rates.revenueBps;

const LOSS = "is above the revenue, so the network would pay the difference; an operator confirms it with accepts_loss";

/** Why these rates make no sense, by the API's names under `path`: they pay nothing, or they lose money. */
export function faultsOfRates(rates: Rates, path: string, { acceptsLoss }: { acceptsLoss: boolean }): Fault[] {
  if (Object.values(rates).every((rate) => rate === 0))
    return [{ path, message: "pays nothing: state a revenue, a commission or both" }];
  if (acceptsLoss) return [];
  return [
    ...(rates.commissionFixedMinor > rates.revenueFixedMinor
      ? [{ path: `${path}.commission_fixed_minor`, message: LOSS }]
      : []),
    ...(rates.commissionBps > rates.revenueBps ? [{ path: `${path}.commission_bps`, message: LOSS }] : []),
  ];
}

/** Throws `forbidden` if a party confirms a loss of the network. */
export function requireRightToLose(ctx: Pick<Context, "actor">, acceptsLoss: boolean | undefined): void {
  if (acceptsLoss === true) requireRole(ctx, OPERATOR_OR_JOB, "accept a loss");
}

/** Rates are weighed by an order of this amount, in major units. */
const ORDER_MAJOR = 100;
/** A loss is paid by the network, for as many conversions as come: it is weighed by so many of them. */
const LOSING_CONVERSIONS = 100;

/**
 * What a change of rates counts for against the limit of a person, in minor units: the increase of the commission of one
 * conversion, or the increase of the network's loss by a hundred of them, whichever is more. Without `before`, only a
 * loss counts: other rates of a new offer bring what they cost.
 */
export function weightOfRates(before: Rates | undefined, after: Rates, currency: string): number {
  const order = ORDER_MAJOR * 10 ** exponentOf(currency);
  const commission = (rates: Rates) => rates.commissionFixedMinor + share(order, rates.commissionBps);
  const lossOf = (rates: Rates) =>
    Math.max(0, rates.commissionFixedMinor - rates.revenueFixedMinor) +
    Math.max(0, share(order, rates.commissionBps) - share(order, rates.revenueBps));
  const increase = before === undefined ? 0 : commission(after) - commission(before);
  const loss = (lossOf(after) - (before === undefined ? 0 : lossOf(before))) * LOSING_CONVERSIONS;
  return Math.min(Math.max(0, increase, loss), Number.MAX_SAFE_INTEGER);
}
