import { z } from "@hono/zod-openapi";
import { DAY_MS } from "@waymark/contract/duration";
import { listStats, listSubStats, STATS_GROUPS, type StatsGroup } from "@waymark/network/stats";
import { createApi, json, Money, money, problems, security, Time } from "./schema.ts";
import { defineRoute } from "./route.ts";
import { SUB_NAMES } from "@waymark/contract/sub-id";

const RANGE_DAYS_MAX = 366;

const Query = z.object({
  group_by: z
    .string()
    .default("day")
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(STATS_GROUPS)).max(STATS_GROUPS.length))
    .openapi({ type: "string", description: `Some of ${STATS_GROUPS.join(", ")}, by comma` }),
  from: Time.optional().openapi({ description: "30 days before `to` by default" }),
  to: Time.optional().openapi({ description: "Exclusive; the default is now" }),
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
    revenue: z.array(Money).nullable(),
  })
  .openapi("StatsRow");

const statsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listStats",
  summary: "Get clicks and conversions, grouped by day (UTC), offer and link",
  tags: ["stats"],
  security,
  request: { query: Query },
  responses: { 200: json(z.object({ data: z.array(Row) }), "Rows, the latest day first"), ...problems },
});

const SUB_ROWS_MAX = 500;

const SubQuery = z.object({
  name: z.enum(SUB_NAMES).default("sub1"),
  link_id: z.string().max(64).optional(),
  from: Query.shape.from,
  to: Query.shape.to,
});

const SubRow = z
  .object({
    value: z.string().openapi({ description: "`(other)`: the values beyond a link's first thousand of a UTC day" }),
    clicks: z.number().int(),
    uniques: z.number().int(),
    bots: z.number().int(),
    duplicates: z.number().int(),
  })
  .openapi("SubStatsRow");

const subsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/sub-ids",
  operationId: "listSubStats",
  summary: "Get clicks by the values of a sub-id, on whole UTC days",
  tags: ["stats"],
  security,
  request: { query: SubQuery },
  responses: {
    200: json(z.object({ data: z.array(SubRow) }), `The ${SUB_ROWS_MAX} values with the most clicks`),
    ...problems,
  },
});

/** The time that is asked for, in Unix ms. */
function rangeOf(query: { from?: string | undefined; to?: string | undefined }, now: number) {
  const to = query.to === undefined ? now : Date.parse(query.to);
  const from = query.from === undefined ? to - 30 * DAY_MS : Date.parse(query.from);
  return { from: Math.max(from, to - RANGE_DAYS_MAX * DAY_MS), to };
}

export const stats = createApi()
  .openapi(subsRoute, async (c) => {
    const { name, link_id, ...range } = c.req.valid("query");
    const { ctx } = c.var;
    const query = { name, linkId: link_id, rowsMax: SUB_ROWS_MAX, ...rangeOf(range, ctx.now()) };
    return c.json({ data: await listSubStats(ctx, query) }, 200);
  })
  .openapi(statsRoute, async (c) => {
    const query = c.req.valid("query");
    const range = rangeOf(query, c.var.ctx.now());
    const rows = await listStats(c.var.ctx, { groupBy: query.group_by as StatsGroup[], ...range }); // the enum of the pipe
    const data = rows.map(({ offerId, linkId, commission, revenue, ...counts }) => ({
      ...counts,
      offer_id: offerId,
      link_id: linkId,
      commission: amounts(commission),
      revenue: revenue && amounts(revenue),
    }));
    return c.json({ data }, 200);
  });

const amounts = (byCurrency: Record<string, bigint>) =>
  Object.entries(byCurrency).map(([currency, minor]) => money(minor, currency));
