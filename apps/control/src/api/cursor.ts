import { Buffer } from "node:buffer";
import { z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { NOT_A_CURSOR } from "@waymark/network/db";
import type { App } from "../http.ts";

/** Four long sub-ids, also of characters that JSON escapes. */
const CURSOR_CHARS_MAX = 10_000;
const CHECK_CHARS = 7;

/** A cursor: a check that only this list makes of this position, then the position. */
export const sealCursor = (list: string, position: string): string =>
  checkOf(list, position) + Buffer.from(position).toString("base64url");

/** The position in a cursor of this list; undefined for any other text. */
export function openCursor(list: string, cursor: string): string | undefined {
  const position = Buffer.from(cursor.slice(CHECK_CHARS), "base64url").toString();
  return sealCursor(list, position) === cursor ? position : undefined;
}

/** FNV-1a of 32 bits. It recognises mistakes; a position grants nothing, so a forged one does no harm. */
function checkOf(list: string, position: string): string {
  let hash = 0x81_1c_9d_c5;
  const bytes = Buffer.from(`${list}\n${position}`);
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01_00_01_93);
  return (hash >>> 0).toString(36).padStart(CHECK_CHARS, "0");
}

/** The parameter `cursor` of a list. `position` reads what a cursor holds. */
export const cursorOf = (list: string, position: z.ZodType<unknown, string>) =>
  z
    .string()
    .max(CURSOR_CHARS_MAX)
    .transform((cursor, { addIssue }) => {
      const opened = openCursor(list, cursor);
      if (opened !== undefined) return opened;
      addIssue({ code: "custom", message: NOT_A_CURSOR });
      return z.NEVER;
    })
    .pipe(position)
    .openapi({ type: "string", description: "The `next_cursor` of the page before" })
    .optional();

/** Turns the position where an answer ends, its `next_cursor`, into a cursor of this list. */
export const sealCursors = (list: string) =>
  createMiddleware<App>(async (c, next) => {
    const { json } = c;
    const sealed = (answer: { next_cursor?: string | null }, ...rest: [number]) =>
      (json as (answer: unknown, ...rest: [number]) => Response)(
        typeof answer.next_cursor === "string"
          ? { ...answer, next_cursor: sealCursor(list, answer.next_cursor) }
          : answer,
        ...rest,
      ); // the overloads of json take any JSON and a status
    c.json = sealed as unknown as typeof json;
    await next();
  });
