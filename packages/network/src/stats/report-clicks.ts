import { HOUR_MS } from "@waymark/contract/duration";
import { SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import {
  CODES,
  codesOf,
  MONTH_TABLES,
  readRollupState,
  wordOf,
  type CodedColumn,
  type KeptDays,
  type RollupState,
} from "../click/index.ts";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  askShards,
  findEntityIds,
  findLinkIds,
  findLinkNumbers,
  findNumbers,
  inJson,
  type ClickDb,
} from "../db/index.ts";
import { readClicks, readSubs, type ClickColumn, type ClickCounts, type Slot } from "./click-counts.ts";
import { daysOfMonth, monthOf } from "../zone.ts";
import { dayTableFor, notAnswerable, sourceOf, type Attribute, type Question } from "./dimensions.ts";
import { offersOf, READ_MAX } from "./scope.ts";
import { HOURS_DAYS_MAX, hoursOfDays, utcDays, type LocalDay } from "./time-groups.ts";

/** Clicks of a report's row; the values are those of its attributes, in their order. */
export interface ReportClicks {
  bucket: number;
  values: string[];
  counts: ClickCounts;
}

interface ClickQuestion extends Question {
  attributes: readonly Attribute[];
  days: readonly LocalDay[];
  kept: KeptDays;
  states: readonly RollupState[];
}

/** Counts the clicks of some of a report's days. */
export type ClickPlan = (days: readonly LocalDay[]) => Promise<ReportClicks[]>;

/** How the clicks that the actor may see are counted by the report's groups. Throws `report_refused`. */
export async function planClicks(ctx: Context, question: ClickQuestion): Promise<ClickPlan> {
  switch (sourceOf(question)) {
    case "none":
      return () => Promise.resolve([]);
    case "sub-ids":
      return planSubs(ctx, question);
    case "hours and days":
      return planHoursAndDays(ctx, question);
  }
}

const ID_COLUMNS = ["webmaster", "offer", "link", "landing"] as const;
const CODED = Object.keys(CODES) as CodedColumn[]; // its own keys

async function planHoursAndDays(ctx: Context, question: ClickQuestion): Promise<ClickPlan> {
  const { attributes, kept, zone, states } = question;
  // An advertiser is known by its offers.
  const columns = [...new Set(attributes.map((name) => (name === "advertiser" ? "offer" : name) as ClickColumn))]; // sub-ids, goal and status have other sources
  const filters = await readFilters(ctx, question);
  const needed = new Set<string>([...columns, ...filters.keys()]);
  const table = question.days.some(({ buckets }) => typeof buckets !== "number") ? undefined : dayTableFor(needed);
  const closed = await eachShard(ctx, async (shard, number) => {
    const state = states[number];
    if (state === undefined) return new Set(); // there are no days
    // Kept exactly as the report counts them, whole, with nothing that is still to be counted.
    const isClosed = (day: LocalDay) =>
      table !== undefined &&
      kept.isKept(day, { zone, isWhole: day.isWhole }) &&
      !state.due.some((hour) => day.since <= hour && hour < day.until);
    const open = question.days.filter((day) => !isClosed(day));
    requireHours(state, open, kept);
    if (!filters.has("webmaster") && state.hourRows > READ_MAX) await requireFew(shard, open);
    return new Set(question.days.filter(isClosed).map(({ day }) => day));
  });
  return async (days) => {
    const found = await eachShard(ctx, async (shard, number) => {
      const isClosed = ({ day }: LocalDay) => closed[number]?.has(day) === true;
      const open = hoursOfDays(days.filter((day) => !isClosed(day)));
      const slots = slotsOf(days.filter(isClosed), states[number]?.closedMonths ?? new Set());
      const months = states[number]?.months ?? [];
      const [ofHours, ofDays, ofMonths] = await Promise.all([
        readClicks(shard, { table: "hours", months, slots: open, columns, filters }),
        table === undefined ? [] : readClicks(shard, { table, slots: slots.days, columns, filters }),
        table === undefined
          ? []
          : readClicks(shard, { table: MONTH_TABLES[table], slots: slots.months, columns, filters }),
      ]);
      return [...ofHours, ...ofDays, ...ofMonths];
    });
    const textsOf = await readTexts(ctx, columns, found.flat());
    return found.flat().map(({ bucket, values, counts }) => {
      const texts = textsOf(values);
      return { bucket, values: attributes.map((name) => texts(name)), counts };
    });
  };
}

