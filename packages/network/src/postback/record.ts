import type { PostbackEvent } from "@waymark/contract/postback-event";
import type { Context } from "../context.ts";
import { attachClicks, withFirstCheck, writeChanges, type Change } from "../conversion/index.ts";
import { inJson, insertRows, retryOnConcurrentWrite, type Db, type Statement, type Tables } from "../db/index.ts";
import { derivedId } from "../ids.ts";
import { findHeadroom, retryWithoutExcess } from "../ledger/index.ts";
import {
  decideReport,
  findFacts,
  type Decision,
  type Note,
  type Reason,
  type Report,
  type Submission,
} from "../report/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { readEvent } from "./reading.ts";
import { NO_SETTINGS, settingsFor } from "./settings.ts";
import { findPostbackSettings } from "./queries.ts";

/** The outcome of one postback. */
export interface RecordedPostback {
  event: PostbackEvent;
  outcome: PostbackOutcome;
}

export interface PostbackOutcome {
  outcome: Tables["postback"]["outcome"];
  reason: Reason | Note | null;
  conversionId: string | null;
  changes: Change[];
}

/**
 * Applies postbacks exactly once by their receipts, in the order in which the edge accepted them: one read of their
 * facts, one batch for all of them. A click need not be stored yet, since its signed id holds the necessary facts. A
 * postback that takes a party beyond its limit is rejected and does not stop the others. Throws if the database fails;
 * then nothing was written.
 */
export async function recordPostbacks(
  ctx: Context,
  events: readonly PostbackEvent[],
  replay?: Replay,
): Promise<RecordedPostback[]> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "record postbacks", EVEN_IF_BLOCKED);
  const record = () => retryWithoutExcess((isTooLarge) => recordOnce(ctx, events, { replay, isTooLarge }));
  return retryOnConcurrentWrite(record, { triesMax: 3 });
}

/** A kept postback that is applied again. The advertiser's API access replaces the token. */
export interface Replay {
  /** The receipt of the original postback. */
  of: string;
  /** Written in the same batch. */
  statements: readonly Statement[];
}

async function recordOnce(
  ctx: Context,
  events: readonly PostbackEvent[],
  { replay, isTooLarge }: { replay: Replay | undefined; isTooLarge: boolean },
): Promise<RecordedPostback[]> {
  const { db } = ctx;
  const fresh = await unrecorded(db, events);
  if (fresh.length === 0) return [];
  const [tokens, settings] = await Promise.all([
    findTokens(db, fresh),
    findPostbackSettings(
      db,
      fresh.map(({ advertiserId }) => advertiserId),
    ),
  ]);
  const read = fresh.map((event) => {
    const isVouched = replay !== undefined || event.request.isPixel === true || isInForce(event, tokens);
    if (!isVouched) return { event, outcome: rejected("token_revoked") };
    const own = settingsFor(settings.get(event.advertiserId) ?? NO_SETTINGS, event.request);
    const reading = readEvent(event, own, replay !== undefined);
    if (reading.kind === "unreadable") return { event, outcome: rejected(reading.reason) };
    return { event, submission: submissionOf(ctx, event, reading.report, replay) };
  });
  const facts = await findFacts(
    ctx,
    read.flatMap(({ submission }) => submission ?? []),
  );
  const advertiserIds = fresh.map(({ advertiserId }) => advertiserId);
  const headroom = isTooLarge ? await findHeadroom(db, { webmasterIds: facts.webmasterIds, advertiserIds }) : undefined;
  const recorded = read.map(({ event, submission, outcome }): RecordedPostback => {
    if (submission === undefined) return { event, outcome };
    const decision = decideReport(submission.report, facts.factsFor(submission));
    if (headroom?.takes(decision.changes.flatMap(({ transfers }) => transfers)) === false)
      return { event, outcome: rejected("sum_too_large") };
    facts.noteChanges(decision.changes);
    return { event, outcome: outcomeOf(decision) };
  });
  const checked = await withFirstCheck(ctx, recorded.flatMap(changesOfOne));
  await db.write([
    ...insertPostbacks(recorded, replay),
    ...writeChanges(checked.changes),
    ...checked.statements,
    ...(replay?.statements ?? []),
  ]);
  // A click that was stored during this write did not find its conversion yet.
  const awaiting = recorded.flatMap(changesOfOne).filter(({ row }) => row.click_facts === "awaited");
  await attachClicks(ctx, [...new Set(awaiting.map(({ row }) => row.click_id))]);
  return recorded;
}

