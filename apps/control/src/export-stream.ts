import type { z } from "@hono/zod-openapi";
import type { ListRequest } from "@waymark/network/db";
import type { Actor } from "@waymark/network/context";
import { isSeenBy } from "./api/hidden-filters.ts";
import { columnsOf, headerLine, rowLine } from "./csv.ts";
import { csvLines, jsonLines, type TextView } from "./text-rows.ts";

/** Lists as files: streamed page by page, so that memory and the work of an invocation are bounded. */

/** Rows that a page looks at. */
const EXAMINED_MAX = 50_000;

/** Weight of a page. */
const CHARS_MAX = 10_000_000;

/** Queries of an export. An invocation may ask 1,000. */
const QUERIES_MAX = 900;

/** Lines that are encoded at once. */
const CHUNK_CHARS = 128 * 1_024;

/** A part of the lines, which are written as they are taken; `next` is the cursor of the following part, if any. */
export interface ExportPage {
  lines: Iterable<string>;
  next: string | null;
}

type ExportRequest = ListRequest & { cursor: string | undefined };

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson" } as const;

export type ExportFormat = keyof typeof TYPES;

export interface ExportForm {
  name: string;
  format: ExportFormat;
  /** The first line; none in NDJSON. */
  header: string;
  pageRows: number;
  /** How many queries a page asks at most. */
  pageQueries: number;
}

/**
 * Answers with all pages. The first is read before the answer begins, so that a refusal is a problem document. An error
 * in a later one aborts the answer: what was sent until then is not a complete file, and no client takes it for one.
 */
export async function exported(
  { name, format, header, pageRows, pageQueries }: ExportForm,
  read: (request: ExportRequest) => Promise<ExportPage>,
): Promise<Response> {
  const readPage = (cursor?: string) =>
    read({ cursor, limit: pageRows, examinedMax: EXAMINED_MAX, charsMax: CHARS_MAX });
  const pagesMax = Math.floor(QUERIES_MAX / pageQueries);
  const chunks = chunksOf(header, pagesOf(await readPage(), readPage, pagesMax));
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return new Response(stream, {
    headers: { "content-type": TYPES[format], "content-disposition": `attachment; filename="${name}.${format}"` },
  });
}

/** While the lines of a page are taken, the next page is read, and no other. */
async function* pagesOf(
  first: ExportPage,
  readPage: (cursor: string) => Promise<ExportPage>,
  pagesMax: number,
): AsyncGenerator<Iterable<string>> {
  let page = first;
  for (let pages = 1; ; pages++) {
    if (page.next !== null && pages >= pagesMax)
      throw new Error("more rows than one export may hold; narrow its times");
    const following = page.next === null ? null : readPage(page.next);
    following?.catch(() => {}); // it is awaited below, or no client waits for it
    yield page.lines;
    if (following === null) return;
    page = await following;
  }
}

async function* chunksOf(header: string, pages: AsyncIterable<Iterable<string>>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = header;
  for await (const lines of pages)
    for (const line of lines) {
      text += line;
      if (text.length < CHUNK_CHARS) continue;
      yield encoder.encode(text);
      text = "";
    }
  if (text !== "") yield encoder.encode(text);
}

/** The rows' lines, each written when it is taken. */
export function* linesOf<Row>(rows: Iterable<Row>, lineOf: (row: Row) => string): Generator<string> {
  for (const row of rows) yield lineOf(row);
}

/** How the rows of a view become lines; a field that its reader does not see is in none of them. */
export function viewLines<View extends Readonly<Record<string, unknown>>>(
  format: ExportFormat,
  view: z.ZodObject,
  reader: Actor["role"],
): { header: string; lineOf: (row: View) => string } {
  if (format === "ndjson") return { header: "", lineOf: (row) => `${JSON.stringify(row)}\n` };
  const columns = columnsOf(view, (field) => isSeenBy(reader, field));
  return { header: headerLine(columns), lineOf: (row) => rowLine(columns, row) };
}

/** The same lines, from the texts of the rows' fields. */
export function textLines(
  format: ExportFormat,
  { reader, ...rows }: Omit<TextView, "isSeen"> & { reader: Actor["role"] },
): { header: string; lineOf: (texts: readonly string[]) => string } {
  const isSeen = (field: z.ZodType) => isSeenBy(reader, field);
  if (format === "ndjson") return { header: "", lineOf: jsonLines({ ...rows, isSeen }) };
  return { header: headerLine(columnsOf(rows.view, isSeen)), lineOf: csvLines({ ...rows, isSeen }) };
}
