import { readClickId, type ClickIdParts } from "@waymark/contract/click-id";
import { findClicks, type ClickRow } from "../click/index.ts";
import type { Context } from "../context.ts";
import { findByIdentity, findOfClicks, type Cause, type Change } from "../conversion/index.ts";
import type { ConversionRow, Db, Tables } from "../db/index.ts";
import { findOffersAndGoals, firstTerms, readTerms, type Terms } from "../offer/index.ts";
import type { HoldLimit } from "../source-limit/index.ts";
import { CHANNELS } from "./channels.ts";
import { goalOf, namesFor, type Names } from "./identity.ts";
import { KnownConversions, otherNamesOf, ownNamesOf, type Subject } from "./known.ts";
import { findLinks, type ReportedLink } from "./queries.ts";
import type { Reason } from "./reasons.ts";
import type { Report } from "./report.ts";

/** A report with the facts that its channel adds. */
export interface Submission {
  report: Report;
  advertiserId: string;
  /**
   * The id of the conversion that it may create. It derives from the report's source, so that a retry creates it once.
   */
  conversionId: string;
  /** Who reports, as `actorName` writes it. */
  actor: string;
  /** The receipt, or the upload with its row, that brought it. */
  source: string | null;
  /** Unix ms at which it is decided. */
  at: number;
}

/** The owner of a click, read from its signed id. Known before the click's row is stored and after it is archived. */
export interface Owner {
  clickId: string;
  /** Unix ms. */
  clickedAt: number;
  linkId: string;
  webmasterId: string;
  webmasterHoldDays: number;
  /** Longer holds that limit or limited the link or the webmaster. */
  holdLimits: readonly HoldLimit[];
  /** The webmaster is blocked now. */
  isBlocked: boolean;
  /** Past and present blocks, Unix ms; `until` is null for one that has not ended. */
  blocks: readonly { since: number; until: number | null }[];
}

/** What the network knows of a report's click, offer, goal and order. */
export interface ReportFacts {
  kind: "facts";
  conversionId: string;
  cause: Cause;
  offer: Tables["offer"];
  goal: Tables["goal"];
  names: Names;
  /** Null if the report names no click. */
  owner: Owner | null;
  /** The click's row; undefined while it is not stored, and if no conversion is to be created. */
  click: ClickRow | undefined;
  /** The conversion that the report is about; undefined if there is none. */
  known: ConversionRow | undefined;
  /** Codes of other goals under which its order is recorded. */
  otherGoals: readonly string[];
  /** The terms of a webmaster for the goal at a moment (Unix ms). */
  termsAt: (webmasterId: string, at: number) => Terms;
}

/** The report's click, offer or goal can't be found. */
export interface UnknownSubject {
  kind: "unknown";
  reason: Reason;
}

/** What the network knows of the reports of a batch. */
export interface BatchFacts {
  /** The facts of a report, including the changes noted so far. */
  factsFor(submission: Submission): ReportFacts | UnknownSubject;
  noteChanges(changes: readonly Change[]): void;
  /** Notes that a report completes a pixel's conversion, without its other changes: no other report completes it. */
  noteCompletion(known: ConversionRow): void;
  /** The webmasters whose conversions the reports may change or create. */
  webmasterIds: readonly string[];
}

/**
 * The only offer that the reports of a file may concern. While clicks can't be read, a file waits, so that it is
 * applied exactly as previewed.
 */
export interface Scope {
  offer: Tables["offer"];
  goals: readonly Tables["goal"][];
}

/** Whose conversions are looked at. */
export interface Sight {
  /** Conversions of other webmasters are as unknown as if there were none. */
  onlyOf?: string;
}

/** Finds the facts of these reports, with a fixed number of reads for a batch. */
export async function findFacts(
  ctx: Context,
  submissions: readonly Submission[],
  scope?: Scope,
  sight: Sight = {},
): Promise<BatchFacts> {
  const clickIds = submissions.map(({ report: { clickId } }) => (clickId === null ? undefined : readClickId(clickId)));
  const links = await findLinks(ctx.db, [...new Set(clickIds.map((parts) => parts?.linkNumber ?? 0))]);
  const offers = await offersOf(ctx.db, links, scope);
  const goalsOf = Map.groupBy(offers.goals, ({ offer_id }) => offer_id);
  const subjects = new Map(
    submissions.map((one, i) => [one, subjectOf(one, clickIds[i], { links, ...offers, goalsOf }, scope)]),
  );
  const known = await findConversions(ctx.db, knownSubjects(subjects), scope, sight);
  const webmasterIds = [
    ...new Set([...links.values(), ...known.conversions()].map(({ webmaster_id }) => webmaster_id)),
  ];
  const [termsOf, clicks] = await Promise.all([
    readTerms(ctx.db, { offerIds: offers.offers.map(({ id }) => id), webmasterIds }, offers),
    (scope === undefined ? findClicksOrNone : findClicks)(ctx, clicksOfNew(subjects, known)),
  ]);
  return {
    webmasterIds,
    factsFor(submission) {
      const subject = subjects.get(submission);
      if (subject === undefined) throw new Error("a report of another batch");
      if ("kind" in subject) return subject;
      const { offer, owner, names } = subject;
      const { conversion, goal, otherGoals } = known.match(subject);
      return {
        kind: "facts",
        offer,
        goal,
        names,
        owner,
        known: conversion?.row(),
        otherGoals,
        click: owner === null ? undefined : clicks.get(owner.clickId),
        termsAt: (webmasterId, at) =>
          termsOf({ offerId: offer.id, goalId: goal.id, webmasterId, at }) ?? firstTerms(offer, goal),
        conversionId: submission.conversionId,
        cause: causeOf(submission),
      };
    },
    noteChanges(changes) {
      for (const { row } of changes) known.remember(row);
    },
    noteCompletion: (row) => known.forgetPixel(row),
  };
}

