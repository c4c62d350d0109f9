import { z } from "@hono/zod-openapi";
import { readClickKeys } from "@waymark/contract/click-id";
import { closeAbuseReport, listAbuseReports, type AbuseReportRow } from "@waymark/network/link";
import { ABUSE_OUTCOMES } from "@waymark/network/words";
import { restoreClicks } from "@waymark/network/loss";
import {
  body,
  createApi,
  IdParam,
  json,
  page,
  pageOf,
  PageQuery,
  problems,
  security,
  SortParam,
  Time,
  time,
  timeOrNull,
  ReasonText,
} from "./schema.ts";
import { defineRoute } from "./route.ts";

const CLICKS_MAX = 500;
const ABUSE_STATUSES = ["open", "closed"] as const;

const restoreRoute = defineRoute({
  scope: "restore",
  method: "post",
  path: "/clicks/restore",
  summary:
    "Store clicks that could not be stored or queued when they happened, from the edge's log lines `click.unsent`. Each counts once. Operator only",
  operationId: "restoreClicks",
  tags: ["ops"],
  security,
  request: body(z.strictObject({ clicks: z.array(z.record(z.string(), z.unknown())).min(1).max(CLICKS_MAX) })),
  responses: {
    200: json(
      z.object({ stored: z.number().int(), malformed: z.array(z.object({ reason: z.string() })) }),
      "The number of stored clicks",
    ),
    ...problems,
  },
});

const Report = z
  .object({
    id: z.string(),
    link: z.string(),
    link_id: z.string().nullable(),
    reason_code: z.string(),
    reason: z.string(),
    contact: z.string(),
    reported_at: Time,
    status: z.enum(ABUSE_STATUSES),
    outcome: z.enum(ABUSE_OUTCOMES).nullable().openapi({ description: "Null while the report is open" }),
    outcome_reason: z.string().nullable(),
    closed_at: Time.nullable(),
  })
  .openapi("AbuseReport");

const reportsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/abuse-reports",
  operationId: "listAbuseReports",
  summary: "List reports about links",
  tags: ["ops"],
  security,
  request: {
    query: PageQuery.extend({
      sort: SortParam,
      status: z.enum(ABUSE_STATUSES).optional(),
    }),
  },
  responses: { 200: json(pageOf(Report), "Reports"), ...problems },
});
const closeReportRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/abuse-reports/{id}/close",
  operationId: "closeAbuseReport",
  summary: "Close a report about a link with its outcome. Operator only",
  tags: ["ops"],
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ outcome: z.enum(ABUSE_OUTCOMES), reason: ReasonText }).openapi("AbuseReportClosing")),
  },
  responses: { 200: json(Report, "The report"), ...problems },
});

/** The operator's tools for failures. */
export const ops = createApi()
  .openapi(restoreRoute, async (c) => {
    const keys = readClickKeys(c.env.CLICK_KEYS);
    const { stored, faults } = await restoreClicks(c.var.ctx, keys, c.req.valid("json").clicks);
    return c.json({ stored, malformed: faults.map((reason) => ({ reason })) }, 200);
  })
  .openapi(reportsRoute, async (c) => {
    const { limit, cursor, sort, status } = c.req.valid("query");
    const isOpen = status === undefined ? undefined : status === "open";
    return c.json(
      page(await listAbuseReports(c.var.ctx, { isOpen, seen: cursor, sort, limit }), limit, showReport),
      200,
    );
  })
  .openapi(closeReportRoute, async (c) =>
    c.json(showReport(await closeAbuseReport(c.var.ctx, c.req.valid("param").id, c.req.valid("json"))), 200),
  );

const showReport = (row: AbuseReportRow): z.infer<typeof Report> => ({
  ...{
    id: row.id,
    link: row.link,
    link_id: row.link_id,
    reason_code: row.reason,
    reason: row.text,
    contact: row.contact,
  },
  ...{
    status: row.closed_at === null ? ("open" as const) : ("closed" as const),
    outcome: row.outcome,
    outcome_reason: row.outcome_reason,
  },
  ...{ reported_at: time(row.reported_at), closed_at: timeOrNull(row.closed_at) },
});
