import { z } from "@hono/zod-openapi";
import { exportConversions, exportedFields } from "@waymark/network/conversion";
import { NOT_NULL_MARK } from "@waymark/network/db";
import { listPayouts } from "@waymark/network/payout";
import { listPostbacks } from "@waymark/network/postback";
import { listLinks } from "@waymark/network/link";
import { listUploads, promisedAt } from "@waymark/network/upload";
import { exported, linesOf, textLines, viewLines } from "../export-stream.ts";
import { ConversionView } from "./conversions.ts";
import {
  ConversionFilters,
  conversionFilterOf,
  LinkFilters,
  linkFilterOf,
  PayoutFilters,
  payoutFilterOf,
  PostbackFilters,
  postbackFilterOf,
  UploadFilters,
  uploadFilterOf,
} from "./filters.ts";
import { LinkView, showLink } from "./links.ts";
import { ListedPayout, showListedPayout } from "./payouts.ts";
import { PostbackSummary, showSummary } from "./postbacks.ts";
import { defineRoute } from "./route.ts";
import { createApi, problems, security } from "./schema.ts";
import { showUpload, UploadView } from "./uploads.ts";

/** Exports: lists as files, through the same scope, filters and views as the lists. */

/** Payouts, postbacks and links, of which a page takes up to four queries. */
const PAGES = { pageRows: 5_000, pageQueries: 4 } as const;

/** Conversions, of which a page may have to be read twice. */
const CONVERSION_PAGES = { pageRows: 5_000, pageQueries: 6 } as const;

/** Uploads are summed up from their parts. */
const UPLOAD_PAGES = { pageRows: 100, pageQueries: 8 } as const;

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

const linksRoute = defineRoute({
  ...COMMON,
  path: "/links/export",
  operationId: "exportLinks",
  summary: "Download links as CSV or NDJSON, newest first. A failed export aborts the download",
  tags: ["links"],
  request: { query: LinkFilters.extend(Format.shape) },
});

const uploadsRoute = defineRoute({
  ...COMMON,
  path: "/uploads/export",
  operationId: "exportUploads",
  summary: "Download uploads as CSV or NDJSON, newest first. A failed export aborts the download",
  tags: ["uploads"],
  request: { query: UploadFilters.extend(Format.shape) },
});

export const exports = createApi()
  .openapi(conversionsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { ctx } = c.var;
    const { header, lineOf } = textLines(format, {
      view: ConversionView,
      reader: ctx.actor.role,
      fields: [...exportedFields(ctx.actor), "decision_due_at"],
      notNullMark: NOT_NULL_MARK,
    });
    return exported({ name: "conversions", format, header, ...CONVERSION_PAGES }, async (request) => {
      const { rows, next, textsOf } = await exportConversions(ctx, conversionFilterOf(query), request);
      const pending = rows.filter(({ isPending }) => isPending);
      const dueAt = new Map((await promisedAt(ctx, pending)).map((at, i) => [pending[i], String(at ?? "")]));
      return { lines: linesOf(rows, (row) => lineOf([...textsOf(row), dueAt.get(row) ?? ""])), next };
    });
  })
  .openapi(payoutsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { header, lineOf } = viewLines(format, ListedPayout, c.var.access.actor.role);
    return exported({ name: "payouts", format, header, ...PAGES }, async (request) => {
      const { rows, next } = await listPayouts(c.var.ctx, payoutFilterOf(query), request);
      return { lines: linesOf(rows, (row) => lineOf(showListedPayout(row))), next };
    });
  })
  .openapi(postbacksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { header, lineOf } = viewLines(format, PostbackSummary, c.var.access.actor.role);
    return exported({ name: "postbacks", format, header, ...PAGES }, async (request) => {
      const { rows, next } = await listPostbacks(c.var.ctx, postbackFilterOf(query), request);
      return { lines: linesOf(rows, (row) => lineOf(showSummary(row))), next };
    });
  })
  .openapi(linksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { header, lineOf } = viewLines(format, LinkView, c.var.access.actor.role);
    return exported({ name: "links", format, header, ...PAGES }, async (request) => {
      const { rows, next } = await listLinks(c.var.ctx, linkFilterOf(query), request);
      return { lines: linesOf(rows, (row) => lineOf(showLink(row, c.env.EDGE_ORIGIN))), next };
    });
  })
  .openapi(uploadsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { header, lineOf } = viewLines(format, UploadView, c.var.access.actor.role);
    return exported({ name: "uploads", format, header, ...UPLOAD_PAGES }, async (request) => {
      const { rows, next } = await listUploads(c.var.ctx, uploadFilterOf(query), request);
      return { lines: linesOf(rows, (row) => lineOf(showUpload(row))), next };
    });
  });
