import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { sortedId } from "@waymark/contract/sorted-id";
import type { Context } from "../context.ts";
import type { Statement } from "../db/index.ts";
import { anyGoalKeyOf, keyOfRow, onceKeyOf, unreadableKeyOf } from "../report/index.ts";
import { summaryOf, writeSummary } from "./apply.ts";
import { acts } from "./decide.ts";
import { hasKey } from "./keys.ts";
import {
  changeUpload,
  findPeriod,
  insertChunks,
  listChangedSince,
  listChunks,
  listStanding,
  newChunk,
  claimStep,
  type ChunkRow,
  type Named,
} from "./queries.ts";
import { keepOutcomes, readKeys, readOutcomes } from "./store.ts";
import { decideMissing, entryOf, goalsOfClicks, type Job } from "./chunk.ts";

/** Conversions of a period compared in one step. The missing ones are decided, and applied, in one batch. */
const PAGE_ROWS = 1_000;

/** Compares the next conversions of the period with the file, and decides those that the file does not mention. */
export async function compare(job: Job): Promise<void> {
  const { ctx, upload } = job;
  const { db } = ctx;
  const period = await findPeriod(db, upload.offer_id, upload.period_starts_at ?? 0);
  if (period === undefined) throw new Error(`the period of ${upload.id} is gone`);
  // Ids sort by the time of recording, which is never long before the conversion occurred.
  const earliest = sortedId("cnv", Math.max(0, period.starts_at - DAY_MS), new Uint8Array(10));
  const after = upload.compared_to === "" ? earliest : upload.compared_to;
  const [page, keys, chunks] = await Promise.all([
    listStanding(db, {
      offerId: upload.offer_id,
      advertiserId: upload.advertiser_id,
      period,
      after,
      limit: PAGE_ROWS,
    }),
    readKeys(ctx.files, upload.id),
    listChunks(db, upload.id),
  ]);
  const missing = page.filter((row) => !isMentioned(job, keys, row));
  const entries = (
    await decideMissing(
      job,
      missing.map(({ id }) => id),
      period.missing,
    )
  ).map((one) => entryOf(one));
  const statements: Statement[] = [
    claimStep(upload.id, { step: `compare:${after}`, actor: upload.created_by }, ctx.now()),
  ];
  if (entries.length > 0) {
    const chunk = { ...newChunk(upload.id, chunks.length, NOT_OF_THE_FILE), rows: entries.length };
    const mark = await keepOutcomes(ctx.files, upload.id, entries);
    statements.push(
      ...insertChunks([{ ...chunk, state: "validated", mark, summary: writeSummary(summaryOf(entries)) }]),
    );
  }
  const isLast = page.length < PAGE_ROWS;
  statements.push(
    changeUpload(upload.id, {
      compared_to: page.at(-1)?.id ?? after,
      ...(isLast && { status: "validated", validated_at: ctx.now() }),
    }),
  );
  await db.write(statements);
}

/** Late conversions that a commit reads before it closes a period, and the most that it adds. */
const LATE_PAGE = 10_000;
const LATE_MAX = 10_000;
/** A change written after the upload may be dated this much before it: clocks differ, and writers are slow. */
const LATE_MS = 10 * MINUTE_MS;

/**
 * Conversions of the period that were recorded or reopened since the comparison and that the file does not mention, as
 * new chunks. `isWhole` is false if there are more: the next commit finds the rest.
 */
export async function findLate(job: Job): Promise<{ chunks: ChunkRow[]; isWhole: boolean }> {
  const { ctx, upload } = job;
  const { db, files } = ctx;
  const period = await findPeriod(db, upload.offer_id, upload.period_starts_at ?? 0);
  if (period === undefined) return { chunks: [], isWhole: true };
  const filter = { uploadId: upload.id, offerId: upload.offer_id, period, since: upload.created_at - LATE_MS };
  const late = new Set<string>();
  let after = { occurred_at: period.starts_at, id: "" };
  for (let keys: Uint32Array | undefined; ;) {
    const page = await listChangedSince(db, { ...filter, after, limit: LATE_PAGE });
    if (page.length > 0) keys ??= await readKeys(files, upload.id);
    for (const row of page) if (keys !== undefined && !isMentioned(job, keys, row)) late.add(row.id);
    after = page.at(-1) ?? after;
    if (page.length < LATE_PAGE) break;
  }
  const chunks = await listChunks(db, upload.id);
  const all = late.size === 0 ? [] : await withoutListed(ctx, chunks, late);
  const ids = all.slice(0, LATE_MAX);
  const isWhole = ids.length === all.length;
  const made: ChunkRow[] = [];
  for (let at = 0; at < ids.length; at += PAGE_ROWS) {
    const decided = await decideMissing(job, ids.slice(at, at + PAGE_ROWS), period.missing);
    const entries = decided.map((one) => entryOf(one, true));
    made.push({
      ...newChunk(upload.id, chunks.length + made.length, NOT_OF_THE_FILE),
      ...{ rows: entries.length, round: upload.round, mark: await keepOutcomes(files, upload.id, entries) },
      state: entries.some(acts) ? "validated" : "committed",
      summary: writeSummary(summaryOf(entries)),
    });
  }
  return { chunks: made, isWhole };
}

/** The conversions that no chunk lists yet; reads one chunk at a time. */
async function withoutListed({ files }: Context, chunks: readonly ChunkRow[], ids: Set<string>): Promise<string[]> {
  for (const chunk of chunks)
    if (chunk.kind === "missing")
      for (const { conversionId } of await readOutcomes(files, chunk)) ids.delete(conversionId ?? "");
  return [...ids];
}

const NOT_OF_THE_FILE = { kind: "missing", first_row: 0, rows: 0, from_byte: 0, to_byte: 0 } as const;

/** Whether a row of the file, readable or faulty, names this conversion. */
function isMentioned(job: Job, keys: Uint32Array, row: Named): boolean {
  const code = job.goals.find(({ id }) => id === row.goal_id)?.code;
  if (code === undefined) return false;
  const [clickId, orderId] = [row.click_id, row.order_id];
  if (hasKey(keys, keyOfRow({ clickId, orderId, goal: code }, code))) return true;
  if (hasKey(keys, unreadableKeyOf(code, clickId))) return true;
  // The row may mean the default goal. Then this conversion is left alone although no row names it.
  if (orderId !== null && hasKey(keys, anyGoalKeyOf(orderId))) return true;
  const isNamedByClick = goalsOfClicks(job).has(code);
  if (row.channel === "pixel" && !isNamedByClick) return true; // Which orders of its click the file names is not recorded
  return (
    isNamedByClick &&
    (hasKey(keys, onceKeyOf(code, clickId)) || hasKey(keys, keyOfRow({ clickId, orderId: null, goal: code }, code)))
  );
}
