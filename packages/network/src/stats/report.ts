import { HOUR_MS } from "@waymark/contract/duration";
import { readKeptDays, type KeptDays, type RollupState } from "../click/index.ts";
import type { Context } from "../context.ts";
import { NetworkError } from "../errors.ts";
import { countConversions, readMedians, type ConversionCount } from "./conversion-counts.ts";
import { planConversions, type ConversionPlan, type Span } from "./conversion-path.ts";
import {
  fieldOf,
  isTime,
  notAnswerable,
  sourceOf,
  type Attribute,
  type Dimension,
  type Question,
  type ReportDate,
} from "./dimensions.ts";
import { glossaryFor } from "./metrics.ts";
import { planClicks, readStates, type ClickPlan, type ReportClicks } from "./report-clicks.ts";
import {
  addClickCount,
  addConversionCount,
  emptySum,
  figuresOf,
  type ReportFigures,
  type Sum,
} from "./report-figures.ts";
import {
  comparator,
  positionOf,
  SORT_KEYS,
  type ReportPosition,
  type ReportRow,
  type ReportSort,
} from "./report-order.ts";
import { partsByTime, spansOf, timesOf, type LocalDay, type ReportTimes } from "./time-groups.ts";

export interface ReportQuery extends Question {
  /** Unix ms, inclusive: the beginning of an hour. */
  from: number;
  /** Unix ms, exclusive: the beginning of an hour, or now. */
  to: number;
  date: ReportDate;
  sort: ReportSort | undefined;
  hasMedians: boolean;
}

export interface Report {
  rows: ReportRow[];
  /** Undefined: there are no more rows. */
  next: ReportPosition | undefined;
  totals: ReportFigures;
  notes: string[];
}

interface Page {
  seen: ReportPosition | undefined;
  limit: number;
}

/** Rows of a report that are held at once. */
export const ROWS_MAX = 50_000;

/** Medians sort every conversion. */
export const MEDIAN_ROWS_MAX = 200_000;

/** The bucket of conversions without a decision, in reports by decision. */
const UNDECIDED = -1;

/** A report of clicks and conversions that the actor may see. Throws `report_refused` if it can't be answered. */
export async function getReport(ctx: Context, query: ReportQuery, page: Page): Promise<Report> {
  requireVisibleOrder(ctx, query);
  const source = sourceOf(query);
  const kept = await readKeptDays(ctx);
  // Without groups of time, any days do: those that the rollups keep.
  const zone = query.groupBy.some(isTime) ? query.zone : source === "sub-ids" ? "UTC" : kept.zone;
  const times = timesOf(query.groupBy, zone, query);
  const attributes = query.groupBy.filter((name): name is Attribute => !isTime(name));
  const { days } = times;
  const [states, conversions] = await Promise.all([
    query.counts === "conversions" ? [] : readStates(ctx, days),
    query.counts === "clicks" ? undefined : planConversions(ctx, query),
  ]);
  const clicks = await planClicks(ctx, { ...query, zone, attributes, days, kept, states });
  const reader: Reader = { ctx, query, zone, kept, states, times, attributes, clicks, conversions };
  // A page of a long report has not all rows: then the total is read at the same time.
  const isLong = isByTime(query) && attributes.length > 0 && days.length > LONG_DAYS;
  const [found, total] = await Promise.all([
    isByTime(query) ? readByTime(reader, page) : readWhole(reader, page),
    isLong ? readTotal(reader) : undefined,
  ]);
  const totals = found.total ?? total ?? (await readTotal(reader));
  if (query.hasMedians) await addMedians(reader, found.sums, totals);
  const rows = found.sums.map(({ sum }) => ({ ...groupOf(reader, sum), figures: figuresOf(ctx, query, sum) }));
  return {
    rows,
    next: found.hasMore ? found.sums.at(-1)?.at : undefined,
    totals: figuresOf(ctx, query, totals),
    notes: notesOf(states, query),
  };
}

/** Throws if rows would be ordered by money that the actor may not see, or that is not counted. */
function requireVisibleOrder({ actor }: Context, query: ReportQuery): void {
  const by = query.sort?.by;
  if (typeof by !== "object" || by.figure in glossaryFor(actor.role, query)) return;
  const message = `${by.figure} is not in this report`;
  throw new NetworkError("invalid_input", "The report can't be sorted like this", [{ path: "sort", message }]);
}

