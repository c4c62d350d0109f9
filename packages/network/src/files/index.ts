import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { ENDED, findProgress, inJson, saveProgress, type Db } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** Objects of a run: one list, and one call deletes them (R2 takes up to a thousand). */
const OBJECTS_MAX = 500;
/** A younger object may belong to a request that has not written its row yet. */
const AGE_MIN_MS = DAY_MS;

type Kind = "upload" | "creative" | "attachment" | "document";

/** The ids, of these, of rows that have files. */
const FIND_OWNERS: Record<Kind, (db: Db, ids: readonly string[]) => Promise<{ id: string }[]>> = {
  upload: ({ query }, ids) =>
    query
      .selectFrom("upload")
      .select("id")
      .where("id", "in", inJson(ids))
      .where("file_deleted_at", "is", null)
      .execute(),
  creative: ({ query }, ids) =>
    query.selectFrom("creative").select("id").where("id", "in", inJson(ids)).where("removed_at", "is", null).execute(),
  attachment: ({ query }, ids) => query.selectFrom("attachment").select("id").where("id", "in", inJson(ids)).execute(),
  // The id of a file: a document has only its last one.
  document: ({ query }, ids) =>
    query
      .selectFrom("payout_document")
      .select("file_id as id")
      .where("file_id", "in", inJson(ids))
      .$narrowType<{ id: string }>()
      .execute(),
};

/**
 * Deletes files that belong to no row, because the request that stored them died before it wrote one. A run looks at a
 * part of the bucket, and the next goes on from there. Returns how many files it deleted.
 */
export async function sweepFiles(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete files without a row");
  const { db, files, now } = ctx;
  const position = (await findProgress(db, "files"))?.position ?? ENDED;
  const page = await files.list({ limit: OBJECTS_MAX, ...(position !== ENDED && { startAfter: position }) });
  const owned = page.objects
    .filter(({ uploaded }) => uploaded.getTime() < now() - AGE_MIN_MS)
    .flatMap(({ key }) => ownerOf(key) ?? []);
  const orphans: string[] = [];
  for (const [kind, objects] of Map.groupBy(owned, (object) => object.kind)) {
    const ids = [...new Set(objects.map(({ id }) => id))];
    const known = new Set((await FIND_OWNERS[kind](db, ids)).map(({ id }) => id));
    orphans.push(...objects.filter(({ id }) => !known.has(id)).map(({ key }) => key));
  }
  if (orphans.length > 0) await files.delete(orphans);
  const next = page.truncated ? (page.objects.at(-1)?.key ?? ENDED) : ENDED;
  await db.write([saveProgress("files", { position: next, changedAt: now() })]);
  return orphans.length;
}

/** `upload/{id}/…`, `creative/{offer}/{id}`, `attachment/{thread}/{id}` or `document/{document}/{id}`; others are left alone. */
function ownerOf(key: string): { key: string; kind: Kind; id: string } | undefined {
  const [kind, first = "", second = ""] = key.split("/");
  if (kind === "upload") return { key, kind, id: first };
  return kind === "creative" || kind === "attachment" || kind === "document" ? { key, kind, id: second } : undefined;
}
