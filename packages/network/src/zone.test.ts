import { HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { expect, test } from "vitest";
import { civilDayAt, dayBegins, dayOf, nextDayBegins } from "./zone.ts";

test("a day begins where the calendar changes to it, and the next one where it ends, in any zone", () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
  const day = fc.integer({ min: dayOf(2000, 1, 1), max: dayOf(2030, 1, 1) });
  fc.assert(
    fc.property(zone, day, (name, civilDay) => {
      const begins = dayBegins(name, civilDay);
      expect(civilDayAt(name, begins - 1)).toBeLessThan(civilDay);
      expect(nextDayBegins(name, civilDay, begins)).toBe(dayBegins(name, civilDay + 1));
    }),
  );
});

test.each([
  ["America/Havana", "2026-11-01", 25], // midnight comes twice, an hour into the day
  ["America/New_York", "2026-03-08", 23],
  ["Europe/Moscow", "2026-10-25", 24],
  ["Asia/Kathmandu", "2026-01-01", 24],
] as const)("in %s, %s has %d hours", (zone, date, hours) => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const civilDay = dayOf(year, month, day);
  const begins = dayBegins(zone, civilDay);
  expect((nextDayBegins(zone, civilDay, begins) - begins) / HOUR_MS).toBe(hours);
});