/** Longer reports by time have more rows than a page, nearly always. */
const LONG_DAYS = 31;

/** Whether the latest days have the first rows. */
const isByTime = ({ groupBy: [first], sort }: ReportQuery) =>
  first !== undefined && ORDERED_TIMES.has(first) && (sort === undefined || (sort.by === first && sort.isDescending));

const ORDERED_TIMES: ReadonlySet<Dimension> = new Set(["hour", "day", "week", "month"]);

interface Reader {
  ctx: Context;
  query: ReportQuery;
  zone: string;
  kept: KeptDays;
  times: ReportTimes;
  attributes: readonly Attribute[];
  states: readonly RollupState[];
  clicks: ClickPlan;
  /** Undefined: they are not counted. */
  conversions: ConversionPlan | undefined;
}

interface PlacedSum {
  sum: Sum;
  at: ReportPosition;
}

interface Rows {
  sums: PlacedSum[];
  hasMore: boolean;
  /** Undefined: not all rows were read. */
  total: Sum | undefined;
}

/** All rows, and those of the page after `seen`. */
async function readWhole(reader: Reader, { seen, limit }: Page): Promise<Rows> {
  const total = emptySum(0, []);
  const found = [...(await readSums(reader, reader.times.days, total)), ...(await readUndecided(reader, total))];
  const sums = inOrder(reader, found, seen);
  return { sums: sums.slice(0, limit), hasMore: sums.length > limit, total };
}

/** Days that are read first where a page may need only some of them. */
const DAYS_FIRST = 2;

/** Reads from the latest day on, as far as the page needs. */
async function readByTime(reader: Reader, { seen, limit }: Page): Promise<Rows> {
  const parts = partsByTime(reader.times, reader.query.groupBy, seen?.[0]);
  const total = emptySum(0, []);
  const sums: PlacedSum[] = [];
  let [at, daysMax] = [0, reader.attributes.length === 0 ? limit + 1 : DAYS_FIRST];
  while (at < parts.length && sums.length <= limit) {
    const [before, days] = [sums.length, [] as LocalDay[]];
    while (at < parts.length && (days.length === 0 || days.length < daysMax)) days.unshift(...(parts[at++] ?? []));
    sums.push(...inOrder(reader, await readSums(reader, days, total), seen));
    const perDay = Math.max((sums.length - before) / days.length, 0.1);
    daysMax = Math.min((limit + 1 - sums.length) / perDay, days.length * 16);
  }
  const isToEnd = at >= parts.length && sums.length <= limit;
  // They have no time, so they come last.
  if (isToEnd) sums.push(...inOrder(reader, await readUndecided(reader, total), seen));
  const hasMore = sums.length > limit;
  return { sums: sums.slice(0, limit), hasMore, total: isToEnd && seen === undefined ? total : undefined };
}

function inOrder(reader: Reader, found: readonly Sum[], seen: ReportPosition | undefined): PlacedSum[] {
  const compare = comparator(reader.query);
  return found
    .map((sum) => ({ sum, at: placeOf(reader, sum) }))
    .filter(({ at }) => seen === undefined || compare(at, seen) > 0)
    .sort((a, b) => compare(a.at, b.at));
}

const placeOf = (reader: Reader, sum: Sum): ReportPosition => {
  const { ctx, query } = reader;
  const by = query.sort?.by;
  const isByFigure = typeof by === "object" || SORT_KEYS.some((key) => key === by);
  // Most orders don't need the figures of all rows.
  return positionOf({ ...groupOf(reader, sum), figures: isByFigure ? figuresOf(ctx, query, sum) : {} }, query);
};

/** The sums of these days by group, added to the total as well. */
async function readSums(
  { ctx, query, attributes, ...plans }: Reader,
  days: readonly LocalDay[],
  total: Sum,
): Promise<Sum[]> {
  const [clicks, conversions] = await Promise.all([
    plans.clicks(days),
    plans.conversions === undefined
      ? []
      : countConversions(ctx, plans.conversions, { columns: attributes, spans: spansOf(days, query) }),
  ]);
  return addUp(clicks, conversions, total);
}

async function readUndecided({ ctx, query, attributes, conversions }: Reader, total: Sum): Promise<Sum[]> {
  if (conversions === undefined || query.date !== "decision") return [];
  const read = { columns: attributes, spans: undecidedSpan(query), isUndecided: true };
  return addUp([], await countConversions(ctx, conversions, read), total);
}

