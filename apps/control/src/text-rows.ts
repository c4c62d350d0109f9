import { z } from "@hono/zod-openapi";
import { bare, cell, columnsOf, type Column } from "./csv.ts";
import { isoTime } from "./iso-time.ts";
import { numberCell, textCell, type Cell } from "./xlsx.ts";

/**
 * Lines of exports from the texts of a row's fields, so that no row becomes an object. The schema of the view says which
 * fields a line has, in which order and of which type: a line has what the list shows.
 */

export interface TextView {
  view: z.ZodObject;
  isSeen: (field: z.ZodType) => boolean;
  /** Paths of the fields in the view, in the order of a row's texts. */
  fields: readonly string[];
  /** Begins a text that may be null. Any other field that may be null has an empty text then. */
  notNullMark: string;
}

type Texts = readonly string[];

type Writer = (texts: Texts) => string;

/** Writes a row as a line of JSON. */
export const jsonLines = (of: TextView): Writer => lineWriter([...jsonObject(of.view, [], of), "\n"]);

/** Writes a row as a line of CSV, by the columns of `columnsOf`. */
export function csvLines(of: TextView): Writer {
  const cells = columnsOf(of.view, of.isSeen).flatMap((path, i): Part[] => {
    const { at, type, start } = leafAt(path, of);
    const slot: Slot = { at, type, nullText: "", write: (texts) => cell(texts[at]?.slice(start), i === 0) };
    return i === 0 ? [slot] : [",", slot];
  });
  return lineWriter([...cells, "\r\n"]);
}

/** Makes the cells of a row of a workbook, by the same columns. */
export function cellRows(of: TextView): (texts: Texts) => Cell[] {
  const leaves = columnsOf(of.view, of.isSeen).map((path) => leafAt(path, of));
  return (texts) => leaves.map((leaf) => leafCell(leaf, texts[leaf.at] ?? ""));
}

function leafCell({ type, start, isQuoted }: Leaf, text: string): Cell {
  if (text === "") return null;
  switch (type) {
    case "verbatim":
      return isQuoted ? text : numberCell(text);
    case "time":
      return isoTime(Number(text));
    case "boolean":
      return text === "1";
    case "written":
      return textCell(text.slice(start));
  }
}

/** A line has fixed texts, and slots for what differs from row to row. */
type Part = string | Slot;

interface Slot {
  /** Where the row has its text. */
  at: number;
  type: "verbatim" | "boolean" | "time" | "written";
  /** Stands for an empty text; null: nothing does. */
  nullText: string | null;
  /** For the last type. */
  write: Writer;
}

/**
 * Joins the parts by one `join`, whose result is one flat text: `+` makes a tree of a hundred, which lives until the line
 * is encoded. Most slots need no function of their own: calling one of fifty costs more than what it does.
 */
function lineWriter(parts: readonly Part[]): Writer {
  const line = parts.map((part) => (typeof part === "string" ? part : ""));
  const slots = parts.flatMap((part, position) => (typeof part === "string" ? [] : [{ ...part, position }]));
  return (texts) => {
    for (const slot of slots) line[slot.position] = slotText(slot, texts);
    return line.join("");
  };
}

function slotText(slot: Slot, texts: Texts): string {
  const text = texts[slot.at] ?? "";
  if (text === "" && slot.nullText !== null) return slot.nullText;
  switch (slot.type) {
    case "verbatim":
      return text;
    case "time":
      return isoTime(Number(text));
    case "boolean":
      return text === "1" ? "true" : "false";
    case "written":
      return slot.write(texts);
  }
}

const jsonObject = (object: z.ZodObject, path: Column, of: TextView): Part[] => [
  ...Object.entries(shapeOf(object))
    .filter(([, field]) => of.isSeen(field))
    .flatMap(([name, field], i) => [
      `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`,
      ...jsonValue([...path, name], field, of),
    ]),
  "}",
];

function jsonValue(path: Column, field: z.ZodType, of: TextView): Part[] {
  const inner = bare(field);
  if (!(inner instanceof z.ZodObject)) {
    const leaf = leafAt(path, of);
    return orNull(mayBeNull(field), leaf.at, jsonLeaf(leaf));
  }
  // An object is null if its first field has no text.
  const first = leafAt([...path, Object.keys(inner.shape)[0] ?? ""], of);
  return orNull(mayBeNull(field), first.at, jsonObject(inner, path, of));
}

/** Parts in whose place null stands if a text is empty. */
const orNull = (mayBe: boolean, at: number, parts: Part[]): Part[] =>
  mayBe ? [{ at, type: "written", nullText: "null", write: lineWriter(parts) }] : parts;

/** The quotes of a text are fixed, and most texts stand between them as they are. */
function jsonLeaf({ at, type, start, isQuoted }: Leaf): Part[] {
  const slot: Slot = {
    at,
    type,
    nullText: null,
    write: (texts) => {
      const text = texts[at]?.slice(start) ?? "";
      return ESCAPED.test(text) ? JSON.stringify(text).slice(1, -1) : text;
    },
  };
  return isQuoted ? ['"', slot, '"'] : [slot];
}

/** What JSON writes with a backslash. */
const ESCAPED = /["\\\p{Cc}]/u;

/** A field without fields of its own. */
interface Leaf {
  at: number;
  type: Slot["type"];
  isQuoted: boolean;
  /** Where its text begins: behind the mark, if it may have one. */
  start: number;
}

function leafAt(path: Column, { view, fields, notNullMark }: TextView): Leaf {
  const at = fields.indexOf(path.join("."));
  if (at === -1) throw new Error(`rows of an export lack ${path.join(".")}`);
  const field = path.reduce<z.ZodType>((object, name) => shapeOf(bare(object))[name] ?? object, view);
  const inner = bare(field);
  const isMarked = mayBeNull(field) && inner.constructor === z.ZodString;
  return { at, ...typeOf(inner), start: isMarked ? notNullMark.length : 0 };
}

function typeOf(field: z.ZodType): Pick<Leaf, "type" | "isQuoted"> {
  if (field instanceof z.ZodNumber) return { type: "verbatim", isQuoted: false };
  if (field instanceof z.ZodBoolean) return { type: "boolean", isQuoted: false };
  if (field instanceof z.ZodISODateTime) return { type: "time", isQuoted: true };
  if (field instanceof z.ZodString) return { type: "written", isQuoted: true };
  if (field instanceof z.ZodEnum && field.options.every((word) => /^\w+$/.test(String(word))))
    return { type: "verbatim", isQuoted: true };
  throw new Error(`exports know no ${field.def.type}`);
}

const shapeOf = (object: z.ZodType) => (object as z.ZodObject).shape as Record<string, z.ZodType>; // zod's own parts

const mayBeNull = (field: z.ZodType): boolean =>
  field instanceof z.ZodNullable || (field instanceof z.ZodOptional && mayBeNull(field.unwrap() as z.ZodType)); // its own part
