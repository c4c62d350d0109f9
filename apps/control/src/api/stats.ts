import { createRoute, z } from "@hono/zod-openapi";
import { listStats, STATS_GROUPS, type StatsGroup } from "@waymark/network/stats";
import { createApi, json, Money, money, problems, security, Time } from "./schema.ts";

const DAY_MS = 86_400_000;
const RANGE_DAYS_MAX = 366;

const Query = z.object({
  group_by: z
    .string()
    .default("day")
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(STATS_GROUPS)).max(STATS_GROUPS.length))
    .openapi({ type: "string", description: `Some of ${STATS_GROUPS.join(", ")}, by comma` }),
  from: Time.optional().openapi({ description: "30 days before `to` by default" }),
  to: Time.optional().openapi({ description: "Now by default; exclusive" }),
});

const Row = z
  .object({
    day: z.string().nullable(),
    offer_id: z.string().nullable(),
    link_id: z.string().nullable(),
    clicks: z.number().int(),
    uniques: z.number().int(),
    bots: z.number().int(),
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

const statsRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listStats",
  summary: "Clicks and conversions by day (UTC), offer and link",
  tags: ["stats"],
  security,
  request: { query: Query },
  responses: { 200: json(z.object({ data: z.array(Row) }), "Rows, the latest day first"), ...problems },
});

export const stats = createApi().openapi(statsRoute, async (c) => {
  const query = c.req.valid("query");
  const to = query.to === undefined ? c.var.ctx.now() : Date.parse(query.to);
  const from = Math.max(
    query.from === undefined ? to - 30 * DAY_MS : Date.parse(query.from),
    to - RANGE_DAYS_MAX * DAY_MS,
  );
  const rows = await listStats(c.var.ctx, { groupBy: query.group_by as StatsGroup[], from, to }); // the enum of the pipe
  const data = rows.map(({ offerId, linkId, commission, revenue, ...counts }) => ({
    ...counts,
    offer_id: offerId,
    link_id: linkId,
    commission: amounts(commission),
    revenue: revenue && amounts(revenue),
  }));
  return c.json({ data }, 200);
});

const amounts = (byCurrency: Record<string, number>) =>
  Object.entries(byCurrency).map(([currency, minor]) => money(minor, currency));
