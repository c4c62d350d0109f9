/** The days of the home page, as the statistics of the API count them. Pure: the moment is an argument. */
import { addDays, aheadMs, dayAt, DAY_MS, hasWholeHours, HOUR_MS, sameClockEarlier } from "../../format/days.ts";

/** Days of the chart, today included. */
export const TREND_DAYS = 30;
const WEEK_DAYS = 7;

/** What the home page compares. Days are like "2026-11-29". */
export interface HomeDays {
  /** The zone that the days are counted in. */
  zone: string;
  today: string;
  /** The first day of the chart. */
  trendFrom: string;
  /** The same day of last week. */
  weekBefore: string;
  /** The end of last week's day at the end of the current hour, as an ISO time. */
  weekBeforeTo: string;
  /** The hour of its clock at which that is: 1 to 24. */
  untilHour: number;
}

/** The days of the home page. Statistics count by the hour: zones that differ by parts of one get the days of UTC. */
export function homeDays(now: number, zone: string): HomeDays {
  const counted = hasWholeHours(zone, now - TREND_DAYS * DAY_MS, now) ? zone : "UTC";
  const today = dayAt(now, counted);
  const weekBefore = addDays(today, -WEEK_DAYS);
  const hourEnd = now - (now % HOUR_MS) + HOUR_MS;
  const weekBeforeTo = sameClockEarlier(hourEnd, counted, WEEK_DAYS);
  return {
    ...{ zone: counted, today, trendFrom: addDays(today, 1 - TREND_DAYS), weekBefore },
    weekBeforeTo: new Date(weekBeforeTo).toISOString(),
    untilHour: new Date(now + aheadMs(now, counted)).getUTCHours() + 1,
  };
}

/** Every day of the chart, the oldest first. */
export const trendDays = ({ trendFrom }: Pick<HomeDays, "trendFrom">): string[] =>
  Array.from({ length: TREND_DAYS }, (_, i) => addDays(trendFrom, i));
