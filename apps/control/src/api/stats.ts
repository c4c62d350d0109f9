import { z } from "@hono/zod-openapi";
import { listStats, listSubStats, STATS_GROUPS, type StatsGroup, type StatsGroupKey } from "@waymark/network/stats";
import {
  createApi,
  json,
  Money,
  money,
  NOT_WEBMASTERS,
  onlyFor,
  PageQuery,
  pageOf,
  problems,
  security,
} from "./schema.ts";
import { defineRoute } from "./route.ts";
import { EndTime, readRange, StartTime, Zone, type Unit } from "./time-input.ts";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { SUB_NAMES } from "@waymark/contract/sub-id";

const RANGE_DAYS = { daysDefault: 30, daysMax: 366 };

const ROWS_MAX = 500;

/** Clicks are counted by the hour, those by sub-id by the day. */
const HOUR: Unit = { ms: HOUR_MS, name: "an hour" };
const DAY: Unit = { ms: DAY_MS, name: "a UTC day" };

const rangeQuery = ({ name }: Unit) =>
  PageQuery.extend({
    limit: PageQuery.shape.limit.unwrap().default(ROWS_MAX),
    from: StartTime.optional().openapi({
      description: `${RANGE_DAYS.daysDefault} days before \`to\` by default, at most ${RANGE_DAYS.daysMax}. Must be the beginning of ${name}. A plain date: the beginning of that day in \`zone\``,
    }),
    to: EndTime.optional().openapi({
      description: `Exclusive; now by default. Must be the beginning of ${name}. A plain date: the end of that day in \`zone\``,
    }),
    zone: Zone,
  });

const Query = rangeQuery(HOUR).extend({
  cursor: z
    .string()
    .max(300)
    .regex(/^[^~]*~[^~]*~[^~]*$/)
    .optional(),
  group_by: z
    .string()
    .default("day")
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(STATS_GROUPS)).max(STATS_GROUPS.length))
    .openapi({ type: "string", default: "day", description: `A comma-separated list of ${STATS_GROUPS.join(", ")}` }),
  zone: Zone.openapi({
    description:
      "IANA time zone of plain dates, and of the days that rows are grouped by. Those must begin with an hour of UTC",
  }),
});

const Row = z
  .object({
    day: z.string().nullable(),
    offer_id: z.string().nullable(),
    link_id: z.string().nullable(),
    clicks: z.number().int(),
    uniques: z.number().int(),
    bots: z.number().int(),
    embedded: z.number().int().openapi({ description: "A page loaded the link; the visitor did not follow it" }),
    duplicates: z.number().int(),
    anonymous: z.number().int().openapi({ description: "Clicks of visitors without consent, not among `clicks`" }),
    conversions: z.number().int(),
    pending: z.number().int(),
    approved: z.number().int(),
    rejected: z.number().int(),
    commission: z.array(Money),
    revenue: onlyFor(NOT_WEBMASTERS, z.array(Money)),
  })
  .openapi("StatsRow");

const statsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listStats",
  summary: "Get clicks and conversions, grouped by day, offer and link",
  tags: ["stats"],
  security,
  request: { query: Query },
  responses: { 200: json(pageOf(Row), "Rows, the latest day first"), ...problems },
});

const SubQuery = rangeQuery(DAY).extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}~/)
    .optional(),
  name: z.enum(SUB_NAMES).default("sub1"),
  link_id: z.string().max(64).optional(),
});

const SubRow = z
  .object({
    value: z.string().openapi({ description: "`(other)`: the values beyond a link's first thousand of a UTC day" }),
    clicks: z.number().int(),
    uniques: z.number().int(),
    bots: z.number().int(),
    embedded: Row.shape.embedded,
    duplicates: z.number().int(),
  })
  .openapi("SubStatsRow");

const subsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/sub-ids",
  operationId: "listSubStats",
  summary: "Get clicks by the values of a sub-id. Days are UTC days",
  tags: ["stats"],
  security,
  request: { query: SubQuery },
  responses: {
    200: json(pageOf(SubRow), "Values, those with the most clicks first"),
    ...problems,
  },
});

export const stats = createApi()
  .openapi(subsRoute, async (c) => {
    const { name, link_id, limit, cursor, ...range } = c.req.valid("query");
    const { ctx } = c.var;
    const seen = cursor === undefined ? undefined : readSubPosition(cursor);
    const query = { name, linkId: link_id, ...readRange(range, { now: ctx.now(), ...RANGE_DAYS, unit: DAY }) };
    const { rows, isLast } = await listSubStats(ctx, query, { seen, limit });
    const last = rows.at(-1);
    return c.json(
      { data: rows, next_cursor: isLast || last === undefined ? null : `${last.clicks}~${last.value}` },
      200,
    );
  })
  .openapi(statsRoute, async (c) => {
    const { group_by, limit, cursor, ...range } = c.req.valid("query");
    const { ctx } = c.var;
    const seen = cursor === undefined ? undefined : readGroup(cursor);
    const times = readRange(range, { now: ctx.now(), ...RANGE_DAYS, unit: HOUR });
    const query = { groupBy: group_by as StatsGroup[], zone: range.zone, ...times }; // the enum of the pipe
    const { rows, isLast } = await listStats(ctx, query, { seen, limit });
    const last = rows.at(-1);
    const data = rows.map(({ offerId, linkId, commission, revenue, ...counts }) => ({
      ...counts,
      offer_id: offerId,
      link_id: linkId,
      commission: amounts(commission),
      revenue: revenue && amounts(revenue),
    }));
    return c.json({ data, next_cursor: isLast || last === undefined ? null : positionOf(last) }, 200);
  });

/** Where a page ends: the group of its last row. A dimension that is not grouped by is empty. */
const positionOf = ({ day, offerId, linkId }: StatsGroupKey) => `${day ?? ""}~${offerId ?? ""}~${linkId ?? ""}`;

const readGroup = (position: string): StatsGroupKey => {
  const [day = null, offerId = null, linkId = null] = position.split("~");
  return { day, offerId, linkId };
};

const readSubPosition = (position: string) => {
  const end = position.indexOf("~");
  return { clicks: Number(position.slice(0, end)), value: position.slice(end + 1) };
};

const amounts = (byCurrency: Record<string, bigint>) =>
  Object.entries(byCurrency).map(([currency, minor]) => money(minor, currency));
