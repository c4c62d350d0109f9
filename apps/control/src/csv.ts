import { guardFormulas } from "@waymark/network/upload";
import { z } from "@hono/zod-openapi";

/** Rows of an export as CSV (RFC 4180), by the columns of a view: nested objects are columns with dotted names. */

type Row = Readonly<Record<string, unknown>>;

/** The path of a value within a row. */
export type Column = readonly string[];

/**
 * The columns of a view, in the order of its schema, without the fields that its reader does not see. A list is one
 * column, as JSON.
 */
export function columnsOf(view: z.ZodObject, isSeen: (field: z.ZodType) => boolean): Column[] {
  return Object.entries(view.shape as Record<string, z.ZodType>).flatMap(([name, field]): Column[] => {
    if (!isSeen(field)) return [];
    const inner = bare(field);
    return inner instanceof z.ZodObject ? columnsOf(inner, isSeen).map((column) => [name, ...column]) : [[name]];
  });
}

/** A schema that is neither optional nor nullable. */
export const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodNullable || schema instanceof z.ZodOptional ? bare(schema.unwrap() as z.ZodType) : schema; // zod's own parts

export const columnName = (column: Column): string => column.join(".");

export const headerLine = (columns: readonly Column[]): string => `${columns.map(columnName).join(",")}\r\n`;

export const rowLine = (columns: readonly Column[], row: Row): string =>
  `${columns.map((column, i) => cell(valueAt(row, column), i === 0)).join(",")}\r\n`;

/** What a row has in a column; null: nothing. */
export function valueAt(row: Row, column: Column): unknown {
  let value: unknown = row;
  for (const name of column) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as Row)[name]; // an object
  }
  return value;
}

/** Ids, words and times, of which no spreadsheet makes a formula: most cells. */
const HARMLESS = /^[A-Za-z0-9_][A-Za-z0-9_:. +-]*$/;

export function cell(value: unknown, isFirst: boolean): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === "" || HARMLESS.test(text)) return text;
  const guarded = guardFormulas(text, { isFirst });
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
