import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { expect, test } from "vitest";
import { civilDayAt } from "../zone.ts";
import { dueAfter, periodAfter, periodAt, REPORT_PERIODS, timesOfPeriod } from "./period.ts";

const ZONES = ["UTC", "Europe/Moscow", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo"];

test.each([
  ["day", "2026-11-29T22:30:00Z", "Europe/Moscow", "2026-11-29T21:00:00.000Z", "2026-11-30T21:00:00.000Z"],
  ["week", "2026-11-29T20:30:00Z", "Europe/Moscow", "2026-11-22T21:00:00.000Z", "2026-11-29T21:00:00.000Z"],
  ["month", "2026-12-31T23:59:59Z", "UTC", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
  // A day of 25 hours.
  ["day", "2026-11-01T12:00:00Z", "America/New_York", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
] as const)("the %s of %s in %s", (every, at, zone, from, to) => {
  const times = timesOfPeriod(every, zone, periodAt(every, zone, Date.parse(at)));
  expect([new Date(times.from).toISOString(), new Date(times.to).toISOString()]).toEqual([from, to]);
});

test("periods follow one another without gaps, and each is mailed after its end", () => {
  const moment = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
  fc.assert(
    fc.property(moment, fc.constantFrom(...ZONES), fc.constantFrom(...REPORT_PERIODS), (at, zone, every) => {
      const day = periodAt(every, zone, at);
      const { from, to } = timesOfPeriod(every, zone, day);
      expect(from).toBeLessThanOrEqual(at);
      expect(at).toBeLessThan(to);
      expect(periodAt(every, zone, to)).toBe(periodAfter(every, day));
      expect(timesOfPeriod(every, zone, periodAfter(every, day)).from).toBe(to);
      expect(dueAfter(every, zone, day)).toBe(to + 6 * HOUR_MS);
      expect(to - from).toBeGreaterThanOrEqual(22 * HOUR_MS);
      expect(to - from).toBeLessThanOrEqual(31 * DAY_MS + 2 * HOUR_MS);
      expect(civilDayAt(zone, from)).toBe(day);
    }),
  );
});
