import { readClickId } from "@waymark/contract/click-id";
import type { AnswerReason } from "@waymark/contract/answer-reason";
import { findClick } from "../click/index.ts";
import { actorName, type Context } from "../context.ts";
import { attachClicks, findByIdentity, freeIdentity, writeChanges, type Cause } from "../conversion/index.ts";
import { ConcurrentWriteError, retryOnConcurrentWrite } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { readDecimal } from "../money.ts";
import { goalOf, identityOf, onceOf, REASONS } from "../report/index.ts";
import {
  decideAccept,
  decideAttribute,
  RESOLVERS,
  resolves,
  type Parked,
  type Resolved,
  type ResolutionVerb,
} from "./parked.ts";
import { readFields } from "./reading.ts";
import { getPostback, readKeptEvent, type Postback } from "./receipts.ts";
import { findLinkFacts } from "./record.ts";
import { writeResolution } from "./resolution.ts";
import { NO_SETTINGS, settingsFor } from "./settings.ts";
import { findPostbackSettings } from "./setup.ts";

export interface ResolutionInput {
  receipt: string;
  verb: ResolutionVerb;
  /** In the words of the side that resolves it; the webmaster and the advertiser read it. */
  reason: string;
  reasonCode: AnswerReason | null;
  /** Of `accept`, in the goal's currency; undefined: as the postback says. */
  amountMinor?: number | undefined;
}

/**
 * Resolves a parked postback for good: what it changes and its resolution are one batch. The same verb again changes
 * nothing. Throws `not_found`, `forbidden`, `transition_refused` (not parked, resolved otherwise, or not to be applied),
 * `payment_begun`, `invalid_input` (the amount is needed), `request_forgotten`, `conflict`.
 */
export async function resolvePostback(ctx: Context, input: ResolutionInput): Promise<Postback> {
  const { actor } = ctx;
  const resolvers: readonly string[] = RESOLVERS[input.verb];
  if (!resolvers.includes(actor.role)) throw new NetworkError("forbidden", `${input.verb} is the operator's`);
  try {
    return await retryOnConcurrentWrite(
      async () => {
        const postback = await getPostback(ctx, input.receipt);
        if (postback.resolution?.verb === input.verb) return postback;
        refuseUnless(postback, input.verb);
        await resolveOnce(ctx, postback, input);
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
    throw new NetworkError("transition_refused", `Only a parked postback is resolved; this one is ${outcome}`);
  if (resolution !== null) throw new NetworkError("transition_refused", `It is resolved already: ${resolution.verb}`);
  if (!resolves(verb, reason))
    throw new NetworkError("transition_refused", `${verb} does not resolve ${reason ?? "this postback"}`);
}

async function resolveOnce(ctx: Context, postback: Postback, input: ResolutionInput) {
  const at = ctx.now();
  const { receipt, verb, reason, reasonCode } = input;
  const cause: Cause = { actor: actorName(ctx.actor), reason, reasonCode, source: receipt, at };
  const { changes, conversionId, lost } = await decide(ctx, postback, input, cause);
  await ctx.db.write([
    ...writeResolution({
      ...{ receipt, verb, actor: cause.actor, reason_code: reasonCode, reason },
      ...{ conversion_id: conversionId, other_conversion_id: lost?.row.id ?? null, replayed_as: null, resolved_at: at },
    }),
    ...(lost === null ? [] : [...writeChanges([lost]), freeIdentity(lost.row)]),
    ...writeChanges(changes),
  ]);
  const isAwaited = changes.at(-1)?.row.click_facts === "awaited";
  await attachClicks(ctx, isAwaited ? [postback.clickId] : []);
}

async function decide(ctx: Context, postback: Postback, input: ResolutionInput, cause: Cause): Promise<Resolved> {
  if (input.verb === "dismiss") return { changes: [], conversionId: postback.conversionId, lost: null };
  const { parked, amount, amountMinor } = await readParked(ctx, postback);
  if (input.verb === "attribute") return decideAttribute(parked, amount, cause);
  const accepted = input.amountMinor ?? amountMinor;
  if (accepted === null)
    throw new NetworkError("invalid_input", "Say the amount that the order has", [
      { path: "amount_minor", message: `required here, in minor units of ${parked.goal.currency}` },
    ]);
  return decideAccept(parked, accepted, cause);
}

/** The postback as its advertiser's settings read it now. `amountMinor` is null where it is not in the goal's currency. */
async function readParked(
  ctx: Context,
  postback: Postback,
): Promise<{ parked: Parked; amount: string | undefined; amountMinor: number | null }> {
  const { db } = ctx;
  const kept = (await findPostbackSettings(db, [postback.advertiserId])).get(postback.advertiserId) ?? NO_SETTINGS;
  const event = readKeptEvent(postback, kept, postback.replayOf ?? postback.receipt);
  const { fields, request } = event;
  const number = readClickId(postback.clickId)?.linkNumber ?? 0;
  const link = (await findLinkFacts(db, [number])).get(number);
  const goal = link && goalOf(link, fields.goal);
  if (link === undefined || goal === undefined) throw notReadable("unknown_goal");
  const isOwnCurrency = (fields.currency ?? goal.currency) === goal.currency;
  const { amount: written, currency: _, ...rest } = fields;
  const own = isOwnCurrency && written !== undefined ? { ...rest, amount: written } : rest;
  const reading = readFields({ ...event, fields: own }, goal.currency, settingsFor(kept, request));
  if (reading.kind === "unreadable") throw notReadable(reading.reason);
  const { amount, ...said } = reading.fields;
  const read = { ...event, fields: said };
  const [identity, once] = [identityOf(read, goal), onceOf(read, goal)];
  const [rows, click] = await Promise.all([
    findByIdentity(db, [identity, ...(once === null ? [] : [once])]),
    findClick(ctx, postback.clickId),
  ]);
  const known = rows.find((row) => row.identity === identity);
  const parked = {
    event: read,
    link,
    goal,
    known,
    once: rows.find((row) => row.once === once && once !== null),
    click,
  };
  const amountMinor = amount === undefined ? null : (readDecimal(amount, goal.currency) ?? null);
  return { parked, amount, amountMinor };
}

const notReadable = (reason: keyof typeof REASONS) =>
  new NetworkError("transition_refused", `The postback can't be read (${reason}): ${REASONS[reason]}`);

/** How many parked postbacks wait for a person, and since when (Unix ms) the oldest does. Throws `forbidden`. */
export async function countParked(ctx: Context): Promise<{ count: number; oldestAt: number | null }> {
  if (ctx.actor.role !== "operator") throw new NetworkError("forbidden", "The operator's");
  const row = await ctx.db.query
    .selectFrom("postback")
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.min("accepted_at").as("oldestAt")])
    .where("outcome", "=", "parked")
    .where("resolved_at", "is", null)
    .executeTakeFirstOrThrow();
  return { count: row.count, oldestAt: row.oldestAt };
}