const causeOf = ({ report: { reason }, actor, source, at }: Submission): Cause => ({
  actor,
  reason: reason?.text ?? null,
  reasonCode: reason?.code ?? null,
  source,
  at,
});

async function offersOf(db: Db, links: ReadonlyMap<number, ReportedLink>, scope: Scope | undefined) {
  if (scope !== undefined) return { offers: [scope.offer], goals: scope.goals };
  return findOffersAndGoals(db, [...new Set([...links.values()].map(({ offer_id }) => offer_id))]);
}

/** A report's subject, as far as its click, offer and goal are known. */
interface OwnedSubject extends Subject {
  offer: Tables["offer"];
  owner: Owner | null;
}

/** The links, offers and goals that the reports of a batch may concern. */
interface Found {
  links: ReadonlyMap<number, ReportedLink>;
  offers: readonly Tables["offer"][];
  /** By the offer's id. */
  goalsOf: ReadonlyMap<string, Tables["goal"][]>;
}

const unknown = (reason: Reason): UnknownSubject => ({ kind: "unknown", reason });

/** A forged click_ID and one of another advertiser's offer get the same answer. */
function subjectOf(
  { report, advertiserId, conversionId }: Submission,
  parts: ClickIdParts | undefined,
  { links, offers, goalsOf }: Found,
  scope: Scope | undefined,
): OwnedSubject | UnknownSubject {
  const link = links.get(parts?.linkNumber ?? 0);
  if (report.clickId !== null && link?.advertiser_id !== advertiserId) return unknown("unknown_click_id");
  if (link !== undefined && scope !== undefined && link.offer_id !== scope.offer.id) return unknown("other_offer");
  const offer = scope?.offer ?? offers.find(({ id }) => id === link?.offer_id);
  if (offer === undefined) return unknown("unknown_click_id");
  const goals = goalsOf.get(offer.id) ?? [];
  const goal = goalOf(goals, report.goal);
  if (goal === undefined) return unknown("unknown_goal");
  const names = namesFor(report, goal, conversionId);
  if (names === undefined) return unknown("nothing_named");
  return { report, offer, goals, goal, names, owner: link === undefined ? null : ownerOf(report, parts, link) };
}

function ownerOf({ clickId }: Report, parts: ClickIdParts | undefined, link: ReportedLink): Owner {
  return {
    clickId: clickId ?? "",
    clickedAt: parts?.clickedAt ?? 0,
    linkId: link.id,
    webmasterId: link.webmaster_id,
    webmasterHoldDays: link.webmaster_hold_days,
    holdLimits: link.hold_limits,
    isBlocked: link.webmaster_status === "blocked",
    blocks: link.blocks,
  };
}

type Subjects = ReadonlyMap<Submission, OwnedSubject | UnknownSubject>;

const knownSubjects = (subjects: Subjects): OwnedSubject[] =>
  [...subjects.values()].flatMap((subject) => ("kind" in subject ? [] : [subject]));

/**
 * Most rows of a file find their conversion by its own names, so that only the others are looked up by other names too.
 * Of postbacks, an earlier one may have changed the names by then.
 */
async function findConversions(
  db: Db,
  subjects: readonly OwnedSubject[],
  scope: Scope | undefined,
  { onlyOf }: Sight,
): Promise<KnownConversions> {
  const ofClicks = subjects.flatMap(({ report: { channel, clickId } }) =>
    CHANNELS[channel].creates === "held" && clickId !== null ? [clickId] : [],
  );
  const others = scope === undefined ? subjects.flatMap(otherNamesOf) : [];
  const names = new Set([...subjects.flatMap(ownNamesOf), ...others]);
  const [named, clicked] = await Promise.all([
    findByIdentity(db, [...names]),
    ofClicks.length === 0 ? [] : findOfClicks(db, [...new Set(ofClicks)]),
  ]);
  const seen = [...named, ...clicked].filter((one) => onlyOf === undefined || one.webmaster_id === onlyOf);
  const known = new KnownConversions(seen);
  if (scope === undefined) return known;
  const unnamed = subjects.flatMap((subject) => (known.hasOwn(subject) ? [] : otherNamesOf(subject)));
  const unread = [...new Set(unnamed)].filter((name) => !names.has(name));
  if (unread.length > 0) for (const one of await findByIdentity(db, unread)) known.add(one);
  return known;
}

/**
 * The clicks of reports whose conversion is not recorded yet. Of several orders of a click, only one completes what a
 * pixel has reported, and the others are new.
 */
function clicksOfNew(subjects: Subjects, known: KnownConversions): string[] {
  const clickIds = knownSubjects(subjects).flatMap((subject) => {
    const { owner } = subject;
    if (owner === null) return [];
    const { conversion } = known.match(subject);
    return conversion?.click_id === owner.clickId && conversion.channel !== "pixel" ? [] : [owner.clickId];
  });
  return [...new Set(clickIds)];
}

/**
 * The stored clicks; none if their database fails. No conversion is lost by that: the clicks are looked up again later.
 */
async function findClicksOrNone(ctx: Context, clickIds: readonly string[]): Promise<ReadonlyMap<string, ClickRow>> {
  try {
    return await findClicks(ctx, clickIds);
  } catch (error) {
    console.error({ event: "clicks.unread", error: String(error) });
    return new Map();
  }
}
