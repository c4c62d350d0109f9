import { z } from "@hono/zod-openapi";
import {
  addCreative,
  CREATIVE_BYTES_MAX,
  CREATIVE_TYPES,
  listCreatives,
  readCreative,
  removeCreative,
  type Creative,
} from "@waymark/network/offer";
import { fileHeaders } from "../files.ts";
import { createApi, IdParam, json, page, PageQuery, pageOf, problems, security, Time, time } from "./schema.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";

const CreativeView = z
  .object({
    id: z.string(),
    offer_id: z.string(),
    name: z.string(),
    type: z.enum(CREATIVE_TYPES),
    size_bytes: z.number().int(),
    url: z.string().openapi({ description: "The address of the file, for callers that may see the offer" }),
    created_at: Time,
  })
  .openapi("Creative");

const CreativeParam = IdParam.extend({ creative_id: z.string().max(100) });

const File = z.string().openapi({ type: "string", format: "binary" });

/** The bytes as they are, under any of the types. */
const fileContent = Object.fromEntries(CREATIVE_TYPES.map((type) => [type, { schema: File }]));

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/creatives",
  operationId: "listCreatives",
  summary: "List the creatives: files that webmasters may use",
  tags: ["offers"],
  security,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(CreativeView), "Creatives"), ...problems },
});

const addRoute = defineRoute({
  scope: "write",
  fileBody: { bytesMax: CREATIVE_BYTES_MAX },
  method: "post",
  path: "/{id}/creatives",
  operationId: "addCreative",
  summary: `Upload a file as the body, at most ${CREATIVE_BYTES_MAX / 1_000_000} MB. Its type is determined by its content`,
  tags: ["offers"],
  security,
  request: {
    params: IdParam,
    query: z.object({ name: line(200) }),
    body: { content: { "application/octet-stream": { schema: File } }, required: true },
  },
  responses: { 201: json(CreativeView, "The creative"), ...problems },
});

const readRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/creatives/{creative_id}",
  operationId: "readCreative",
  summary: "Download the file",
  tags: ["offers"],
  security,
  request: { params: CreativeParam },
  responses: { 200: { content: fileContent, description: "The file" }, ...problems },
});

const removeRoute = defineRoute({
  scope: "write",
  method: "delete",
  path: "/{id}/creatives/{creative_id}",
  operationId: "removeCreative",
  summary: "Remove a file",
  tags: ["offers"],
  security,
  request: { params: CreativeParam },
  responses: { 200: json(CreativeView, "The removed creative"), ...problems },
});

export const creatives = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const rows = await listCreatives(c.var.ctx, c.req.valid("param").id, { before: cursor, limit });
    return c.json(page(rows, limit, show), 200);
  })
  .openapi(addRoute, async (c) => {
    const { name } = c.req.valid("query");
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    return c.json(show(await addCreative(c.var.ctx, c.req.valid("param").id, { name, bytes })), 201);
  })
  .openapi(readRoute, async (c) => {
    const { id, creative_id } = c.req.valid("param");
    const { creative, body } = await readCreative(c.var.ctx, id, creative_id);
    // A picture in a page is shown all the same.
    const { name, type, size_bytes: sizeBytes } = creative;
    return c.body(body, 200, fileHeaders({ name, type, sizeBytes }));
  })
  .openapi(removeRoute, async (c) => {
    const { id, creative_id } = c.req.valid("param");
    return c.json(show(await removeCreative(c.var.ctx, id, creative_id)), 200);
  });

const show = (creative: Creative): z.infer<typeof CreativeView> => ({
  id: creative.id,
  offer_id: creative.offer_id,
  name: creative.name,
  type: creative.type as z.infer<typeof CreativeView>["type"], // written by addCreative
  size_bytes: creative.size_bytes,
  url: `/api/v1/offers/${creative.offer_id}/creatives/${creative.id}`,
  created_at: time(creative.created_at),
});