const undecidedSpan = ({ from, to }: ReportQuery): Span[] => [[from, to, UNDECIDED]];

function addUp(clicks: readonly ReportClicks[], conversions: readonly ConversionCount[], total: Sum): Sum[] {
  const sums = new Map<string, Sum>();
  const sumOf = ({ bucket, values }: Pick<Sum, "bucket" | "values">) => {
    const key = keyOf({ bucket, values });
    const sum = sums.get(key) ?? emptySum(bucket, values);
    sums.set(key, sum);
    if (sums.size > ROWS_MAX)
      throw notAnswerable(
        "group_by",
        `more than ${ROWS_MAX} rows would be sorted: ask for fewer days or groups, or without sort and by time first`,
      );
    return sum;
  };
  for (const count of clicks) for (const sum of [sumOf(count), total]) addClickCount(sum, count);
  for (const count of conversions) for (const sum of [sumOf(count), total]) addConversionCount(sum, count);
  return [...sums.values()];
}

const keyOf = ({ bucket, values }: Pick<Sum, "bucket" | "values">) => [bucket, ...values].join("\n");

/** The sum of the whole range, without its rows. */
async function readTotal(reader: Reader): Promise<Sum> {
  const { ctx, query, zone, kept, states } = reader;
  const days = reader.times.days.map((day) => ({ ...day, buckets: 0 }));
  const clicks = await planClicks(ctx, { ...query, zone, attributes: [], days, kept, states });
  const total = emptySum(0, []);
  const whole = { ...reader, attributes: [], clicks };
  await Promise.all([readSums(whole, days, total), readUndecided(whole, total)]);
  return total;
}

/** Medians don't add up, so those of the total are counted by themselves: by decision, of the decided ones. */
async function addMedians(
  { ctx, query, attributes, times, conversions }: Reader,
  sums: readonly PlacedSum[],
  total: Sum,
): Promise<void> {
  if (conversions === undefined) return;
  if (total.counts.conversions > MEDIAN_ROWS_MAX)
    throw notAnswerable(
      "has_medians",
      `medians sort all ${total.counts.conversions} conversions, at most ${MEDIAN_ROWS_MAX}: ask for fewer days, filter, or leave medians out`,
    );
  const buckets = new Set(sums.map(({ sum }) => sum.bucket));
  const spans = spansOf(times.days, query);
  const whole = times.days.map((day) => ({ ...day, buckets: 0 }));
  const columns = attributes;
  const [dated, undecided, [ofAll]] = await Promise.all([
    readMedians(ctx, conversions, { columns, spans: spans.filter(([, , bucket]) => buckets.has(bucket)) }),
    buckets.has(UNDECIDED)
      ? readMedians(ctx, conversions, { columns, spans: undecidedSpan(query), isUndecided: true })
      : [],
    readMedians(ctx, conversions, { columns: [], spans: spansOf(whole, query) }),
  ]);
  const medians = new Map([...dated, ...undecided].map((one) => [keyOf(one), one]));
  for (const { sum } of sums) sum.medians = medians.get(keyOf(sum));
  total.medians = ofAll;
}

function groupOf({ query, times, attributes }: Reader, sum: Sum): Omit<ReportRow, "figures"> {
  const label = times.labels[sum.bucket];
  const dimensions = query.groupBy.map((name) => [
    fieldOf(name),
    isTime(name) ? (label?.[name] ?? null) : (sum.values[attributes.indexOf(name)] ?? ""),
  ]);
  return {
    dimensions: Object.fromEntries(dimensions) as ReportRow["dimensions"], // made above
    isUndecided: query.date === "decision" ? sum.bucket === UNDECIDED : undefined,
  };
}

/** What the reader must know about these clicks. */
function notesOf(states: readonly RollupState[], { from, to }: ReportQuery): string[] {
  const old = states
    .flatMap(({ months }) => months)
    .filter(({ hasOldUniques, since, until }) => hasOldUniques && since * HOUR_MS < to && until * HOUR_MS > from);
  const until = Math.max(0, ...old.map((month) => month.until * HOUR_MS));
  const isWhole = states.every(({ isConverted }) => isConverted);
  return [
    ...(until > 0
      ? [`Uniques before ${new Date(until).toISOString().slice(0, 10)} also count bots and refused clicks`]
      : []),
    ...(isWhole ? [] : ["Older clicks are still being converted and are missing here"]),
  ];
}
