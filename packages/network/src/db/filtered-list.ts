import { MINUTE_MS } from "@waymark/contract/duration";
import { secondDigits } from "@waymark/contract/sorted-id";
import { sql, type RawBuilder } from "kysely";
import { NetworkError } from "../errors.ts";
import type { Db } from "./database.ts";
import { BEYOND, ORDER_BY, type Sort } from "./sort.ts";
import type { Tables } from "./tables.ts";
import { weightOfRow, withinWeight } from "./weight.ts";

/** A condition on the columns of the listed table. */
export type Condition = RawBuilder<unknown>;

/** What a list can be filtered by, and the indexes that read it, newest first. */
export interface ListRules<Name extends string> {
  table: keyof Tables;
  /** Of the ids by which the list ends its order. */
  idPrefix: string;
  conditions: Readonly<Record<Name, (value: never) => Condition>>;
  /** Columns of the order, which are unique together. */
  orderedBy: readonly string[];
  indexes: readonly ListIndex<Name>[];
  /** Columns that are read from other tables for each row of a page; a `reader` gets their values last. */
  joined?: RawBuilder<unknown>;
  /** Reads the list where none of these filters is given; null: the primary key. */
  wholeIndex: string | null;
  /** How the values of a row become an object; without it, the driver does it, which is slow for wide rows. */
  reader?: RowReader;
}

/** What is selected of a row, and the object that is made of these values. It has the columns of the list's order. */
export interface RowReader {
  selected: RawBuilder<unknown>;
  rowOf: (values: never) => object;
}

/** An index that finds the rows of one filter in the list's order. The narrowest stands first. */
export interface ListIndex<Name extends string> {
  name: Name;
  index: string;
  /** For an index of some rows: the condition that they meet. The filter is then one of the others. */
  partial?: Condition;
}

/** Columns, as a reader selects them. */
export const selectedColumns = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.raw(`"${columns.join('", "')}"`);

/** The rows that are asked for: what the index finds, and the other conditions, for which each row is looked at. */
export interface FilteredList {
  table: keyof Tables;
  idPrefix: string;
  index: string | null;
  indexed: readonly Condition[];
  others: readonly Condition[];
  orderedBy: readonly string[];
  joined?: RawBuilder<unknown>;
  reader?: RowReader;
}

type Values<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/**
 * The list of rows that are an actor's `own`, meet what is `asked`, and lie in a range of the order. Absent values ask
 * for nothing.
 */
export function filteredList<Name extends string>(
  { conditions, indexes, wholeIndex, ...rules }: ListRules<Name>,
  { own, asked, range }: { own: Values<Name>; asked: Values<Name>; range: readonly Condition[] },
): FilteredList {
  const values: Values<Name> = { ...asked, ...own };
  const names = Object.keys(conditions) as Name[]; // its keys
  const conditionOf = (name: Name) => conditions[name](values[name] as never); // its own value
  const chosen = indexes.find(({ name }) => values[name] !== undefined);
  const found = chosen === undefined ? [] : [chosen.partial ?? conditionOf(chosen.name)];
  const foundName = chosen?.partial === undefined ? chosen?.name : undefined;
  const isForeign = names.some((name) => own[name] !== undefined && (asked[name] ?? own[name]) !== own[name]);
  return {
    ...rules,
    index: chosen?.index ?? wholeIndex,
    indexed: [...found, ...range, ...(isForeign ? [sql`0`] : [])],
    others: names.filter((name) => values[name] !== undefined && name !== foundName).map(conditionOf),
  };
}

/** A part of a list. `next` is the cursor of the following part; null behind the last. */
export interface ListPage<Row> {
  rows: Row[];
  next: string | null;
}

/**
 * Rows that one page looks at. A page whose filters match few of them is short, and its cursor goes on behind them: so
 * each filter costs a bounded amount of work, whether an index serves it or not.
 */
const EXAMINED_MAX = 10_000;

/** Which part of a list is asked for. */
export interface ListRequest {
  cursor?: string | undefined;
  limit: number;
  /** `newest` if absent: the greatest first. */
  sort?: Sort;
  /** How many rows the page looks at. */
  examinedMax?: number;
  /** Weight of the page's rows, in characters. */
  charsMax?: number;
}

/** Reads a page. Throws `invalid_input` for a cursor that is not of this list. */
export async function readListPage<Row extends object>(
  { query, values }: Db,
  list: FilteredList,
  request: ListRequest,
): Promise<ListPage<Row>> {
  const { reader } = list;
  const asked = pageQuery<Row>(list, request);
  const found =
    reader === undefined
      ? (await asked.execute(query)).rows
      : (await values(asked.compile(query))).map((row) => reader.rowOf(row as never) as Row); // of its own columns
  const rows = [...withinWeight(found, weightOfRow, request.charsMax)];
  const last = rows.at(-1);
  if (last !== undefined && (rows.length === request.limit || rows.length < found.length))
    return { rows, next: cursorOf(last, list.orderedBy) };
  if (list.others.length === 0) return { rows, next: null };
  const [lastExamined] = (await endQuery(list, request).execute(query)).rows;
  return { rows, next: lastExamined === undefined ? null : cursorOf(lastExamined, list.orderedBy) };
}

