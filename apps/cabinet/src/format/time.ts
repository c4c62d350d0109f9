/** Dates and times in one zone, which the header of the cabinet names. */
export type TimeStyle = "date" | "day" | "month" | "weekday" | "minute" | "second" | "clock";

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  date: { day: "numeric", month: "short", year: "numeric" },
  day: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
  weekday: { weekday: "long", day: "numeric", month: "long" },
  minute: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  second: {
    ...{ day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** "29 Nov 2026, 14:32" in this zone. Lines break at the comma only. */
export function formatTime(iso: string, { language, zone }: { language: string; zone: string }, style: TimeStyle) {
  const key = `${language} ${zone} ${style}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...STYLES[style], timeZone: zone });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(iso)).replaceAll(/(?<!,) /g, "\u00A0");
}

/** "14:32" in this zone. */
export const formatClock = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);

/** A Monday, from which days of the week count. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** "Mon" for 1, "Sun" for 7. */
export const formatWeekday = (day: number, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(MONDAY_MS + (day - 1) * DAY_MS);
