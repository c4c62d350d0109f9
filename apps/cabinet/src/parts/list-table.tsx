import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { list, type InputOf, type Listing, type OperationName, type RowOf } from "../api/index.ts";
import { usePreferences } from "../format/index.ts";
import { ApiRequestHint } from "./api-request-hint.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { MoreRows, type Paged } from "./more-rows.tsx";
import { States, type Asked } from "./states.tsx";

/** A list of the API with the request that reads it. */
export interface AskedList<Row> {
  name: OperationName;
  input: InputOf<OperationName>;
  query: Asked<Row[]> & Paged;
}

const PAGE_ROWS = 50;

/** Reads a list with these parameters, page by page, of the thing that `path` names. Days are those of the person's zone. */
export function useList<Name extends Listing>(
  name: Name,
  parameters: Readonly<Record<string, string | undefined>> = {},
  path?: Readonly<Record<string, string>>,
): AskedList<RowOf<Name>> {
  const { zone } = usePreferences();
  const hasDays = (parameters["from"] ?? parameters["to"]) !== undefined;
  const query = { ...parameters, ...(hasDays && { zone }), limit: PAGE_ROWS };
  const input = { ...(path !== undefined && { path }), query } as InputOf<Name>; // a wrong word of the address is the API's to refuse
  return { name, input, query: useInfiniteQuery(list(name, input)) };
}

interface ListTableProps<Row> {
  list: AskedList<Row>;
  /** What the table is, for people who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  /** Filters are set, and this clears them. */
  clearFilters?: (() => void) | undefined;
  /** There was never a row: what to do first. */
  never?: ReactNode;
  /** Of a row that has no id. */
  rowKey?: (row: Row) => string;
}

/** The rows of a list in its four states, the next page, and the request to the API. */
export function ListTable<Row extends object>({ list: asked, ...props }: ListTableProps<Row>) {
  const { label, columns, clearFilters, never, rowKey = idOf } = props;
  const { name, input, query } = asked;
  return (
    <>
      <States query={query} isEmpty={(rows) => rows.length === 0} clearFilters={clearFilters} never={never}>
        {(rows) => (
          <>
            <DataTable label={label} rows={rows} columns={columns} rowKey={rowKey} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name={name} input={input} />
    </>
  );
}

const idOf = (row: object): string => (row as { id: string }).id; // rows without one come with a rowKey
