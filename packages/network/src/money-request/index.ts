import type { Context } from "../context.ts";
import type { Statement } from "../db/index.ts";
import { confirmFrozen } from "../account/index.ts";
import { confirmClaim } from "../claim/index.ts";
import { confirmAdjustment } from "../conversion/index.ts";
import { confirmCorrection, declineCorrection } from "../correction/index.ts";
import { NetworkError } from "../errors.ts";
import {
  alreadyAnswered,
  answerRequest,
  confirmLimits,
  getMoneyRequest,
  requireMoneyScope,
  requireSecondPerson,
  type Confirmation,
  type MoneyRequest,
} from "../guard/index.ts";
import { confirmOpening, confirmTerms } from "../offer/index.ts";
import { confirmPayoutRun } from "../payout/index.ts";
import { confirmResolution } from "../postback/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { confirmCommit } from "../upload/index.ts";
import type { MoneyAct } from "../words.ts";

/** Does each act as a second person confirms it. */
const CONFIRM: Record<MoneyAct, (ctx: Context, confirms: Confirmation) => Promise<void>> = {
  correction: confirmCorrection,
  adjust: confirmAdjustment,
  terms: confirmTerms,
  loss: confirmOpening,
  resolve: confirmResolution,
  report: confirmCommit,
  claim: confirmClaim,
  payout_run: confirmPayoutRun,
  frozen: confirmFrozen,
  limits: confirmLimits,
};

/**
 * Confirms an act on money as a second person, and does it. Throws `forbidden`, `scope_missing`, `not_found`,
 * `second_person_required`, `request_answered`, `conflict` if the act now comes to more, `transition_refused` if it is
 * done already, and what the act throws if it is no longer possible.
 */
export async function confirmMoneyRequest(ctx: Context, id: string, reason: string | null): Promise<MoneyRequest> {
  requireRole(ctx, OPERATOR, "confirm an act on money");
  requireMoneyScope(ctx);
  const request = await getMoneyRequest(ctx, id);
  if (request.status !== "waiting") throw alreadyAnswered(request);
  await requireSecondPerson(ctx, request.requestedBy);
  await unlessAnswered(ctx, id, () => CONFIRM[request.act](ctx, { request, reason }));
  const after = await getMoneyRequest(ctx, id);
  if (after.status === "waiting")
    throw new NetworkError("transition_refused", "This was done by other means since: refuse the request");
  return after;
}

/**
 * Refuses an act on money: it is not done. The person who asked may refuse it too. Throws `forbidden`, `scope_missing`,
 * `not_found`, `request_answered`.
 */
export async function refuseMoneyRequest(ctx: Context, id: string, reason: string): Promise<MoneyRequest> {
  requireRole(ctx, OPERATOR, "refuse an act on money");
  requireMoneyScope(ctx);
  const request = await getMoneyRequest(ctx, id);
  if (request.status !== "waiting") throw alreadyAnswered(request);
  await unlessAnswered(ctx, id, () =>
    ctx.db.write([...answerRequest(ctx, id, { status: "refused", reason }), ...endOf(request)]),
  );
  return getMoneyRequest(ctx, id);
}

/** What else ends with a refusal. */
const endOf = ({ act, subject }: MoneyRequest): Statement[] =>
  act === "correction" ? [declineCorrection(subject)] : [];

/** Of two answers at the same moment, the second learns of the first. */
async function unlessAnswered(ctx: Context, id: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const request = await getMoneyRequest(ctx, id);
    if (request.status !== "waiting") throw alreadyAnswered(request);
    throw error;
  }
}
