import { readClickId } from "@waymark/contract/click-id";
import { listMonths, type ClickRow } from "../click/index.ts";
import type { Actor, Context } from "../context.ts";
import type { Tables } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { memberOf, rangeOf, readIndex, readMember, type ArchivedRow } from "./format.ts";
import { findChunk, listChunks } from "./queries.ts";
import { faultOf, type ArchiveRow } from "./run.ts";
import { archiveIdOf, idOf } from "./sources.ts";

export type { ArchivedRow } from "./format.ts";
export { archiveDue, stepArchive, type ArchiveRow } from "./run.ts";

export type ChunkRow = Tables["archive_chunk"];

/**
 * The archived clicks among these, by canonical click_ID: each with one ranged read of an index and one of its member.
 * Omits clicks that are in no archive or not visible to the actor.
 */
export async function findArchivedClicks(ctx: Context, clickIds: readonly string[]): Promise<Map<string, ClickRow>> {
  const found = new Map<string, ClickRow>();
  for (const [archiveId, ids] of await groupByArchive(ctx, clickIds))
    for (const [chunk, some] of await groupByChunk(ctx, archiveId, ids)) {
      const rows = (await readRows(ctx, "clicks", chunk, some)) as unknown[] as ClickRow[]; // copied from such rows
      for (const row of rows) if (mayRead(ctx.actor, row)) found.set(row.click_id, { ...ABSENT_COLUMNS, ...row });
    }
  return found;
}

/** Defaults of columns that archived rows lack, or older ones. */
const ABSENT_COLUMNS: Partial<ClickRow> = { signals: 0, referrer: "", address: "" };

/** An archived click; undefined if it is in no archive or not visible to the actor. */
export const findArchivedClick = async (ctx: Context, clickId: string): Promise<ClickRow | undefined> =>
  (await findArchivedClicks(ctx, [clickId])).get(clickId.toLowerCase());

/**
 * A postback's row as it was when its month was archived, by its receipt and two ranged reads; undefined if it is in no
 * archive. The caller must check access by the row in `DB`, which stays.
 */
export async function findArchivedPostback(ctx: Context, receipt: string): Promise<ArchivedRow | undefined> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "read postbacks", EVEN_IF_BLOCKED);
  const chunk = await findChunk(ctx.db, "postbacks", receipt);
  if (chunk === undefined) return undefined;
  const [row] = await readRows(ctx, "postbacks", chunk, [receipt]);
  return row;
}

/** Groups ids by the archive that would hold them. */
async function groupByArchive({ clicks }: Context, clickIds: readonly string[]): Promise<Map<string, string[]>> {
  const groups = new Map<string, string[]>();
  const dated = clickIds.flatMap((text) => {
    const parts = readClickId(text);
    return parts === undefined ? [] : [{ id: text.toLowerCase(), ...parts }];
  });
  for (const [shard, some] of Map.groupBy(dated, clicks.shardOf)) {
    const months = await listMonths(shard);
    for (const { id, clickedAt } of some) {
      const month = months.find(({ since, until }) => since <= clickedAt && clickedAt < until);
      if (month === undefined) continue;
      const archiveId = archiveIdOf({ kind: "clicks", shard: clicks.all.indexOf(shard), month: month.name });
      groups.set(archiveId, [...(groups.get(archiveId) ?? []), id]);
    }
  }
  return groups;
}

async function groupByChunk({ db }: Context, archiveId: string, ids: readonly string[]) {
  const chunks = await listChunks(db, archiveId);
  const groups = new Map<ChunkRow, string[]>();
  for (const id of ids) {
    const chunk = chunks.find(({ first_id, last_id }) => first_id <= id && id <= last_id);
    if (chunk !== undefined) groups.set(chunk, [...(groups.get(chunk) ?? []), id]);
  }
  return groups;
}

