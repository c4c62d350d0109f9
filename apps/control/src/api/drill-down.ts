import { HOUR_MS } from "@waymark/contract/duration";
import { dayBegins, dayOf } from "@waymark/network/zone";
import { ATTRIBUTES, fieldOf, isTime, type Attribute, type ReportQuery, type ReportRow } from "@waymark/network/stats";
import { time } from "./values.ts";

/**
 * The requests that list what a row of a report counts. Null: the report does not count it, or no single range of time and
 * filter selects it.
 */
export interface DrillDown {
  clicks_api_path: string | null;
  conversions_api_path: string | null;
}

const API = "/api/v1";
/** Clicks without a sub-id are not counted by it, and neither are single values beyond the first thousand of a link and day. */
const NOT_COUNTED = ["", "(other)"];
const SUBS = ["sub1", "sub2", "sub3", "sub4", "sub5", "source"];
/** Lists are filtered by an id, or not at all. */
const IDS = ["offer", "webmaster", "advertiser", "link", "goal"];
/** The time of conversions in lists. */
const DATES = { click: "clicked", conversion: "occurred", decision: "decided" } as const;

export function drillDown(query: ReportQuery, row: Pick<ReportRow, "dimensions" | "isUndecided">): DrillDown {
  const range = rangeOf(query, row);
  const values = valuesOf(query, row);
  const isListed = range !== null && !IDS.some((name) => values.get(name as Attribute) === ""); // some attributes
  if (!isListed) return { clicks_api_path: null, conversions_api_path: null };
  const filters: [string, string][] = [
    ...[...values].map(([name, value]): [string, string] => [fieldOf(name), value]),
    ["is_test", "false"],
    ["is_own", "false"],
    ["from", time(range.from)],
    ["to", time(range.to)],
  ];
  const isCounted = !SUBS.some((name) => NOT_COUNTED.includes(values.get(name as Attribute) ?? "-")); // some attributes
  const path = (list: string, more: [string, string][] = []) =>
    `${API}/${list}?${new URLSearchParams([...filters, ...more]).toString()}`;
  const undecided: [string, string][] = [
    ["date", "occurred"],
    ["outcome", "pending"],
  ];
  return {
    clicks_api_path: query.counts === "conversions" || !isCounted || row.isUndecided === true ? null : path("clicks"),
    conversions_api_path:
      query.counts === "clicks"
        ? null
        : path("conversions", row.isUndecided === true ? undecided : [["date", DATES[query.date]]]),
  };
}

/** The filters of the report, and the row's own values. */
function valuesOf({ filters, groupBy }: ReportQuery, { dimensions }: Pick<ReportRow, "dimensions">) {
  const values = new Map(filters);
  for (const name of ATTRIBUTES) if (groupBy.includes(name)) values.set(name, String(dimensions[fieldOf(name)] ?? ""));
  return values;
}

interface Times {
  from: number;
  to: number;
}

/** The times of a row, Unix ms. Null for a part of the clock or of the week that comes again and again. */
function rangeOf(
  { from, to, zone, groupBy }: ReportQuery,
  { dimensions, isUndecided }: Pick<ReportRow, "dimensions" | "isUndecided">,
): Times | null {
  if (isUndecided === true || !groupBy.some(isTime)) return { from, to };
  const { hour, day, week, month, weekday } = dimensions;
  const within = (since: number, until: number): Times => ({ from: Math.max(from, since), to: Math.min(to, until) });
  const days = (first: number, count: number) => within(dayBegins(zone, first), dayBegins(zone, first + count));
  if (typeof hour === "string") return within(Date.parse(hour), Date.parse(hour) + HOUR_MS);
  if (groupBy.includes("hour_of_day")) return null;
  if (typeof day === "string") return days(civilDay(day), 1);
  if (typeof week === "string" && typeof weekday === "number") return days(civilDay(week) + weekday - 1, 1);
  if (groupBy.includes("weekday")) return null;
  const inWeek = typeof week === "string" ? days(civilDay(week), 7) : within(from, to);
  if (typeof month !== "string") return inWeek;
  const first = civilDay(`${month}-01`);
  const inMonth = days(first, daysOfMonth(first, month));
  return { from: Math.max(inWeek.from, inMonth.from), to: Math.min(inWeek.to, inMonth.to) };
}

/** Days since 1970 of a date like 2026-11-29. */
function civilDay(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return dayOf(year, month, day);
}

function daysOfMonth(first: number, month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return (number === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, number + 1, 1)) - first;
}
