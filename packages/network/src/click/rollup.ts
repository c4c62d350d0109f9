import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import type { Verdict } from "@waymark/contract/verdict";
import type { Agent } from "@waymark/contract/user-agent";
import type { NumberOf } from "../db/index.ts";
import { agentCodes, verdictCode } from "./codes.ts";
import { SUB_NAMES, type SubName } from "@waymark/contract/sub-id";

/** A click with everything that derives from it alone. */
export interface SeenClick extends Agent {
  event: ClickEvent;
  /** The number in its click_ID. */
  linkNumber: number;
  /** Unix ms. */
  clickedAt: number;
  /** Never `duplicate`: that depends on the other clicks. */
  verdict: Verdict;
  isGrace: boolean;
  /** Flags (@waymark/contract/signals). */
  signals: number;
}

/** A click with what depends on the visitor's other clicks. */
export interface JudgedClick extends SeenClick {
  /** The visitor's first on this offer in its UTC day that is neither refused nor made by a bot, a page, a test or the network itself. */
  isFirst: boolean;
}

/** A visitor of an offer on a UTC day. */
export type VisitorKey = readonly [day: number, offerId: string, visitor: string];

/** Counts all values beyond a link's first thousand of a day. */
export const OTHER_VALUES = "(other)";
/** Values of one sub-id of a link that are counted separately in a day. */
export const SUB_VALUES_MAX = 1_000;

/** Clicks of one sub-id's value on a link and UTC day. */
export interface SubCount {
  day: number;
  webmasterId: string;
  offerId: string;
  linkId: string;
  name: SubName;
  value: string;
  clicks: number;
  uniques: number;
  bots: number;
  duplicates: number;
  embedded: number;
  valid: number;
}

/** Clicks of equal dimensions in an hour (hours since 1970): the columns of the tables of hours. */
export type HourCount = [hour: number, ...dimensions: (string | number)[], clicks: number, uniques: number];

export interface Rollups {
  clicks: JudgedClick[];
  visitors: VisitorKey[];
  hours: HourCount[];
  subs: SubCount[];
}

export const visitorOf = ({ event, clickedAt }: SeenClick): VisitorKey => [
  Math.floor(clickedAt / DAY_MS),
  event.offerId,
  event.visitor,
];

export const keyOfVisitor = (visitor: VisitorKey) => visitor.join("\n");

/** What the rollups take from elsewhere. */
export interface KnownBefore {
  /** Visitors who have a first click, by `keyOfVisitor`. */
  visitors: ReadonlySet<string>;
  numberOf: NumberOf;
}

/**
 * The additions of these clicks, none of which is stored yet, to the rollups.
 * All lists are in the order of their tables' keys, so that a batch writes a database's pages sequentially.
 */
export function rollUp(fresh: readonly SeenClick[], known: KnownBefore): Rollups {
  const visitors = new Map<string, VisitorKey>();
  const hours = new Map<string, HourCount>();
  const subs = new Map<string, SubCount>();
  const ordered = fresh.toSorted((a, b) => a.clickedAt - b.clickedAt || order(a.event.clickId, b.event.clickId));
  const clicks = ordered.map((click) => {
    const visitor = visitorOf(click);
    const key = keyOfVisitor(visitor);
    // Only a click that counts is a first one: a visitor whose first click was refused has not arrived yet.
    const isFirst = click.verdict === "valid" && !known.visitors.has(key) && !visitors.has(key);
    if (isFirst) visitors.set(key, visitor);
    const verdict = click.verdict === "valid" && !isFirst ? "duplicate" : click.verdict;
    const judged = { ...click, verdict, isFirst };
    countHour(hours, judged, known.numberOf);
    if (verdict !== "test" && verdict !== "own")
      for (const name of SUB_NAMES) if (click.event[name] !== "") countSub(subs, judged, name);
    return judged;
  });
  const byNumbers = [...hours.values()].sort(compareHours);
  return { clicks, visitors: valuesByKey(visitors), hours: byNumbers, subs: valuesByKey(subs) };
}

