import { z } from "@hono/zod-openapi";
import { EXPORT_FORMATS } from "../export-stream.ts";

/** The parameter of every export. */
export const ExportFormat = z.object({
  format: z.enum(EXPORT_FORMATS).default("csv").openapi({
    description:
      "`csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV",
  }),
});

const Binary = z.string().openapi({ format: "binary" });

/** The answer of every export. */
export const FILE = {
  content: {
    "text/csv": { schema: z.string() },
    "application/x-ndjson": { schema: z.string() },
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": { schema: Binary },
  },
  description: "The rows",
} as const;
