import { z } from "@hono/zod-openapi";
import { clickBatchOf, readClickBatch } from "@waymark/contract/click-event";
import { readClickKeys, verifyClickId } from "@waymark/contract/click-id";
import { CLICK_REFUSALS, recordClicks } from "@waymark/network/click";
import { closeAbuseReport, listAbuseReports, type AbuseReportRow } from "@waymark/network/link";
import { ABUSE_OUTCOMES } from "@waymark/network/words";
import { noteUnsent } from "@waymark/network/loss";
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
} from "./schema.ts";
import { defineRoute } from "./route.ts";

const CLICKS_MAX = 500;
const ABUSE_STATUSES = ["open", "closed"] as const;

const restoreRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/clicks/restore",
  summary:
    "Store clicks that could not be stored or queued when they happened (log lines `click.unsent`). Each counts once",
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
    ...body(
      z
        .strictObject({ outcome: z.enum(ABUSE_OUTCOMES), reason: z.string().trim().min(1).max(2_000) })
        .openapi("AbuseReportClosing"),
    ),
  },
  responses: { 200: json(Report, "The report"), ...problems },
});

/** The operator's tools for failures. */
export const ops = createApi()
  .openapi(restoreRoute, async (c) => {
    const message = clickBatchOf(c.req.valid("json").clicks.map((click) => JSON.stringify(click)));
    const { events: read, anonymous, malformed } = readClickBatch(message);
    // A log also holds what visitors sent, which may look like a click.
    const keys = readClickKeys(c.env.CLICK_KEYS);
    const events = read.filter(({ clickId }) => verifyClickId(keys, clickId).kind === "verified");
    const { refused } = await recordClicks(c.var.ctx, events, anonymous);
    const lost = new Set(refused.map(({ id }) => id));
    await noteUnsent(
      c.var.ctx,
      events.flatMap(({ clickId }) => (lost.has(clickId) ? [] : clickId)),
    );
    const stored = events.length + anonymous.length - refused.length;
    const reasons = [
      ...malformed.map(({ reason }) => reason),
      ...Array.from({ length: read.length - events.length }, () => "clickId was not minted by this network"),
      ...refused.map(({ reason }) => CLICK_REFUSALS[reason]),
    ];
    return c.json({ stored, malformed: reasons.map((reason) => ({ reason })) }, 200);
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
