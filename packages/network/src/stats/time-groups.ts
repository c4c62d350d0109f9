import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { civilDayAt, dateText, dayBegins, nextDayBegins } from "../zone.ts";
import type { Span } from "./conversion-path.ts";
import { isTime, notAnswerable, type Dimension, type TimeGroup } from "./dimensions.ts";

/** A local day of a report's zone with its hours (since 1970, `until` is exclusive), and what of them is asked. */
export interface LocalDay {
  day: number;
  since: number;
  until: number;
  /** The row of each hour, or of the whole day where all hours have the same one. */
  buckets: number | readonly number[];
  /** Whether the range has all of its hours. */
  isWhole: boolean;
}

/** The times of a report: its local days, and the labels of its rows by the number of their bucket. */
export interface ReportTimes {
  days: LocalDay[];
  labels: Partial<Record<TimeGroup, string | number>>[];
}

/** Days whose hours are read: hours are kept for 13 months. */
export const HOURS_DAYS_MAX = 400;

/** Local days of a range of Unix ms. Throws `report_refused` if days begin within an hour. */
export function timesOf(
  groupBy: readonly Dimension[],
  zone: string,
  { from, to }: { from: number; to: number },
): ReportTimes {
  const groups = groupBy.filter(isTime);
  const isByHour = groups.some((group) => group === "hour" || group === "hour_of_day");
  if (isByHour && to - from > HOURS_DAYS_MAX * DAY_MS)
    throw notAnswerable("from", `by hour, a report covers at most ${HOURS_DAYS_MAX} days: ask for fewer, or by day`);
  const [numbers, labels] = [new Map<string, number>(), [] as ReportTimes["labels"]];
  const bucketOf = (label: ReportTimes["labels"][number]) => {
    const key = groups.map((group) => label[group]).join(" ");
    const known = numbers.get(key) ?? labels.push(label) - 1;
    numbers.set(key, known);
    return known;
  };
  const [first, end] = [Math.floor(from / HOUR_MS), Math.ceil(to / HOUR_MS)];
  const days: LocalDay[] = [];
  for (let day = civilDayAt(zone, from), begins = hourOf(dayBegins(zone, day), zone); begins < end; day++) {
    const next = hourOf(nextDayBegins(zone, day, begins * HOUR_MS), zone);
    const [since, until] = [Math.max(begins, first), Math.min(next, end)];
    if (until > since) {
      const byHour = Array.from({ length: isByHour ? until - since : 0 }, (_, i) =>
        bucketOf(labelOf(groups, day, since + i, localHour(zone, { day, begins, next }, since + i))),
      );
      days.push({
        day,
        since,
        until,
        isWhole: until - since === next - begins,
        buckets: isByHour ? byHour : bucketOf(labelOf(groups, day, since, 0)),
      });
    }
    begins = next;
  }
  return { days, labels };
}

function hourOf(at: number, zone: string): number {
  if (at % HOUR_MS === 0) return at / HOUR_MS;
  throw notAnswerable(
    "zone",
    `days of ${zone} begin within an hour, and clicks are counted by the hour: ask with zone=UTC`,
  );
}

/** The hour on the clock. Only on days when the clock changes is it another than the count of hours. */
function localHour(zone: string, { begins, next, day }: { day: number; begins: number; next: number }, hour: number) {
  if (next - begins === 24) return hour - begins;
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", hour: "2-digit" });
  return civilDayAt(zone, hour * HOUR_MS) === day ? Number(text.format(hour * HOUR_MS)) : 0;
}

function labelOf(groups: readonly TimeGroup[], day: number, hour: number, clock: number) {
  const label: ReportTimes["labels"][number] = {};
  for (const group of groups) label[group] = partOf(group, day, hour, clock);
  return label;
}

function partOf(group: TimeGroup, day: number, hour: number, clock: number): string | number {
  switch (group) {
    case "hour":
      return `${new Date(hour * HOUR_MS).toISOString().slice(0, 19)}Z`;
    case "day":
      return dateText(day);
    case "week":
      return dateText(day - (weekday(day) - 1));
    case "month":
      return dateText(day).slice(0, 7);
    case "weekday":
      return weekday(day);
    case "hour_of_day":
      return clock;
  }
}

/** 1 is Monday. 1970-01-01 was a Thursday. */
const weekday = (day: number) => ((((day + 3) % 7) + 7) % 7) + 1;

/** Days in parts that a page may end after: the latest first, and those no later than a label of the first group. */
export function partsByTime(
  { days, labels }: ReportTimes,
  [group]: readonly Dimension[],
  until: string | number | null | undefined,
): LocalDay[][] {
  if (group === undefined || !isTime(group) || until === null) return []; // null: only conversions without a time are left
  const parts: { label: string | number; days: LocalDay[] }[] = [];
  for (const day of days) {
    const bucket = typeof day.buckets === "number" ? day.buckets : (day.buckets[0] ?? 0);
    const label = labels[bucket]?.[group] ?? "";
    const last = parts.at(-1);
    if (last?.label === label) last.days.push(day);
    else parts.push({ label, days: [day] });
  }
  return parts
    .filter(({ label }) => until === undefined || label <= until)
    .map((part) => part.days)
    .toReversed();
}

/** What of these days is in the range, as times with their buckets. Neighbours with one bucket are one span. */
export function spansOf(days: readonly LocalDay[], { from, to }: { from: number; to: number }): Span[] {
  const spans: [number, number, number][] = [];
  const add = (since: number, until: number, bucket: number) => {
    const last = spans.at(-1);
    if (last?.[1] === since && last[2] === bucket) last[1] = until;
    else if (until > since) spans.push([since, until, bucket]);
  };
  for (const { since, until, buckets } of days)
    for (const [at, end, bucket] of typeof buckets === "number"
      ? [[since, until, buckets] as const]
      : buckets.map((one, i) => [since + i, since + i + 1, one] as const))
      add(Math.max(at * HOUR_MS, from), Math.min(end * HOUR_MS, to), bucket);
  return spans;
}

/** The hours of days with their buckets. */
export const hoursOfDays = (days: readonly LocalDay[]): [hour: number, bucket: number][] =>
  days.flatMap(({ since, until, buckets }) =>
    Array.from({ length: until - since }, (_, i): [number, number] => [
      since + i,
      typeof buckets === "number" ? buckets : (buckets[i] ?? 0),
    ]),
  );

export const utcDays = (days: readonly LocalDay[]): [day: number, bucket: number][] =>
  days.map(({ since, buckets }) => [Math.floor((since * HOUR_MS) / DAY_MS), typeof buckets === "number" ? buckets : 0]);
