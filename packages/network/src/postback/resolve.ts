import type { AnswerReason } from "@waymark/contract/answer-reason";
import { actorName, type Context } from "../context.ts";
import { attachClicks, setIdentities, withFirstCheck, writeChanges, type Cause } from "../conversion/index.ts";
import { ConcurrentWriteError, retryOnConcurrentWrite } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { moneyText, writeGuarded, type Confirmation } from "../guard/index.ts";
import {
  amountOf,
  findFacts,
  REASONS,
  type Reason,
  type Report,
  type ReportFacts,
  type Submission,
  type UnknownSubject,
} from "../report/index.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import {
  decideAccept,
  decideAttribute,
  moveOrderToParked,
  RESOLVERS,
  resolves,
  type Parked,
  type Resolved,
  type ResolutionVerb,
} from "./parked.ts";
import { readEvent } from "./reading.ts";
import { getPostback, readKeptEvent, type Postback } from "./receipts.ts";
import { submissionOf } from "./record.ts";
import { writeResolution } from "./resolution.ts";
import { NO_SETTINGS, settingsFor } from "./settings.ts";
import { findPostbackSettings } from "./queries.ts";

export interface ResolutionInput {
  receipt: string;
  verb: ResolutionVerb;
  /** The text of the side that resolves it. The webmaster and the advertiser read it. */
  reason: string;
  reasonCode: AnswerReason | null;
  /** Only for `accept`, in the goal's currency; undefined: the postback's amount. */
  amount?: { amountMinor: number; currency: string } | undefined;
}

/**
 * Resolves a parked postback for good, in one batch with what it changes. The same verb again changes nothing. What it
 * raises a commission by counts against the limit of an operator. Throws `not_found`, `forbidden`, `scope_missing`,
 * `transition_refused` (not parked, resolved by another verb, or not applicable), `payment_begun`, `invalid_input` (the
 * amount is needed), `request_forgotten`, `conflict`, `WaitsForSecondPerson`.
 */
export async function resolvePostback(ctx: Context, input: ResolutionInput): Promise<Postback> {
  requireRole(ctx, RESOLVERS[input.verb], `${input.verb} a postback`, EVEN_IF_BLOCKED);
  return resolve(ctx, input, undefined);
}

/** Resolves a parked postback as a second person confirms. */
export async function confirmResolution(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm a resolution");
  const input = confirms.request.input as Omit<ResolutionInput, "receipt">; // written by `resolveOnce`
  await resolve(ctx, { ...input, receipt: confirms.request.subject }, confirms);
}

async function resolve(ctx: Context, input: ResolutionInput, confirms: Confirmation | undefined): Promise<Postback> {
  try {
    return await retryOnConcurrentWrite(
      async () => {
        const postback = await getPostback(ctx, input.receipt);
        if (postback.resolution?.verb === input.verb) return postback;
        refuseUnless(postback, input.verb);
        await resolveOnce(ctx, postback, input, confirms);
        return getPostback(ctx, input.receipt);
      },
      { triesMax: 3 },
    );
  } catch (error) {
    if (error instanceof ConcurrentWriteError) throw new NetworkError("conflict", "Concurrent change; retry");
    throw error;
  }
}

function refuseUnless({ outcome, reason, resolution }: Postback, verb: ResolutionVerb) {
  if (outcome !== "parked")
    throw new NetworkError("transition_refused", `Only a parked postback can be resolved; this one is ${outcome}`);
  if (resolution !== null)
    throw new NetworkError("transition_refused", `The postback is already resolved: ${resolution.verb}`);
  if (!resolves(verb, reason))
    throw new NetworkError("transition_refused", `${verb} does not resolve ${reason ?? "this postback"}`);
}

