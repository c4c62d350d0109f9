import { addDays, dayAt } from "../../format/days.ts";

const MONTHS = 13;
const YEARS = 3;

/** The months and years that a statement offers, latest first, as the API names them: `2026-11`, `2026`. */
export function periodChoices(now: number): { months: string[]; years: string[] } {
  const today = dayAt(now, "UTC");
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return {
    months: Array.from({ length: MONTHS }, (_, back) => {
      const index = year * 12 + month - 1 - back;
      return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
    }),
    years: Array.from({ length: YEARS }, (_, back) => String(year - back)),
  };
}

/** The first and last day of a period of days; undefined for a month or a year. */
export function daysOf(period: string): { first: string; last: string } | undefined {
  const [first = "", last] = period.split("/");
  return last === undefined ? undefined : { first, last };
}

/** The last 30 days, from which other days are chosen. */
export const lastDays = (now: number): string => `${addDays(dayAt(now, "UTC"), -29)}/${dayAt(now, "UTC")}`;
