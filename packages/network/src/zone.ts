/** Local times of IANA zones without `Date`: civil days are days since 1970-01-01 in the local calendar. */

import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";

/** Whether this is the name of a time zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name); // not a bare offset, which has no summer time
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string) {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}

/** The civil day of a date of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The date of a civil day (Howard Hinnant, civil_from_days). */
export function dateOf(civilDay: number): { year: number; month: number; day: number } {
  const z = civilDay + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The date of a civil day, like 2026-11-01. */
export function dateText(civilDay: number): string {
  const { year, month, day } = dateOf(civilDay);
  return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
}

/** The civil day of a date like 2026-11-01. */
export function civilDayOf(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return dayOf(year, month, day);
}

/** The month of a civil day, numbered from January of year 0. */
export function monthOf(civilDay: number): number {
  const { year, month } = dateOf(civilDay);
  return year * 12 + month - 1;
}

/** The civil days of a month that `monthOf` numbers: from this one, and before that one. */
export const daysOfMonth = (month: number): { first: number; end: number } => ({
  first: firstDay(month),
  end: firstDay(month + 1),
});

const firstDay = (month: number) => dayOf(Math.floor(month / 12), (month % 12) + 1, 1);

/** Whether a calendar has this date. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const same = dateOf(dayOf(year, month, day));
  return same.month === month && same.day === day;
}

/** Ms since 1970-01-01T00:00, local time of the zone. */
function localMs(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return (
    dayOf(part("year"), part("month"), part("day")) * DAY_MS +
    ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1_000 +
    (((at % 1_000) + 1_000) % 1_000)
  );
}

/** The civil day of a moment (Unix ms) in the zone. */
export const civilDayAt = (zone: string, at: number): number => Math.floor(localMs(zone, at) / DAY_MS);

/**
 * Unix ms of a local time in the zone (ms since 1970-01-01T00:00 local). A time that occurs twice is the earlier one. A
 * time that is skipped continues from before the gap.
 */
export function instantOf(zone: string, local: number): number {
  const before = localMs(zone, local - DAY_MS) - (local - DAY_MS);
  const after = localMs(zone, local + DAY_MS) - (local + DAY_MS);
  for (const offset of [before, after]) if (localMs(zone, local - offset) === local) return local - offset;
  return local - before;
}

/** Beginnings of days by zone and day: the rows of a report ask for the same ones again and again. */
const known = new Map<string, number>();
const KNOWN_MAX = 10_000;

/** The first moment of a civil day in the zone, even if the clock skips midnight. */
export function dayBegins(zone: string, civilDay: number): number {
  const key = `${zone} ${civilDay}`;
  const begins = known.get(key) ?? findBegin(zone, civilDay);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, begins);
  return begins;
}

function findBegin(zone: string, civilDay: number): number {
  const at = instantOf(zone, civilDay * DAY_MS);
  if (civilDayAt(zone, at) === civilDay && civilDayAt(zone, at - 1) < civilDay) return at;
  let [low, high] = [(civilDay - 2) * DAY_MS, (civilDay + 2) * DAY_MS];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (civilDayAt(zone, middle) >= civilDay) high = middle;
    else low = middle;
  }
  return high;
}

/** The first moment of the day after one that begins at `begins`. Cheap, since most days have 24 hours. */
export const nextDayBegins = (zone: string, civilDay: number, begins: number): number =>
  localMs(zone, begins + DAY_MS) === (civilDay + 1) * DAY_MS ? begins + DAY_MS : dayBegins(zone, civilDay + 1);
