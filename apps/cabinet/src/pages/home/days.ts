/** Days and hours of a zone, as the statistics of the API count them. Pure: the moment is an argument. */

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

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
  const counted = hasWholeHours(now, zone) ? zone : "UTC";
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

const hasWholeHours = (now: number, zone: string) =>
  Array.from({ length: TREND_DAYS + 1 }, (_, i) => aheadMs(now - i * DAY_MS, zone)).every((ms) => ms % HOUR_MS === 0);

/** The moment some days before at which the clock of the zone shows the same time. */
function sameClockEarlier(at: number, zone: string, days: number): number {
  const candidate = at - days * DAY_MS;
  return candidate + aheadMs(at, zone) - aheadMs(candidate, zone);
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** "2026-11-29 14:32:07": Swedish writes times as ISO 8601 does. */
function written(at: number, zone: string): string {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: zone });
    formatters.set(zone, formatter);
  }
  return formatter.format(at);
}

const dayAt = (at: number, zone: string): string => written(at, zone).slice(0, 10);

/** What the zone's clock is ahead of UTC. */
const aheadMs = (at: number, zone: string): number =>
  Date.parse(`${written(at, zone).replace(" ", "T")}Z`) - (at - (at % 1_000));
