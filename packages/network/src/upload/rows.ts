import type { Context } from "../context.ts";
import type { ReasonCode } from "../conversion/index.ts";
import type { Reason } from "../report/index.ts";
import { type Entry, type Summary, UNDONE } from "./apply.ts";
import type { Note, Outcome, Part } from "./decide.ts";
import { PLAIN_CSV, type Dialect } from "./dialect.ts";
import { textOf } from "./file.ts";
import { listChunks, type ChunkRow, type UploadRow } from "./queries.ts";
import { readRecords, type Rec } from "./records.ts";
import { sentenceOf, writeHeader, writeResult } from "./results.ts";
import { readBytes, readOutcomes } from "./store.ts";
import { getRow } from "./view.ts";

export const ROW_STATES = ["shown", "changed", "applied", ...UNDONE] as const;

/** A row of the file with its outcome; row 0 is a conversion that the file does not mention. */
export interface ResultRow {
  row: number;
  cells: string[];
  outcome: Outcome;
  code: Reason | Note | null;
  sentence: string;
  /** Of the answer, as the row gives it, or why the network answers in place of the advertiser. */
  reason: string | null;
  reasonCode: ReasonCode | null;
  state: (typeof ROW_STATES)[number];
  conversionId: string | null;
  webmasterId: string | null;
  currency: string | null;
  /** The conversion when it was decided; null where one is created, or none is concerned. */
  before: Part | null;
  /** The conversion after the change; null where nothing changes. */
  after: Part | null;
}

/** Which rows to list. */
export interface RowFilter {
  outcome?: Outcome | undefined;
  /** Conversions of the period that the file does not mention, or rows of the file. */
  isMissing?: boolean | undefined;
}

/** A page of the rows of an upload in the order of the file; a webmaster sees the rows of their conversions. */
export async function listRows(
  ctx: Context,
  id: string,
  page: RowFilter & { after: string | undefined; limit: number },
): Promise<{ rows: ResultRow[]; next: string | null }> {
  const upload = await getRow(ctx, id);
  const [afterChunk = 0, afterIndex = -1] = page.after === undefined ? [] : page.after.split(".").map(Number);
  const rows: ResultRow[] = [];
  for (const chunk of await listChunks(ctx.db, id)) {
    if (chunk.chunk < afterChunk || chunk.mark === "" || !mayHold(chunk, page)) continue;
    for (const [i, found] of (await readChunk(ctx, upload, chunk)).entries()) {
      if (chunk.chunk === afterChunk && i <= afterIndex) continue;
      if (found === undefined || (page.outcome !== undefined && found.entry.outcome !== page.outcome)) continue;
      rows.push(rowOf(found.entry, found.record));
      if (rows.length === page.limit) return { rows, next: `${chunk.chunk}.${i}` };
    }
  }
  return { rows, next: null };
}

const mayHold = ({ kind, summary }: ChunkRow, { outcome, isMissing }: RowFilter) =>
  (isMissing === undefined || isMissing === (kind === "missing")) &&
  (outcome === undefined || ((JSON.parse(summary) as Summary).outcomes[outcome] ?? 0) > 0); // written by finishChunk

/** The rows of a chunk; undefined in place of rows that the actor may not see. */
async function readChunk(
  ctx: Context,
  upload: UploadRow,
  chunk: ChunkRow,
): Promise<({ entry: Entry; record: Rec | undefined } | undefined)[]> {
  const { actor } = ctx;
  const [entries, records] = await Promise.all([
    readOutcomes(ctx.files, chunk),
    chunk.kind === "missing"
      ? []
      : readBytes(ctx.files, upload.id, chunk).then((bytes) =>
          readRecords(textOf(bytes, null), dialectOf(upload), columnsOf(upload)),
        ),
  ]);
  return entries.map((entry, i) => {
    const isForeign = actor.role === "webmaster" && (entry.webmasterId !== actor.webmasterId || !entry.applied);
    // The cells are the advertiser's own.
    return isForeign ? undefined : { entry, record: actor.role === "webmaster" ? undefined : records[i] };
  });
}

const dialectOf = ({ dialect }: UploadRow) => JSON.parse(dialect) as Dialect; // these two are written by cutFile
const columnsOf = ({ columns }: UploadRow) => JSON.parse(columns) as string[];

const resultOf = (
  entry: Entry,
): Pick<ResultRow, "row" | "outcome" | "code" | "sentence" | "reason" | "reasonCode" | "state" | "conversionId"> => ({
  row: entry.row,
  outcome: entry.outcome,
  code: entry.code,
  sentence: sentenceOf(entry),
  reason: entry.reason,
  reasonCode: entry.reasonCode,
  state: entry.undone ?? (entry.applied ? "applied" : entry.changed ? "changed" : "shown"),
  conversionId: entry.conversionId,
});

const rowOf = (entry: Entry, record: Rec | undefined): ResultRow => ({
  ...resultOf(entry),
  cells: record?.cells ?? [],
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
  const upload = await getRow(ctx, id);
  const isWebmaster = ctx.actor.role === "webmaster";
  const dialect = isWebmaster ? PLAIN_CSV : dialectOf(upload);
  const columns = isWebmaster ? [] : columnsOf(upload);
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
        if (found === undefined || (filter.outcome !== undefined && found.entry.outcome !== filter.outcome)) return [];
        const { row, ...result } = resultOf(found.entry);
        return [
          writeResult(dialect, columns, found.record, {
            ...result,
            row: row === 0 ? null : row,
          }),
        ];
      });
      controller.enqueue(encoder.encode(lines.join("")));
    },
  });
  return { format: dialect.format, stream };
}
