import { dropMonth, listMonths, mayDrop, readMonth, type ClickMonth } from "../click/index.ts";
import type { Context } from "../context.ts";
import type { ArchivedRow } from "./format.ts";

/** What is archived by the month. Shard -1 is the network's own database. */
export interface SourceName {
  kind: "clicks";
  shard: number;
  /** `YYYYMM`, or `before` for what is older than the first month. */
  month: string;
}

/** A table that leaves its database. Nothing is written into it any more. */
export interface Source {
  name: SourceName;
  isDropped: boolean;
  /** Rows by their ids, those after `after`. */
  read(page: { after: string; rowsMax: number }): Promise<ArchivedRow[]>;
  count(): Promise<number>;
  drop(): Promise<void>;
}

/** `clicks-0-202611` */
export const archiveIdOf = ({ kind, shard, month }: SourceName): string => `${kind}-${shard}-${month}`;

/** The column by which rows of a kind are sorted and found. */
export const ID_COLUMN: Record<SourceName["kind"], string> = { clicks: "click_id" };

export const idOf =
  (kind: SourceName["kind"]) =>
  (row: ArchivedRow): string =>
    String(row[ID_COLUMN[kind]]);

/** The tables that are over for so long that nothing comes in any more, and are still there. */
export async function listDueSources(ctx: Context): Promise<SourceName[]> {
  const due: SourceName[] = [];
  for (const [shard, db] of ctx.clicks.all.entries())
    for (const month of await listMonths(db))
      if (month.droppedAt === null && mayDrop(month, ctx.now(), ctx.clicks.limits.retentionDays))
        due.push({ kind: "clicks", shard, month: month.name });
  return due;
}

/** Throws where the source never was: its shard or month is not there. */
export async function openSource(ctx: Context, name: SourceName): Promise<Source> {
  const shard = ctx.clicks.all[name.shard];
  const month = shard && (await listMonths(shard)).find((known) => known.name === name.month);
  if (shard === undefined || month === undefined) throw new Error(`there is no ${archiveIdOf(name)}`);
  return {
    name,
    isDropped: month.droppedAt !== null,
    read: (page) => readMonth(shard, month, page) as Promise<unknown[]> as Promise<ArchivedRow[]>, // rows are records
    count: () => countMonth(shard, month),
    drop: () => dropMonth(shard, month, ctx.now()),
  };
}
