import type { StatsRow } from "@waymark/client";
import { addDays, dayAt, HOUR_MS } from "../../format/days.ts";
import type { TimeInOrder } from "./words.ts";

/** A range as the API understood it: times in UTC, the end exclusive. */
export interface Understood {
  from: string;
  to: string;
  zone: string;
}

/** Every value of a group of time in a range, the earliest first, until now: also those without a row. */
export function labelsOf(group: TimeInOrder, { from, to, zone }: Understood, now: number): string[] {
  const [first, end] = [Date.parse(from), Math.min(Date.parse(to), now + 1)];
  if (group === "hour")
    return Array.from({ length: Math.max(0, Math.ceil((end - first) / HOUR_MS)) }, (_, i) =>
      new Date(first + i * HOUR_MS).toISOString().replace(".000Z", "Z"),
    );
  const labels = new Set<string>();
  const last = dayAt(end - 1, zone);
  for (let day = dayAt(first, zone); day <= last; day = addDays(day, 1)) labels.add(labelAt(group, day));
  return [...labels];
}

const WEEK_DAYS = 7;

/** The value of the group that a day belongs to: its Monday, its month, or the day itself. */
function labelAt(group: Exclude<TimeInOrder, "hour">, day: string): string {
  switch (group) {
    case "day":
      return day;
    case "week":
      return addDays(day, -((new Date(day).getUTCDay() + 6) % WEEK_DAYS));
    case "month":
      return day.slice(0, 7);
  }
}

/** The value of a group in a row as text; null: conversions without a decision have no time. */
export function valueIn(row: StatsRow, field: keyof StatsRow): string | null {
  const value = row[field];
  return value === null || value === undefined ? null : String(value as string | number); // groups have no others
}