/** A replay repeats its original: a postback creates one conversion, however often it is applied. */
export const submissionOf = (ctx: Context, event: PostbackEvent, report: Report, replay?: Replay): Submission => ({
  report,
  advertiserId: event.advertiserId,
  conversionId: derivedId("cnv", replay?.of ?? event.receipt),
  actor: event.request.isPixel === true ? "pixel" : `advertiser:${event.advertiserId}`,
  source: replay?.of ?? event.receipt,
  at: ctx.now(),
});

const OUTCOMES = {
  create: "recorded",
  answer: "updated",
  adjust: "updated",
  same: "duplicate",
  stale: "stale",
  parked: "parked",
  refused: "rejected",
} as const satisfies Record<Decision["kind"], PostbackOutcome["outcome"]>;

/**
 * A decision as its receipt shows it. A missing click is shown at the conversion instead, since it resolves by itself.
 */
const outcomeOf = ({ kind, reason, known, changes }: Decision): PostbackOutcome => ({
  outcome: OUTCOMES[kind],
  reason: reason === "click_awaited" ? null : reason,
  conversionId: known?.id ?? changes[0]?.row.id ?? null,
  changes,
});

const rejected = (reason: Reason): PostbackOutcome => ({
  outcome: "rejected",
  reason,
  conversionId: null,
  changes: [],
});

const changesOfOne = ({ outcome }: RecordedPostback): Change[] => outcome.changes;

/**
 * The events that are not stored yet, without repeats, in their order of acceptance. Of a signed request that came
 * twice, the first counts: sending it again can't make it a newer answer.
 */
async function unrecorded({ query }: Db, events: readonly PostbackEvent[]): Promise<PostbackEvent[]> {
  const newestFirst = events.toSorted((a, b) => b.acceptedAt - a.acceptedAt);
  const byReceipt = new Map(newestFirst.map((event) => [event.receipt, event]));
  const stored = await query
    .selectFrom("postback")
    .select("receipt")
    .where("receipt", "in", inJson([...byReceipt.keys()]))
    .execute();
  for (const { receipt } of stored) byReceipt.delete(receipt);
  return [...byReceipt.values()].sort((a, b) => a.acceptedAt - b.acceptedAt || (a.receipt < b.receipt ? -1 : 1));
}

type Tokens = Map<string, { advertiser_id: string; expires_at: number | null }>;

/** Whether a postback's token belongs to its advertiser, was valid when the edge accepted it, and is not revoked. */
function isInForce({ tokenHash, advertiserId, acceptedAt }: PostbackEvent, tokens: Tokens) {
  const token = tokens.get(tokenHash);
  return token?.advertiser_id === advertiserId && acceptedAt < (token.expires_at ?? Infinity);
}

/** By hash, without the revoked ones. */
async function findTokens({ query }: Db, events: readonly PostbackEvent[]): Promise<Tokens> {
  const rows = await query
    .selectFrom("postback_token")
    .select(["sha256", "advertiser_id", "expires_at"])
    .where("sha256", "in", inJson([...new Set(events.map(({ tokenHash }) => tokenHash))]))
    .where("revoked_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.sha256, row]));
}

const insertPostbacks = (recorded: readonly RecordedPostback[], replay: Replay | undefined) =>
  insertRows(
    "postback",
    [
      "receipt",
      "advertiser_id",
      "click_id",
      "accepted_at",
      "outcome",
      "reason",
      "conversion_id",
      "request",
      "replay_of",
    ],
    recorded.map(({ event, outcome }) => ({
      receipt: event.receipt,
      advertiser_id: event.advertiserId,
      click_id: event.clickId,
      accepted_at: event.acceptedAt,
      outcome: outcome.outcome,
      reason: outcome.reason,
      conversion_id: outcome.conversionId,
      request: JSON.stringify(event.request),
      replay_of: replay?.of ?? null,
    })),
  );
