import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, rawStatement, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { getOffer } from "../offer/index.ts";
import { findPostbackSettings, NO_SETTINGS } from "../postback/index.ts";
import { mergeSummaries, type Entry, type Summary } from "./apply.ts";
import type { Notation } from "./cells.ts";
import { plainName } from "./columns.ts";
import type { Note, Outcome, Part, RowError } from "./decide.ts";
import { FILE_FAULTS, readRecords, textOf, type Delimiter, type Dialect, type FileFault } from "./file.ts";
import { notationOf, type SaidNotation } from "./notation.ts";
import { periodToReceive } from "./periods.ts";
import {
  changeUpload,
  findKeptNotation,
  findPeriod,
  insertUpload,
  keepColumns,
  keepNotation,
  listChunks,
  takeStep,
  type ChunkRow,
  type UploadRow,
} from "./queries.ts";
import { sentenceOf, writeCsvRow } from "./results.ts";
import { fileKey, keepFile, readBytes, readOutcomes } from "./store.ts";

export { advanceUpload } from "./work.ts";
export { OUTCOMES, STANDINGS, type Outcome } from "./decide.ts";
export { DELIMITERS } from "./file.ts";
export { FIELDS } from "./columns.ts";
export { MISSING_POLICIES, type UploadSchedule } from "./schedule.ts";
export {
  getSchedule,
  insertSchedule,
  listReminders,
  makePeriods,
  noteReminder,
  promisedAt,
  readUploadTerms,
  setSchedule,
  type Reminder,
  type ShownPeriod,
  type UploadTerm,
} from "./periods.ts";
export type { MissingLine, MoneyLine, Summary } from "./apply.ts";
export type { RowStatus } from "./cells.ts";
export type { SaidNotation } from "./notation.ts";

export interface NewUpload {
  offerId: string;
  /** As the caller's file is called. */
  name: string;
  /** Reports the whole of a period: it closes it, and the offer's policy meets what the file does not mention. */
  isComplete: boolean;
  /** Unix ms; null: the oldest that is awaited. */
  periodStartsAt: number | null;
  /** Null: guessed from the header. */
  delimiter: Delimiter | null;
  notation: SaidNotation;
  body: ReadableStream<Uint8Array>;
}

/** An upload as people see it. Times are Unix ms. */
export interface Upload {
  id: string;
  offerId: string;
  advertiserId: string;
  status: UploadRow["status"];
  name: string;
  createdAt: number;
  sha256: string;
  bytes: number;
  rows: number;
  columns: { name: string; field: string | null }[];
  /** How it is read; null to a webmaster. */
  notation: Notation | null;
  periodStartsAt: number | null;
  fault: FileFault | null;
  faultRow: number | null;
  /** Chunks of the phase that is being worked on. */
  progress: { chunksDone: number; chunks: number };
  summary: Summary;
  validatedAt: number | null;
  committedAt: number | null;
  undoneAt: number | null;
}

/**
 * Takes a file in: kept as it comes, read later. Throws `not_found`, `forbidden`, `too_large`, `same_file`,
 * `period_unknown`, `period_received`.
 */
export async function receiveUpload(ctx: Context, input: NewUpload): Promise<Upload> {
  const { actor, db } = ctx;
  if (actor.role === "webmaster") throw new NetworkError("forbidden", "Files of orders come from advertisers");
  const { offer } = await getOffer(ctx, input.offerId);
  const period = input.isComplete ? await periodToReceive(ctx, offer.id, input.periodStartsAt) : null;
  const now = ctx.now();
  const id = mintId("upl", now);
  const [kept, postbacks] = await Promise.all([
    findKeptNotation(db, offer.advertiser_id),
    findPostbackSettings(db, [offer.advertiser_id]),
  ]);
  const notation = notationOf(input.notation, kept, postbacks.get(offer.advertiser_id) ?? NO_SETTINGS);
  const { sha256, bytes } = await keepFile(ctx.files, id, input.body);
  const named = Object.fromEntries(
    Object.entries(input.notation.columns).map(([column, field]) => [plainName(column), field]),
  );
  try {
    await db.write([
      ...insertUpload({
        id,
        offer_id: offer.id,
        advertiser_id: offer.advertiser_id,
        status: "received",
        name: input.name,
        created_at: now,
        created_by: actorName(actor),
        sha256,
        bytes,
        dialect: JSON.stringify(input.delimiter === null ? {} : { delimiter: input.delimiter }),
        notation: JSON.stringify(notation),
        period_starts_at: period?.starts_at ?? null,
      }),
      ...(Object.keys(named).length > 0 ? [keepColumns(offer.advertiser_id, named)] : []),
      ...keepNotation(offer.advertiser_id, input.notation),
    ]);
  } catch (error) {
    await ctx.files.delete(fileKey(id));
    if (!(error instanceof ConcurrentWriteError)) throw error;
    const earlier = await findOfFile(ctx, offer.id, sha256);
    throw new NetworkError("same_file", `This file was handed over before, as ${earlier ?? "another upload"}`, [
      { path: "upload_id", message: earlier ?? "" },
    ]);
  }
  return getUpload(ctx, id);
}

