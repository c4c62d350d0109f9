import { sql } from "kysely";
import type { Condition } from "./filtered-list.ts";

/** A text in the form in which it is searched: without differences of case and of how Unicode writes a character. */
export const searchable = (text: string): string => text.normalize("NFKC").toLowerCase();

/** A condition that a column of searchable text contains the filter's value. */
export const contains =
  (column: string) =>
  (search: string): Condition =>
    // Patterns of LIKE are at most 50 bytes long in D1.
    sql`instr(${sql.ref(column)}, ${searchable(search)}) > 0`;
