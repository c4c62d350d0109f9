import { readClickId } from "@waymark/click/click-id";
import type { PostbackEvent } from "@waymark/click/postback-event";
import { findClicks, type ClickRow } from "../click/index.ts";
import type { Context } from "../context.ts";
import { inJson, insertRows, RivalError, type ConversionRow, type Db, type Tables } from "../db/index.ts";
import { firstTerms, readTerms } from "../offer/index.ts";
import type { Change } from "./change.ts";
import { attachClicks } from "./awaited.ts";
import {
  decidePostback,
  goalOf,
  identityOf,
  onceOf,
  rejected,
  type LinkFacts,
  type PostbackOutcome,
} from "./postback.ts";
import { findByIdentity, writeChanges } from "./queries.ts";

const TRIES_MAX = 3;

/** What became of one postback. */
export interface RecordedPostback {
  event: PostbackEvent;
  outcome: PostbackOutcome;
}

/**
 * Applies postbacks exactly once by their receipts, in the order in which the edge accepted them: one read of what they
 * concern, one batch for all of them. A click need not be stored yet: its signed id says what is needed.
 * Throws where the database fails; then nothing was written.
 */
export async function recordPostbacks(ctx: Context, events: readonly PostbackEvent[]): Promise<RecordedPostback[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await recordOnce(ctx, events);
    } catch (error) {
      if (!(error instanceof RivalError) || tries === TRIES_MAX) throw error;
    }
  }
}

async function recordOnce(ctx: Context, events: readonly PostbackEvent[]): Promise<RecordedPostback[]> {
  const { db } = ctx;
  const fresh = await unrecorded(db, events);
  if (fresh.length === 0) return [];
  const numbers = fresh.map(({ clickId }) => readClickId(clickId)?.linkNumber ?? 0);
  const [links, tokens] = await Promise.all([findLinkFacts(db, numbers), findTokens(db, fresh)]);
  const linkOf = ({ clickId }: PostbackEvent) => links.get(readClickId(clickId)?.linkNumber ?? 0);

  const identities = fresh.flatMap((event) => {
    const facts = linkOf(event);
    const goal = facts && goalOf(facts, event.fields.goal);
    return goal === undefined ? [] : [identityOf(event, goal), onceOf(event, goal) ?? ""];
  });
  const [rows, clicks] = await Promise.all([findByIdentity(db, identities), findStored(ctx, fresh)]);
  const known = new Map(rows.flatMap(named));

  const recorded = fresh.map((event): RecordedPostback => {
    const outcome = decide(event, linkOf(event), tokens, known, ctx.now(), clicks.get(event.clickId));
    for (const { row } of outcome.changes) for (const [name] of named(row)) known.set(name, row);
    return { event, outcome };
  });
  await db.write([...insertPostbacks(recorded), ...writeChanges(recorded.flatMap(changesOfOne))]);
  // A click that was stored while this was written found nobody waiting for it.
  const awaiting = recorded
    .flatMap(({ outcome }) => outcome.changes)
    .filter(({ row }) => row.click_facts === "awaited");
  await attachClicks(ctx, [...new Set(awaiting.map(({ row }) => row.click_id))]);
  return recorded;
}

/** A conversion by its identity, and by what else may happen once. */
const named = (row: ConversionRow): [string, ConversionRow][] =>
  row.once === null
    ? [[row.identity, row]]
    : [
        [row.identity, row],
        [row.once, row],
      ];

/** The clicks that are stored; none where their database fails, which loses no conversion: they are looked for again. */
async function findStored(ctx: Context, events: readonly PostbackEvent[]): Promise<Map<string, ClickRow>> {
  try {
    return await findClicks(
      ctx,
      events.map(({ clickId }) => clickId),
    );
  } catch (error) {
    console.error({ event: "clicks.unread", error: String(error) });
    return new Map();
  }
}

const changesOfOne = ({ outcome }: RecordedPostback): Change[] => outcome.changes;

