import { z } from "@hono/zod-openapi";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import { NOT_A_CURSOR } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import {
  fieldOf,
  getReport,
  glossaryFor,
  listSubStats,
  METRICS,
  namesIn,
  notAnswerable,
  ROWS_MAX,
  type MoneySums,
  type ReportFigures,
  type ReportRow,
} from "@waymark/network/stats";
import { columnRows, fileOf } from "../export-stream.ts";
import { drillDown } from "./drill-down.ts";
import { ExportFormat, FILE } from "./export-format.ts";
import { createApi, json, money, pageOf, problems, security, time } from "./schema.ts";
import { defineRoute } from "./route.ts";
import { DAY, rangeQuery, readPosition, Report, ReportParams, SUB_DAYS } from "./stats-schema.ts";
import { fileColumns, fileRow, type FileRow } from "./stats-file.ts";
import { questionOf } from "./stats-question.ts";
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

const exportRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/export",
  operationId: "exportStats",
  summary: "Download all rows of a report as CSV, NDJSON or XLSX",
  description: `At most ${ROWS_MAX} rows. In CSV and XLSX, money has a column for each currency, like \`commission.USD\`, in minor units.`,
  tags: ["stats"],
  security,
  request: { query: ReportParams.omit({ limit: true, cursor: true }).extend(ExportFormat.shape) },
  responses: { 200: FILE, ...problems },
});

const SubQuery = rangeQuery(DAY, SUB_DAYS).extend({
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
    const query = { name, linkId: link_id, ...readRange(range, { now: ctx.now(), ...SUB_DAYS, unit: DAY }) };
    const { rows, isLast } = await listSubStats(ctx, query, { seen, limit });
    const last = rows.at(-1);
    return c.json(
      { data: rows, next_cursor: isLast || last === undefined ? null : `${last.clicks}~${last.value}` },
      200,
    );
  })
  .openapi(exportRoute, async (c) => {
    const { format, ...parameters } = c.req.valid("query");
    const { ctx } = c.var;
    const query = questionOf(parameters, ctx.now());
    const { rows, next, totals } = await getReport(ctx, query, { seen: undefined, limit: ROWS_MAX });
    if (next !== undefined)
      throw notAnswerable("group_by", `the file would have more than ${ROWS_MAX} rows: ask for fewer days or groups`);
    if (format === "ndjson") return fileOf("stats", columnRows(format, []), onePage(rows.map(rowView)));
    const writer = columnRows<FileRow>(format, fileColumns(query, totals));
    return fileOf("stats", writer, onePage(rows.map(fileRow)));
  })
  .openapi(statsRoute, async (c) => {
    const { limit, cursor, ...parameters } = c.req.valid("query");
    const { ctx } = c.var;
    const query = questionOf(parameters, ctx.now());
    const { groupBy, filters, zone, counts, date, from, to } = query;
    const seen = cursor === undefined ? undefined : readPosition(cursor);
    // All groups, the row of undecided ones, and what is sorted by.
    if (seen !== undefined && seen.length !== groupBy.length + (query.sort === undefined ? 1 : 2))
      throw new NetworkError("invalid_input", "The page can't be found", [{ path: "cursor", message: NOT_A_CURSOR }]);
    const { rows, next, totals, notes } = await getReport(ctx, query, { seen, limit });
    return c.json(
      {
        data: rows.map((row) => ({ ...rowView(row), ...drillDown(query, row) })),
        next_cursor: next === undefined ? null : JSON.stringify(next),
        totals: figuresView(totals),
        query: {
          ...{ from: time(from), to: time(to), zone, group_by: [...groupBy], date_basis: date, counts },
          has_medians: query.hasMedians,
          sort: parameters.sort ?? null,
          filters: Object.fromEntries([...filters].map(([name, value]) => [fieldOf(name), value])),
        },
        names: await namesIn(ctx, rows, filters),
        glossary: glossaryFor(ctx.actor.role, query),
        notes,
      },
      200,
    );
  });

async function* onePage<Row>(rows: Row[]) {
  yield await Promise.resolve(rows);
}

const rowView = ({ dimensions, isUndecided, figures }: ReportRow) => ({
  ...dimensions,
  ...(isUndecided !== undefined && { is_undecided: isUndecided }),
  ...figuresView(figures),
});

const figuresView = (figures: ReportFigures) => {
  const { sale_amount, commission, commission_pending, commission_rejected, revenue, margin, ...rest } = figures;
  const { commission_on_hold, commission_available, commission_on_payment, commission_paid, ...numbers } = rest;
  const { earnings_per_100_clicks, ...counted } = numbers;
  return {
    ...counted,
    sale_amount: amounts(sale_amount),
    commission: amounts(commission),
    commission_on_hold: amounts(commission_on_hold),
    commission_available: amounts(commission_available),
    commission_on_payment: amounts(commission_on_payment),
    commission_paid: amounts(commission_paid),
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
