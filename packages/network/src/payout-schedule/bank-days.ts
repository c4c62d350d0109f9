import type { PayoutMethod } from "../words.ts";
import { dateOf, dayOf } from "../zone.ts";

/** The calendars of banks that payouts go through. */
type BankCalendar = "target" | "russia";

/** The calendar that a method's payments follow; without one, they go out on any day. */
export const CALENDAR_OF: Record<PayoutMethod, BankCalendar | null> = {
  ...{ sepa: "target", swift: "target", russian_bank: "russia" },
  ...{ paypal: null, usdt_trc20: null, other: null },
};

/** The first bank day from a civil day on. */
export function bankDayFrom(calendar: BankCalendar | null, civilDay: number): number {
  let day = civilDay;
  while (calendar !== null && !isBankDay(calendar, day)) day += 1;
  return day;
}

/**
 * Whether all days off of a civil day's year are known: those of Russia are decreed each year. Where they are not, banks may
 * work later than `bankDayFrom` says.
 */
export const isBankDayKnown = (calendar: BankCalendar | null, civilDay: number): boolean =>
  calendar !== "russia" || MOVED_TO[dateOf(civilDay).year] !== undefined;

/** Whether banks work on a civil day. */
export function isBankDay(calendar: BankCalendar, civilDay: number): boolean {
  switch (calendar) {
    case "target":
      return !isWeekend(civilDay) && !isTargetHoliday(civilDay);
    case "russia":
      return isRussianWorkday(civilDay);
  }
}

/** 1970-01-01 was a Thursday; 0 is Monday. */
const weekdayOf = (civilDay: number) => (((civilDay + 3) % 7) + 7) % 7;
const isWeekend = (civilDay: number) => weekdayOf(civilDay) >= 5;

/**
 * Closing days of TARGET since 2002, until further notice: European Central Bank, 2000-12-14
 * (ecb.europa.eu/press/pr/date/2000/html/pr001214_4.en.html, read 2026-11-29).
 */
const TARGET_DAYS = [
  [1, 1],
  [5, 1],
  [12, 25],
  [12, 26],
] as const;

function isTargetHoliday(civilDay: number): boolean {
  const { year, month, day } = dateOf(civilDay);
  const easter = easterOf(year);
  const isEaster = civilDay === easter - 2 || civilDay === easter + 1; // Good Friday, Easter Monday
  return isEaster || TARGET_DAYS.some(([m, d]) => m === month && d === day);
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher). */
function easterOf(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** Holidays of Russia: article 112 of the Labour Code. January's do not move to a workday by themselves. */
const RUSSIAN_DAYS = [
  [2, 23],
  [3, 8],
  [5, 1],
  [5, 9],
  [6, 12],
  [11, 4],
] as const;
const JANUARY_DAYS = 8;

/**
 * Days off that the government moves each year by a decree. Of a year that is absent, only the holidays of the Labour Code
 * are known, and nothing is promised: the decree for 2027 was looked for on 2026-11-29, and no text of it was found. Add its
 * days here once it can be read.
 * 2026: decree of 2025-09-24 No. 1466 (3 January to 9 January, 4 January to 31 December).
 */
const MOVED_TO: Readonly<Record<number, readonly (readonly [month: number, day: number])[]>> = {
  2026: [
    [1, 9],
    [12, 31],
  ],
};

function isRussianWorkday(civilDay: number): boolean {
  if (isWeekend(civilDay) || isRussianHoliday(civilDay)) return false;
  const { year, month, day } = dateOf(civilDay);
  if (MOVED_TO[year]?.some(([m, d]) => m === month && d === day) === true) return false;
  // A holiday on a weekend moves to the next workday: Saturday's and Sunday's to Monday, unless it is one itself.
  if (weekdayOf(civilDay) !== 0) return true;
  return ![civilDay - 2, civilDay - 1].some((before) => RUSSIAN_DAYS.some((date) => isOn(before, date)));
}

function isRussianHoliday(civilDay: number): boolean {
  const { month, day } = dateOf(civilDay);
  return (month === 1 && day <= JANUARY_DAYS) || RUSSIAN_DAYS.some((date) => isOn(civilDay, date));
}

function isOn(civilDay: number, [month, day]: readonly [number, number]): boolean {
  const date = dateOf(civilDay);
  return date.month === month && date.day === day;
}