/** Months whose days are all there for one row, and the other days. */
function slotsOf(days: readonly LocalDay[], closedMonths: ReadonlySet<number>): Record<"days" | "months", Slot[]> {
  const slots: Record<"days" | "months", Slot[]> = { days: [], months: [] };
  for (const [month, own] of Map.groupBy(days, ({ day }) => monthOf(day))) {
    const { first, end } = daysOfMonth(month);
    const bucket = Number(own[0]?.buckets); // closed days have one
    const isWhole = own.length === end - first && own.every(({ buckets }) => buckets === bucket);
    if (isWhole && closedMonths.has(month)) slots.months.push([month, bucket]);
    else for (const { day, buckets } of own) slots.days.push([day, Number(buckets)]);
  }
  return slots;
}

/** The answers of all shards in their order. Throws if one fails. */
async function eachShard<Answer>(
  { clicks }: Context,
  ask: (shard: ClickDb, number: number) => Promise<Answer>,
): Promise<Answer[]> {
  const { answers, failures } = await askShards(clicks.all, ask);
  if (failures.length > 0) throw failures[0];
  return answers;
}

/** What the rollups of each shard have of a report's days, in the order of the shards. */
export function readStates(ctx: Context, days: readonly LocalDay[]): Promise<RollupState[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return Promise.resolve([]);
  const range = { hours: { from: first.since, to: last.until }, days: { from: first.day, to: last.day } };
  return eachShard(ctx, (shard) => readRollupState(shard, range));
}

/** Throws `report_refused` if hours are needed that were dropped, or too many. */
function requireHours({ months }: RollupState, days: readonly LocalDay[], kept: KeptDays): void {
  const [first] = days;
  if (first === undefined) return;
  const isDropped = months.some(({ until, droppedAt }) => until > first.since && droppedAt !== null);
  if (isDropped || days.length > HOURS_DAYS_MAX)
    throw notAnswerable(
      "from",
      `hours are kept for 13 months: ask from a later day on, or by day, in the zone ${kept.zone}, by offer, link, country and device, or device, system and browser`,
    );
}

/** Throws `report_refused` if the hours of these days have too many rows. */
async function requireFew({ query }: ClickDb, days: readonly LocalDay[]): Promise<void> {
  const numbers = days.map(({ day }) => day);
  if (numbers.length === 0) return;
  const { rows } = await query
    .selectFrom("day_size")
    .select(sql<number>`coalesce(sum(hour_rows), 0)`.as("rows"))
    .where("day", ">=", Math.min(...numbers))
    .where("day", "<=", Math.max(...numbers))
    .executeTakeFirstOrThrow();
  if (rows > READ_MAX)
    throw notAnswerable(
      "group_by",
      `about ${rows} rows would be read, at most ${READ_MAX} are: ask for fewer days, for one webmaster, or without landing, verdict and hours`,
    );
}

/** Stands for a record without a number: 0 is that of all clicks whose record is unknown. */
const NO_RECORD = -1;

async function readFilters(ctx: Context, { filters }: ClickQuestion): Promise<Map<ClickColumn, (number | string)[]>> {
  const { db, actor } = ctx;
  const read = new Map<ClickColumn, (number | string)[]>();
  const narrow = (column: ClickColumn, values: (number | string)[]) =>
    read.set(column, read.get(column)?.filter((value) => values.includes(value)) ?? values);
  const numbers = async (ids: readonly string[]) => {
    const numberOf = await findNumbers(db, ids);
    return ids.map((id) => numberOf(id) || NO_RECORD);
  };
  if (actor.role === "webmaster") narrow("webmaster", await numbers([actor.webmasterId]));
  if (actor.role === "advertiser") narrow("offer", await numbers(await offersOf(ctx, actor.advertiserId)));
  for (const [name, value] of filters)
    if (name === "advertiser") narrow("offer", await numbers(await offersOf(ctx, value)));
    else if (name === "webmaster" || name === "offer") narrow(name, await numbers([value]));
    else if (name === "landing") narrow(name, value === "" ? [0] : await numbers([value]));
    else if (name === "link") {
      narrow(name, [(await findLinkNumbers(db, [value]))(value) || NO_RECORD]);
      // Rollups find the rows of a link by its webmaster.
      narrow("webmaster", await numbers(await ownerOf(ctx, value)));
    } else if (name === "country") narrow(name, [value]);
    else if (isCoded(name)) narrow(name, codesOf(name, value));
  return read;
}

