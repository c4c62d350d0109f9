import { z } from "@hono/zod-openapi";
import { listConversions } from "@waymark/network/conversion";
import type { ListRequest } from "@waymark/network/db";
import { listPayouts } from "@waymark/network/payout";
import { listPostbacks } from "@waymark/network/postback";
import { promisedAt } from "@waymark/network/upload";
import { columnsIn, columnsOf, headerLine, rowLine } from "../csv.ts";
import { ConversionView, showConversion } from "./conversions.ts";
import {
  ConversionFilters,
  conversionFilterOf,
  PayoutFilters,
  payoutFilterOf,
  PostbackFilters,
  postbackFilterOf,
} from "./filters.ts";
import { ListedPayout, showListedPayout } from "./payouts.ts";
import { PostbackSummary, showSummary } from "./postbacks.ts";
import { defineRoute } from "./route.ts";
import { createApi, problems, security } from "./schema.ts";

/** Exports: lists as files, streamed page by page, through the same scope, filters and views as the lists. */

const PAGE_ROWS = 5_000;
const EXAMINED_MAX = 50_000;
const CHARS_MAX = 10_000_000;
/** A page asks up to four queries, of the 1,000 that an invocation may ask. */
const PAGES_MAX = 220;

const Format = z.object({
  format: z.enum(["csv", "ndjson"]).default("csv").openapi({
    description:
      "`csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list",
  }),
});

const COMMON = {
  scope: "read",
  method: "get",
  security,
  responses: {
    200: {
      content: { "text/csv": { schema: z.string() }, "application/x-ndjson": { schema: z.string() } },
      description: "The rows",
    },
    ...problems,
  },
} as const;

const conversionsRoute = defineRoute({
  ...COMMON,
  path: "/conversions/export",
  operationId: "exportConversions",
  summary: "Download conversions as CSV or NDJSON, newest first. A failed export aborts the download",
  tags: ["conversions"],
  request: { query: ConversionFilters.extend(Format.shape) },
});

const payoutsRoute = defineRoute({
  ...COMMON,
  path: "/payouts/export",
  operationId: "exportPayouts",
  summary: "Download payouts as CSV or NDJSON, newest first. A failed export aborts the download",
  tags: ["payouts"],
  request: { query: PayoutFilters.extend(Format.shape) },
});

const postbacksRoute = defineRoute({
  ...COMMON,
  path: "/postbacks/export",
  operationId: "exportPostbacks",
  summary: "Download postbacks as CSV or NDJSON, newest first. A failed export aborts the download",
  tags: ["postbacks"],
  request: { query: PostbackFilters.extend(Format.shape) },
});

type View = Readonly<Record<string, unknown>>;

type ExportRequest = ListRequest & { cursor: string | undefined };

interface ExportPage {
  data: View[];
  next: string | null;
}

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson" } as const;

/** Answers with all pages. The first is read before the answer begins, so that a refusal is a problem document. */
async function exported(
  { name, format, view }: { name: string; format: "csv" | "ndjson"; view: z.ZodObject },
  read: (request: ExportRequest) => Promise<ExportPage>,
): Promise<Response> {
  const readPage = (cursor: string | undefined) =>
    read({ cursor, limit: PAGE_ROWS, examinedMax: EXAMINED_MAX, charsMax: CHARS_MAX });
  const encoder = new TextEncoder();
  let page: ExportPage | undefined = await readPage(undefined);
  let pages = 1;
  // A page that looked at many rows and found none has a next one. The header needs a row: it shows what its reader sees.
  while (page.data.length === 0 && page.next !== null && pages++ < PAGES_MAX) page = await readPage(page.next);
  const columns = columnsIn(columnsOf(view), page.data[0]);
  const lineOf = format === "csv" ? (row: View) => rowLine(columns, row) : (row: View) => `${JSON.stringify(row)}\n`;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (format === "csv") controller.enqueue(encoder.encode(headerLine(columns)));
    },
    async pull(controller) {
      // An error aborts the answer: what was sent until then is not a complete file, and no client takes it for one.
      if (page === undefined) return controller.close();
      controller.enqueue(encoder.encode(page.data.map(lineOf).join("")));
      if (page.next !== null && pages++ >= PAGES_MAX)
        throw new Error("more rows than one export may hold; narrow its times");
      page = page.next === null ? undefined : await readPage(page.next);
      if (page === undefined) controller.close();
    },
  });
  return new Response(stream, {
    headers: { "content-type": TYPES[format], "content-disposition": `attachment; filename="${name}.${format}"` },
  });
}

export const exports = createApi()
  .openapi(conversionsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    return exported({ name: "conversions", format, view: ConversionView }, async (request) => {
      const { rows, next } = await listConversions(c.var.ctx, conversionFilterOf(query), request);
      const promised = await promisedAt(c.var.ctx, rows);
      return { data: rows.map((row, i) => showConversion(row, promised[i] ?? null)), next };
    });
  })
  .openapi(payoutsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    return exported({ name: "payouts", format, view: ListedPayout }, async (request) => {
      const { rows, next } = await listPayouts(c.var.ctx, payoutFilterOf(query), request);
      return { data: rows.map(showListedPayout), next };
    });
  })
  .openapi(postbacksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    return exported({ name: "postbacks", format, view: PostbackSummary }, async (request) => {
      const { rows, next } = await listPostbacks(c.var.ctx, postbackFilterOf(query), request);
      return { data: rows.map(showSummary), next };
    });
  });
