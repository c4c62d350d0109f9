import { z } from "@hono/zod-openapi";
import {
  checkChunk,
  getArchive,
  listArchives,
  readArchive,
  type ArchiveRow,
  type ChunkRow,
} from "@waymark/network/archive";
import {
  fittingPage,
  createApi,
  digits,
  IdParam,
  json,
  pageOf,
  PageQuery,
  problems,
  readTimeAndId,
  security,
  Time,
  time,
  TimeAndId,
} from "./schema.ts";
import { defineRoute } from "./route.ts";
import { ARCHIVE_KINDS, ARCHIVE_STATUSES } from "@waymark/network/words";

const archiveFields = {
  id: z.string(),
  kind: z.enum(ARCHIVE_KINDS),
  shard: z.number().int().openapi({ description: "-1: the network's own database" }),
  month: z.string(),
  status: z.enum(ARCHIVE_STATUSES),
  rows: z.number().int(),
  size_bytes: z.number().int(),
  begun_at: Time,
  changed_at: Time,
};

const Archive = z.object(archiveFields).openapi("Archive");

const chunkFields = {
  number: z.number().int(),
  object: z.string(),
  first_id: z.string(),
  last_id: z.string(),
  rows: z.number().int(),
  size_bytes: z.number().int(),
  sha256: z.string(),
};

const Chunk = z.object(chunkFields).openapi("ArchiveChunk");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listArchives",
  summary: "List the months that are archived in R2, or are being archived, newest first",
  tags: ["ops"],
  security,
  request: { query: PageQuery.extend({ cursor: TimeAndId.optional() }) },
  responses: { 200: json(pageOf(Archive), "Archives"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getArchive",
  summary: "Get an archive with its manifest",
  tags: ["ops"],
  security,
  request: { params: IdParam },
  responses: {
    200: json(z.object({ ...archiveFields, chunks: z.array(Chunk) }).openapi("ArchiveManifest"), "The archive"),
    ...problems,
  },
});

const rowsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/rows",
  operationId: "readArchive",
  summary: "List archived rows, up to 500 at a time, in the order of their ids. Continue with next_cursor",
  tags: ["ops"],
  security,
  request: { params: IdParam, query: z.object({ cursor: z.string().max(100).optional() }) },
  responses: { 200: json(pageOf(z.record(z.string(), z.unknown())), "Rows as they were stored"), ...problems },
});

const CHUNKS_MAX = 1_000_000;

const checkRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/chunks/{number}",
  operationId: "checkArchiveChunk",
  summary: "Read a chunk of an archive and verify it against its manifest",
  tags: ["ops"],
  security,
  request: { params: IdParam.extend({ number: digits(z.number().int().min(0).max(CHUNKS_MAX)) }) },
  responses: {
    200: json(
      z
        .object({
          ...chunkFields,
          fault: z.string().nullable().openapi({ description: "The fault of the chunk; null if it has none" }),
        })
        .openapi("CheckedChunk"),
      "The chunk and its fault",
    ),
    ...problems,
  },
});

/** The archives in R2. */
export const opsArchives = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const before = cursor === undefined ? undefined : readTimeAndId(cursor);
    const rows = await listArchives(c.var.ctx, { before, limit });
    const { data, last } = fittingPage(rows, limit, showArchive);
    return c.json({ data, next_cursor: last === undefined ? null : `${last.begun_at}~${last.id}` }, 200);
  })
  .openapi(getRoute, async (c) => {
    const { archive, chunks } = await getArchive(c.var.ctx, c.req.valid("param").id);
    return c.json({ ...showArchive(archive), chunks: chunks.map(showChunk) }, 200);
  })
  .openapi(rowsRoute, async (c) => {
    const { rows, next } = await readArchive(c.var.ctx, c.req.valid("param").id, c.req.valid("query").cursor ?? "");
    return c.json({ data: rows, next_cursor: next ?? null }, 200);
  })
  .openapi(checkRoute, async (c) => {
    const { id, number } = c.req.valid("param");
    const { chunk, fault } = await checkChunk(c.var.ctx, id, number);
    return c.json({ ...showChunk(chunk), fault: fault ?? null }, 200);
  });

const showArchive = ({ id, kind, shard, month, status, rows, bytes, begun_at, changed_at }: ArchiveRow) => ({
  id,
  kind,
  shard,
  month,
  status,
  rows,
  size_bytes: bytes,
  begun_at: time(begun_at),
  changed_at: time(changed_at),
});

const showChunk = ({ number, object, first_id, last_id, rows, bytes, sha256 }: ChunkRow) => ({
  number,
  object,
  first_id,
  last_id,
  rows,
  size_bytes: bytes,
  sha256,
});
