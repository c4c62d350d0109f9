import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { rawStatement, writeIfFirst, type ClickDb, type ClickTables } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { ARCHIVED_COLUMNS, CLICK_TABLE, laterColumns, NEWEST_FORM, selectedColumns } from "./columns.ts";

/** A UTC month of a shard, whose raw clicks are in separate tables. */
export interface ClickMonth {
  /** `202611`; `before` is for clicks that were stored before monthly tables. */
  name: string;
  /** Unix ms, inclusive. */
  since: number;
  /** Unix ms, exclusive. */
  until: number;
  /** Unix ms; null while its tables exist. */
  droppedAt: number | null;
  /** The number of later columns that its tables have (columns.ts). */
  form: number;
  /** Clicks before this time (Unix ms) have no hash of their address any more. */
  erasedUntil: number;
}

export type ClickRow = ClickTables["click"];

/** What archives keep of a click. */
export type ArchivedClick = Omit<ClickRow, "address">;

/** Time for a batch that was accepted just before the end of a month to be stored before the month is dropped. */
const LANDING_MS = DAY_MS;

/** The months of a shard, oldest first, including the dropped ones. */
export async function listMonths({ query }: ClickDb): Promise<ClickMonth[]> {
  const rows = await query.selectFrom("click_month").selectAll().orderBy("since").execute();
  return rows.map(({ dropped_at, erased_until, ...month }) => ({
    ...month,
    droppedAt: dropped_at,
    erasedUntil: erased_until,
  }));
}

const remembered = new WeakMap<object, ClickMonth[]>();

/**
 * The months of a shard, cached since this isolate first read them. Opening a month that was opened since then changes
 * nothing. A month that was dropped since then has no tables: then callers use `forgetMonths` and ask again.
 */
export async function rememberMonths(shard: ClickDb): Promise<ClickMonth[]> {
  const known = remembered.get(shard.key) ?? (await listMonths(shard));
  remembered.set(shard.key, known);
  return known;
}

/** Clears the cache of months. True if there was one, which may have been outdated. */
export const forgetMonths = (shard: ClickDb): boolean => remembered.delete(shard.key);

/**
 * Clicks of a month by click_ID, after the id `after` (from the beginning if empty), as archives keep them. Throws if
 * the month was dropped.
 */
export function readMonth(
  { query }: ClickDb,
  month: ClickMonth,
  { after, rowsMax }: { after: string; rowsMax: number },
): Promise<ArchivedClick[]> {
  return query
    .selectFrom(clicksOf(month))
    .select(ARCHIVED_COLUMNS as readonly (keyof ArchivedClick)[]) // without `address`
    .where("click_id", ">", after)
    .orderBy("click_id")
    .limit(rowsMax)
    .execute();
}

/** Whether every click of a month is older than the retention: no more clicks are accepted. */
export const isOver = ({ until }: Pick<ClickMonth, "until">, now: number, retentionDays: number): boolean =>
  until + retentionDays * DAY_MS <= now;

/** Whether a month may be dropped: it has been over for so long that no click can still arrive for it. */
export const mayDrop = (month: Pick<ClickMonth, "until">, now: number, retentionDays: number): boolean =>
  isOver(month, now - LANDING_MS, retentionDays);

/** Drops the clicks and visitors of a month permanently; its rollups stay. No-op if already dropped. */
export async function dropMonth(shard: ClickDb, { name }: ClickMonth, now: number): Promise<void> {
  await shard.write([
    rawStatement(`DROP TABLE IF EXISTS ${clickTable(name)}`, []),
    rawStatement(`DROP TABLE IF EXISTS ${visitorTable(name)}`, []),
    rawStatement("UPDATE click_month SET dropped_at = ? WHERE name = ? AND dropped_at IS NULL", [now, name]),
  ]);
}

/** The month among these for a click of this time, or the calendar month if there is none yet. */
export const monthAt = (months: readonly ClickMonth[], clickedAt: number): ClickMonth =>
  months.find(({ since, until }) => since <= clickedAt && clickedAt < until) ?? calendarMonth(clickedAt);

/** Creates the tables of a month, once even if called concurrently. */
export async function openMonth(shard: ClickDb, { name, since, until, form }: ClickMonth): Promise<void> {
  await writeIfFirst(shard, [
    rawStatement("INSERT INTO click_month (name, since, until, form) VALUES (?, ?, ?, ?)", [name, since, until, form]),
    rawStatement(`CREATE TABLE ${clickTable(name)} ${CLICK_TABLE}`, []),
    rawStatement(`CREATE TABLE ${visitorTable(name)} ${VISITOR_COLUMNS}`, []),
  ]);
}

/** Whether a month's tables have every column. */
export const isComplete = ({ form }: Pick<ClickMonth, "form">): boolean => form >= NEWEST_FORM;

/**
 * Adds the later columns to the tables of one month a shard, and returns how many months it completed. SQLite checks
 * every row of a STRICT table for that, some seconds for a million clicks, so no click waits for it: until it is done,
 * the month's clicks are stored without these columns.
 */
export async function completeMonths(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "complete months");
  const { clicks } = ctx;
  let completed = 0;
  for (const shard of clicks.all) {
    const month = (await listMonths(shard)).find((one) => one.droppedAt === null && !isComplete(one));
    if (month === undefined) continue;
    try {
      await shard.write([
        ...laterColumns(month.form).map((column) =>
          rawStatement(`ALTER TABLE ${clickTable(month.name)} ADD COLUMN ${column}`, []),
        ),
        rawStatement("UPDATE click_month SET form = ? WHERE name = ?", [NEWEST_FORM, month.name]),
      ]);
      completed++;
    } catch (error) {
      if (!String(error).includes("duplicate column name")) throw error; // another run of this job was faster
    }
  }
  return completed;
}

/** The raw clicks of a month as a table to select from. It has every column, including those that its tables lack. */
export const clicksOf = ({ name, form }: ClickMonth) =>
  sql<ClickRow>`(SELECT ${sql.raw(selectedColumns(form))} FROM ${sql.table(clickTable(name))})`.as("click");

export const clickTable = (name: string) => `click_${name}`;
export const visitorTable = (name: string) => `visitor_${name}`;

function calendarMonth(clickedAt: number): ClickMonth {
  const day = new Date(clickedAt);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  const name = `${year}${String(month + 1).padStart(2, "0")}`;
  const [since, until] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
  return { name, since, until, droppedAt: null, form: NEWEST_FORM, erasedUntil: 0 };
}

/** The visitors of an offer on a UTC day. A visitor's first click is unique (`is_first`), later ones are duplicates. */
const VISITOR_COLUMNS = `(
  day INTEGER NOT NULL,
  offer_id TEXT NOT NULL,
  visitor TEXT NOT NULL,
  PRIMARY KEY (day, offer_id, visitor)
) STRICT, WITHOUT ROWID`;
