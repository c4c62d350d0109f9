import { CLICK_ID_FIRST_BYTES, isTestClick, readClickId } from "@waymark/contract/click-id";
import { FALLBACK_REASONS, type FallbackReason } from "@waymark/contract/reason";
import type { SubName } from "@waymark/contract/sub-id";
import type { Verdict } from "@waymark/contract/verdict";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  askShards,
  equal,
  NOT_A_CURSOR,
  selectedColumns,
  weightOfRow,
  withinWeight,
  type ClickDb,
  type Condition,
  type ListPage,
  type ListRequest,
  type TimeRange,
} from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { ownAccountOf } from "../role.ts";
import { evidenceSeenBy, type Evidence } from "./evidence.ts";
import { clicksOf, listMonths, type ClickMonth } from "./months.ts";
import { lowestId } from "./time-ids.ts";

/** The conditions of a list besides its times. Omitted fields ask for nothing. */
interface Conditions extends Partial<Record<SubName, string | undefined>> {
  offerId?: string | undefined;
  linkId?: string | undefined;
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
  /** Empty: none, because the visitor was sent to a fallback. */
  landingId?: string | undefined;
  decision?: "landing" | "fallback" | undefined;
  verdict?: Verdict | "" | undefined;
  country?: string | undefined;
  device?: string | undefined;
  os?: string | undefined;
  browser?: string | undefined;
  /** Whether its verdict is a reason of refusal. */
  isRefused?: boolean | undefined;
  isUnique?: boolean | undefined;
  isTest?: boolean | undefined;
  /** Whether it is the network's own traffic. */
  isOwn?: boolean | undefined;
}

export interface ClickFilter extends Conditions, TimeRange {}

/** The months' tables have no index besides their key: each condition is tried on the clicks that a page looks at. */
const CONDITIONS: Readonly<Record<Exclude<keyof Conditions, "isTest">, (value: never) => Condition>> = {
  offerId: equal("offer_id"),
  linkId: equal("link_id"),
  webmasterId: equal("webmaster_id"),
  advertiserId: equal("advertiser_id"),
  landingId: (id: string) => sql`coalesce(landing_id, '') = ${id}`,
  decision: equal("decision"),
  verdict: equal("verdict"),
  country: equal("country"),
  device: equal("device"),
  os: equal("os"),
  browser: equal("browser"),
  isRefused: (isRefused: boolean) =>
    sql`verdict ${sql.raw(isRefused ? "IN" : "NOT IN")} (${sql.join(FALLBACK_REASONS.map((reason) => sql.lit(reason)))})`,
  isOwn: (isOwn: boolean) => sql`verdict ${sql.raw(isOwn ? "=" : "<>")} 'own'`,
  isUnique: (isUnique: boolean) => sql`is_first = ${isUnique ? 1 : 0}`,
  sub1: equal("sub1"),
  sub2: equal("sub2"),
  sub3: equal("sub3"),
  sub4: equal("sub4"),
  sub5: equal("sub5"),
  source: equal("source"),
};

/** The columns that a list shows, in the order of `rowOf`. */
const COLUMNS = [
  ...["click_id", "link_id", "offer_id", "webmaster_id", "advertiser_id", "decision", "reason", "verdict"],
  ...["landing_id", "country", "region", "city", "language", "device", "os", "browser"],
  ...["sub1", "sub2", "sub3", "sub4", "sub5", "source", "cut", "is_first", "signals", "referrer"],
];

/** A click of a list. */
export interface ListedClick extends Record<SubName, string>, Evidence {
  clickId: string;
  /** Unix ms. */
  clickedAt: number;
  isTest: boolean;
  linkId: string;
  offerId: string;
  webmasterId: string;
  advertiserId: string;
  decision: string;
  reason: FallbackReason | null;
  verdict: Verdict;
  landingId: string | null;
  country: string;
  region: string;
  city: string;
  language: string;
  device: string;
  os: string;
  browser: string;
  hasCutSubs: boolean;
  isUnique: boolean;
}

/** Clicks that a page looks at in each shard. */
const EXAMINED_MAX = 20_000;

/**
 * The stored clicks that the actor may see, newest first. The position of a page is the click_ID where it ended. Throws
 * `invalid_input` if the range begins among clicks that were archived.
 */