/** Rows come in the order of the inner query, which ends as soon as there are enough. */
const pageQuery = <Row extends object>(list: FilteredList, request: ListRequest): RawBuilder<Row> =>
  list.others.length === 0
    ? sql<Row>`SELECT ${columns(list)} ${examined(list, request)} LIMIT ${request.limit}`
    : sql<Row>`SELECT ${columns(list)} FROM (SELECT * ${examined(list, request)} LIMIT ${request.examinedMax ?? EXAMINED_MAX})
        AS ${sql.table(list.table)} ${where(list.others)} LIMIT ${request.limit}`;

function columns({ reader, joined }: FilteredList): RawBuilder<unknown> {
  const own = reader?.selected ?? sql`*`;
  return joined === undefined ? own : sql`${own}, ${joined}`;
}

/** The last row that a page looks at; none if the list ends before. */
const endQuery = (list: FilteredList, request: ListRequest): RawBuilder<object> =>
  sql<object>`SELECT ${sql.join(list.orderedBy.map((column) => sql.ref(column)))} ${examined(list, request)}
    LIMIT 1 OFFSET ${(request.examinedMax ?? EXAMINED_MAX) - 1}`;

function examined(
  { table, idPrefix, index, indexed, orderedBy }: FilteredList,
  { cursor, sort = "newest" }: ListRequest,
): RawBuilder<unknown> {
  const [beyond, order] = [sql.raw(BEYOND[sort]), sql.raw(ORDER_BY[sort])];
  const keys = orderedBy.map((column) => sql.ref(column));
  const source = index === null ? sql.table(table) : sql`${sql.table(table)} INDEXED BY ${sql.ref(index)}`;
  const position =
    cursor === undefined
      ? []
      : [sql`${tuple(keys)} ${beyond} ${tuple(readCursor(cursor, orderedBy.length, idPrefix))}`];
  return sql`FROM ${source} ${where([...indexed, ...position])} ORDER BY ${sql.join(keys.map((key) => sql`${key} ${order}`))}`;
}

const tuple = (parts: readonly unknown[]) => sql`(${sql.join(parts)})`;

const where = (conditions: readonly Condition[]) =>
  conditions.length === 0 ? sql`` : sql`WHERE ${sql.join(conditions, sql` AND `)}`;

/** What is wrong with a cursor of another list, or of none. */
export const NOT_A_CURSOR = "is not a cursor of this list; omit it to get the first page";

/** A time stands before the id: `1793620800000.cnv_…`. */
const cursorOf = (row: object, orderedBy: readonly string[]): string =>
  orderedBy.map((column) => String((row as Record<string, unknown>)[column])).join("."); // the order's columns are read

function readCursor(cursor: string, length: number, idPrefix: string): (string | number)[] {
  const parts = cursor.split(".");
  const id = parts.pop() ?? "";
  const isOfThisList =
    parts.length === length - 1 && parts.every((part) => /^\d{1,16}$/.test(part)) && id.startsWith(`${idPrefix}_`);
  if (!isOfThisList)
    throw new NetworkError("invalid_input", "The request does not fit its schema", [
      { path: "cursor", message: NOT_A_CURSOR },
    ]);
  return [...parts.map(Number), id];
}

/** The conditions that a column is from a value on, and before another. */
export const between = (
  column: string,
  { from, to }: { from?: string | number | undefined; to?: string | number | undefined },
): Condition[] => [
  ...(from === undefined ? [] : [sql`${sql.ref(column)} >= ${from}`]),
  ...(to === undefined ? [] : [sql`${sql.ref(column)} < ${to}`]),
];

/** Unix ms; from inclusive, to exclusive. */
export interface TimeRange {
  from?: number | undefined;
  to?: number | undefined;
}

/** The conditions that sorted ids have their second in a range. */
export function idsBetween(column: string, prefix: string, { from, to }: TimeRange): Condition[] {
  const firstId = (ms: number) => `${prefix}_${secondDigits(Math.max(0, Math.ceil(ms / 1_000) * 1_000))}`;
  return between(column, { from: from && firstId(from), to: to && firstId(to) });
}

/** An id is minted shortly before its row is written: it bounds what is read for a range of `created_at`. */
export const idsAround = (column: string, prefix: string, { from, to }: TimeRange): Condition[] =>
  idsBetween(column, prefix, { from: from && from - MINUTE_MS, to: to && to + MINUTE_MS });

/** A condition that a column equals the filter's value. */
export const equal =
  (column: string) =>
  (value: string | number): Condition =>
    sql`${sql.ref(column)} = ${value}`;

/** A condition that a column lies in the filter's range. */
export const inRange =
  (column: string) =>
  (range: TimeRange): Condition =>
    sql.join(between(column, range), sql` AND `);

/** A range as a filter's value: undefined if it asks for nothing. */
export const rangeOrNone = ({ from, to }: TimeRange): TimeRange | undefined =>
  from === undefined && to === undefined ? undefined : { from, to };
