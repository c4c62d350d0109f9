import { z } from "@hono/zod-openapi";
import { listPayoutRequests, requestPayout, withdrawPayoutRequest, type PayoutRequest } from "@waymark/network/payout";
import { PAYOUT_REQUEST_STATUSES } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  CurrencyCode,
  IdParam,
  json,
  Nothing,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
} from "./schema.ts";

const tags = ["payouts"];
const Status = z.enum(PAYOUT_REQUEST_STATUSES);

const RequestView = z
  .object({
    id: z.string(),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    currency: z.string().length(3),
    status: Status.openapi({
      description: "`open`: the run of `due_on`, or a later one, pays it. `taken`: `payout_id` pays it. `withdrawn`",
    }),
    due_on: z.iso.date().openapi({ description: "The bank day whose run pays it" }),
    payout_id: z.string().nullable(),
    requested_at: Time,
    requested_by_id: z.string(),
  })
  .openapi("PayoutRequest");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPayoutRequests",
  summary: "List what webmasters asked to be paid, newest first; a webmaster sees their own",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      webmaster_id: OptionalId,
      currency: CurrencyCode.optional(),
      status: Status.optional(),
    }),
  },
  responses: { 200: json(pageOf(RequestView), "Requests"), ...problems },
});

const requestRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/",
  operationId: "requestPayout",
  summary: "Ask to be paid what is available in a currency. Webmasters who are paid on request only",
  description:
    "The run of the next bank day pays it. What is available must be enough for a payout, and one request of a currency is open at a time.",
  tags,
  security,
  request: body(
    z
      .strictObject({ currency: CurrencyCode.openapi({ description: "Currency of the balance" }) })
      .openapi("NewPayoutRequest"),
  ),
  responses: { 201: json(RequestView, "The request"), ...problems },
});

const withdrawRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/withdraw",
  operationId: "withdrawPayoutRequest",
  summary: "Withdraw a request that no payout has taken. Webmasters only",
  tags,
  security,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(RequestView, "The request"), ...problems },
});

/** What webmasters who are paid on request asked for. */
export const payoutRequests = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, webmaster_id: webmasterId, ...filter } = c.req.valid("query");
    const { rows, next } = await listPayoutRequests(c.var.ctx, { webmasterId, ...filter }, { cursor, limit });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(requestRoute, async (c) => c.json(show(await requestPayout(c.var.ctx, c.req.valid("json").currency)), 201))
  .openapi(withdrawRoute, async (c) =>
    c.json(show(await withdrawPayoutRequest(c.var.ctx, c.req.valid("param").id)), 200),
  );

const show = (request: PayoutRequest): z.infer<typeof RequestView> => ({
  ...{ id: request.id, webmaster_id: request.webmasterId, webmaster_name: request.webmasterName },
  ...{ currency: request.currency, status: request.status, due_on: request.dueOn, payout_id: request.payoutId },
  ...{ requested_at: time(request.requestedAt), requested_by_id: request.requestedById },
});
