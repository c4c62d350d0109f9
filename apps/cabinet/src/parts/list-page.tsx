import type { ReactNode } from "react";
import type { Column } from "./data-table.tsx";
import { FilterBar, type Filter } from "./filter-bar.tsx";
import { ListTable, type AskedList } from "./list-table.tsx";
import { PageHeader } from "./page-header.tsx";
import { Empty } from "./states.tsx";

type Search = Readonly<Record<string, string | undefined>>;

interface ListPageProps<Row> {
  title: string;
  lead: ReactNode;
  /** The one primary action; offered again where there was never a row. */
  action?: ReactNode;
  list: AskedList<Row>;
  columns: readonly Column<Row>[];
  filters: readonly Filter[];
  /** The parameters of the address. */
  search: Search;
  /** Writes parameters into the address; undefined removes one. */
  onSearch: (changes: Search) => void;
  /** There was never a row: what to do first, if it is not the action. */
  never: { title: string; text: string; action?: ReactNode };
}

/** A page that is a list, with its filters in the address. */
export function ListPage<Row extends { id: string }>(props: ListPageProps<Row>) {
  const { title, lead, action, list, columns, filters, search, onSearch, never } = props;
  const isFiltered = filters.some(({ name }) => search[name] !== undefined);
  const clear = () => onSearch(Object.fromEntries(filters.map(({ name }) => [name, undefined])));
  return (
    <>
      <PageHeader title={title} lead={lead} action={action} />
      <FilterBar filters={filters} values={search} onChange={onSearch} />
      <ListTable
        list={list}
        label={title}
        columns={columns}
        clearFilters={isFiltered ? clear : undefined}
        never={<Empty action={action} {...never} />}
      />
    </>
  );
}
