import type { Context } from "../context.ts";
import { insertRows, rawStatement, ConcurrentWriteError, type Statement, type Tables } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { createChunk, faultOfChunk, MEMBER_ROWS_MAX, type Chunk } from "./format.ts";
import { listChunks, listUnfinished } from "./queries.ts";
import { archiveIdOf, idOf, listDueSources, openSource, type Source, type SourceName } from "./sources.ts";

export type ArchiveRow = Tables["archive"];
type ChunkRow = Tables["archive_chunk"];

/** Limit of a chunk, which is held in memory while it is made and while it is verified. */
const CHUNK_BYTES_MAX = 2_000_000;
const CHUNK_ROWS_MAX = 100_000;
/** No step begins after this time: a cron may use 30 seconds of CPU time, and this is nearly all CPU time. */
const RUN_MS = 15_000;

/**
 * Archives what is due, step by step, for about fifteen seconds and while `mayContinue`. The next call continues where this
 * one ended or died. A table is copied in chunks, each chunk is read back and verified against its checksum, and only
 * then is the table dropped. Returns how many steps were done. Throws if a shard or an archive fails, after the others
 * are processed.
 */
export async function archiveDue(ctx: Context, mayContinue: () => boolean = () => true): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "archive months");
  const end = ctx.now() + RUN_MS;
  let failure = await beginDue(ctx);
  let steps = 0;
  for (const { id } of await listUnfinished(ctx.db))
    try {
      for (let status = ""; ctx.now() < end && mayContinue() && status !== "done"; steps++)
        status = await stepArchive(ctx, id);
    } catch (error) {
      // A concurrent worker has this archive. Any other failure does not delay the other archives.
      if (!(error instanceof ConcurrentWriteError)) failure ??= error;
    }
  if (failure !== undefined) throw failure;
  return steps;
}

/** Returns the errors of shards that could not be read. */
async function beginDue(ctx: Context): Promise<unknown> {
  const { due, failures } = await listDueSources(ctx);
  await ctx.db.write(
    due.map(({ kind, shard, month }) =>
      rawStatement(
        `INSERT INTO archive (id, kind, shard, month, status, position, rows, bytes, version, begun_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, 'copying', '', 0, 0, 0, ?5, ?5) ON CONFLICT DO NOTHING`,
        [archiveIdOf({ kind, shard, month }), kind, shard, month, ctx.now()],
      ),
    ),
  );
  return failures[0];
}

/**
 * Does the next step of an archive and returns its new status. A step that died is repeated. Of two concurrent workers
 * at the same step, one throws `ConcurrentWriteError` and changes nothing.
 */
export async function stepArchive(ctx: Context, id: string): Promise<ArchiveRow["status"]> {
  requireRole(ctx, OPERATOR_OR_JOB, "archive months");
  const archive = await ctx.db.query.selectFrom("archive").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  switch (archive.status) {
    case "copying":
      return copyChunk(ctx, archive);
    case "verifying":
      return verifyChunk(ctx, archive);
    case "dropping":
      return drop(ctx, archive);
    case "done":
      return "done";
  }
}

async function copyChunk(ctx: Context, archive: ArchiveRow) {
  const source = await openSource(ctx, archive);
  const chunk = await readChunk(source, archive.position);
  if (chunk === undefined) return finishStep(ctx, archive, { status: "verifying", position: "0" });
  const number = (await listChunks(ctx.db, archive.id)).length;
  // Named by its content, so a concurrent worker at this step can't overwrite the object that this one records.
  const object = `${folderOf(archive)}/${String(number).padStart(6, "0")}-${chunk.sha256.slice(0, 16)}.ndjson.gz`;
  await ctx.archive.put(object, chunk.bytes, { sha256: chunk.sha256 });
  const { status } = archive;
  const [rows, bytes] = [archive.rows + chunk.rows, archive.bytes + chunk.bytes.length];
  return finishStep(ctx, archive, { status, position: chunk.lastId, rows, bytes }, [
    ...insertChunk({
      archive_id: archive.id,
      number,
      object,
      first_id: chunk.firstId,
      last_id: chunk.lastId,
      rows: chunk.rows,
      bytes: chunk.bytes.length,
      index_at: chunk.indexAt,
      sha256: chunk.sha256,
    }),
  ]);
}

/** The next chunk of a source; undefined after its last row. */
async function readChunk(source: Source, position: string): Promise<Chunk | undefined> {
  const id = idOf(source.name.kind);
  const chunk = createChunk(id);
  let [after, rows] = [position, 0];
  while (rows < CHUNK_ROWS_MAX && chunk.size() < CHUNK_BYTES_MAX) {
    // A member a query: pages of 2,000 rows held 20 MB more of the isolate.
    const page = await source.read({ after, rowsMax: MEMBER_ROWS_MAX });
    const last = page.at(-1);
    if (last === undefined) break;
    chunk.add(page);
    after = id(last);
    rows += page.length;
  }
  return rows === 0 ? undefined : chunk.close();
}

