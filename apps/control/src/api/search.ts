import { z } from "@hono/zod-openapi";
import { FOUND_KINDS, search } from "@waymark/network/search";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { createApi, json, problems, security } from "./schema.ts";

const SEARCH_LENGTH_MAX = 2_048;

const FoundView = z
  .object({
    kind: z.enum(FOUND_KINDS).openapi({ description: "What was found" }),
    id: z.string(),
    title: z.string().openapi({ description: "Its name or number, for people" }),
    subtitle: z.string().nullable().openapi({
      description:
        "What tells it apart: the offer of a click, conversion, link or upload, the amount of a payout, the address of a member, the name of a traffic source; null: nothing",
    }),
    status: z.string().nullable().openapi({ description: "Its status; null for what has none" }),
  })
  .openapi("Found");

const searchRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "search",
  summary: "Find what the caller may see by a pasted text: an id, an order, a partner link, a part of a name",
  description:
    "A part of a name or slug is looked for among a few thousand of the newest rows of a kind; a list with filters finds older ones.",
  tags: ["search"],
  security,
  request: {
    query: z.object({
      search: line(SEARCH_LENGTH_MAX).openapi({
        description:
          "A click_ID, an address that contains one, an id of any kind, an order's number, a partner link or its slug, a part of the name of an offer, an account or a member, of the title of a thread, or of the address of a traffic source. Case is ignored except in order numbers",
        example: "order-4711",
      }),
    }),
  },
  responses: {
    200: json(z.object({ data: z.array(FoundView) }), "Exact matches first; at most 5 of a kind by a part of a name"),
    ...problems,
  },
});

/** One field to find anything. */
export const searches = createApi().openapi(searchRoute, async (c) =>
  c.json({ data: await search(c.var.ctx, c.req.valid("query").search) }, 200),
);
