import { readFileSync } from "node:fs";
import { HOUR_MS } from "@waymark/contract/duration";
import { expect, test } from "vitest";
import { dayTableFor, SOURCES, sourceOf, type Attribute, type Dimension } from "./dimensions.ts";
import { hoursOfDays, timesOf } from "./time-groups.ts";

test("docs/api.md shows the table of what can be asked", () => {
  const page = readFileSync("docs/api.md", "utf8");
  for (const { name, dimensions, reach, zones } of SOURCES)
    expect(page).toContain(`| ${name} | ${dimensions} | ${reach} | ${zones} |`);
});

const asked = (groupBy: readonly Dimension[], zone = "UTC", filters: readonly [Attribute, string][] = []) =>
  ({ groupBy, zone, filters: new Map(filters), counts: "all" }) as const;

test.each([
  [asked(["day", "offer"]), "hours and days"],
  [asked(["country", "verdict"], "Europe/Moscow"), "hours and days"],
  [asked(["day", "sub1"]), "sub-ids"],
  [asked(["day"], "UTC", [["source", "mail"]]), "sub-ids"],
  [{ ...asked(["goal", "sub1", "sub2", "hour"], "Europe/Moscow"), counts: "conversions" as const }, "none"],
])("%j is answered by %s", (question, source) => expect(sourceOf(question)).toBe(source));

test.each([
  [asked(["sub1", "sub2"]), "group_by"],
  [asked(["sub1", "hour"]), "group_by"],
  [asked(["sub1"], "UTC", [["country", "DE"]]), "country"],
  [asked(["sub1"], "Europe/Moscow"), "zone"],
  [asked(["status"]), "group_by"],
  [asked([], "UTC", [["goal", "goal_1"]]), "goal_id"],
])("%j is refused by naming %s", (question, path) =>
  expect(() => sourceOf(question)).toThrow(
    expect.objectContaining({
      code: "report_refused",
      errors: [expect.objectContaining({ path }) as unknown],
    }) as Error,
  ),
);

test.each([
  [[], "agent_day"],
  [["device"], "agent_day"],
  [["offer"], "offer_day"],
  [["country"], "geo_day"],
  [["offer", "browser"], "offer_agent_day"],
  [["webmaster", "link"], "link_day"],
  [["webmaster", "country"], undefined],
  [["verdict"], undefined],
] as const)("columns %j are in %s", (columns, table) => expect(dayTableFor(new Set(columns))).toBe(table));

test.each([
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["America/New_York", "2026-11-01", 25],
  ["Europe/Moscow", "2026-10-25", 24],
])("in %s %s has %i hours", (zone, day, hours) => {
  const from = Date.parse(`${day}T00:00:00Z`) - 24 * HOUR_MS;
  const { days, labels } = timesOf(["day"], zone, { from, to: from + 72 * HOUR_MS });
  const slots = hoursOfDays(days).filter(([, bucket]) => labels[bucket]?.day === day);
  expect(slots).toHaveLength(hours);
});

test("days that begin within an hour are refused", () => {
  expect(() => timesOf(["day"], "Asia/Kathmandu", { from: 0, to: 48 * HOUR_MS })).toThrow("can't be answered");
});