/** Rows of a chunk by their ids. */
async function readRows(ctx: Context, kind: ArchiveRow["kind"], chunk: ChunkRow, ids: readonly string[]) {
  const index = readIndex(await readBytes(ctx, chunk, indexOf(chunk)));
  const [wanted, rowId] = [new Set(ids), idOf(kind)];
  const rows: ArchivedRow[] = [];
  for (const member of new Set(ids.map((id) => memberOf(index, id)))) {
    const range = rangeOf(index, member);
    if (range === undefined) continue;
    rows.push(...readMember(await readBytes(ctx, chunk, range)).filter((row) => wanted.has(rowId(row))));
  }
  return rows;
}

function mayRead(actor: Actor, row: ClickRow): boolean {
  switch (actor.role) {
    case "webmaster":
      return row.webmaster_id === actor.webmasterId;
    case "advertiser":
      return row.advertiser_id === actor.advertiserId;
    case "operator":
    case "system":
      return true;
  }
}

interface Range {
  offset: number;
  length: number;
}

const indexOf = ({ index_at, bytes }: ChunkRow): Range => ({ offset: index_at, length: bytes - index_at });

/** One ranged read. Throws if the object is missing, although D1 lists it. */
async function readBytes({ archive }: Context, { object }: ChunkRow, range: Range): Promise<Uint8Array> {
  const found = await archive.get(object, { range });
  if (found === null) throw new Error(`the archive's object ${object} is lost`);
  return new Uint8Array(await found.arrayBuffer());
}

/**
 * Newest first; `before` is the last one seen. Throws `forbidden` unless the actor is an operator: archives hold the
 * clicks of all parties.
 */
export async function listArchives(
  ctx: Context,
  page: { before?: { at: number; id: string } | undefined; limit: number },
) {
  const { before } = page;
  requireRole(ctx, OPERATOR_OR_JOB, "read archives");
  let rows = ctx.db.query
    .selectFrom("archive")
    .selectAll()
    .orderBy("begun_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit);
  if (before !== undefined)
    rows = rows.where(({ eb, refTuple, tuple }) => eb(refTuple("begun_at", "id"), "<", tuple(before.at, before.id)));
  return rows.execute();
}

/** An archive with its chunks. Throws `not_found`, and `forbidden` to all but the operator. */
export async function getArchive(ctx: Context, id: string) {
  const { db } = ctx;
  requireRole(ctx, OPERATOR_OR_JOB, "read archives");
  const archive = await db.query.selectFrom("archive").selectAll().where("id", "=", id).executeTakeFirst();
  if (archive === undefined) throw notFound("archive");
  return { archive, chunks: await listChunks(db, id) };
}

/**
 * Up to 500 rows of an archive in the order of their ids, after the id `after`, and the id to continue with; undefined
 * after the last. Throws `not_found`, and `forbidden` to all but the operator.
 */
export async function readArchive(
  ctx: Context,
  id: string,
  after: string,
): Promise<{ rows: ArchivedRow[]; next: string | undefined }> {
  const { archive, chunks } = await getArchive(ctx, id);
  const rowId = idOf(archive.kind);
  const chunk = chunks.find(({ last_id }) => last_id > after);
  if (chunk === undefined) return { rows: [], next: undefined };
  const index = readIndex(await readBytes(ctx, chunk, indexOf(chunk)));
  const first = Math.max(0, memberOf(index, after));
  for (let member = first; ; member++) {
    const range = rangeOf(index, member);
    if (range === undefined) throw new Error(`${chunk.object} does not hold ${chunk.last_id}`);
    const rows = readMember(await readBytes(ctx, chunk, range)).filter((row) => rowId(row) > after);
    const last = rows.at(-1);
    if (last !== undefined) return { rows, next: rowId(last) === chunks.at(-1)?.last_id ? undefined : rowId(last) };
  }
}

/** Verifies a chunk as it is stored now, and returns it with its fault or undefined. Throws like `getArchive`. */
export async function checkChunk(
  ctx: Context,
  id: string,
  number: number,
): Promise<{ chunk: ChunkRow; fault: string | undefined }> {
  const { archive, chunks } = await getArchive(ctx, id);
  const chunk = chunks[number];
  if (chunk === undefined) throw notFound("chunk");
  return { chunk, fault: await faultOf(ctx, archive, chunk) };
}
