import { z } from "@hono/zod-openapi";
import { listHosts, restoreHost, revokeHost, type HostRow } from "@waymark/network/offer";
import {
  body,
  createApi,
  IdParam,
  json,
  page,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { defineRoute } from "./route.ts";

const HostView = z
  .object({
    host: z.string().openapi({ description: "A host, or with a dot before it a host and all below it" }),
    approved_at: Time.openapi({ description: "Since when the operator has seen it" }),
    revoked_at: Time.nullable().openapi({ description: "Since when nothing is served from it; null: it is served" }),
    reason: z.string().nullable().openapi({ description: "Why it was revoked, or restored last" }),
  })
  .openapi("AdvertiserHost");

const HostStep = z
  .strictObject({
    host: z.string().trim().min(1).max(300).openapi({ description: "As in the list: `shop.example`, `.shop.example`" }),
    reason: ReasonText.openapi({ description: "The reason; visible to the advertiser" }),
  })
  .openapi("AdvertiserHostStep");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/hosts",
  operationId: "listAdvertiserHosts",
  summary: "List the hosts of an advertiser's destinations that the operator has approved or revoked, by name",
  tags: ["advertisers"],
  security,
  request: { params: IdParam, query: PageQuery.extend({ cursor: z.string().max(300).optional() }) },
  responses: { 200: json(pageOf(HostView), "Hosts"), ...problems },
});

const revokeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/hosts/revoke",
  operationId: "revokeAdvertiserHost",
  summary:
    "Revoke a host of an advertiser: its offers serve nothing from it, and name it no more. An offer without other landings sends visitors to the network's own page. Operator only",
  tags: ["advertisers"],
  security,
  request: { params: IdParam, ...body(HostStep) },
  responses: { 200: json(HostView, "The host, revoked"), ...problems },
});

const restoreRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/hosts/restore",
  operationId: "restoreAdvertiserHost",
  summary: "Restore a revoked host of an advertiser: what its offers name there is served again. Operator only",
  tags: ["advertisers"],
  security,
  request: { params: IdParam, ...body(HostStep) },
  responses: { 200: json(HostView, "The host"), ...problems },
});

export const advertiserHosts = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const rows = await listHosts(c.var.ctx, c.req.valid("param").id, { seen: cursor, limit });
    const named = rows.map((row) => ({ ...row, id: row.host }));
    return c.json(page(named, limit, showHost), 200);
  })
  .openapi(revokeRoute, async (c) => {
    const row = await revokeHost(c.var.ctx, { advertiserId: c.req.valid("param").id, ...c.req.valid("json") });
    return c.json(showHost(row), 200);
  })
  .openapi(restoreRoute, async (c) => {
    const row = await restoreHost(c.var.ctx, { advertiserId: c.req.valid("param").id, ...c.req.valid("json") });
    return c.json(showHost(row), 200);
  });

const showHost = (row: HostRow): z.infer<typeof HostView> => ({
  host: row.host,
  approved_at: time(row.approved_at),
  revoked_at: timeOrNull(row.revoked_at),
  reason: row.reason,
});