async function ownerOf({ db }: Context, link: string): Promise<string[]> {
  const rows = await db.query.selectFrom("link").select("webmaster_id").where("id", "=", link).execute();
  return rows.map(({ webmaster_id }) => webmaster_id);
}

const isCoded = (name: string): name is CodedColumn => (CODED as readonly string[]).includes(name);

/** The texts of stored values: ids of numbers, words of codes. */
async function readTexts(
  { db }: Context,
  columns: readonly ClickColumn[],
  found: readonly { values: (number | string)[] }[],
) {
  const numbersOf = (column: ClickColumn) => {
    const at = columns.indexOf(column);
    return at === -1 ? [] : [...new Set(found.map(({ values }) => Number(values[at])))];
  };
  const [entities, links] = await Promise.all([
    findEntityIds(db, [...new Set((["webmaster", "offer", "landing"] as const).flatMap(numbersOf))]),
    findLinkIds(db, numbersOf("link")),
  ]);
  const advertisers = columns.includes("offer") ? await advertisersOf(db, [...entities.values()]) : new Map();
  return (values: readonly (number | string)[]) =>
    (name: Attribute): string => {
      const valueOf = (column: ClickColumn) => values[columns.indexOf(column)] ?? 0;
      if (name === "advertiser") return String(advertisers.get(entities.get(Number(valueOf("offer"))) ?? "") ?? "");
      const value = valueOf(name as ClickColumn); // the others have other sources
      if (name === "link") return links.get(Number(value)) ?? "";
      if ((ID_COLUMNS as readonly string[]).includes(name)) return entities.get(Number(value)) ?? "";
      return isCoded(name) ? wordOf(name, Number(value)) : String(value);
    };
}

async function advertisersOf({ query }: Context["db"], offers: readonly string[]): Promise<Map<string, string>> {
  const rows = await query
    .selectFrom("offer")
    .select(["id", "advertiser_id"])
    .where("id", "in", inJson(offers))
    .execute();
  return new Map(rows.map(({ id, advertiser_id }) => [id, advertiser_id]));
}

/** Clicks by one sub-id, of UTC days. */
async function planSubs(ctx: Context, { attributes, days, groupBy, filters }: ClickQuestion): Promise<ClickPlan> {
  const { actor } = ctx;
  const isSub = (name: string): name is SubName => (SUB_NAMES as readonly string[]).includes(name);
  const name = [...groupBy, ...filters.keys()].find(isSub) ?? "sub1"; // there is one: `sourceOf`
  const partial = days.find(
    ({ since, until }) => since % 24 !== 0 || (until % 24 !== 0 && until < ctx.now() / HOUR_MS),
  );
  if (partial !== undefined)
    throw notAnswerable("from", "clicks by sub-id are counted by UTC days: from and to must be the beginning of a day");
  const conditions = new Map<string, readonly string[]>();
  const narrow = (column: string, values: readonly string[]) =>
    conditions.set(column, conditions.get(column)?.filter((value) => values.includes(value)) ?? values);
  if (actor.role === "webmaster") narrow("webmaster_id", [actor.webmasterId]);
  if (actor.role === "advertiser") narrow("offer_id", await offersOf(ctx, actor.advertiserId));
  for (const [filter, value] of filters)
    if (filter === "advertiser") narrow("offer_id", await offersOf(ctx, value));
    else narrow(isSub(filter) ? "value" : `${filter}_id`, [value]);
  const columns = attributes.map((one) => (isSub(one) ? "value" : one === "advertiser" ? "offer_id" : `${one}_id`));
  const at = attributes.indexOf("advertiser");
  return async (asked) => {
    const read = { name, slots: utcDays(asked), columns, conditions };
    const found = (await eachShard(ctx, (shard) => readSubs(shard, read))).flat();
    if (at === -1) return found;
    const advertisers = await advertisersOf(ctx.db, [...new Set(found.map(({ values }) => values[at] ?? ""))]);
    return found.map((count) => ({
      ...count,
      values: count.values.map((value, i) => (i === at ? (advertisers.get(value) ?? "") : value)),
    }));
  };
}
