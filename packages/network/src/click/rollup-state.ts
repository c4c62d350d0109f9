import { rawStatement, type ClickDb, type ClickTables } from "../db/index.ts";
import { monthOf } from "../zone.ts";
import { leftStatement } from "./convert.ts";
import { hourMonth, type HourMonth } from "./hours.ts";

/** What a shard's rollups have of a range of hours. */
export interface RollupState {
  /** All months of its hours, oldest first. */
  months: HourMonth[];
  /** The hours of the range that its days do not count yet. */
  due: number[];
  /** The months (`monthOf`) of the range whose sums are those of their days. */
  closedMonths: Set<number>;
  /** Rows of hours from the first of these days to the last, as far as they are closed. */
  hourRows: number;
  /** Whether it has no row from before hours had numbers. */
  isConverted: boolean;
}

/** Reads all of it in one round trip. */
export async function readRollupState(
  { read }: ClickDb,
  { hours, days }: Record<"hours" | "days", { from: number; to: number }>,
): Promise<RollupState> {
  const { rows } = await read([
    rawStatement("SELECT * FROM hour_month ORDER BY since", []),
    rawStatement("SELECT hour FROM due_hour WHERE hour >= ? AND hour < ?", [hours.from, hours.to]),
    rawStatement("SELECT coalesce(sum(hour_rows), 0) AS rows FROM day_size WHERE day >= ? AND day <= ?", [
      ...[days.from, days.to],
    ]),
    leftStatement(),
    rawStatement("SELECT month FROM closed_month WHERE is_due = 0 AND month >= ? AND month <= ?", [
      ...[monthOf(days.from), monthOf(days.to)],
    ]),
  ]);
  const [months, due, [size], [left], closed] = rows as [
    ClickTables["hour_month"][],
    { hour: number }[],
    { rows: number }[],
    { left: 0 | 1 }[],
    { month: number }[],
  ]; // as selected
  return {
    months: months.map(hourMonth),
    due: due.map(({ hour }) => hour),
    closedMonths: new Set(closed.map(({ month }) => month)),
    hourRows: size?.rows ?? 0,
    isConverted: left?.left === 0,
  };
}
