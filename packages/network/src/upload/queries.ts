import { sql } from "kysely";
import { NOT_REJECTED, REAL } from "../conversion/index.ts";
import {
  inJson,
  insertRows,
  rawStatement,
  type ConversionRow,
  type Db,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { emptySummary, writeSummary, type Summary } from "./apply.ts";

export type UploadRow = Tables["upload"];
export type ChunkRow = Tables["upload_chunk"];
export type PeriodRow = Tables["upload_period"];

export const findUpload = ({ query }: Db, id: string): Promise<UploadRow | undefined> =>
  query.selectFrom("upload").selectAll().where("id", "=", id).executeTakeFirst();

export const listChunks = ({ query }: Db, uploadId: string): Promise<ChunkRow[]> =>
  query.selectFrom("upload_chunk").selectAll().where("upload_id", "=", uploadId).orderBy("chunk").execute();

/** What a chunk adds to the figures of its upload. */
export type ChunkSummary = Pick<ChunkRow, "upload_id" | "state" | "round" | "summary">;

/** The chunks of a few uploads, in their order, by upload. */
export async function chunksOfUploads(
  { query }: Db,
  uploadIds: readonly string[],
): Promise<ReadonlyMap<string, ChunkSummary[]>> {
  const chunks = await query
    .selectFrom("upload_chunk")
    .select(["upload_id", "state", "round", "summary"])
    .where("upload_id", "in", inJson(uploadIds))
    .orderBy("upload_id")
    .orderBy("chunk")
    .execute();
  return Map.groupBy(chunks, ({ upload_id }) => upload_id);
}

/** A step is a unique row: the batch of a second writer of the same step fails as a whole. */
export const claimStep = (
  uploadId: string,
  { step, actor, reason = null }: { step: string; actor: string; reason?: string | null },
  now: number,
): Statement =>
  rawStatement("INSERT INTO upload_step (upload_id, step, taken_at, actor, reason) VALUES (?, ?, ?, ?, ?)", [
    ...[uploadId, step, now, actor, reason],
  ]);

/** Cancels an upload that was never applied, by the step of its first commit: only one of the two can succeed. */
export const cancelUnapplied = (uploadId: string, actor: string, now: number): Statement[] => [
  claimStep(uploadId, { step: "commit:1", actor }, now),
  changeUpload(uploadId, { status: "cancelled" }),
];

/** Who began the undo that is under way, and why. */
export const findUndo = ({ query }: Db, { id, round }: UploadRow): Promise<{ actor: string; reason: string | null }> =>
  query
    .selectFrom("upload_step")
    .select(["actor", "reason"])
    .where("upload_id", "=", id)
    .where("step", "=", `undo:${round}`)
    .executeTakeFirstOrThrow();

export async function isStepClaimed({ query }: Db, uploadId: string, step: string): Promise<boolean> {
  const row = await query
    .selectFrom("upload_step")
    .select("step")
    .where("upload_id", "=", uploadId)
    .where("step", "=", step)
    .executeTakeFirst();
  return row !== undefined;
}

const UPLOAD_COLUMNS = [
  "id",
  "offer_id",
  "advertiser_id",
  "status",
  "name",
  "created_at",
  "created_by",
  "sha256",
  "bytes",
  "dialect",
  "notation",
  "kept",
  "period_starts_at",
] as const;

export const insertUpload = (row: Pick<UploadRow, (typeof UPLOAD_COLUMNS)[number]>): Statement[] =>
  insertRows("upload", UPLOAD_COLUMNS, [row as UploadRow]); // the rest has defaults

export function changeUpload(id: string, change: Partial<UploadRow>): Statement {
  const names = Object.keys(change);
  return rawStatement(`UPDATE upload SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, [
    ...Object.values(change),
    id,
  ]);
}

/** A chunk without any work done yet. */
export const newChunk = (
  uploadId: string,
  chunk: number,
  range: Pick<ChunkRow, "kind" | "first_row" | "rows" | "from_byte" | "to_byte">,
): ChunkRow => ({
  upload_id: uploadId,
  chunk,
  state: "cut",
  round: 0,
  repeats_from: 0,
  repeats_to: 0,
  mark: "",
  summary: writeSummary(emptySummary()),
  lease_holder: "",
  lease_until: 0,
  ...range,
});

export const insertChunks = (rows: readonly ChunkRow[]): Statement[] =>
  insertRows(
    "upload_chunk",
    [
      "upload_id",
      "chunk",
      "kind",
      "state",
      "round",
      "first_row",
      "rows",
      "from_byte",
      "to_byte",
      "repeats_from",
      "repeats_to",
      "mark",
      "summary",
      "lease_holder",
      "lease_until",
    ],
    rows,
  );

/** Writes the result of a phase on a chunk and releases its lease. */
export const finishChunk = (
  { upload_id, chunk }: ChunkRow,
  done: { state: ChunkRow["state"]; round: number; mark: string; summary: Summary },
): Statement =>
  rawStatement(
    `UPDATE upload_chunk SET state = ?, round = ?, mark = ?, summary = ?, lease_holder = '', lease_until = 0
     WHERE upload_id = ? AND chunk = ?`,
    [done.state, done.round, done.mark, writeSummary(done.summary), upload_id, chunk],
  );

/** The chunks that a phase still has to process, as SQL. */
const TO_DO: Record<"validating" | "committing" | "undoing", string> = {
  validating: "state = 'cut'",
  committing: "state = 'validated' AND round < ?2",
  undoing: "state IN ('validated', 'committed')",
};

export type Phase = keyof typeof TO_DO;

/** Leases the next chunks that no other worker holds, and returns them. */
export async function leaseChunks(
  db: Db,
  { id, round }: UploadRow,
  phase: Phase,
  lease: { holder: string; now: number; until: number; chunksMax: number },
): Promise<ChunkRow[]> {
  const { rowsWritten } = await db.write([
    rawStatement(
      `UPDATE upload_chunk SET lease_holder = ?4, lease_until = ?5
       WHERE upload_id = ?1 AND chunk IN (
         SELECT chunk FROM upload_chunk WHERE upload_id = ?1 AND ${TO_DO[phase]} AND (lease_until <= ?3 OR lease_holder = ?4)
           AND ?2 = ?2
         ORDER BY chunk LIMIT CAST(?6 AS INTEGER))`,
      [id, round, lease.now, lease.holder, lease.until, lease.chunksMax],
    ),
  ]);
  if (rowsWritten === 0) return [];
  const rows = await listLeased(db, id, lease.holder);
  return rows.filter(({ state, round: done }) =>
    phase === "validating" ? state === "cut" : phase === "undoing" || (state === "validated" && done < round),
  );
}

const listLeased = ({ query }: Db, uploadId: string, holder: string): Promise<ChunkRow[]> =>
  query
    .selectFrom("upload_chunk")
    .selectAll()
    .where("upload_id", "=", uploadId)
    .where("lease_holder", "=", holder)
    .orderBy("chunk")
    .execute();

/** How many chunks a phase still has to process, leased or not. */
export async function countToDo({ query }: Db, { id, round }: UploadRow, phase: Phase): Promise<number> {
  let chunks = query
    .selectFrom("upload_chunk")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("upload_id", "=", id);
  switch (phase) {
    case "validating":
      chunks = chunks.where("state", "=", "cut");
      break;
    case "committing":
      chunks = chunks.where("state", "=", "validated").where("round", "<", round);
      break;
    case "undoing":
      chunks = chunks.where("state", "in", ["validated", "committed"]);
  }
  return (await chunks.executeTakeFirstOrThrow()).n;
}

/** Releases the chunks that a worker still holds. */
export const releaseChunks = (uploadId: string, holder: string): Statement =>
  rawStatement("UPDATE upload_chunk SET lease_holder = '', lease_until = 0 WHERE upload_id = ? AND lease_holder = ?", [
    uploadId,
    holder,
  ]);

/**
 * Those of these conversions that reports outside an upload have confirmed, with the version of the last confirmation.
 * Other uploads that were undone don't count.
 */
export async function findConfirmed(
  { query }: Db,
  { uploadId, ids }: { uploadId: string; ids: readonly string[] },
): Promise<Map<string, number>> {
  const source = sql<string>`substr(source, 1, instr(source || '#', '#') - 1)`;
  const rows = await query
    .selectFrom("conversion_change")
    .select(({ fn }) => ["conversion_id", fn.max("version").as("version")])
    .where("conversion_id", "in", inJson(ids))
    .where("event", "=", "confirm")
    .where(
      sql<boolean>`source IS NULL OR ${source} NOT IN (SELECT id FROM upload WHERE id = ${uploadId} OR status = 'undone')`,
    )
    .groupBy("conversion_id")
    .execute();
  return new Map(rows.map(({ conversion_id, version }) => [conversion_id, version]));
}

/** Conversions of a period that are pending or approved, by id, after the given id. */
export const listStanding = (
  { query }: Db,
  filter: { offerId: string; advertiserId: string; period: PeriodRow; after: string; limit: number },
): Promise<ConversionRow[]> =>
  query
    .selectFrom("conversion")
    .selectAll()
    .where("advertiser_id", "=", filter.advertiserId)
    .where("id", ">", filter.after)
    .where("offer_id", "=", filter.offerId)
    .where(NOT_REJECTED)
    .where(REAL)
    .where("occurred_at", ">=", filter.period.starts_at)
    .where("occurred_at", "<", filter.period.ends_at)
    .orderBy("id")
    .limit(filter.limit)
    .execute();

/** What a row of a file must name to mention a conversion. */
export type Named = Pick<ConversionRow, "goal_id" | "click_id" | "order_id" | "channel">;

/**
 * Conversions of a period that are pending or approved and whose last change is recent and not by this upload: in the
 * order of `occurred_at`, after the given one.
 */
export const listChangedSince = (
  { query }: Db,
  filter: {
    uploadId: string;
    offerId: string;
    period: PeriodRow;
    since: number;
    after: Pick<ConversionRow, "occurred_at" | "id">;
    limit: number;
  },
): Promise<(Named & Pick<ConversionRow, "id" | "occurred_at">)[]> =>
  query
    .selectFrom("conversion")
    .select(["id", "occurred_at", "goal_id", "click_id", "order_id", "channel"])
    .where("offer_id", "=", filter.offerId)
    .where("occurred_at", ">=", filter.after.occurred_at)
    .where("occurred_at", "<", filter.period.ends_at)
    .where(({ eb, or }) => or([eb("occurred_at", ">", filter.after.occurred_at), eb("id", ">", filter.after.id)]))
    .where(NOT_REJECTED)
    .where(REAL)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("conversion_change as last")
          .select("last.version")
          .whereRef("last.conversion_id", "=", "conversion.id")
          .whereRef("last.version", "=", "conversion.version")
          .where("last.changed_at", ">=", filter.since)
          .where(({ eb, or }) =>
            or([eb("last.source", "is", null), eb("last.source", "not like", `${filter.uploadId}%`)]),
          ),
      ),
    )
    .orderBy("occurred_at")
    .orderBy("id")
    .limit(filter.limit)
    .execute();

export const noteWebmasters = (uploadId: string, webmasterIds: readonly string[]): Statement =>
  rawStatement(
    "INSERT INTO upload_webmaster (webmaster_id, upload_id) SELECT DISTINCT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
    [uploadId, JSON.stringify(webmasterIds)],
  );

export const findPeriod = ({ query }: Db, offerId: string, startsAt: number): Promise<PeriodRow | undefined> =>
  query
    .selectFrom("upload_period")
    .selectAll()
    .where("offer_id", "=", offerId)
    .where("starts_at", "=", startsAt)
    .executeTakeFirst();