async function findOfFile({ db }: Context, offerId: string, sha256: string): Promise<string | undefined> {
  const row = await db.query
    .selectFrom("upload")
    .select("id")
    .where("offer_id", "=", offerId)
    .where("sha256", "=", sha256)
    .where("status", "not in", ["failed", "cancelled", "undone"])
    .executeTakeFirst();
  return row?.id;
}

/** Whose uploads an actor may see: a webmaster those that were applied to conversions of his. */
function ownUploads({ db, actor }: Context) {
  const rows = db.query.selectFrom("upload").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("id", "in", (eb) =>
        eb.selectFrom("upload_webmaster").select("upload_id").where("webmaster_id", "=", actor.webmasterId),
      );
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Newest first; `before` is the id of the last one seen. */
export async function listUploads(
  ctx: Context,
  filter: { offerId?: string | undefined; before?: string | undefined; limit: number },
): Promise<Upload[]> {
  let rows = ownUploads(ctx).orderBy("id", "desc").limit(filter.limit);
  if (filter.offerId !== undefined) rows = rows.where("offer_id", "=", filter.offerId);
  if (filter.before !== undefined) rows = rows.where("id", "<", filter.before);
  const uploads = await rows.execute();
  return Promise.all(uploads.map((row) => shown(ctx, row)));
}

/** Throws `not_found`, also for somebody else's. */
export const getUpload = async (ctx: Context, id: string): Promise<Upload> => shown(ctx, await getRow(ctx, id));

async function getRow(ctx: Context, id: string): Promise<UploadRow> {
  const row = await ownUploads(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("upload");
  return row;
}

async function shown({ db, actor }: Context, row: UploadRow): Promise<Upload> {
  const chunks = await listChunks(db, row.id);
  const summary = mergeSummaries(chunks.map((chunk) => JSON.parse(chunk.summary) as Summary)); // written by work.ts
  const mapping = Object.entries(JSON.parse(row.mapping) as Record<string, number>);
  const columns = (JSON.parse(row.columns) as string[]).map((name, i) => ({
    name,
    field: mapping.find(([, index]) => index === i)?.[0] ?? null,
  }));
  const isWebmaster = actor.role === "webmaster";
  const own = isWebmaster
    ? { ...summary, errors: {}, outcomes: {}, money: ownMoney(summary, actor.webmasterId), missing: [] }
    : summary;
  return {
    id: row.id,
    offerId: row.offer_id,
    advertiserId: row.advertiser_id,
    status: row.status,
    name: isWebmaster ? "" : row.name,
    createdAt: row.created_at,
    sha256: row.sha256,
    bytes: row.bytes,
    rows: row.rows,
    columns: isWebmaster ? [] : columns,
    notation: isWebmaster ? null : (JSON.parse(row.notation) as Notation), // written by receiveUpload
    periodStartsAt: row.period_starts_at,
    fault: row.fault as FileFault | null, // written by work.ts
    faultRow: row.fault_row,
    progress: { chunksDone: chunks.filter((chunk) => isDone(row, chunk)).length, chunks: chunks.length },
    summary: own,
    validatedAt: row.validated_at,
    committedAt: row.committed_at,
    undoneAt: row.undone_at,
  };
}

const ownMoney = ({ money }: Summary, webmasterId: string) =>
  money
    .filter((line) => line.webmasterId === webmasterId)
    .map((line) => ({ ...line, revenuePendingMinor: 0, revenueApprovedMinor: 0 }));

function isDone({ status, round }: UploadRow, chunk: ChunkRow): boolean {
  if (status === "undoing") return chunk.state === "undone";
  if (status === "committing") return chunk.state === "committed" || chunk.round >= round;
  return chunk.state !== "cut";
}

/** Begins to apply what was shown. Throws `not_found`, `forbidden`, `upload_step_refused`, `period_received`. */
export async function commitUpload(ctx: Context, id: string): Promise<Upload> {
  const row = await getOwnRow(ctx, id);
  if (row.status !== "validated") throw stepRefused(row, "committed");
  if (row.period_starts_at !== null) {
    const period = await findPeriod(ctx.db, row.offer_id, row.period_starts_at);
    if (period !== undefined && period.upload_id !== null)
      throw new NetworkError("period_received", `${period.upload_id} has closed this period`);
  }
  await take(ctx, row, `commit:${row.round + 1}`, [changeUpload(id, { status: "committing", round: row.round + 1 })]);
  return getUpload(ctx, id);
}

/** Gives an upload up that was not applied. Throws `not_found`, `forbidden`, `upload_step_refused`. */
export async function cancelUpload(ctx: Context, id: string): Promise<Upload> {
  const row = await getOwnRow(ctx, id);
  const isApplied = row.round > 0;
  if (row.status !== "validated" || isApplied) throw stepRefused(row, "cancelled");
  await take(ctx, row, "commit:1", [changeUpload(id, { status: "cancelled" })]); // of commit and cancel one wins
  return getUpload(ctx, id);
}

/**
 * Begins to take an upload back. What is paid stays and is listed, unless the operator lets it become a reversal.
 * Throws `not_found`, `forbidden`, `upload_step_refused`.
 */
export async function undoUpload(
  ctx: Context,
  id: string,
  { reversesPaid }: { reversesPaid: boolean },
): Promise<Upload> {
  const row = await getOwnRow(ctx, id);
  if (reversesPaid && ctx.actor.role !== "operator")
    throw new NetworkError("forbidden", "The operator decides whether paid commissions are reversed");
  const { keptPaid } = mergeSummaries(
    (await listChunks(ctx.db, id)).map(({ summary }) => JSON.parse(summary) as Summary), // written by work.ts
  );
  const isApplied = row.status === "committed" || (row.status === "validated" && row.round > 0);
  const isLeft = row.status === "undone" && keptPaid > 0 && reversesPaid;
  if (!isApplied && !isLeft) throw stepRefused(row, "undone");
  await take(ctx, row, `undo:${row.round + 1}`, [
    changeUpload(id, { status: "undoing", round: row.round + 1, reverses_paid: reversesPaid ? 1 : 0 }),
    rawStatement(
      `UPDATE upload_chunk SET state = 'committed' WHERE upload_id = ? AND state = 'undone'
       AND summary ->> 'keptPaid' > 0`,
      [id],
    ),
  ]);
  return getUpload(ctx, id);
}

async function getOwnRow(ctx: Context, id: string): Promise<UploadRow> {
  if (ctx.actor.role === "webmaster") throw new NetworkError("forbidden", "Uploads are the advertiser's");
  return getRow(ctx, id);
}

async function take(ctx: Context, { id }: UploadRow, step: string, statements: Statement[]) {
  try {
    await ctx.db.write([takeStep(id, step, actorName(ctx.actor), ctx.now()), ...statements]);
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error;
    throw new NetworkError(
      "upload_step_refused",
      "Another upload of this offer is being applied, or somebody was first",
    );
  }
}

const stepRefused = ({ status }: UploadRow, wanted: string) =>
  new NetworkError("upload_step_refused", `An upload that is ${status} can't be ${wanted}`);

/** A row of the file with what became of it; 0 where the file does not mention the conversion. */
export interface ShownRow {
  row: number;
  cells: string[];
  outcome: Outcome;
  code: RowError | Note | null;
  sentence: string;
  state: "shown" | "changed" | "applied" | NonNullable<Entry["undone"]>;
  conversionId: string | null;
  webmasterId: string | null;
  currency: string | null;
  /** As it was seen; null where a conversion is made, or none is concerned. */
  before: Part | null;
  /** As it would be, or is since; null where nothing changes. */
  after: Part | null;
}

/** Which rows are asked for. */
export interface RowFilter {
  outcome?: Outcome | undefined;
  /** Conversions of the period that the file does not mention, or rows of the file. */
  isMissing?: boolean | undefined;
}

/** Rows of an upload in the order of the file, a page from a position on; a webmaster sees those of his own. */
export async function listRows(
  ctx: Context,
  id: string,
  page: RowFilter & { after: string | undefined; limit: number },
): Promise<{ rows: ShownRow[]; next: string | null }> {
  const upload = await getRow(ctx, id);
  const [afterChunk = 0, afterIndex = -1] = page.after === undefined ? [] : page.after.split(".").map(Number);
  const rows: ShownRow[] = [];
  for (const chunk of await listChunks(ctx.db, id)) {
    if (chunk.chunk < afterChunk || chunk.mark === "" || !mayHold(chunk, page)) continue;
    for (const [i, row] of (await readChunk(ctx, upload, chunk)).entries()) {
      if (chunk.chunk === afterChunk && i <= afterIndex) continue;
      if (row === undefined || (page.outcome !== undefined && row.outcome !== page.outcome)) continue;
      rows.push(row);
      if (rows.length === page.limit) return { rows, next: `${chunk.chunk}.${i}` };
    }
  }
  return { rows, next: null };
}

const mayHold = ({ kind, summary }: ChunkRow, { outcome, isMissing }: RowFilter) =>
  (isMissing === undefined || isMissing === (kind === "missing")) &&
  (outcome === undefined || ((JSON.parse(summary) as Summary).outcomes[outcome] ?? 0) > 0); // written by work.ts

/** The rows of a chunk as they are shown; undefined in place of what the actor may not see. */
async function readChunk(ctx: Context, upload: UploadRow, chunk: ChunkRow): Promise<(ShownRow | undefined)[]> {
  const { actor } = ctx;
  const dialect = JSON.parse(upload.dialect) as Dialect; // these two are written by work.ts
  const columns = JSON.parse(upload.columns) as string[];
  const [entries, records] = await Promise.all([
    readOutcomes(ctx.files, chunk),
    chunk.kind === "missing"
      ? []
      : readBytes(ctx.files, upload.id, chunk).then((bytes) => readRecords(textOf(bytes, null), dialect, columns)),
  ]);
  return entries.map((entry, i) => {
    const isForeign = actor.role === "webmaster" && (entry.webmasterId !== actor.webmasterId || !entry.applied);
    if (isForeign) return undefined;
    return {
      row: entry.row,
      cells: records[i]?.cells ?? [],
      outcome: entry.outcome,
      code: entry.code,
      sentence: sentenceOf(entry),
      state: entry.undone ?? (entry.applied ? "applied" : entry.changed ? "changed" : "shown"),
      conversionId: entry.conversionId,
      webmasterId: entry.webmasterId,
      currency: entry.currency,
      before: entry.before,
      after: entry.after,
    };
  });
}

/**
 * The results as CSV, chunk by chunk: the file's own columns in its own order, then what became of each row. To a
 * webmaster only his rows, without the advertiser's columns.
 */
export async function writeResults(ctx: Context, id: string, filter: RowFilter): Promise<ReadableStream<Uint8Array>> {
  const upload = await getRow(ctx, id);
  const isWebmaster = ctx.actor.role === "webmaster";
  const columns = isWebmaster ? [] : (JSON.parse(upload.columns) as string[]); // written by work.ts
  const chunks = (await listChunks(ctx.db, id)).filter(({ mark }) => mark !== "");
  const encoder = new TextEncoder();
  let next = -1;
  return new ReadableStream({
    async pull(controller) {
      if (next === -1) controller.enqueue(encoder.encode(writeCsvRow([...columns, ...RESULT_COLUMNS])));
      const chunk = chunks[++next];
      if (chunk === undefined) return controller.close();
      if (!mayHold(chunk, filter)) return controller.enqueue(new Uint8Array());
      const rows = await readChunk(ctx, upload, chunk);
      const lines = rows.flatMap((row) =>
        row === undefined || (filter.outcome !== undefined && row.outcome !== filter.outcome)
          ? []
          : [lineOf(row, columns)],
      );
      controller.enqueue(encoder.encode(lines.join("")));
    },
  });
}

const RESULT_COLUMNS = [
  "waymark_row",
  "waymark_outcome",
  "waymark_code",
  "waymark_reason",
  "waymark_state",
  "waymark_conversion",
];

const lineOf = ({ row, cells, outcome, code, sentence, state, conversionId }: ShownRow, columns: readonly string[]) =>
  writeCsvRow([
    ...columns.map((_, i) => cells[i] ?? ""),
    row === 0 ? "" : String(row),
    outcome,
    code ?? "",
    sentence,
    state,
    conversionId ?? "",
  ]);

/** Uploads whose work somebody has to go on with. */
export async function listUnfinished({ db }: Context): Promise<string[]> {
  const rows = await db.query
    .selectFrom("upload")
    .select("id")
    .where("status", "in", ["received", "validating", "comparing", "committing", "undoing"])
    .orderBy("id")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Why a file can't be read, said for people. */
export const faultSentence = (fault: FileFault): string => FILE_FAULTS[fault];
