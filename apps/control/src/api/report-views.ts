import { z } from "@hono/zod-openapi";
import {
  changeReportView,
  listReportViews,
  removeReportView,
  saveReportView,
  VIEW_NAME_MAX,
  VIEW_QUERY_MAX,
  VIEWS_MAX,
  type ReportView,
} from "@waymark/network/report-view";
import { requireSession } from "../auth.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, problems, sessionOnly, Time, time } from "./schema.ts";

const QUERY_TEXT =
  "The question as the address of the cabinet's page Reports has it, without the question mark; not read by the API";

const View = z
  .object({
    id: z.string(),
    name: z.string().openapi({ description: "Each of a person's saved reports has another one" }),
    query: z.string().openapi({ description: QUERY_TEXT, example: "by=offer&period=last_week" }),
    version: z.number().int(),
    created_at: Time,
    changed_at: Time,
  })
  .openapi("ReportView");

const Query = z.string().max(VIEW_QUERY_MAX).openapi({ description: QUERY_TEXT });

const tags = ["stats"];
/** Members with any role keep reports for themselves. */
const own = { scope: "read", tags, security: sessionOnly } as const;

const listRoute = defineRoute({
  ...own,
  method: "get",
  path: "/",
  operationId: "listReportViews",
  summary: `List the caller's saved reports by name; at most ${VIEWS_MAX}. Needs a session`,
  responses: { 200: json(z.object({ data: z.array(View) }), "Saved reports"), ...problems },
});
const saveRoute = defineRoute({
  ...own,
  method: "post",
  path: "/",
  operationId: "saveReportView",
  summary: "Save a report under a name, for the caller alone. Needs a session",
  request: body(z.strictObject({ name: line(VIEW_NAME_MAX), query: Query }).openapi("NewReportView")),
  responses: { 201: json(View, "The saved report"), ...problems },
});
const changeRoute = defineRoute({
  ...own,
  versioned: true,
  method: "patch",
  path: "/{id}",
  operationId: "changeReportView",
  summary: "Change a saved report; omitted fields are unchanged. Needs a session",
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          name: line(VIEW_NAME_MAX).optional(),
          query: Query.optional(),
          version: z.number().int().optional().openapi({ description: "The version that the caller saw" }),
        })
        .openapi("ReportViewChange"),
    ),
  },
  responses: { 200: json(View, "The saved report"), ...problems },
});
const removeRoute = defineRoute({
  ...own,
  method: "delete",
  path: "/{id}",
  operationId: "removeReportView",
  summary: "Delete a saved report. Needs a session",
  request: { params: IdParam },
  responses: { 200: json(View, "The deleted report"), ...problems },
});

/** The reports that the caller keeps. */
export const reportViews = createApi()
  .openapi(listRoute, async (c) => {
    requireSession(c.var.access);
    return c.json({ data: (await listReportViews(c.var.ctx)).map(show) }, 200);
  })
  .openapi(saveRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(show(await saveReportView(c.var.ctx, c.req.valid("json"))), 201);
  })
  .openapi(changeRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(show(await changeReportView(c.var.ctx, c.req.valid("param").id, c.req.valid("json"))), 200);
  })
  .openapi(removeRoute, async (c) => {
    requireSession(c.var.access);
    return c.json(show(await removeReportView(c.var.ctx, c.req.valid("param").id)), 200);
  });

const show = ({ id, name, query, version, created_at, changed_at }: ReportView): z.infer<typeof View> => ({
  ...{ id, name, query, version },
  ...{ created_at: time(created_at), changed_at: time(changed_at) },
});
