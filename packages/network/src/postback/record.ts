import { readClickId } from "@waymark/contract/click-id";
import type { PostbackEvent } from "@waymark/contract/postback-event";
import { findClicks, type ClickRow } from "../click/index.ts";
import type { Context } from "../context.ts";
import {
  inJson,
  insertRows,
  retryOnConcurrentWrite,
  type ConversionRow,
  type Db,
  type Statement,
} from "../db/index.ts";
import { findHeadroom, withoutTooMuch } from "../ledger/index.ts";
import { firstTerms, readRouting, readTerms } from "../offer/index.ts";
import { NO_SETTINGS, settingsFor, type PostbackSettings } from "./settings.ts";
import { findPostbackSettings } from "./setup.ts";
import { readFields } from "./reading.ts";
import { type Change, attachClicks, findByIdentity, writeChanges } from "../conversion/index.ts";
import {
  decidePostback,
  goalOf,
  identityOf,
  onceOf,
  rejected,
  type LinkFacts,
  type PostbackOutcome,
} from "../report/index.ts";

/** What became of one postback. */
export interface RecordedPostback {
  event: PostbackEvent;
  outcome: PostbackOutcome;
}

/**
 * Applies postbacks exactly once by their receipts, in the order in which the edge accepted them: one read of what they
 * concern, one batch for all of them. A click need not be stored yet: its signed id says what is needed.
 * One that brings a party beyond its limit is rejected and holds no other up. Throws where the database fails; then
 * nothing was written.
 */
export async function recordPostbacks(
  ctx: Context,
  events: readonly PostbackEvent[],
  replay?: Replay,
): Promise<RecordedPostback[]> {
  const record = () => withoutTooMuch((isTooLarge) => recordOnce(ctx, events, { replay, isTooLarge }));
  return retryOnConcurrentWrite(record, { triesMax: 3 });
}

/** The advertiser has its postback applied once more: that he asks for it at the door stands for the token. */
export interface Replay {
  /** The receipt of the one that came by the edge. */
  of: string;
  /** Written with it. */
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
  const numbers = fresh.map(({ clickId }) => readClickId(clickId)?.linkNumber ?? 0);
  const [links, tokens, settings] = await Promise.all([
    findLinkFacts(db, numbers),
    findTokens(db, fresh),
    findPostbackSettings(
      db,
      fresh.map(({ advertiserId }) => advertiserId),
    ),
  ]);
  const isVouched = (event: PostbackEvent) =>
    replay !== undefined || event.request.isPixel === true || isInForce(event, tokens);
  const linkOf = ({ clickId }: PostbackEvent) => links.get(readClickId(clickId)?.linkNumber ?? 0);

  /** A replay is its original once more: a postback makes one conversion, however often it is applied. */
  const originalOf = (event: PostbackEvent) => (replay === undefined ? event : { ...event, receipt: replay.of });
  const identities = fresh.map(originalOf).flatMap((event) => {
    const facts = linkOf(event);
    const goal = facts && goalOf(facts, event.fields.goal);
    return goal === undefined ? [] : [identityOf(event, goal), onceOf(event, goal) ?? ""];
  });
  const parties = {
    webmasterIds: [...links.values()].map(({ webmasterId }) => webmasterId),
    advertiserIds: fresh.map(({ advertiserId }) => advertiserId),
  };
  const [rows, clicks, headroom] = await Promise.all([
    findByIdentity(db, identities),
    findStored(ctx, fresh),
    isTooLarge ? findHeadroom(db, parties) : undefined,
  ]);
  const known = new Map(rows.flatMap(named));

  const recorded = fresh.map((event): RecordedPostback => {
    const decided = isVouched(event)
      ? decide(
          originalOf(event),
          linkOf(event),
          settings.get(event.advertiserId),
          known,
          ctx.now(),
          clicks.get(event.clickId),
        )
      : rejected("token_revoked");
    const fits = headroom?.takes(decided.changes.flatMap(({ transfers }) => transfers)) ?? true;
    const outcome = fits ? decided : rejected("sum_too_large");
    for (const { row } of outcome.changes) for (const [name] of named(row)) known.set(name, row);
    return { event, outcome };
  });
  await db.write([
    ...insertPostbacks(recorded, replay),
    ...writeChanges(recorded.flatMap(changesOfOne)),
    ...(replay?.statements ?? []),
  ]);
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
  settings: PostbackSettings | undefined,
  known: ReadonlyMap<string, ConversionRow>,
  now: number,
  click: ClickRow | undefined,
): PostbackOutcome {
  if (facts === undefined || facts.offer.advertiser_id !== event.advertiserId) return rejected("unknown_click_id");
  const goal = goalOf(facts, event.fields.goal);
  if (event.request.isPixel === true && !readRouting(facts.offer.routing).allowsPixel)
    return rejected("pixel_not_allowed");
  if (goal === undefined) return rejected("unknown_goal");
  const reading = readFields(event, goal.currency, settingsFor(settings ?? NO_SETTINGS, event.request));
  if (reading.kind === "unreadable") return rejected(reading.reason);
  const read = { ...event, fields: reading.fields };
  const same = known.get(identityOf(read, goal)) ?? known.get(onceOf(read, goal) ?? "");
  return decidePostback(read, facts, goal, same, now, click);
}

/**
 * The events without those that are stored already, once each, in their order of acceptance. Of a signed request that
 * came twice the first counts: whoever sends it again can't make it a newer answer.
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

/** What the network knows of these links, by their numbers. */
export async function findLinkFacts(db: Db, numbers: readonly number[]): Promise<Map<number, LinkFacts>> {
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

type Tokens = Map<string, { advertiser_id: string; expires_at: number | null }>;

/** Whether a postback's token was its advertiser's, had not run out when the edge accepted it, and is not revoked. */
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
