import { dateOf, dayOf } from "../zone.ts";

/**
 * When the network pays: on the 1st and 16th; weekly on a weekday (1 is Monday); monthly on a day; so many days after the
 * end of a month; or on any day for which a webmaster asked.
 */
export type PayoutSchedule =
  | { kind: "half_month" }
  | { kind: "week"; weekday: number }
  | { kind: "month"; day: number }
  | { kind: "net"; days: number }
  | { kind: "request" };

/** The first payout day after a civil day. */
export function payoutDayAfter(schedule: PayoutSchedule, civilDay: number): number {
  let day = civilDay + 1;
  while (!isPayoutDay(schedule, day)) day += 1;
  return day;
}

/** Whether a schedule pays on a civil day. On request, it may be any day. */
export function isPayoutDay(schedule: PayoutSchedule, civilDay: number): boolean {
  const { year, month, day } = dateOf(civilDay);
  switch (schedule.kind) {
    case "half_month":
      return day === 1 || day === 16;
    case "week":
      return (((civilDay + 3) % 7) + 7) % 7 === schedule.weekday - 1; // 1970-01-01 was a Thursday
    case "month":
      // The last day of a shorter month.
      return day === Math.min(schedule.day, lengthOf(year, month));
    case "net":
      return dateOf(civilDay - schedule.days + 1).day === 1;
    case "request":
      return true;
  }
}

const lengthOf = (year: number, month: number) =>
  dayOf(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - dayOf(year, month, 1);
