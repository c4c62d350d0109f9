import { listClicks } from "@waymark/network/click";
import { exportConversions, exportedFields } from "@waymark/network/conversion";
import { NOT_NULL_MARK } from "@waymark/network/db";
import { listPayouts } from "@waymark/network/payout";
import { listPostbacks } from "@waymark/network/postback";
import { listLinks } from "@waymark/network/link";
import { listUploads, promisedAt } from "@waymark/network/upload";
import { exported, mapped, textRows, viewRows } from "../export-stream.ts";
import { clickFilterOf, ClickFilters, ClickView, showListedClick } from "./click-list.ts";
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
import { ExportFormat, FILE } from "./export-format.ts";
import { LinkView, showLink } from "./links.ts";
import { ListedPayout, showListedPayout } from "./payouts.ts";
import { PostbackSummary, showSummary } from "./postbacks.ts";
import { defineRoute } from "./route.ts";
import { createApi, problems, security } from "./schema.ts";
import { showUpload, UploadView } from "./uploads.ts";

/** Exports: lists as files, through the same scope, filters and views as the lists. */

/** Payouts, postbacks and links, of which a page takes up to four queries. */
const PAGES = { pageRows: 5_000, pageQueries: 4 } as const;

/** Of clicks, a page takes these of each shard: months, ranges of ids, and two for each range, of which there are few. */
const CLICK_PAGES = { pageRows: 5_000, shardQueries: 8 } as const;

/** Conversions, of which a page may have to be read twice. */
const CONVERSION_PAGES = { pageRows: 5_000, pageQueries: 6 } as const;

/** Uploads are summed up from their parts. */
const UPLOAD_PAGES = { pageRows: 100, pageQueries: 8 } as const;

const COMMON = { scope: "read", method: "get", security, responses: { 200: FILE, ...problems } } as const;

const conversionsRoute = defineRoute({
  ...COMMON,
  path: "/conversions/export",
  operationId: "exportConversions",
  summary: "Download conversions as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["conversions"],
  request: { query: ConversionFilters.extend(ExportFormat.shape) },
});

const clicksRoute = defineRoute({
  ...COMMON,
  path: "/clicks/export",
  operationId: "exportClicks",
  summary: "Download stored clicks as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["clicks"],
  request: { query: ClickFilters.extend(ExportFormat.shape) },
});

const payoutsRoute = defineRoute({
  ...COMMON,
  path: "/payouts/export",
  operationId: "exportPayouts",
  summary: "Download payouts as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["payouts"],
  request: { query: PayoutFilters.extend(ExportFormat.shape) },
});

const postbacksRoute = defineRoute({
  ...COMMON,
  path: "/postbacks/export",
  operationId: "exportPostbacks",
  summary: "Download postbacks as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["postbacks"],
  request: { query: PostbackFilters.extend(ExportFormat.shape) },
});

const linksRoute = defineRoute({
  ...COMMON,
  path: "/links/export",
  operationId: "exportLinks",
  summary: "Download links as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["links"],
  request: { query: LinkFilters.extend(ExportFormat.shape) },
});

const uploadsRoute = defineRoute({
  ...COMMON,
  path: "/uploads/export",
  operationId: "exportUploads",
  summary: "Download uploads as CSV, NDJSON or XLSX, newest first. A failed export aborts the download",
  tags: ["uploads"],
  request: { query: UploadFilters.extend(ExportFormat.shape) },
});

export const exports = createApi()
  .openapi(conversionsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { ctx } = c.var;
    const writer = textRows(format, {
      view: ConversionView,
      reader: ctx.actor.role,
      fields: [...exportedFields(ctx.actor), "decision_due_at"],
      notNullMark: NOT_NULL_MARK,
    });
    return exported({ name: "conversions", writer, ...CONVERSION_PAGES }, async (request) => {
      const { rows, next, textsOf } = await exportConversions(ctx, conversionFilterOf(query), request);
      const pending = rows.filter(({ isPending }) => isPending);
      const dueAt = new Map((await promisedAt(ctx, pending)).map((at, i) => [pending[i], String(at ?? "")]));
      return { rows: mapped(rows, (row) => [...textsOf(row), dueAt.get(row) ?? ""]), next };
    });
  })
  .openapi(clicksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const { ctx } = c.var;
    const writer = viewRows(format, ClickView, ctx.actor.role);
    const { pageRows, shardQueries } = CLICK_PAGES;
    const pages = { pageRows, pageQueries: shardQueries * ctx.clicks.all.length };
    return exported({ name: "clicks", writer, ...pages }, async (request) => {
      const { rows, next } = await listClicks(ctx, clickFilterOf(query), request);
      return { rows: mapped(rows, showListedClick), next };
    });
  })
  .openapi(payoutsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const writer = viewRows(format, ListedPayout, c.var.access.actor.role);
    return exported({ name: "payouts", writer, ...PAGES }, async (request) => {
      const { rows, next } = await listPayouts(c.var.ctx, payoutFilterOf(query), request);
      return { rows: mapped(rows, showListedPayout), next };
    });
  })
  .openapi(postbacksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const writer = viewRows(format, PostbackSummary, c.var.access.actor.role);
    return exported({ name: "postbacks", writer, ...PAGES }, async (request) => {
      const { rows, next } = await listPostbacks(c.var.ctx, postbackFilterOf(query), request);
      return { rows: mapped(rows, showSummary), next };
    });
  })
  .openapi(linksRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const writer = viewRows(format, LinkView, c.var.access.actor.role);
    return exported({ name: "links", writer, ...PAGES }, async (request) => {
      const { rows, next } = await listLinks(c.var.ctx, linkFilterOf(query), request);
      return { rows: mapped(rows, (row) => showLink(row, c.env.EDGE_ORIGIN)), next };
    });
  })
  .openapi(uploadsRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const writer = viewRows(format, UploadView, c.var.access.actor.role);
    return exported({ name: "uploads", writer, ...UPLOAD_PAGES }, async (request) => {
      const { rows, next } = await listUploads(c.var.ctx, uploadFilterOf(query), request);
      return { rows: mapped(rows, showUpload), next };
    });
  });
