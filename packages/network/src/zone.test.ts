import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { expect, test } from "vitest";
import { civilDayAt, offsetsBetween } from "./zone.ts";

const YEAR = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) };

test.each([
  ["UTC", [[YEAR.from, 0]]],
  ["Europe/Moscow", [[YEAR.from, 3]]],
  ["Asia/Kathmandu", [[YEAR.from, 5.75]]],
  [
    "America/New_York",
    [
      [YEAR.from, -5],
      [Date.UTC(2026, 2, 8, 7), -4],
      [Date.UTC(2026, 10, 1, 6), -5],
    ],
  ],
] as const)("the offsets of %s", (zone, expected) =>
  expect(offsetsBetween(zone, YEAR).map(({ from, aheadMs }) => [from, aheadMs / HOUR_MS])).toEqual(expected),
);

test("an offset gives the same days as the calendar, at any minute and in any zone", () => {
  const minute = fc.integer({ min: 0, max: (YEAR.to - YEAR.from) / MINUTE_MS - 1 });
  const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
  fc.assert(
    fc.property(zone, minute, fc.integer({ min: 0, max: 366 }), (name, at, daysBefore) => {
      const moment = YEAR.from + at * MINUTE_MS;
      const offsets = offsetsBetween(name, { from: moment - daysBefore * DAY_MS, to: moment + DAY_MS });
      const ahead = offsets.findLast(({ from }) => from <= moment)?.aheadMs ?? Number.NaN;
      expect(Math.floor((moment + ahead) / DAY_MS)).toBe(civilDayAt(name, moment));
    }),
  );
});
