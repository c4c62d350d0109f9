import type { Context } from "../context.ts";
import type { ReasonCode } from "../conversion/index.ts";
import type { Reason } from "../report/index.ts";
import type { Entry, Summary } from "./apply.ts";
import type { Note, Outcome, Part } from "./decide.ts";
import { readRecords, textOf, type Dialect } from "./file.ts";
import { listChunks, type ChunkRow, type UploadRow } from "./queries.ts";
import { sentenceOf, writeCsvRow } from "./results.ts";
import { readBytes, readOutcomes } from "./store.ts";
import { getRow } from "./view.ts";

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
  state: "shown" | "changed" | "applied" | NonNullable<Entry["undone"]>;
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
  (outcome === undefined || ((JSON.parse(summary) as Summary).outcomes[outcome] ?? 0) > 0); // written by finishChunk

/** The rows of a chunk; undefined in place of rows that the actor may not see. */
async function readChunk(ctx: Context, upload: UploadRow, chunk: ChunkRow): Promise<(ResultRow | undefined)[]> {
  const { actor } = ctx;
  const dialect = JSON.parse(upload.dialect) as Dialect; // these two are written by cutFile
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
      cells: actor.role === "webmaster" ? [] : (records[i]?.cells ?? []), // the advertiser's own columns
      outcome: entry.outcome,
      code: entry.code,
      sentence: sentenceOf(entry),
      reason: entry.reason,
      reasonCode: entry.reasonCode,
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
 * The results as CSV, chunk by chunk: the file's own columns in its own order, then the outcome of each row. A
 * webmaster gets only the rows of their conversions, without the advertiser's columns.
 */
export async function writeResults(ctx: Context, id: string, filter: RowFilter): Promise<ReadableStream<Uint8Array>> {
  const upload = await getRow(ctx, id);
  const isWebmaster = ctx.actor.role === "webmaster";
  const columns = isWebmaster ? [] : (JSON.parse(upload.columns) as string[]); // written by cutFile
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
  "waymark_answer_code",
  "waymark_answer_reason",
  "waymark_state",
  "waymark_conversion",
];

const lineOf = (
  { row, cells, outcome, code, sentence, reason, reasonCode, state, conversionId }: ResultRow,
  columns: readonly string[],
) =>
  writeCsvRow([
    ...columns.map((_, i) => cells[i] ?? ""),
    row === 0 ? "" : String(row),
    outcome,
    code ?? "",
    sentence,
    reasonCode ?? "",
    reason ?? "",
    state,
    conversionId ?? "",
  ]);