function compareHours(a: HourCount, b: HourCount): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function countHour(hours: Map<string, HourCount>, click: JudgedClick, numberOf: NumberOf) {
  const { event, clickedAt, linkNumber, verdict } = click;
  const dimensions = [
    Math.floor(clickedAt / HOUR_MS),
    numberOf(event.webmasterId),
    numberOf(event.offerId),
    linkNumber,
    numberOf(event.landingId),
    event.country,
    ...agentCodes(click),
    verdictCode(verdict),
  ] as const;
  const key = dimensions.join("\n");
  const count: HourCount = hours.get(key) ?? [...dimensions, 0, 0];
  (count[dimensions.length] as number)++; // put there just now
  if (click.isFirst) (count[dimensions.length + 1] as number)++; // the same
  hours.set(key, count);
}

const NO_CLICKS = { clicks: 0, uniques: 0, bots: 0, duplicates: 0, embedded: 0, valid: 0 };

function countSub(subs: Map<string, SubCount>, { event, clickedAt, verdict, isFirst }: JudgedClick, name: SubName) {
  const { webmasterId, offerId, linkId } = event;
  const [day, value] = [Math.floor(clickedAt / DAY_MS), event[name].toWellFormed()]; // half a character would change when stored
  const key = [day, webmasterId, offerId, linkId, name, value].join("\n");
  const none = { day, webmasterId, offerId, linkId, name, value, ...NO_CLICKS };
  const count = subs.get(key) ?? none;
  count.clicks++;
  if (isFirst) count.uniques++;
  if (verdict === "bot") count.bots++;
  if (verdict === "duplicate") count.duplicates++;
  if (verdict === "embedded") count.embedded++;
  if (verdict === "valid") count.valid++;
  subs.set(key, count);
}

/** The counts, with the values that are not counted separately combined under `(other)`. */
export function foldSubs(subs: readonly SubCount[], hasPlace: (count: SubCount) => boolean): SubCount[] {
  const folded = new Map<string, SubCount>();
  for (const sub of subs) {
    const value = hasPlace(sub) ? sub.value : OTHER_VALUES;
    const key = `${groupOfSub(sub)}\n${value}`;
    const count = folded.get(key);
    if (count === undefined) folded.set(key, { ...sub, value });
    else {
      count.clicks += sub.clicks;
      count.uniques += sub.uniques;
      count.bots += sub.bots;
      count.duplicates += sub.duplicates;
      count.embedded += sub.embedded;
      count.valid += sub.valid;
    }
  }
  return [...folded.values()];
}

/** The scope of the limit of values: one sub-id of a link on a day. */
type SubGroup = readonly [day: number, webmasterId: string, offerId: string, linkId: string, name: SubName];

export const groupOfSub = ({ day, webmasterId, offerId, linkId, name }: SubCount) =>
  keyOfGroup([day, webmasterId, offerId, linkId, name]);

const keyOfGroup = (group: SubGroup) => group.join("\n");

/** The values of each sub-id among these clicks, by `groupOfSub`. */
export function valuesOfSubs(clicks: readonly SeenClick[]): Map<string, { group: SubGroup; values: Set<string> }> {
  const groups = new Map<string, { group: SubGroup; values: Set<string> }>();
  for (const { event, clickedAt } of clicks)
    for (const name of SUB_NAMES) {
      if (event[name] === "") continue;
      const group = [Math.floor(clickedAt / DAY_MS), event.webmasterId, event.offerId, event.linkId, name] as const;
      const key = keyOfGroup(group);
      const found = groups.get(key) ?? { group, values: new Set() };
      found.values.add(event[name].toWellFormed());
      groups.set(key, found);
    }
  return groups;
}

const valuesByKey = <Value>(map: ReadonlyMap<string, Value>) =>
  [...map].sort(([a], [b]) => order(a, b)).map(([, value]) => value);

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
