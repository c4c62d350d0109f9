import { UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useRef, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import classes from "./data-table.module.css";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and money. */
  isNumber?: boolean;
  /** On a phone a row is a card: these columns are its figures. The first column is its title. */
  onCard?: boolean;
  /** Its heading orders the rows: how they are ordered by it now, and what a click does. Cards have no headings. */
  sort?: { direction: "ascending" | "descending" | undefined; onSort: () => void };
}

interface DataTableProps<Row> {
  /** What the table is, for people who do not see it. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** A row at the end with the totals over the whole filter, by column. */
  totals?: Partial<Record<string, ReactNode>>;
}

const VIRTUAL_FROM_ROWS = 100;
const ROW_PX = 36;
/** About: cards are measured when they come into sight. */
const CARD_PX = 140;
const CARD_GAP_PX = 8;
const CARDS_UNDER = "(max-width: 640px)";

const features = tableFeatures({});

/** A table whose first column stays in sight; on a phone a list of cards. More than 100 rows are drawn as they come into sight. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const isPhone = useMediaQuery(CARDS_UNDER, undefined, { getInitialValueInEffect: false });
  return isPhone ? <Cards {...props} /> : <Grid {...props} />;
}

function Grid<Row extends object>({ label, rows, columns, rowKey, totals }: DataTableProps<Row>) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(columns.map(({ id, header }) => helper.display({ id, header })));
  }, [columns]);
  const table = useTable({ features, columns: definitions, data: rows as Row[], getRowId: rowKey }); // it only reads them
  const body = useRef<HTMLTableSectionElement>(null);
  const { indexes, above, below, measure } = useInSight(rows.length, body, { estimatePx: ROW_PX, gapPx: 0 });
  const all = table.getRowModel().rows;
  const inSight = indexes?.flatMap((index) => all[index] ?? []) ?? all;
  const numbers = new Set(columns.filter(({ isNumber }) => isNumber).map(({ id }) => id));
  const sorts = new Map(columns.map(({ id, sort }) => [id, sort]));
  return (
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={label}>
      <table className={classes["table"]} aria-rowcount={rows.length + 1}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  data-number={numbers.has(header.id) || undefined}
                  aria-sort={sorts.get(header.id)?.direction}
                >
                  <Heading sort={sorts.get(header.id)}>
                    <table.FlexRender header={header} />
                  </Heading>
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          <Spacer height={above} />
          {inSight.map((row) => (
            <tr key={row.id} aria-rowindex={row.index + 2} data-index={row.index} {...measure}>
              <Cells row={row.original} columns={columns} />
            </tr>
          ))}
          <Spacer height={below} />
        </tbody>
        {totals !== undefined && (
          <tfoot>
            <tr>
              {columns.map(({ id, isNumber }) => (
                <td key={id} data-number={isNumber === true || undefined}>
                  {totals[id]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

/** The text of a heading; a button where it orders the rows. */
function Heading({ sort, children }: { sort: Column<object>["sort"]; children: ReactNode }) {
  if (sort === undefined) return children;
  return (
    <UnstyledButton className={classes["heading"]} onClick={sort.onSort} data-sorted={sort.direction}>
      {children}
      <span aria-hidden className={classes["arrow"]} />
    </UnstyledButton>
  );
}

/**
 * Which of many rows are to be drawn (undefined: all), how many pixels stand for those above and below, and what measures
 * a drawn one.
 */
function useInSight(count: number, list: RefObject<HTMLElement | null>, sizes: { estimatePx: number; gapPx: number }) {
  const isVirtual = count > VIRTUAL_FROM_ROWS;
  const virtualizer = useWindowVirtualizer({
    count: isVirtual ? count : 0,
    estimateSize: () => sizes.estimatePx,
    gap: sizes.gapPx,
    overscan: 10,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  if (!isVirtual) return { indexes: undefined, above: 0, below: 0, measure: {} };
  const items = virtualizer.getVirtualItems();
  const margin = virtualizer.options.scrollMargin;
  const [first, last] = [items[0], items.at(-1)];
  return {
    indexes: items.map(({ index }) => index),
    above: first === undefined ? 0 : first.start - margin,
    below: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - margin),
    measure: { ref: virtualizer.measureElement },
  };
}

interface RowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
}

/** The cells of a row: drawn again only for another row or other columns, since a page may show 200 of them. */
const Cells = memo(CellsOfRow) as typeof CellsOfRow; // memo forgets the parameter of the type

function CellsOfRow<Row extends object>({ row, columns }: RowProps<Row>): ReactNode {
  return columns.map(({ id, cell, isNumber }) => (
    <td key={id} data-number={isNumber === true || undefined}>
      {cell(row)}
    </td>
  ));
}

/** The same for the text of a card. */
const CardText = memo(TextOfCard) as typeof TextOfCard; // as above

function TextOfCard<Row extends object>({ row, columns: [title, ...others] }: RowProps<Row>): ReactNode {
  return (
    <>
      <div className={classes["cardTitle"]}>{title?.cell(row)}</div>
      <dl>
        {others
          .filter(({ onCard }) => onCard)
          .map(({ id, header, cell }) => (
            <div key={id}>
              <dt>{header}</dt>
              <dd>{cell(row)}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}

/** Stands for the rows that are out of sight. */
const Spacer = ({ height }: { height: number }) =>
  height <= 0 ? null : (
    <tr aria-hidden>
      <td style={{ height }} />
    </tr>
  );

function Cards<Row extends object>({ label, rows, columns, rowKey, totals }: DataTableProps<Row>) {
  const { t } = useTranslation();
  const [title, ...others] = columns;
  const cards = useRef<HTMLUListElement>(null);
  const { indexes, above, below, measure } = useInSight(rows.length, cards, {
    estimatePx: CARD_PX,
    gapPx: CARD_GAP_PX,
  });
  const inSight = indexes ?? rows.map((_, index) => index);
  return (
    <ul ref={cards} className={classes["cards"]} aria-label={label} style={{ paddingBlock: `${above}px ${below}px` }}>
      {inSight.flatMap((index) => {
        const row = rows[index];
        return row === undefined ? (
          []
        ) : (
          <li
            key={rowKey(row)}
            className={classes["card"]}
            data-index={index}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            {...measure}
          >
            <CardText row={row} columns={columns} />
          </li>
        );
      })}
      {totals !== undefined && (
        <li className={classes["card"]} data-total>
          <div className={classes["cardTitle"]}>{totals[title?.id ?? ""] ?? t("total")}</div>
          <dl>
            {others
              .filter(({ id }) => totals[id] !== undefined)
              .map(({ id, header }) => (
                <div key={id}>
                  <dt>{header}</dt>
                  <dd>{totals[id]}</dd>
                </div>
              ))}
          </dl>
        </li>
      )}
    </ul>
  );
}
