import { z } from "@hono/zod-openapi";
import {
  getPostback,
  listPostbacks,
  POSTBACK_OUTCOMES,
  replayPostback,
  type Postback,
} from "@waymark/network/postback";
import { REASONS as REASON_SENTENCES, type Reason as ReasonCode } from "@waymark/network/report";
import { createApi, json, page, pageOf, PageQuery, problems, security, Time, time } from "./schema.ts";
import { defineRoute } from "./route.ts";

const REASONS = Object.keys(REASON_SENTENCES) as ReasonCode[]; // its keys are closed

const State = z.enum(POSTBACK_OUTCOMES);
const Reason = z.enum(REASONS);

const PostbackSummary = z
  .object({
    receipt: z.string(),
    advertiser_id: z.string(),
    state: State,
    reason: Reason.nullable(),
    sentence: z.string().nullable(),
    click_id: z.string(),
    conversion_id: z.string().nullable(),
    accepted_at: Time,
    replay_of: z.string().nullable().openapi({ description: "The receipt whose request this one applied again" }),
  })
  .openapi("PostbackSummary");

const PostbackView = PostbackSummary.extend({
  request: z
    .object({
      method: z.string(),
      path: z.string().openapi({ description: "With the token masked where the path holds it" }),
      content_type: z.string(),
      parameters: z.array(z.object({ name: z.string(), value: z.string() })),
      pixel: z.boolean().openapi({ description: "A visitor's browser sent it" }),
    })
    .nullable()
    .openapi({ description: "As it came, the token masked; out of the archive after 90 days" }),
}).openapi("Postback");

const params = z.object({ receipt: z.string().max(100) });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPostbacks",
  summary: "Accepted postbacks and what became of them, newest first",
  tags: ["postbacks"],
  security,
  request: {
    query: PageQuery.extend({
      state: State.optional(),
      reason: Reason.optional(),
      click_id: z.string().max(100).optional(),
      advertiser_id: z.string().max(100).optional(),
    }),
  },
  responses: { 200: json(pageOf(PostbackSummary), "Postbacks"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{receipt}",
  operationId: "getPostback",
  summary: "What became of an accepted postback",
  tags: ["postbacks"],
  security,
  request: { params },
  responses: { 200: json(PostbackView, "Its outcome"), ...problems },
});

const replayRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{receipt}/replay",
  operationId: "replayPostback",
  summary: "Applies a kept request again, as the settings read it now; it gets a receipt of its own",
  tags: ["postbacks"],
  security,
  request: { params },
  responses: { 201: json(PostbackView, "What became of it now"), ...problems },
});

export const postbacks = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, state, reason, click_id, advertiser_id } = c.req.valid("query");
    const rows = await listPostbacks(c.var.ctx, {
      ...{ before: cursor, limit, outcome: state, reason },
      ...{ clickId: click_id?.toLowerCase(), advertiserId: advertiser_id },
    });
    const paged = rows.map((row) => ({ ...row, id: row.receipt }));
    return c.json(page(paged, limit, showSummary), 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getPostback(c.var.ctx, c.req.valid("param").receipt)), 200))
  .openapi(replayRoute, async (c) => c.json(show(await replayPostback(c.var.ctx, c.req.valid("param").receipt)), 201));

const showSummary = (row: Postback): z.infer<typeof PostbackSummary> => ({
  receipt: row.receipt,
  advertiser_id: row.advertiserId,
  state: row.outcome,
  reason: row.reason,
  sentence: row.sentence,
  click_id: row.clickId,
  conversion_id: row.conversionId,
  accepted_at: time(row.acceptedAt),
  replay_of: row.replayOf,
});

const show = (row: Postback): z.infer<typeof PostbackView> => ({
  ...showSummary(row),
  request: row.request && {
    method: row.request.method,
    path: row.request.path ?? (row.request.isPixel === true ? "/pixel.gif" : "/postback"),
    content_type: row.request.contentType,
    parameters: row.request.parameters.map(([name, value]) => ({ name, value })),
    pixel: row.request.isPixel === true,
  },
});