function decide(
  event: PostbackEvent,
  facts: LinkFacts | undefined,
  tokens: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, ConversionRow>,
  now: number,
  click: ClickRow | undefined,
): PostbackOutcome {
  if (tokens.get(event.tokenHash) !== event.advertiserId) return rejected("token_revoked");
  if (facts === undefined || facts.offer.advertiser_id !== event.advertiserId) return rejected("unknown_click_id");
  const goal = goalOf(facts, event.fields.goal);
  if (goal === undefined) return rejected("unknown_goal");
  const same = known.get(identityOf(event, goal)) ?? known.get(onceOf(event, goal) ?? "");
  return decidePostback(event, facts, goal, same, now, click);
}

/** The events without those that are stored already, once each, in their order of acceptance. */
async function unrecorded({ query }: Db, events: readonly PostbackEvent[]): Promise<PostbackEvent[]> {
  const byReceipt = new Map(events.map((event) => [event.receipt, event]));
  const stored = await query
    .selectFrom("postback")
    .select("receipt")
    .where("receipt", "in", inJson([...byReceipt.keys()]))
    .execute();
  for (const { receipt } of stored) byReceipt.delete(receipt);
  return [...byReceipt.values()].sort((a, b) => a.acceptedAt - b.acceptedAt || (a.receipt < b.receipt ? -1 : 1));
}

async function findLinkFacts(db: Db, numbers: readonly number[]): Promise<Map<number, LinkFacts>> {
  const { query } = db;
  const links = await query
    .selectFrom("link")
    .innerJoin("webmaster", "webmaster.id", "link.webmaster_id")
    .select(["link.number", "link.id", "link.offer_id", "link.webmaster_id", "webmaster.status", "webmaster.hold_days"])
    .where("link.number", "in", inJson(numbers))
    .execute();
  const offerIds = links.map(({ offer_id }) => offer_id);
  const webmasterIds = links.map(({ webmaster_id }) => webmaster_id);
  const [offers, goals, termsOf] = await Promise.all([
    query.selectFrom("offer").selectAll().where("id", "in", inJson(offerIds)).execute(),
    query.selectFrom("goal").selectAll().where("offer_id", "in", inJson(offerIds)).execute(),
    readTerms(db, { offerIds, webmasterIds }),
  ]);
  const facts = new Map<number, LinkFacts>();
  for (const link of links) {
    const offer = offers.find(({ id }) => id === link.offer_id);
    if (offer === undefined) continue;
    facts.set(link.number, {
      linkId: link.id,
      webmasterId: link.webmaster_id,
      webmasterStatus: link.status,
      webmasterHoldDays: link.hold_days,
      offer,
      goals: goals.filter(({ offer_id }) => offer_id === offer.id),
      termsAt: (goal, at) =>
        termsOf({ offerId: offer.id, goalId: goal.id, webmasterId: link.webmaster_id, at }) ?? firstTerms(offer, goal),
    });
  }
  return facts;
}

/** Advertiser by token hash, of tokens that are in force. */
async function findTokens({ query }: Db, events: readonly PostbackEvent[]): Promise<Map<string, string>> {
  const rows = await query
    .selectFrom("postback_token")
    .select(["sha256", "advertiser_id"])
    .where("sha256", "in", inJson([...new Set(events.map(({ tokenHash }) => tokenHash))]))
    .where("revoked_at", "is", null)
    .execute();
  return new Map(rows.map(({ sha256, advertiser_id }) => [sha256, advertiser_id]));
}

const insertPostbacks = (recorded: readonly RecordedPostback[]) =>
  insertRows(
    "postback",
    ["receipt", "advertiser_id", "click_id", "accepted_at", "outcome", "reason", "conversion_id", "request"],
    recorded.map(({ event, outcome }): Tables["postback"] => ({
      receipt: event.receipt,
      advertiser_id: event.advertiserId,
      click_id: event.clickId,
      accepted_at: event.acceptedAt,
      outcome: outcome.outcome,
      reason: outcome.reason,
      conversion_id: outcome.conversionId,
      request: JSON.stringify(event.request),
    })),
  );
