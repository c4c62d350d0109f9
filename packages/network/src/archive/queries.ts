import type { Db, Tables } from "../db/index.ts";

/** Archives that a job has to go on with, the oldest first. */
export const listUnfinished = ({ query }: Db): Promise<Pick<Tables["archive"], "id">[]> =>
  query.selectFrom("archive").select("id").where("status", "<>", "done").orderBy("begun_at").orderBy("id").execute();

/** The chunks of an archive in their order. */
export const listChunks = ({ query }: Db, archiveId: string): Promise<Tables["archive_chunk"][]> =>
  query.selectFrom("archive_chunk").selectAll().where("archive_id", "=", archiveId).orderBy("number").execute();
