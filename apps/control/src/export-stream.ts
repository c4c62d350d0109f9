import type { z } from "@hono/zod-openapi";
import type { ListRequest } from "@waymark/network/db";
import type { Actor } from "@waymark/network/context";
import { isSeenBy } from "./api/hidden-filters.ts";
import { columnName, columnsOf, headerLine, rowLine, valueAt, type Column } from "./csv.ts";
import { cellRows, csvLines, jsonLines, type TextView } from "./text-rows.ts";
import { sheetCell, sheetRows, workbookOf, type Cell } from "./xlsx.ts";

/** Lists as files: streamed page by page, so that memory and the work of an invocation are bounded. */

/** Rows that a page looks at. */
const EXAMINED_MAX = 50_000;

/** Weight of a page. */
const CHARS_MAX = 10_000_000;

/** Queries of an export. An invocation may ask 1,000. */
const QUERIES_MAX = 900;

/** Lines that are encoded at once. */
const CHUNK_CHARS = 128 * 1_024;

/** Rows of a workbook. Compressing it takes longer than an invocation may compute for more. */
const WORKBOOK_ROWS_MAX = 300_000;

/** A part of the rows, which are written as they are taken; `next` is the cursor of the following part, if any. */
export interface ExportPage<Row> {
  rows: Iterable<Row>;
  next: string | null;
}

type ExportRequest = ListRequest & { cursor: string | undefined };

const TYPES = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

export type ExportFormat = keyof typeof TYPES;

export const EXPORT_FORMATS = Object.keys(TYPES) as [ExportFormat, ...ExportFormat[]]; // its keys are closed

/** How rows become a file. */
export type RowWriter<Row> =
  | { format: "csv" | "ndjson"; /** The first line; none in NDJSON. */ header: string; lineOf: (row: Row) => string }
  | { format: "xlsx"; columns: readonly string[]; cellsOf: (row: Row) => Cell[] };

export interface ExportForm<Row> {
  name: string;
  writer: RowWriter<Row>;
  pageRows: number;
  /** How many queries a page asks at most. */
  pageQueries: number;
}

/**
 * Answers with all pages. The first is read before the answer begins, so that a refusal is a problem document. An error
 * in a later one aborts the answer: what was sent until then is not a complete file, and no client takes it for one.
 */
export async function exported<Row>(
  { name, writer, pageRows, pageQueries }: ExportForm<Row>,
  read: (request: ExportRequest) => Promise<ExportPage<Row>>,
): Promise<Response> {
  const readPage = (cursor?: string) =>
    read({ cursor, limit: pageRows, examinedMax: EXAMINED_MAX, charsMax: CHARS_MAX });
  const rowsMax = writer.format === "xlsx" ? WORKBOOK_ROWS_MAX : Infinity;
  const pagesMax = Math.min(Math.floor(QUERIES_MAX / pageQueries), Math.ceil(rowsMax / pageRows));
  const pages = pagesOf(await readPage(), readPage, pagesMax);
  return fileOf(name, writer, pages);
}

/** The answer with a file of these rows. */
export function fileOf<Row>(name: string, writer: RowWriter<Row>, pages: AsyncIterable<Iterable<Row>>): Response {
  const body =
    writer.format === "xlsx"
      ? workbookOf(name, writer.columns, sheetRows(pages, writer.cellsOf))
      : streamOf(chunksOf(writer, pages));
  return new Response(body, {
    headers: {
      "content-type": TYPES[writer.format],
      "content-disposition": `attachment; filename="${name}.${writer.format}"`,
    },
  });
}

const streamOf = (chunks: AsyncGenerator<Uint8Array>) =>
  new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });

/** While the rows of a page are taken, the next page is read, and no other. */
async function* pagesOf<Row>(
  first: ExportPage<Row>,
  readPage: (cursor: string) => Promise<ExportPage<Row>>,
  pagesMax: number,
): AsyncGenerator<Iterable<Row>> {
  let page = first;
  for (let pages = 1; ; pages++) {
    if (page.next !== null && pages >= pagesMax)
      throw new Error("more rows than one export may hold; narrow its times");
    const following = page.next === null ? null : readPage(page.next);
    following?.catch(() => {}); // it is awaited below, or no client waits for it
    yield page.rows;
    if (following === null) return;
    page = await following;
  }
}

async function* chunksOf<Row>(
  { header, lineOf }: Pick<Extract<RowWriter<Row>, { header: string }>, "header" | "lineOf">,
  pages: AsyncIterable<Iterable<Row>>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = header;
  for await (const rows of pages)
    for (const row of rows) {
      text += lineOf(row);
      if (text.length < CHUNK_CHARS) continue;
      yield encoder.encode(text);
      text = "";
    }
  if (text !== "") yield encoder.encode(text);
}

/** The rows of a page in another form, each when it is taken. */
export function* mapped<Row, Other>(rows: Iterable<Row>, change: (row: Row) => Other): Generator<Other> {
  for (const row of rows) yield change(row);
}

/** How the rows of a view are written; a field that its reader does not see is in none of them. */
export function viewRows<View extends Readonly<Record<string, unknown>>>(
  format: ExportFormat,
  view: z.ZodObject,
  reader: Actor["role"],
): RowWriter<View> {
  return columnRows(
    format,
    columnsOf(view, (field) => isSeenBy(reader, field)),
  );
}

/** The same for known columns. */
export function columnRows<View extends Readonly<Record<string, unknown>>>(
  format: ExportFormat,
  columns: readonly Column[],
): RowWriter<View> {
  switch (format) {
    case "ndjson":
      return { format, header: "", lineOf: (row) => `${JSON.stringify(row)}\n` };
    case "csv":
      return { format, header: headerLine(columns), lineOf: (row) => rowLine(columns, row) };
    case "xlsx":
      return {
        format,
        columns: columns.map(columnName),
        cellsOf: (row) => columns.map((column) => sheetCell(valueAt(row, column))),
      };
  }
}

/** The same, from the texts of the rows' fields. */
export function textRows(
  format: ExportFormat,
  { reader, ...rows }: Omit<TextView, "isSeen"> & { reader: Actor["role"] },
): RowWriter<readonly string[]> {
  const isSeen = (field: z.ZodType) => isSeenBy(reader, field);
  const of = { ...rows, isSeen };
  switch (format) {
    case "ndjson":
      return { format, header: "", lineOf: jsonLines(of) };
    case "csv":
      return { format, header: headerLine(columnsOf(rows.view, isSeen)), lineOf: csvLines(of) };
    case "xlsx":
      return { format, columns: columnsOf(rows.view, isSeen).map(columnName), cellsOf: cellRows(of) };
  }
}
