import type { z } from "@hono/zod-openapi";
import type { ListRequest } from "@waymark/network/db";
import type { Actor } from "@waymark/network/context";
import { isSeenBy } from "./api/hidden-filters.ts";
import { columnsOf, headerLine, rowLine } from "./csv.ts";

/** Lists as files: streamed page by page, so that memory and the work of an invocation are bounded. */

/** Rows that a page looks at. */
const EXAMINED_MAX = 50_000;

/** Weight of a page. */
const CHARS_MAX = 10_000_000;

/** Queries of an export. An invocation may ask 1,000. */
const QUERIES_MAX = 900;

type View = Readonly<Record<string, unknown>>;

/** A part of the rows; `next` is the cursor of the following part, null behind the last. */
export interface ExportPage {
  data: View[];
  next: string | null;
}

type ExportRequest = ListRequest & { cursor: string | undefined };

export interface ExportForm {
  name: string;
  format: "csv" | "ndjson";
  /** The schema of a row; the fields that its reader sees are the columns. */
  view: z.ZodObject;
  reader: Actor["role"];
  pageRows: number;
  /** How many queries a page asks at most. */
  pageQueries: number;
}

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson" } as const;

/**
 * Answers with all pages. The first is read before the answer begins, so that a refusal is a problem document. An error
 * in a later one aborts the answer: what was sent until then is not a complete file, and no client takes it for one.
 */
export async function exported(
  { name, format, view, reader, pageRows, pageQueries }: ExportForm,
  read: (request: ExportRequest) => Promise<ExportPage>,
): Promise<Response> {
  const pagesMax = Math.floor(QUERIES_MAX / pageQueries);
  const readPage = (cursor: string | undefined) =>
    read({ cursor, limit: pageRows, examinedMax: EXAMINED_MAX, charsMax: CHARS_MAX });
  const encoder = new TextEncoder();
  let page: ExportPage | undefined = await readPage(undefined);
  let pages = 1;
  const columns = columnsOf(view, (field) => isSeenBy(reader, field));
  const lineOf = format === "csv" ? (row: View) => rowLine(columns, row) : (row: View) => `${JSON.stringify(row)}\n`;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (format === "csv") controller.enqueue(encoder.encode(headerLine(columns)));
    },
    async pull(controller) {
      if (page === undefined) return controller.close();
      controller.enqueue(encoder.encode(page.data.map(lineOf).join("")));
      if (page.next !== null && pages++ >= pagesMax)
        throw new Error("more rows than one export may hold; narrow its times");
      page = page.next === null ? undefined : await readPage(page.next);
      if (page === undefined) controller.close();
    },
  });
  return new Response(stream, {
    headers: { "content-type": TYPES[format], "content-disposition": `attachment; filename="${name}.${format}"` },
  });
}
