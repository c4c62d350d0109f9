import type { Context } from "../context.ts";
import type { Fault } from "../errors.ts";
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
