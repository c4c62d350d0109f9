import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { STANDINGS, type Standing } from "../conversion/index.ts";
import { findLinkNumbers, findNumbers, inJson } from "../db/index.ts";
import { notAnswerable, type Attribute, type ReportDate } from "./dimensions.ts";
import { offersOf, READ_MAX } from "./scope.ts";

/** A part of a range with the bucket that it counts for. Unix ms; `until` is exclusive. */
export type Span = readonly [since: number, until: number, bucket: number];

/** Which conversions a report counts. */
export interface ConversionQuestion {
  date: ReportDate;
  /** Unix ms, inclusive. */
  from: number;
  /** Unix ms, exclusive. */
  to: number;
  filters: ReadonlyMap<Attribute, string>;
}

export interface ConversionRead {
  /** In their order, apart. */
  spans: readonly Span[];
  columns: readonly Attribute[];
  /** By decision: only those without one, dated by their own time. */
  isUndecided?: boolean;
}

const NUMBERED = ["webmaster", "offer", "link"] as const;

type Numbered = (typeof NUMBERED)[number];

/** What facts hold as a number. All other attributes are columns of the conversion itself. */
export const isNumbered = (name: Attribute): name is Numbered => (NUMBERED as readonly string[]).includes(name);

/** The columns of an attribute's own, in the wide row. */
const WIDE: Record<Exclude<Attribute, Numbered | "status" | "advertiser">, RawBuilder<unknown>> = {
  landing: sql`c.landing_id`,
  country: sql`c.country`,
  device: sql`c.device`,
  os: sql`c.os`,
  browser: sql`c.browser`,
  verdict: sql`c.verdict`,
  sub1: sql`c.sub1`,
  sub2: sql`c.sub2`,
  sub3: sql`c.sub3`,
  sub4: sql`c.sub4`,
  sub5: sql`c.sub5`,
  source: sql`c.source`,
  goal: sql`c.goal_id`,
};

/** The status that the API shows of a standing. */
const STATUSES: Record<Standing, string> = {
  ...{ pending: "pending", held: "held", on_hold: "approved", available: "approved", on_payment: "approved" },
  ...{ paid: "paid", rejected: "rejected", reversed: "reversed" },
};

const STATUS_WORDS = sql`CASE f.standing ${sql.join(
  STANDINGS.map((name, code) => sql`WHEN ${sql.lit(code)} THEN ${sql.lit(STATUSES[name])}`),
  sql` `,
)} END`;

const ADVERTISER = sql`(SELECT advertiser_id FROM entity_number e JOIN offer o ON o.id = e.id WHERE e.number = f.offer)`;

const isWide = (name: Attribute): name is keyof typeof WIDE => name in WIDE;

/** The column of an attribute. */
export function columnOf(name: Attribute): RawBuilder<unknown> {
  if (isWide(name)) return WIDE[name];
  if (name === "status") return STATUS_WORDS;
  return name === "advertiser" ? ADVERTISER : sql`f.${sql.ref(name)}`;
}

/** How the conversions of a question are read. */
export interface ConversionPlan {
  /** `slots` begins the query and `rows` is its FROM and WHERE. Facts are `f`, a row's bucket is `slot.bucket`. */
  pathOf(read: ConversionRead): Record<"slots" | "rows", RawBuilder<unknown>>;
}

/** Looks up what the queries need. Throws `report_refused` if there are too many rows. */
export async function planConversions(ctx: Context, question: ConversionQuestion): Promise<ConversionPlan> {
  const { filters, date, from, to } = question;
  const narrow = narrowIndex(ctx, filters);
  const [conditions] = await Promise.all([
    conditionsOf(ctx, filters),
    requireFew(ctx, startOf(date, narrow), { from, to }),
  ]);
  return {
    pathOf({ spans, columns, isUndecided = false }) {
      const { source, facts, within } = startOf(isUndecided ? "conversion" : date, narrow);
      const wide = [...columns, ...filters.keys()].some(isWide) ? sql`CROSS JOIN conversion c ON c.id = f.id` : sql``;
      const where = [within, ...(isUndecided ? [sql`f.standing < 2`] : []), ...conditions];
      return {
        slots: slotsOf(spans),
        rows: sql`FROM slot CROSS JOIN ${source} ${facts} ${wide} WHERE ${sql.join(where, sql` AND `)}`,
      };
    },
  };
}

