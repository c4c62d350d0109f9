import type { Context } from "../context.ts";
import type { ReasonCode } from "../conversion/index.ts";
import type { Part, Reason } from "../report/index.ts";
import { readSummary, type Entry, UNDONE } from "./apply.ts";
import type { Note, Outcome } from "./decide.ts";
import type { Mapping } from "./columns.ts";
import { PLAIN_CSV, type Dialect } from "./dialect.ts";
import { textOf } from "./file.ts";
import { requireFile } from "./forget.ts";
import { hintsOf, type KeptSetting } from "./kept.ts";
import { listChunks, type ChunkRow, type UploadRow } from "./queries.ts";
import { readRecords, type Rec } from "./records.ts";
import { sentenceOf, writeHeader, writeResult } from "./results.ts";
import { readBytes, readOutcomes } from "./store.ts";
import { getRow, keptOf } from "./view.ts";

export const ROW_STATES = ["shown", "changed", "applied", ...UNDONE] as const;

/** A row of the file with its outcome; row 0 is a conversion that the file does not mention. */
export interface ResultRow {
  row: number;
  /** Undefined for a webmaster: the cells are the advertiser's own. */
  cells: string[] | undefined;
  outcome: Outcome;
  code: Reason | Note | null;
  sentence: string;
  /** The reason of the answer: the row's own, or why the network answers instead of the advertiser. */
  reason: string | null;
  reasonCode: ReasonCode | null;
  state: (typeof ROW_STATES)[number];
  conversionId: string | null;
  webmasterId: string | null;
  currency: string | null;
  /** The conversion before the decision; null if one is created, or none is concerned. */
  before: Part | null;
  /** The conversion after the change; null if nothing changes. */
  after: Part | null;
}

/** Which rows to list. */
export interface RowFilter {
  outcome?: Outcome | undefined;
  /** True: conversions of the period that the file does not mention. False: rows of the file. */
  isMissing?: boolean | undefined;
}

/** Throws `not_found`, `upload_step_refused`. */
async function getRowWithFile(ctx: Context, id: string): Promise<UploadRow> {
  const row = await getRow(ctx, id);
  requireFile(row);
  return row;
}

/** A page of the rows of an upload in the order of the file; a webmaster sees the rows of their conversions. */
export async function listRows(
  ctx: Context,
  id: string,
  page: RowFilter & { after: string | undefined; limit: number },
): Promise<{ rows: ResultRow[]; next: string | null }> {
  const upload = readingOf(await getRowWithFile(ctx, id));
  const [afterChunk = 0, afterIndex = -1] = page.after === undefined ? [] : page.after.split(".").map(Number);
  const rows: ResultRow[] = [];
  for (const chunk of await listChunks(ctx.db, id)) {
    if (chunk.chunk < afterChunk || chunk.mark === "" || !mayHold(chunk, page)) continue;
    for (const [i, found] of (await readChunk(ctx, upload, chunk)).entries()) {
      if (chunk.chunk === afterChunk && i <= afterIndex) continue;
      if (found === undefined || (page.outcome !== undefined && found.row.outcome !== page.outcome)) continue;
      rows.push(found.row);
      if (rows.length === page.limit) return { rows, next: `${chunk.chunk}.${i}` };
    }
  }
  return { rows, next: null };
}

const mayHold = ({ kind, summary }: ChunkRow, { outcome, isMissing }: RowFilter) =>
  (isMissing === undefined || isMissing === (kind === "missing")) &&
  (outcome === undefined || (readSummary(summary).outcomes[outcome] ?? 0) > 0);

/** What is needed to read an upload's file. */
interface Reading {
  id: string;
  dialect: Dialect;
  columns: string[];
  mapping: Mapping;
  kept: KeptSetting[];
}

const readingOf = (upload: UploadRow): Reading => ({
  id: upload.id,
  dialect: JSON.parse(upload.dialect) as Dialect, // these three are written by cutFile
  columns: JSON.parse(upload.columns) as string[],
  mapping: JSON.parse(upload.mapping) as Mapping,
  kept: keptOf(upload),
});

/** The rows of a chunk with their records; undefined for rows that the actor may not see. */
async function readChunk(
  { actor, files }: Context,
  upload: Reading,
  chunk: ChunkRow,
): Promise<({ row: ResultRow; record: Rec | undefined } | undefined)[]> {
  const isOwn = actor.role !== "webmaster"; // the cells are the advertiser's own
  const [entries, records] = await Promise.all([
    readOutcomes(files, chunk),
    chunk.kind === "missing" || !isOwn
      ? []
      : readBytes(files, upload.id, chunk).then((bytes) =>
          readRecords(textOf(bytes, null), upload.dialect, upload.columns),
        ),
  ]);
  return entries.map((entry, i) => {
    const isForeign = actor.role === "webmaster" && (entry.webmasterId !== actor.webmasterId || !entry.applied);
    if (isForeign) return undefined;
    const row = rowOf(entry, records[i], upload);
    return { row: { ...row, cells: isOwn ? (row.cells ?? []) : undefined }, record: records[i] };
  });
}

const rowOf = (entry: Entry, record: Rec | undefined, { mapping, kept }: Reading): ResultRow => ({
  row: entry.row,
  cells: record?.cells,
  outcome: entry.outcome,
  code: entry.code,
  sentence: [
    sentenceOf(entry),
    ...(record === undefined ? [] : hintsOf(entry.code, kept, (field) => record.cells[mapping[field] ?? -1] ?? "")),
  ].join(" "),
  reason: entry.reason,
  reasonCode: entry.reasonCode,
  state: entry.undone ?? (entry.applied ? "applied" : entry.changed ? "changed" : "shown"),
  conversionId: entry.conversionId,
  webmasterId: entry.webmasterId,
  currency: entry.currency,
  before: entry.before,
  after: entry.after,
});

/**
 * The results, chunk by chunk, in the form of the file: its own columns in its own order, then the outcome of each row.
 * A webmaster gets only the rows of their conversions, as plain CSV without the advertiser's columns.
 */
export async function writeResults(
  ctx: Context,
  id: string,
  filter: RowFilter,
): Promise<{ format: Dialect["format"]; stream: ReadableStream<Uint8Array> }> {
  const upload = readingOf(await getRowWithFile(ctx, id));
  const isWebmaster = ctx.actor.role === "webmaster";
  const dialect = isWebmaster ? PLAIN_CSV : upload.dialect;
  const columns = isWebmaster ? [] : upload.columns;
  const chunks = (await listChunks(ctx.db, id)).filter(({ mark }) => mark !== "");
  const encoder = new TextEncoder();
  let next = -1;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === -1) controller.enqueue(encoder.encode(writeHeader(dialect, columns)));
      const chunk = chunks[++next];
      if (chunk === undefined) return controller.close();
      if (!mayHold(chunk, filter)) return controller.enqueue(new Uint8Array());
      const lines = (await readChunk(ctx, upload, chunk)).flatMap((found) => {
        if (found === undefined || (filter.outcome !== undefined && found.row.outcome !== filter.outcome)) return [];
        const { row } = found;
        return [writeResult(dialect, columns, found.record, { ...row, row: row.row === 0 ? null : row.row })];
      });
      controller.enqueue(encoder.encode(lines.join("")));
    },
  });
  return { format: dialect.format, stream };
}
