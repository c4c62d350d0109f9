import { civilDayAt, dateOf, dayBegins, dayOf } from "../zone.ts";
import type { MissingPolicy } from "../words.ts";

/** An upload term: when an offer's files are due. The due day of a period is the day after its end. */
export interface UploadSchedule {
  /** IANA name of the advertiser's time zone. */
  zone: string;
  /** Every `days` days from a date on; weekly on a weekday (1 is Monday); or monthly on a day, for the month before. */
  every:
    | { kind: "days"; days: number; from: string }
    | { kind: "week"; weekday: number }
    | { kind: "month"; day: number };
  /** Days after the due date before it is overdue. */
  graceDays: number;
  /** The policy for pending conversions of the period that a complete upload does not mention. */
  missing: MissingPolicy;
}

/** Conversions with `startsAt` ≤ `occurred_at` < `endsAt` (Unix ms) are due by `dueAt`. */
export interface Period {
  startsAt: number;
  endsAt: number;
  /** What is promised to webmasters: the end of the due day. */
  dueAt: number;
  /** The end of the grace days. */
  overdueAt: number;
}

export const PERIOD_STATUSES = ["open", "due", "late", "overdue", "received"] as const;
export type PeriodStatus = (typeof PERIOD_STATUSES)[number];

/** The period that begins at a moment, by this term. */
export function periodFrom(schedule: UploadSchedule, startsAt: number): Period {
  const { zone, every, graceDays } = schedule;
  const today = civilDayAt(zone, startsAt);
  const endDay = boundaryAfter(every, today);
  const dueDay = every.kind === "month" ? endDay + every.day : endDay + 1;
  return {
    startsAt,
    endsAt: dayBegins(zone, endDay),
    dueAt: dayBegins(zone, dueDay),
    overdueAt: dayBegins(zone, dueDay + graceDays),
  };
}

/** The period that contains a moment, if no other term applied before. */
export function periodAround(schedule: UploadSchedule, at: number): Period {
  const today = civilDayAt(schedule.zone, at);
  return periodFrom(schedule, dayBegins(schedule.zone, boundaryUpTo(schedule.every, today)));
}

export function periodStatus(period: Period, isReceived: boolean, now: number): PeriodStatus {
  if (isReceived) return "received";
  if (now < period.endsAt) return "open";
  if (now < period.dueAt) return "due";
  return now < period.overdueAt ? "late" : "overdue";
}

/** The first civil day after this one on which a period begins. */
function boundaryAfter(every: UploadSchedule["every"], civilDay: number): number {
  switch (every.kind) {
    case "days":
      return boundaryUpTo(every, civilDay) + every.days;
    case "week":
      return boundaryUpTo(every, civilDay) + 7;
    case "month": {
      const { year, month } = dateOf(civilDay);
      return month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
    }
  }
}

/** The last civil day up to this one on which a period begins. */
function boundaryUpTo(every: UploadSchedule["every"], civilDay: number): number {
  switch (every.kind) {
    case "days": {
      const [year = 1970, month = 1, day = 1] = every.from.split("-").map(Number);
      const from = dayOf(year, month, day);
      return from + Math.floor((civilDay - from) / every.days) * every.days;
    }
    case "week":
      return civilDay - ((((civilDay + 3 - (every.weekday - 1)) % 7) + 7) % 7); // 1970-01-01 was a Thursday
    case "month": {
      const { year, month } = dateOf(civilDay);
      return dayOf(year, month, 1);
    }
  }
}
