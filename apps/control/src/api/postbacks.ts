import { createRoute, z } from "@hono/zod-openapi";
import { getPostback } from "@waymark/network/conversion";
import { createApi, json, problems, security, Time, time } from "./schema.ts";

const PostbackView = z
  .object({
    receipt: z.string(),
    state: z.enum(["recorded", "updated", "duplicate", "stale", "parked", "rejected"]),
    reason: z.string().nullable(),
    sentence: z.string().nullable(),
    click_id: z.string(),
    conversion_id: z.string().nullable(),
    accepted_at: Time,
  })
  .openapi("Postback");

const getRoute = createRoute({
  method: "get",
  path: "/{receipt}",
  operationId: "getPostback",
  summary: "What became of an accepted postback",
  tags: ["postbacks"],
  security,
  request: { params: z.object({ receipt: z.string().max(100) }) },
  responses: { 200: json(PostbackView, "Its outcome"), ...problems },
});

export const postbacks = createApi().openapi(getRoute, async (c) => {
  const { receipt, outcome, reason, sentence, clickId, conversionId, acceptedAt } = await getPostback(
    c.var.ctx,
    c.req.valid("param").receipt,
  );
  return c.json(
    {
      receipt,
      state: outcome,
      reason,
      sentence,
      click_id: clickId,
      conversion_id: conversionId,
      accepted_at: time(acceptedAt),
    },
    200,
  );
});
