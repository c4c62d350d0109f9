import { HOUR_MS } from "@waymark/contract/duration";
import { civilDayAt, dateOf, dayBegins, dayOf } from "../zone.ts";

/** How often a report is mailed, and the period that it is about. */
export const REPORT_PERIODS = ["day", "week", "month"] as const;

export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** Reports leave some hours after their period, when its last clicks are counted and people wake up. */
const DUE_HOURS = 6;

/** The civil day on which the period of a moment (Unix ms) begins. Weeks begin on Monday. */
export function periodAt(every: ReportPeriod, zone: string, at: number): number {
  const today = civilDayAt(zone, at);
  switch (every) {
    case "day":
      return today;
    case "week":
      return today - daysSinceMonday(today);
    case "month": {
      const { year, month } = dateOf(today);
      return dayOf(year, month, 1);
    }
  }
}

/** 1970-01-01 was a Thursday. */
const daysSinceMonday = (day: number) => (((day + 3) % 7) + 7) % 7;

/** The civil day on which the following period begins. */
export function periodAfter(every: ReportPeriod, day: number): number {
  switch (every) {
    case "day":
      return day + 1;
    case "week":
      return day + 7;
    case "month": {
      const { year, month } = dateOf(day);
      return month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
    }
  }
}

/** Unix ms, when the report of the period that begins on this day is mailed. */
export const dueAfter = (every: ReportPeriod, zone: string, day: number): number =>
  dayBegins(zone, periodAfter(every, day)) + DUE_HOURS * HOUR_MS;

/** The times of a period, Unix ms; `to` is exclusive. */
export const timesOfPeriod = (every: ReportPeriod, zone: string, day: number): { from: number; to: number } => ({
  from: dayBegins(zone, day),
  to: dayBegins(zone, periodAfter(every, day)),
});
