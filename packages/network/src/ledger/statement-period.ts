import { NetworkError } from "../errors.ts";
import { dateText, dayBegins, dayOf, isDate } from "../zone.ts";

/** The days of a statement, whole days of the network's zone. */
export interface StatementPeriod {
  /** The first and the last day, YYYY-MM-DD. */
  firstDay: string;
  lastDay: string;
  /** Unix ms: when the first day begins, and when the day after the last one begins. */
  from: number;
  to: number;
}

/**
 * Reads a year (`2026`), a month (`2026-11`), or the first and the last of some days (`2026-11-01/2026-11-15`) in a zone.
 * Throws `invalid_input`.
 */
export function readStatementPeriod(text: string, zone: string): StatementPeriod {
  const days = daysOf(text);
  if (days === undefined || days.first > days.last)
    throw new NetworkError("invalid_input", "The period can't be read", [
      { path: "period", message: "must be a year like 2026, a month like 2026-11, or days like 2026-11-01/2026-11-15" },
    ]);
  return {
    ...{ firstDay: dateText(days.first), lastDay: dateText(days.last) },
    ...{ from: dayBegins(zone, days.first), to: dayBegins(zone, days.last + 1) },
  };
}

function daysOf(text: string): { first: number; last: number } | undefined {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?$/.exec(text) ?? [];
  if (year !== undefined && month === undefined)
    return { first: dayOf(Number(year), 1, 1), last: dayOf(Number(year) + 1, 1, 1) - 1 };
  if (year !== undefined && isDate(Number(year), Number(month), 1)) {
    const [y, m] = [Number(year), Number(month)];
    return { first: dayOf(y, m, 1), last: (m === 12 ? dayOf(y + 1, 1, 1) : dayOf(y, m + 1, 1)) - 1 };
  }
  const [first, last] = text.split("/", 3).map(dayNamed);
  return first === undefined || last === undefined || text.split("/").length !== 2 ? undefined : { first, last };
}

function dayNamed(text: string): number | undefined {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  return year === undefined || month === undefined || day === undefined || !isDate(year, month, day)
    ? undefined
    : dayOf(year, month, day);
}
