import { z } from "@hono/zod-openapi";
import {
  addSource,
  CHECK_FAULTS,
  type CheckFault,
  getSource,
  listSources,
  PROOF_NAME,
  PROOF_PATH,
  removeSource,
  verifySource,
  type SeenSource,
} from "@waymark/network/account";
import {
  body,
  createApi,
  IdParam,
  json,
  onlyFor,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { line } from "../person-schema.ts";
import { SourceFilters, sourceFilterOf } from "./filters.ts";
import { defineRoute } from "./route.ts";
import { PROOF_METHODS, SOURCE_KINDS, SOURCE_STATUSES } from "@waymark/network/words";

const Kind = z.enum(SOURCE_KINDS);
const Method = z.enum(PROOF_METHODS);

const SourceView = z
  .object({
    id: z.string(),
    webmaster_id: z.string(),
    kind: Kind,
    url: z.string(),
    name: z.string(),
    status: z.enum(SOURCE_STATUSES),
    method: Method.nullable(),
    reason_code: z.enum(CHECK_FAULTS).nullable().openapi({ description: "Why the last check failed" }),
    proof: onlyFor(
      ["webmaster"],
      z.object({ text: z.string(), dns_name: z.string(), file_url: z.string() }).nullable(),
      "Put the text into a TXT record of this name or a file at this address. Null for a channel",
    ),
    created_at: Time,
    checked_at: Time.nullable(),
  })
  .openapi("TrafficSource");

const NewSource = z
  .strictObject({
    kind: Kind,
    url: z.string().trim().min(1).max(2_048).openapi({ description: "https://…" }),
    name: line(200, 0).default(""),
  })
  .openapi("NewTrafficSource");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listTrafficSources",
  summary: "List the sites and channels of webmasters that the caller may see",
  tags: ["traffic sources"],
  security,
  request: { query: PageQuery.extend(SourceFilters.shape) },
  responses: { 200: json(pageOf(SourceView), "Sources"), ...problems },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getTrafficSource",
  summary: "Get a source",
  tags: ["traffic sources"],
  security,
  request: { params: IdParam },
  responses: { 200: json(SourceView, "The source"), ...problems },
});
const addRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "addTrafficSource",
  summary: "Add a site or channel that the webmaster's visitors come from. Webmasters only",
  tags: ["traffic sources"],
  security,
  request: body(NewSource),
  responses: { 201: json(SourceView, "The source, with the proof to publish"), ...problems },
});
const removeRoute = defineRoute({
  scope: "write",
  method: "delete",
  path: "/{id}",
  operationId: "removeTrafficSource",
  summary: "Remove a source",
  tags: ["traffic sources"],
  security,
  request: { params: IdParam },
  responses: { 200: json(SourceView, "The removed source"), ...problems },
});
const verifyRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/verify",
  operationId: "verifyTrafficSource",
  summary: "Request a check of the proof, within a minute. Operators may verify the source without a proof",
  tags: ["traffic sources"],
  security,
  request: { params: IdParam, ...body(z.strictObject({ method: Method }).openapi("Verification")) },
  responses: { 200: json(SourceView, "The source"), ...problems },
});

export const sources = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listSources(c.var.ctx, sourceFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getSource(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(addRoute, async (c) => {
    const source = await addSource(c.var.ctx, c.req.valid("json"));
    return c.json(show(source), 201);
  })
  .openapi(removeRoute, async (c) => c.json(show(await removeSource(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(verifyRoute, async (c) => {
    const source = await verifySource(c.var.ctx, c.req.valid("param").id, c.req.valid("json").method);
    return c.json(show(source), 200);
  });

function show({ proof, ...row }: SeenSource): z.infer<typeof SourceView> {
  const { hostname } = new URL(row.url);
  return {
    ...{ id: row.id, webmaster_id: row.webmaster_id, kind: row.kind, url: row.url, name: row.name },
    ...{ status: row.status, method: row.method },
    reason_code: row.reason as CheckFault | null, // written by checkSources
    proof:
      typeof proof !== "string"
        ? proof
        : {
            text: proof,
            dns_name: `${PROOF_NAME}.${hostname}`,
            file_url: `https://${hostname}${PROOF_PATH}`,
          },
    created_at: time(row.created_at),
    checked_at: timeOrNull(row.checked_at),
  };
}
