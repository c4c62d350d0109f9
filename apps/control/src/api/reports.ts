import { z } from "@hono/zod-openapi";
import { HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import {
  changeReport,
  deleteReport,
  getScheduledReport,
  listScheduledReports,
  pauseReport,
  periodAt,
  REPORT_MAIL_OUTCOMES,
  REPORT_PERIODS,
  resumeReport,
  SCHEDULED_REPORTS_MAX,
  scheduleReport,
  timesOfPeriod,
  unsubscribe,
  type NewScheduledReport,
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
    last_mail_at: Time.nullable().openapi({ description: "When the last mail was sent or given up" }),
    last_mail_outcome: z.enum(REPORT_MAIL_OUTCOMES).nullable().openapi({
      description:
        "`sent`; `not_counted`: it was sent, and said why the report can't be counted; `undelivered`: the mail service refused it",
    }),
    version: z.number().int(),
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
  versioned: true,
  method: "get",
  path: "/{id}",
  operationId: "getReport",
  summary: "Get a scheduled report of the caller. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(ReportView, "The report"), ...problems },
});
const changeRoute = defineRoute({
  ...COMMON,
  tags,
  versioned: true,
  method: "patch",
  path: "/{id}",
  operationId: "changeReport",
  summary: "Change a scheduled report of the caller; omitted fields are unchanged. Needs a session",
  description:
    "The query is tried at once and refused like `/stats` refuses it. With another period or zone, the next mail is about the present period.",
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          name: Name.optional().openapi({ description: "Name of the report" }),
          query: SavedReport.optional(),
          every: Every.optional(),
          zone: ZoneName.nullable().optional().openapi({ description: OWN_ZONE }),
          version: z.number().int().optional().openapi({ description: "The version that the caller saw" }),
        })
        .openapi("ScheduledReportChange"),
    ),
  },
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
    const report = c.req.valid("json");
    await tryReport(c.var.ctx, report, zone);
    return c.json(showReport(await scheduleReport(c.var.ctx, report, c.env.AUTH_SECRET)), 201);
  })
  .openapi(getRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(showReport(await getScheduledReport(c.var.ctx, c.req.valid("param").id)), 200);
  })
  .openapi(changeRoute, async (c) => {
    const { zone } = requireSession(c.var.access);
    const { id } = c.req.valid("param");
    const { ctx } = c.var;
    const tryIt = (report: NewScheduledReport) => tryReport(ctx, report, zone);
    return c.json(showReport(await changeReport(ctx, id, c.req.valid("json"), tryIt)), 200);
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

/** Asks for the report of its present period, as its mail will. Throws what `/stats` throws. */
async function tryReport(
  ctx: Context,
  { query, every, zone: own }: Omit<NewScheduledReport, "name">,
  personZone: string | null,
): Promise<void> {
  const zone = own ?? personZone ?? (await getSettings(ctx.db)).zone;
  const { from, to } = timesOfPeriod(every, zone, periodAt(every, zone, ctx.now()));
  if (from % HOUR_MS !== 0) throw daysWithinAnHour(zone);
  const question = questionOf(ReportParams.parse({ ...query, zone, from: time(from), to: time(to) }), to);
  await getReport(ctx, question, { seen: undefined, limit: 1 });
}

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
  last_mail_at: report.lastMail === null ? null : time(report.lastMail.at),
  last_mail_outcome: report.lastMail?.outcome ?? null,
  version: report.version,
  created_at: time(report.createdAt),
});