const slotsOf = (spans: readonly Span[]) => sql`WITH slot (since, until, bucket) AS MATERIALIZED (
  SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(${JSON.stringify(spans)}))`;

/** The table or index that finds the rows of a slot, and how their facts are joined to it. */
function startOf(date: ReportDate, narrow: Narrow | undefined) {
  if (date !== "conversion" || narrow === undefined) {
    const { time, index } = DATED[date];
    return {
      source: sql`conversion_fact f ${index}`,
      facts: sql``,
      within: sql`${time} >= slot.since AND ${time} < slot.until`,
    };
  }
  return {
    source: sql`conversion p INDEXED BY ${sql.ref(narrow.index)}`,
    facts: sql`CROSS JOIN conversion_fact f ON f.occurred_at = p.occurred_at AND f.id = p.id`,
    within: sql`${sql.ref(narrow.column)} = ${narrow.id} AND p.occurred_at >= slot.since AND p.occurred_at < slot.until`,
  };
}

async function requireFew(
  { db }: Context,
  { source, within }: ReturnType<typeof startOf>,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const { rows } = await sql<{ rows: number }>`${slotsOf([[from, to, 0]])} SELECT count(*) AS rows FROM (
    SELECT 1 FROM slot CROSS JOIN ${source} WHERE ${within} LIMIT ${READ_MAX + 1})`.execute(db.query);
  if ((rows[0]?.rows ?? 0) > READ_MAX)
    throw notAnswerable(
      "from",
      `more than ${READ_MAX} conversions would be read: ask for fewer days, or for one webmaster or offer`,
    );
}

const DATED: Record<ReportDate, Record<"time" | "index", RawBuilder<unknown>>> = {
  click: { time: sql`f.clicked_at`, index: sql`INDEXED BY conversion_fact_by_click` },
  conversion: { time: sql`f.occurred_at`, index: sql`` },
  decision: { time: sql`f.decided_at`, index: sql`INDEXED BY conversion_fact_by_decision` },
};

interface Narrow {
  index: string;
  column: string;
  id: string;
}

/** The dated index of one owner's conversions, so that those of others are not read. */
function narrowIndex({ actor }: Context, filters: ConversionQuestion["filters"]): Narrow | undefined {
  const webmaster = actor.role === "webmaster" ? actor.webmasterId : filters.get("webmaster");
  if (webmaster !== undefined)
    return { index: "conversion_occurred_by_webmaster", column: "p.webmaster_id", id: webmaster };
  const offer = filters.get("offer");
  if (offer !== undefined) return { index: "conversion_by_offer", column: "p.offer_id", id: offer };
  const advertiser = actor.role === "advertiser" ? actor.advertiserId : filters.get("advertiser");
  if (advertiser === undefined) return undefined;
  return { index: "conversion_occurred_by_advertiser", column: "p.advertiser_id", id: advertiser };
}

async function conditionsOf(ctx: Context, filters: ConversionQuestion["filters"]): Promise<RawBuilder<unknown>[]> {
  const { db, actor } = ctx;
  const numbersOf = async (ids: readonly string[]) => {
    const numberOf = await findNumbers(db, ids);
    return inJson(ids.map((id) => numberOf(id) || NO_RECORD));
  };
  const ofAdvertiser = async (id: string) => sql`f.offer IN ${await numbersOf(await offersOf(ctx, id))}`;
  const conditions: RawBuilder<unknown>[] = [];
  if (actor.role === "webmaster") conditions.push(sql`f.webmaster IN ${await numbersOf([actor.webmasterId])}`);
  if (actor.role === "advertiser") conditions.push(await ofAdvertiser(actor.advertiserId));
  for (const [name, value] of filters)
    if (isWide(name)) conditions.push(sql`${WIDE[name]} = ${value}`);
    else if (name === "advertiser") conditions.push(await ofAdvertiser(value));
    else if (name === "status") conditions.push(sql`f.standing IN ${inJson(standingsOf(value))}`);
    else if (name === "link")
      conditions.push(sql`f.link = ${(await findLinkNumbers(db, [value]))(value) || NO_RECORD}`);
    else conditions.push(sql`${sql.ref(`f.${name}`)} IN ${await numbersOf([value])}`);
  return conditions;
}

/** Stands for a record without a number. */
const NO_RECORD = -1;

const standingsOf = (status: string) => STANDINGS.flatMap((name, code) => (STATUSES[name] === status ? [code] : []));