async function resolveOnce(
  ctx: Context,
  postback: Postback,
  { receipt, ...input }: ResolutionInput,
  confirms: Confirmation | undefined,
) {
  const at = ctx.now();
  const { verb, reason, reasonCode } = input;
  const cause: Cause = { actor: actorName(ctx.actor), reason, reasonCode, source: receipt, at };
  const { changes, conversionId, lost, raised } = await decide(ctx, postback, input, cause);
  const checked = await withFirstCheck(ctx, changes);
  const statements = [
    ...writeResolution({
      ...{ receipt, verb, actor: cause.actor, reason_code: reasonCode, reason },
      ...{ conversion_id: conversionId, other_conversion_id: lost?.row.id ?? null, replayed_as: null, resolved_at: at },
    }),
    ...(lost === null ? [] : [...writeChanges([lost]), ...setIdentities([lost.row])]),
    ...writeChanges(checked.changes),
    ...checked.statements,
  ];
  if (confirms === undefined && (ctx.actor.role !== "operator" || raised.length === 0)) await ctx.db.write(statements);
  else {
    const description = `${verb} the postback ${receipt}, which raises a commission by ${raised.map(moneyText).join(", ")}`;
    const move = { act: "resolve" as const, subject: receipt, amounts: raised, input, description, reason };
    await writeGuarded(ctx, move, { statements, confirms });
  }
  const isAwaited = changes.at(-1)?.row.click_facts === "awaited";
  await attachClicks(ctx, isAwaited ? [postback.clickId] : []);
}

async function decide(
  ctx: Context,
  postback: Postback,
  input: Omit<ResolutionInput, "receipt">,
  cause: Cause,
): Promise<Resolved> {
  if (input.verb === "dismiss") return { changes: [], conversionId: postback.conversionId, lost: null, raised: [] };
  const submission = await readParked(ctx, postback);
  const batch = await findFacts(ctx, [submission]);
  const { report } = submission;
  const parked = { report, facts: knownOf(batch.factsFor(submission)) };
  if (input.verb === "attribute") {
    const lost = moveOrderToParked(parked, cause);
    batch.noteChanges(lost === null ? [] : [lost]);
    const attributed = { report: withoutForeignAmount(parked), facts: knownOf(batch.factsFor(submission)) };
    return decideAttribute(attributed, lost);
  }
  const { currency } = parked.facts.goal;
  if (input.amount !== undefined && input.amount.currency !== currency)
    throw new NetworkError("invalid_input", "The amount has another currency than the goal", [
      { path: "amount.currency", message: `must be ${currency}, the currency of the goal` },
    ]);
  const accepted = input.amount?.amountMinor ?? amountMinorOf(parked);
  if (accepted === null)
    throw new NetworkError("invalid_input", "State the amount of the order", [
      { path: "amount", message: `required here, in ${currency}` },
    ]);
  return decideAccept(parked, accepted, cause);
}

function knownOf(facts: ReportFacts | UnknownSubject): ReportFacts {
  if (facts.kind === "unknown") throw notReadable(facts.reason);
  return facts;
}

/** A report without an amount that is not in its goal's currency. */
const withoutForeignAmount = ({ report, facts: { goal } }: Parked): Report =>
  (report.currency ?? goal.currency) === goal.currency ? report : { ...report, amount: null, currency: null };

/** The amount in minor units of the goal's currency; null if it is in another currency or not stated. */
function amountMinorOf(parked: Parked): number | null {
  const amount = amountOf(withoutForeignAmount(parked), parked.facts.goal.currency);
  if (amount.kind === "fault") throw notReadable(amount.reason);
  return amount.amountMinor;
}

/** The postback as its advertiser's settings read it now. */
async function readParked(ctx: Context, postback: Postback): Promise<Submission> {
  const kept = (await findPostbackSettings(ctx.db, [postback.advertiserId])).get(postback.advertiserId) ?? NO_SETTINGS;
  const event = readKeptEvent(postback, kept, postback.replayOf ?? postback.receipt);
  const reading = readEvent(event, settingsFor(kept, event.request));
  if (reading.kind === "unreadable") throw notReadable(reading.reason);
  return submissionOf(ctx, event, reading.report);
}

const notReadable = (reason: Reason) =>
  new NetworkError("transition_refused", `The postback can't be read (${reason}): ${REASONS[reason]}`);