export async function listClicks(
  ctx: Context,
  { from, to, isTest, ...asked }: ClickFilter,
  request: ListRequest,
): Promise<ListPage<ListedClick>> {
  const own = ownAccountOf(ctx.actor);
  if (isForeign(asked.webmasterId, own.webmasterId) || isForeign(asked.advertiserId, own.advertiserId))
    return { rows: [], next: null };
  const question: Question = {
    ...{ from: Math.max(0, from ?? 0), to: to ?? TIME_MAX, isFromAsked: from !== undefined },
    firstBytes: CLICK_ID_FIRST_BYTES.filter((byte) => isTest === undefined || isTest === isTestByte(byte)),
    conditions: conditionsOf({ ...asked, ...own }),
    seen: request.cursor === undefined ? undefined : readPosition(request.cursor),
    limit: request.limit,
    examinedMax: request.examinedMax ?? EXAMINED_MAX,
  };
  const { answers, failures } = await askShards(ctx.clicks.all, (shard) => readShard(shard, question));
  if (failures.length > 0) throw failures[0];
  const { rows, end } = merged(answers, request.limit);
  const fitting = [...withinWeight(rows, weightOfRow, request.charsMax)].map((row) => ({
    ...row,
    ...evidenceSeenBy(ctx.actor, row),
  }));
  return { rows: fitting, next: fitting.length < rows.length ? (fitting.at(-1)?.clickId ?? null) : end };
}

/** The greatest time of a click_ID. */
const TIME_MAX = 2 ** 48 - 1;

const isForeign = (asked: string | undefined, own: string | undefined) =>
  own !== undefined && asked !== undefined && asked !== own;

const isTestByte = (byte: number) => isTestClick(lowestId(byte, 0));

const conditionsOf = (values: Omit<Conditions, "isTest">): Condition[] =>
  (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]) // its keys
    .filter((name) => values[name] !== undefined)
    .map((name) => CONDITIONS[name](values[name] as never)); // its own value

interface Question {
  from: number;
  to: number;
  isFromAsked: boolean;
  firstBytes: readonly number[];
  conditions: readonly Condition[];
  seen: Position | undefined;
  limit: number;
  examinedMax: number;
}

/** A place in the order of lists: the newest time first, then the greatest id. */
type Position = Pick<ListedClick, "clickId" | "clickedAt">;

function readPosition(clickId: string): Position {
  const parts = readClickId(clickId);
  if (parts === undefined)
    throw new NetworkError("invalid_input", "The request does not fit its schema", [
      { path: "cursor", message: NOT_A_CURSOR },
    ]);
  return { clickId, clickedAt: parts.clickedAt };
}

const newestFirst = (a: Position, b: Position): number =>
  a.clickedAt === b.clickedAt
    ? a.clickId < b.clickId
      ? 1
      : a.clickId > b.clickId
        ? -1
        : 0
    : b.clickedAt - a.clickedAt;

/** Clicks in their order. `end` is where looking at clicks ended; null: there are no more. */
interface Part {
  rows: ListedClick[];
  end: string | null;
}

/** The first clicks of several parts: none beyond the place where one of them ended. */
function merged(parts: readonly Part[], limit: number): Part {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const [first] = parts.flatMap(({ end }) => (end === null ? [] : [readPosition(end)])).toSorted(newestFirst);
  const rows = parts
    .flatMap((part) => part.rows)
    .filter((row) => first === undefined || newestFirst(row, first) <= 0)
    .toSorted(newestFirst);
  const fitting = rows.slice(0, limit);
  return {
    rows: fitting,
    end: fitting.length < rows.length ? (fitting.at(-1)?.clickId ?? null) : (first?.clickId ?? null),
  };
}

async function readShard(shard: ClickDb, question: Question): Promise<Part> {
  const { from, seen, limit, isFromAsked } = question;
  const to = seen === undefined ? question.to : Math.min(question.to, seen.clickedAt + 1);
  const months = (await listMonths(shard)).filter(({ since, until }) => since < question.to && until > from);
  const archived = months.findLast(({ droppedAt }) => droppedAt !== null);
  if (archived !== undefined && isFromAsked) throw beginsTooEarly(archived.until);
  const rows: ListedClick[] = [];
  for (const month of months.toReversed()) {
    if (month.droppedAt !== null || month.since >= to) continue;
    const part = await readMonth(shard, month, { ...question, limit: limit - rows.length });
    rows.push(...part.rows);
    if (part.end !== null) return { rows, end: part.end };
    if (rows.length >= limit) return { rows, end: rows.at(-1)?.clickId ?? null };
  }
  return { rows, end: null };
}

