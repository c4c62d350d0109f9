import { z } from "@hono/zod-openapi";
import { HOUR_MS } from "@waymark/contract/duration";
import { NetworkError } from "@waymark/network/errors";
import {
  deleteReport,
  getScheduledReport,
  listScheduledReports,
  pauseReport,
  periodAt,
  REPORT_PERIODS,
  resumeReport,
  SCHEDULED_REPORTS_MAX,
  scheduleReport,
  timesOfPeriod,
  unsubscribe,
  type ScheduledReport,
} from "@waymark/network/scheduled-report";
import { getSettings } from "@waymark/network/settings";
import { getReport } from "@waymark/network/stats";
import { requireSession } from "../auth.ts";
import { contextOf } from "../context.ts";
import { line, Token } from "../person-schema.ts";
import { Done } from "./account-codes.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, problems, sessionOnly, Time, time } from "./schema.ts";
import { questionOf } from "./stats-question.ts";
import { ReportParams, SavedReport } from "./stats-schema.ts";
import { ZoneName } from "./time-input.ts";

/** Reports of statistics by mail. They belong to a person, so they need a session. */

const Name = line(100);
const Every = z.enum(REPORT_PERIODS).openapi({
  description: "How often it is mailed, and what it is about: the day, the week from Monday on, or the month before",
});
const OWN_ZONE = "IANA zone of its days and times; null: that of the person's profile";

const ReportView = z
  .object({
    id: z.string(),
    name: z.string().openapi({ description: "Name of the report" }),
    query: z.record(z.string(), z.string()).openapi({ description: "Parameters of `/stats`" }),
    every: Every,
    zone: z.string().nullable().openapi({ description: OWN_ZONE }),
    status: z.enum(["active", "paused"]),
    due_at: Time.nullable().openapi({ description: "When the next mail is due; null while it is paused" }),
    created_at: Time,
  })
  .openapi("ScheduledReport");

// Members with any role may have what they read mailed.
const COMMON = { scope: "read", security: sessionOnly } as const;
const tags = ["stats"];

const listRoute = defineRoute({
  ...COMMON,
  tags,
  method: "get",
  path: "/",
  operationId: "listReports",
  summary: "List the caller's scheduled reports, newest first. Needs a session",
  responses: { 200: json(z.object({ data: z.array(ReportView) }), "Scheduled reports"), ...problems },
});
const createRoute = defineRoute({
  ...COMMON,
  tags,
  method: "post",
  path: "/",
  operationId: "createReport",
  summary: "Have a report of statistics mailed daily, weekly or monthly to the caller. Needs a session",
  description: `The query is tried at once and refused like \`/stats\` refuses it. An account has at most ${SCHEDULED_REPORTS_MAX} reports.`,
  request: body(
    z
      .strictObject({
        name: Name.openapi({ description: "Name of the report" }),
        query: SavedReport,
        every: Every,
        zone: ZoneName.nullable().default(null).openapi({ description: OWN_ZONE }),
      })
      .openapi("NewScheduledReport"),
  ),
  responses: { 201: json(ReportView, "The report"), ...problems },
});
const getRoute = defineRoute({
  ...COMMON,
  tags,
  method: "get",
  path: "/{id}",
  operationId: "getReport",
  summary: "Get a scheduled report of the caller. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(ReportView, "The report"), ...problems },
});
const pauseRoute = defineRoute({
  ...COMMON,
  tags,
  method: "post",
  path: "/{id}/pause",
  operationId: "pauseReport",
  summary: "Stop the mails of a scheduled report. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(ReportView, "The report"), ...problems },
});
const resumeRoute = defineRoute({
  ...COMMON,
  tags,
  method: "post",
  path: "/{id}/resume",
  operationId: "resumeReport",
  summary: "Go on with the mails of a scheduled report, from the present period on. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(ReportView, "The report"), ...problems },
});
const deleteRoute = defineRoute({
  ...COMMON,
  tags,
  method: "delete",
  path: "/{id}",
  operationId: "deleteReport",
  summary: "Delete a scheduled report. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(ReportView, "What it was"), ...problems },
});

export const reports = createApi()
  .openapi(listRoute, async (c) => {
    requireSession(c.var.access);
    return c.json({ data: (await listScheduledReports(c.var.ctx)).map(showReport) }, 200);
  })
  .openapi(createRoute, async (c) => {
    const { zone } = requireSession(c.var.access);
    const { ctx } = c.var;
    const report = c.req.valid("json");
    const tried = report.zone ?? zone ?? (await getSettings(ctx.db)).zone;
    const { from, to } = timesOfPeriod(report.every, tried, periodAt(report.every, tried, ctx.now()));
    if (from % HOUR_MS !== 0) throw daysWithinAnHour(tried);
    const times = { zone: tried, from: time(from), to: time(to) };
    const question = questionOf(ReportParams.parse({ ...report.query, ...times }), to);
    await getReport(ctx, question, { seen: undefined, limit: 1 });
    return c.json(showReport(await scheduleReport(ctx, report, c.env.AUTH_SECRET)), 201);
  })
  .openapi(getRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(showReport(await getScheduledReport(c.var.ctx, c.req.valid("param").id)), 200);
  })
  .openapi(pauseRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(showReport(await pauseReport(c.var.ctx, c.req.valid("param").id)), 200);
  })
  .openapi(resumeRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(showReport(await resumeReport(c.var.ctx, c.req.valid("param").id)), 200);
  })
  .openapi(deleteRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(showReport(await deleteReport(c.var.ctx, c.req.valid("param").id)), 200);
  });

const daysWithinAnHour = (zone: string) =>
  new NetworkError("invalid_input", "The report can't be counted in this zone", [
    { path: "zone", message: `days of ${zone} begin within an hour, and clicks are counted by the hour: ask with UTC` },
  ]);

const unsubscribeRoute = defineRoute({
  scope: null,
  method: "post",
  path: "/reports/unsubscribe",
  operationId: "unsubscribeReport",
  summary: "Pause a scheduled report with the token of one of its mails",
  description: "The page /unsubscribe does the same.",
  tags,
  security: [],
  request: body(z.strictObject({ token: Token }).openapi("Unsubscription")),
  responses: { 200: json(Done, "Its mails have stopped"), ...problems },
});

/** Open to callers that have the link of a mail. */
export const unsubscription = createApi().openapi(unsubscribeRoute, async (c) => {
  await unsubscribe(contextOf(c.env, { role: "system", job: "unsubscribe" }), c.req.valid("json").token);
  return c.json({ status: "unsubscribed" }, 200);
});

const showReport = (report: ScheduledReport): z.infer<typeof ReportView> => ({
  id: report.id,
  name: report.name,
  query: report.query,
  every: report.every,
  zone: report.zone,
  status: report.status,
  due_at: report.status === "active" ? time(report.dueAt) : null,
  created_at: time(report.createdAt),
});
