/** Days and hours of a zone, as the statistics of the API count them. Pure: the moment is an argument. */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A day like "2026-11-29", some days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export const daysBetween = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / DAY_MS;

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

/** The day of a moment in a zone. */
export const dayAt = (at: number, zone: string): string => written(at, zone).slice(0, 10);

/** What the zone's clock is ahead of UTC. */
export const aheadMs = (at: number, zone: string): number =>
  Date.parse(`${written(at, zone).replace(" ", "T")}Z`) - (at - (at % 1_000));

/** Whether the zone is ahead of UTC by whole hours all the time from one moment to another. */
export function hasWholeHours(zone: string, from: number, to: number): boolean {
  for (let at = from; at < to + DAY_MS; at += DAY_MS) if (aheadMs(Math.min(at, to), zone) % HOUR_MS !== 0) return false;
  return true;
}

/** The moment some days before at which the clock of the zone shows the same time. */
export function sameClockEarlier(at: number, zone: string, days: number): number {
  const candidate = at - days * DAY_MS;
  return candidate + aheadMs(at, zone) - aheadMs(candidate, zone);
}
