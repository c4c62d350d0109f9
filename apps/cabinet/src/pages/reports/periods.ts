import { addDays, dayAt, daysBetween, HOUR_MS, sameClockEarlier } from "../../format/days.ts";

/** Days and periods of reports. Pure: the moment is an argument. */

/** Common periods, each with the key that chooses it: its place on the keyboard, the same in every layout. */
export const PERIOD_KEYS = {
  today: "D",
  yesterday: "Y",
  "7_days": "W",
  last_week: "P",
  "30_days": "T",
  month: "M",
  last_month: "L",
} as const;
export type Period = keyof typeof PERIOD_KEYS;
export const PERIODS = Object.keys(PERIOD_KEYS) as Period[]; // its own keys
export const isPeriod = (word: string): word is Period => Object.hasOwn(PERIOD_KEYS, word);

/** What a period is compared with: the one right before, the same weekdays before, or the same dates a year before. */
export const COMPARISONS = ["previous", "week", "year"] as const;
export type Comparison = (typeof COMPARISONS)[number];
export const isComparison = (word: string): word is Comparison => (COMPARISONS as readonly string[]).includes(word);

/** A first and a last day. */
export interface Days {
  from: string;
  to: string;
}

const WEEK_DAYS = 7;

/** The days of a common period, today included where it goes on. */
export function daysOf(period: Period, today: string): Days {
  switch (period) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "7_days":
      return { from: addDays(today, 1 - WEEK_DAYS), to: today };
    case "last_week": {
      const monday = addDays(today, -((new Date(today).getUTCDay() + 6) % WEEK_DAYS));
      return { from: addDays(monday, -WEEK_DAYS), to: addDays(monday, -1) };
    }
    case "30_days":
      return { from: addDays(today, -29), to: today };
    case "month":
      return { from: monthOf(today), to: today };
    case "last_month":
      return { from: monthBefore(today), to: addDays(monthOf(today), -1) };
  }
}

const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const monthBefore = (day: string): string => monthOf(addDays(monthOf(day), -1));

/** The same date a year before; the 28th for the 29th of February. */
function yearBefore(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  const before = `${String(Number(year) - 1).padStart(4, "0")}-${month}`;
  return month === "02" && date === "29" ? `${before}-28` : `${before}-${date}`;
}

const earlierOf = (day: string, other: string): string => (day < other ? day : other);

/** The days that a period is compared with; undefined if they would overlap with it. */
export function earlierDays({ from, to }: Days, comparison: Comparison, period: Period | undefined): Days | undefined {
  const length = daysBetween(from, to) + 1;
  switch (comparison) {
    case "previous":
      if (period !== "month" && period !== "last_month") return { from: addDays(from, -length), to: addDays(from, -1) };
      return {
        from: monthBefore(from),
        to:
          period === "month" ? earlierOf(addDays(monthBefore(from), length - 1), addDays(from, -1)) : addDays(from, -1),
      };
    case "week":
      return length > WEEK_DAYS ? undefined : { from: addDays(from, -WEEK_DAYS), to: addDays(to, -WEEK_DAYS) };
    case "year":
      return length > YEAR_DAYS ? undefined : { from: yearBefore(from), to: yearBefore(to) };
  }
}

const YEAR_DAYS = 365;

/** A range as the API reads it: plain dates of the zone, or for a day that is cut the moment of its end. */
export interface Range {
  from: string;
  to: string;
  /** It ends with the hour of the day that it is now. */
  isCut: boolean;
}

/**
 * The range that days are compared with. Where they go on, it ends at the same time of the day that the current hour
 * ends: nothing is compared with hours that are still to come.
 */
export function earlierRange(
  days: Days,
  { comparison, period, zone, now, isByWholeDays }: EarlierOptions,
): Range | undefined {
  const earlier = earlierDays(days, comparison, period);
  const today = dayAt(now, zone);
  if (earlier === undefined || days.from > today || days.to < today || isByWholeDays)
    return earlier && { ...earlier, isCut: false };
  const before = comparison === "year" ? yearBefore(today) : addDays(today, daysBetween(days.from, earlier.from));
  if (before > earlier.to) return { ...earlier, isCut: false };
  const hourEnd = now - (now % HOUR_MS) + HOUR_MS;
  const to = sameClockEarlier(hourEnd, zone, daysBetween(before, today));
  return { from: earlier.from, to: new Date(to).toISOString(), isCut: true };
}

interface EarlierOptions {
  comparison: Comparison;
  period: Period | undefined;
  zone: string;
  /** Unix ms. */
  now: number;
  /** The figures are kept by the day only. */
  isByWholeDays: boolean;
}
