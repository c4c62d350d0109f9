import type { Job } from "./chunk.ts";
import { readRow } from "./cells.ts";
import { textOf } from "./file.ts";
import type { ChunkRow } from "./queries.ts";
import { readRecords } from "./records.ts";
import { SameOrders, type Repeat } from "./same-order.ts";
import { keepRepeats, readBytes } from "./store.ts";

/** The parts of a file that are known once it is cut. */
interface CutFile extends Pick<Job, "dialect" | "columns" | "mapping"> {
  chunks: ChunkRow[];
  /** By row: the first row with the same order; 0 if no other row has it. */
  leaders: Uint32Array;
}

/**
 * Reads the chunks again that have rows with the same order as other rows, compares these rows, and stores the results;
 * chunks keep their positions. Holds one chunk at a time, and the repeated orders.
 */
export async function compareRepeats(job: Job, cut: CutFile): Promise<void> {
  const { ctx, upload, notation, goals } = job;
  const { chunks, leaders, mapping } = cut;
  const shared = chunks.filter(({ first_row, rows }) => leaders.subarray(first_row, first_row + rows).some(Boolean));
  if (shared.length === 0) return;
  const orders = new SameOrders({
    mode: notation.sameOrder,
    leaders,
    currencyOf: (code) => goals.find((goal) => (code === null ? goal.is_default === 1 : goal.code === code))?.currency,
    hasStatus: mapping.status !== undefined,
  });
  for (const chunk of shared) {
    const bytes = await readBytes(ctx.files, upload.id, chunk);
    const records = readRecords(textOf(bytes, chunk.first_row), cut.dialect, cut.columns);
    for (const [i, record] of records.entries()) {
      const row = chunk.first_row + i;
      if (leaders[row] !== 0) orders.add(row, readRow(record, mapping, notation));
    }
  }
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const chunk of shared) {
    const repeats: [row: number, Repeat][] = [];
    for (let row = chunk.first_row; row < chunk.first_row + chunk.rows; row++) {
      const repeat = leaders[row] === 0 ? undefined : orders.repeatOf(row);
      if (repeat !== undefined) repeats.push([row, repeat]);
    }
    if (repeats.length === 0) continue;
    const part = encoder.encode(JSON.stringify(repeats));
    parts.push(part);
    chunk.repeats_from = at;
    at += part.length;
    chunk.repeats_to = at;
  }
  await keepRepeats(ctx.files, upload.id, new Blob(parts as Uint8Array<ArrayBuffer>[])); // an encoder shares no memory
}
