import { z } from "@hono/zod-openapi";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import { NOT_A_CURSOR } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import {
  ATTRIBUTES,
  fieldOf,
  getReport,
  glossaryFor,
  listSubStats,
  METRICS,
  SORT_KEYS,
  type Counted,
  type Dimension,
  type MoneySums,
  type ReportFigures,
  type ReportSort,
} from "@waymark/network/stats";
import { createApi, json, money, pageOf, problems, security, time } from "./schema.ts";
import { defineRoute } from "./route.ts";
import { DAY, HOUR, RANGE_DAYS, rangeQuery, readPosition, Report, ReportParams } from "./stats-schema.ts";
import { readRange } from "./time-input.ts";

const statsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listStats",
  summary: "Get a report of clicks and conversions by up to four groups",
  tags: ["stats"],
  security,
  request: { query: ReportParams },
  responses: { 200: json(Report, "Rows, with totals and definitions"), ...problems },
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
    embedded: z.number().int().openapi({ description: METRICS.embedded.text }),
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
    const { group_by, limit, cursor, date_basis, counts, sort, from, to, zone, ...given } = c.req.valid("query");
    const { ctx } = c.var;
    const seen = cursor === undefined ? undefined : readPosition(cursor);
    // All groups, the row of undecided ones, and what is sorted by.
    if (seen !== undefined && seen.length !== group_by.length + (sort === undefined ? 1 : 2))
      throw new NetworkError("invalid_input", "The page can't be found", [{ path: "cursor", message: NOT_A_CURSOR }]);
    const times = readRange({ from, to }, { now: ctx.now(), ...RANGE_DAYS, unit: HOUR });
    const values = given as Record<string, string | undefined>; // the filters: everything else is named above
    const filters = new Map(
      ATTRIBUTES.flatMap((name) => {
        const value = values[fieldOf(name)];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
    const query = {
      ...{ groupBy: group_by, filters, zone, counts, date: date_basis, ...times },
      sort: sort === undefined ? undefined : readSort(sort, group_by, counts),
    };
    const { rows, next, totals, notes } = await getReport(ctx, query, { seen, limit });
    const data = rows.map(({ dimensions, isUndecided, figures }) => ({
      ...dimensions,
      ...(isUndecided !== undefined && { is_undecided: isUndecided }),
      ...figuresView(figures),
    }));
    return c.json(
      {
        data,
        next_cursor: next === undefined ? null : JSON.stringify(next),
        totals: figuresView(totals),
        query: {
          ...{ from: time(times.from), to: time(times.to), zone, group_by, date_basis, counts, sort: sort ?? null },
          filters: Object.fromEntries([...filters].map(([name, value]) => [fieldOf(name), value])),
        },
        glossary: glossaryFor(ctx.actor.role, counts),
        notes,
      },
      200,
    );
  });

function readSort(text: string, groupBy: readonly Dimension[], counts: Counted): ReportSort {
  const name = text.replace(/^-/, "");
  const refused = (why: string) =>
    new NetworkError("invalid_input", "The report can't be sorted like this", [{ path: "sort", message: why }]);
  const figure = SORT_KEYS.find((key) => key === name);
  if (figure !== undefined && counts !== "all" && METRICS[figure].of !== counts)
    throw refused(`${name} is not counted with counts=${counts}`);
  const by = figure ?? groupBy.find((dimension) => fieldOf(dimension) === name);
  if (by === undefined) throw refused(`${name} is not among the groups of the report`);
  return { by, isDescending: text.startsWith("-") };
}

const figuresView = (figures: ReportFigures) => {
  const { sale_amount, commission, commission_pending, commission_rejected, revenue, margin, ...numbers } = figures;
  const { earnings_per_100_clicks, ...counted } = numbers;
  return {
    ...counted,
    sale_amount: amounts(sale_amount),
    commission: amounts(commission),
    commission_pending: amounts(commission_pending),
    commission_rejected: amounts(commission_rejected),
    revenue: amounts(revenue),
    margin: amounts(margin),
    earnings_per_100_clicks: amounts(earnings_per_100_clicks),
  };
};

const readSubPosition = (position: string) => {
  const end = position.indexOf("~");
  return { clicks: Number(position.slice(0, end)), value: position.slice(end + 1) };
};

const amounts = (byCurrency: MoneySums | undefined) =>
  byCurrency && Object.entries(byCurrency).map(([currency, minor]) => money(minor, currency));
