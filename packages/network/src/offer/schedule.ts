import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { Schedule } from "@waymark/contract/rules";

/** An offer's opening hours, in local times of a zone. */
export interface WeeklySchedule {
  /** IANA name. */
  zone: string;
  open: Opening[];
}

/** From `from` until `until` on each of these days. If it ends before it begins, it ends on the next day. */
export interface Opening {
  /** 1 is Monday, 7 Sunday. */
  days: number[];
  /** `HH:MM`. */
  from: string;
  /** `HH:MM`, up to `24:00`. */
  until: string;
}

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** How far ahead the zone's offsets are computed; the nightly reconcile publishes later ones in time. */
const HORIZON_DAYS = 400;

/** The schedule as the edge evaluates it: no zone, no dates. `now` in Unix ms. */
export const compileSchedule = ({ zone, open }: WeeklySchedule, now: number): Schedule => ({
  open: open.flatMap(({ days, from, until }) => days.flatMap((day) => ranges(day, minutesOf(from), minutesOf(until)))),
  offsets: offsetsOf(zone, now),
});

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Sunday night's hours may extend into Monday morning, at the beginning of the week. */
function ranges(day: number, from: number, until: number): [number, number][] {
  const begin = (day - 1) * DAY_MINUTES + from;
  const end = begin - from + until + (until <= from ? DAY_MINUTES : 0);
  if (end <= WEEK_MINUTES) return [[begin, end]];
  return [
    [begin, WEEK_MINUTES],
    [0, end - WEEK_MINUTES],
  ];
}

/** The zone's offsets from yesterday to the horizon, each with the minute in which it begins. */
function offsetsOf(zone: string, now: number): [number, number][] {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const start = now - (now % DAY_MS) - DAY_MS;
  const offsets: [number, number][] = [[start, offsetAt(format, start)]];
  for (let day = 1; day <= HORIZON_DAYS; day++) {
    const known = offsets.at(-1)?.[1] ?? 0;
    const [before, after] = [start + (day - 1) * DAY_MS, start + day * DAY_MS];
    if (offsetAt(format, after) !== known) offsets.push(changeBetween(format, before, after, known));
  }
  return offsets;
}

/** The first minute in which the offset is no longer `known`. */
function changeBetween(format: Intl.DateTimeFormat, before: number, after: number, known: number): [number, number] {
  let [low, high] = [before, after];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(format, middle) === known) low = middle;
    else high = middle;
  }
  return [high, offsetAt(format, high)];
}

/** Minutes ahead of UTC: `GMT`, `GMT+05:30`. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -ahead : ahead;
}
