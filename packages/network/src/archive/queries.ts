import type { Db, Tables } from "../db/index.ts";

/** Archives with work left, the oldest first. */
export const listUnfinished = ({ query }: Db): Promise<Pick<Tables["archive"], "id">[]> =>
  query.selectFrom("archive").select("id").where("status", "<>", "done").orderBy("begun_at").orderBy("id").execute();

/** The chunks of an archive in their order. */
export const listChunks = ({ query }: Db, archiveId: string): Promise<Tables["archive_chunk"][]> =>
  query.selectFrom("archive_chunk").selectAll().where("archive_id", "=", archiveId).orderBy("number").execute();

/** The chunk, in any archive of a kind, that would hold an id. */
export const findChunk = (
  { query }: Db,
  kind: Tables["archive"]["kind"],
  id: string,
): Promise<Tables["archive_chunk"] | undefined> =>
  query
    .selectFrom("archive_chunk")
    .innerJoin("archive", "archive.id", "archive_chunk.archive_id")
    .selectAll("archive_chunk")
    .where("archive.kind", "=", kind)
    .where("archive_chunk.first_id", "<=", id)
    .where("archive_chunk.last_id", ">=", id)
    .limit(1)
    .executeTakeFirst();