async function verifyChunk(ctx: Context, archive: ArchiveRow) {
  const chunks = await listChunks(ctx.db, archive.id);
  const chunk = chunks[Number(archive.position)];
  if (chunk !== undefined) {
    const fault = await faultOf(ctx, archive, chunk);
    if (fault !== undefined) return copyAgain(ctx, archive, `${chunk.object}: ${fault}`);
    return finishStep(ctx, archive, { status: "verifying", position: String(Number(archive.position) + 1) });
  }
  await ctx.archive.put(`${folderOf(archive)}/manifest.json`, JSON.stringify(manifestOf(archive, chunks), null, 2));
  return finishStep(ctx, archive, { status: "dropping", position: "" });
}

/** The fault of a chunk as stored in R2, or undefined. */
export async function faultOf(
  ctx: Context,
  { kind }: Pick<ArchiveRow, "kind">,
  chunk: ChunkRow,
): Promise<string | undefined> {
  const object = await ctx.archive.get(chunk.object);
  if (object === null) return "it is lost";
  const { sha256, rows, first_id: firstId, last_id: lastId, index_at: indexAt } = chunk;
  return faultOfChunk(
    new Uint8Array(await object.arrayBuffer()),
    { sha256, rows, firstId, lastId, indexAt },
    idOf(kind),
  );
}

/** The contents of an archive, for readers that have only R2. */
const manifestOf = ({ kind, shard, month, rows, bytes }: ArchiveRow, chunks: readonly ChunkRow[]) => ({
  kind,
  shard,
  month,
  rows,
  bytes,
  firstId: chunks[0]?.first_id ?? null,
  lastId: chunks.at(-1)?.last_id ?? null,
  chunks: chunks.map(({ object, first_id, last_id, rows: count, bytes: size, index_at, sha256 }) => ({
    object,
    firstId: first_id,
    lastId: last_id,
    rows: count,
    bytes: size,
    indexAt: index_at,
    sha256,
  })),
});

async function drop(ctx: Context, archive: ArchiveRow) {
  const source = await openSource(ctx, archive);
  if (!source.isDropped) {
    const rows = await source.count();
    if (rows !== archive.rows) return copyAgain(ctx, archive, `${rows} rows there, ${archive.rows} archived`);
    await deleteOrphans(ctx, archive);
    await source.drop();
  }
  return finishStep(ctx, archive, { status: "done", position: "" });
}

/** Objects of a step that died before it recorded them. */
async function deleteOrphans(ctx: Context, archive: ArchiveRow) {
  const known = new Set((await listChunks(ctx.db, archive.id)).map(({ object }) => object));
  const prefix = `${folderOf(archive)}/`;
  for (let cursor: string | undefined; ;) {
    const listed = await ctx.archive.list({ prefix, ...(cursor !== undefined && { cursor }) });
    const orphans = listed.objects.filter(({ key }) => key.endsWith(".ndjson.gz") && !known.has(key));
    if (orphans.length > 0) await ctx.archive.delete(orphans.map(({ key }) => key));
    if (!listed.truncated) break;
    cursor = listed.cursor;
  }
}

/** Nothing but time is lost: the table is still complete. */
async function copyAgain(ctx: Context, archive: ArchiveRow, fault: string) {
  console.error({ event: "archive.damaged", archive: archive.id, fault });
  return finishStep(ctx, archive, { status: "copying", position: "", rows: 0, bytes: 0 }, [
    rawStatement("DELETE FROM archive_chunk WHERE archive_id = ?", [archive.id]),
  ]);
}

/** Writes a step's outcome, once: the step's number is unique. */
async function finishStep(
  ctx: Context,
  archive: ArchiveRow,
  next: Pick<ArchiveRow, "status" | "position"> & Partial<Pick<ArchiveRow, "rows" | "bytes">>,
  statements: readonly Statement[] = [],
): Promise<ArchiveRow["status"]> {
  const { status, position, rows = archive.rows, bytes = archive.bytes } = next;
  const [version, takenAt] = [archive.version + 1, ctx.now()];
  await ctx.db.write([
    rawStatement("INSERT INTO archive_step (archive_id, version, status, taken_at) VALUES (?, ?, ?, ?)", [
      archive.id,
      version,
      status,
      takenAt,
    ]),
    ...statements,
    rawStatement(
      "UPDATE archive SET status = ?, position = ?, rows = ?, bytes = ?, version = ?, changed_at = ? WHERE id = ?",
      [status, position, rows, bytes, version, takenAt, archive.id],
    ),
  ]);
  return status;
}

const insertChunk = (row: ChunkRow) =>
  insertRows(
    "archive_chunk",
    ["archive_id", "number", "object", "first_id", "last_id", "rows", "bytes", "index_at", "sha256"],
    [row],
  );

const folderOf = ({ kind, shard, month }: SourceName) => `${kind}/${shard}/${month}`;