const beginsTooEarly = (until: number) =>
  new NetworkError("invalid_input", "The request does not fit its schema", [
    { path: "from", message: `older clicks were archived: begin at ${new Date(until).toISOString()} or later` },
  ]);

async function readMonth(shard: ClickDb, month: ClickMonth, question: Question): Promise<Part> {
  const ranges = await rangesWithClicks(shard, month, question);
  return merged(await Promise.all(ranges.map((range) => readRange(shard, { month, range }, question))), question.limit);
}

/** Ids from `low` on, before `high`. */
type Range = readonly [low: string, high: string];

/** The ranges of ids in which the month has clicks: mostly one, since each key and each version has its own. */
async function rangesWithClicks(
  shard: ClickDb,
  month: ClickMonth,
  { from, to, firstBytes, seen }: Question,
): Promise<Range[]> {
  const ranges = firstBytes.map((byte): Range => [lowestId(byte, from), highestOf(byte, to, seen)]);
  const { rows } = await sql<{ number: number }>`
    SELECT range.key AS number FROM json_each(${JSON.stringify(ranges)}) AS range
    WHERE EXISTS (SELECT 1 FROM ${clicksOf(month)}
      WHERE click_id >= range.value ->> 0 AND click_id < range.value ->> 1)`.execute(shard.query);
  const found = new Set(rows.map(({ number }) => number));
  return ranges.filter((_, number) => found.has(number));
}

/** The end of a range behind what was seen. At the same time, ids with a greater first byte come first. */
function highestOf(byte: number, to: number, seen: Position | undefined): string {
  if (seen === undefined || seen.clickedAt >= to) return lowestId(byte, to);
  const [begin, end] = [lowestId(byte, seen.clickedAt), lowestId(byte, seen.clickedAt + 1)];
  if (seen.clickId < begin) return begin;
  return seen.clickId < end ? seen.clickId : end;
}

async function readRange(
  shard: ClickDb,
  { month, range: [low, high] }: { month: ClickMonth; range: Range },
  { conditions, limit, examinedMax }: Question,
): Promise<Part> {
  const inRange = sql`FROM ${clicksOf(month)} WHERE click_id >= ${low} AND click_id < ${high} ORDER BY click_id DESC`;
  const selected = selectedColumns(COLUMNS);
  const query =
    conditions.length === 0
      ? sql`SELECT ${selected} ${inRange} LIMIT ${limit}`
      : sql`SELECT ${selected} FROM (SELECT * ${inRange} LIMIT ${examinedMax})
          WHERE ${sql.join(conditions, sql` AND `)} LIMIT ${limit}`;
  const rows = (await shard.values(query.compile(shard.query))).map((row) => rowOf(row as RawClick)); // of these columns
  if (rows.length === limit) return { rows, end: rows.at(-1)?.clickId ?? null };
  if (conditions.length === 0) return { rows, end: null };
  const [last] = (
    await sql<{ click_id: string }>`SELECT click_id ${inRange} LIMIT 1 OFFSET ${examinedMax - 1}`.execute(shard.query)
  ).rows;
  return { rows, end: last?.click_id ?? null };
}

/** A click's values in the order of `COLUMNS`. */
type RawClick = [
  ...[clickId: string, linkId: string, offerId: string, webmasterId: string, advertiserId: string],
  ...[decision: string, reason: FallbackReason | null, verdict: Verdict, landingId: string | null],
  ...[country: string, region: string, city: string, language: string, device: string, os: string, browser: string],
  ...[sub1: string, sub2: string, sub3: string, sub4: string, sub5: string, source: string],
  ...[cut: 0 | 1, isFirst: 0 | 1, signals: number, referrer: string],
];

function rowOf(values: RawClick): ListedClick {
  const [clickId, linkId, offerId, webmasterId, advertiserId, decision, reason, verdict, landingId, ...facts] = values;
  const [country, region, city, language, device, os, browser, ...texts] = facts;
  const [sub1, sub2, sub3, sub4, sub5, source, cut, isFirst, signals, referrer] = texts;
  return {
    ...{ clickId, clickedAt: readPosition(clickId).clickedAt, isTest: isTestClick(clickId) },
    ...{ linkId, offerId, webmasterId, advertiserId, decision, reason, verdict, landingId },
    ...{ country, region, city, language, device, os, browser },
    ...{ sub1, sub2, sub3, sub4, sub5, source },
    ...{ hasCutSubs: cut === 1, isUnique: isFirst === 1, signals, referrer },
  };
}
