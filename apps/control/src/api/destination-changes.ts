import { z } from "@hono/zod-openapi";
import {
  approveDestinationChange,
  getDestinationChange,
  listDestinationChanges,
  refuseDestinationChange,
  wantedIn,
  type DestinationChangeRow,
} from "@waymark/network/offer";
import { DESTINATION_CHANGE_STATUSES, DESTINATION_FIELDS } from "@waymark/network/words";
import {
  body,
  createApi,
  IdParam,
  json,
  OptionalId,
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

const Status = z.enum(DESTINATION_CHANGE_STATUSES);

export const DestinationChangeView = z
  .object({
    id: z.string(),
    offer_id: z.string(),
    advertiser_id: z.string(),
    field: z.enum(DESTINATION_FIELDS).openapi({ description: "The field of the offer" }),
    wanted: z.array(z.string()).openapi({ description: "The URLs or hosts that the field is to have" }),
    new_hosts: z.array(z.string()).openapi({ description: "Those of their hosts that the operator has not seen" }),
    status: Status.openapi({ description: "`withdrawn`: another change of the field took its place" }),
    reason: z.string().nullable().openapi({ description: "Why it was approved or refused; null: no reason was given" }),
    requested_at: Time,
    decided_at: Time.nullable(),
  })
  .openapi("DestinationChange", {
    description: "A change of an approved offer to hosts that the operator has not seen",
  });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listDestinationChanges",
  summary: "List changes of offers to hosts that the operator has not seen. An advertiser sees its own",
  tags: ["offers"],
  security,
  request: {
    query: PageQuery.extend({
      status: Status.optional(),
      offer_id: OptionalId,
      advertiser_id: OptionalId,
    }),
  },
  responses: { 200: json(pageOf(DestinationChangeView), "Changes"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getDestinationChange",
  summary: "Get a change of an offer to hosts that the operator has not seen",
  tags: ["offers"],
  security,
  request: { params: IdParam },
  responses: { 200: json(DestinationChangeView, "The change"), ...problems },
});

const approveRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/approve",
  operationId: "approveDestinationChange",
  summary:
    "Approve new hosts: the offer gets the change, and so do the advertiser's other changes that wait only for them. Operator only",
  tags: ["offers"],
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ reason: ReasonText.optional() }).openapi("DestinationApproval")),
  },
  responses: { 200: json(DestinationChangeView, "The change, approved"), ...problems },
});

const refuseRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/refuse",
  operationId: "refuseDestinationChange",
  summary: "Refuse new hosts, with a reason that the advertiser sees. The offer keeps its destinations. Operator only",
  tags: ["offers"],
  security,
  request: { params: IdParam, ...body(z.strictObject({ reason: ReasonText }).openapi("DestinationRefusal")) },
  responses: { 200: json(DestinationChangeView, "The change, refused"), ...problems },
});

export const destinationChanges = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, status, offer_id, advertiser_id } = c.req.valid("query");
    const filter = { status, offerId: offer_id, advertiserId: advertiser_id };
    const rows = await listDestinationChanges(c.var.ctx, { ...filter, before: cursor, limit });
    return c.json(page(rows, limit, showDestinationChange), 200);
  })
  .openapi(getRoute, async (c) =>
    c.json(showDestinationChange(await getDestinationChange(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(approveRoute, async (c) => {
    const { reason = null } = c.req.valid("json");
    const row = await approveDestinationChange(c.var.ctx, c.req.valid("param").id, reason);
    return c.json(showDestinationChange(row), 200);
  })
  .openapi(refuseRoute, async (c) => {
    const row = await refuseDestinationChange(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    return c.json(showDestinationChange(row), 200);
  });

export const showDestinationChange = (row: DestinationChangeRow): z.infer<typeof DestinationChangeView> => ({
  id: row.id,
  offer_id: row.offer_id,
  advertiser_id: row.advertiser_id,
  field: row.field,
  wanted: wantedIn(row),
  new_hosts: JSON.parse(row.hosts) as string[], // written by the offer's verbs
  status: row.status,
  reason: row.reason,
  requested_at: time(row.requested_at),
  decided_at: timeOrNull(row.decided_at),
});
