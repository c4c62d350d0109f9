import { DAY_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { periodAround, periodFrom, periodStatus, type UploadSchedule } from "./schedule.ts";
import { civilDayAt, dateOf, dayBegins, dayOf, instantOf } from "../zone.ts";

const zones = fc.constantFrom(
  ...["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham"],
  ...["America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran", "America/Havana"],
);
const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
const every: fc.Arbitrary<UploadSchedule["every"]> = fc.oneof(
  fc.record({
    kind: fc.constant("days" as const),
    days: fc.integer({ min: 1, max: 366 }),
    from: fc.constantFrom("2026-01-01", "2024-02-29", "2030-12-31"),
  }),
  fc.record({ kind: fc.constant("week" as const), weekday: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ kind: fc.constant("month" as const), day: fc.integer({ min: 1, max: 28 }) }),
);
const schedules: fc.Arbitrary<UploadSchedule> = fc.record({
  zone: zones,
  every,
  graceDays: fc.nat(60),
  missing: fc.constantFrom("reject", "keep", "approve"),
});

describe("periods", () => {
  test("contain their moment, are due after their end, and overdue no earlier", () =>
    fc.assert(
      fc.property(schedules, instants, (schedule, at) => {
        const { startsAt, endsAt, dueAt, overdueAt } = periodAround(schedule, at);
        expect(startsAt).toBeLessThanOrEqual(at);
        expect(endsAt).toBeGreaterThan(at);
        expect(dueAt).toBeGreaterThan(endsAt);
        expect(overdueAt).toBeGreaterThanOrEqual(dueAt);
      }),
    ));

  test("follow each other without a gap, independent of where the sequence starts", () =>
    fc.assert(
      fc.property(schedules, instants, (schedule, at) => {
        let period = periodAround(schedule, at);
        for (let i = 0; i < 5; i++) {
          const next = periodFrom(schedule, period.endsAt);
          expect(next).toEqual(periodAround(schedule, period.endsAt));
          expect(next.startsAt).toBe(period.endsAt);
          period = next;
        }
      }),
    ));

  test("after a change of the term begin where the last one ended, and end by the new term", () =>
    fc.assert(
      fc.property(schedules, schedules, instants, (before, after, at) => {
        const { endsAt } = periodAround(before, at);
        const next = periodFrom(after, endsAt);
        expect(next.startsAt).toBe(endsAt);
        expect(next.endsAt).toBeGreaterThan(endsAt);
        expect(next.endsAt).toBe(periodAround(after, endsAt).endsAt);
      }),
    ));

  test.each([
    [
      "2026-10-05T12:00:00Z",
      { kind: "month", day: 5 },
      ["2026-09-30T22:00Z", "2026-10-31T23:00Z", "2026-11-05T23:00Z"],
    ],
    [
      "2026-10-25T12:00:00Z",
      { kind: "week", weekday: 1 },
      ["2026-10-18T22:00Z", "2026-10-25T23:00Z", "2026-10-26T23:00Z"],
    ],
    [
      "2026-12-31T22:59:00Z",
      { kind: "days", days: 10, from: "2026-12-22" },
      ["2026-12-21T23:00Z", "2026-12-31T23:00Z", "2027-01-01T23:00Z"],
    ],
  ] as const)("in Berlin, %s is in the period of %j", (at, term, [startsAt, endsAt, dueAt]) => {
    const period = periodAround({ zone: "Europe/Berlin", every: term, graceDays: 2, missing: "keep" }, Date.parse(at));
    expect(period).toMatchObject({
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      dueAt: Date.parse(dueAt),
      overdueAt: Date.parse(dueAt) + 2 * DAY_MS,
    });
  });

  test.each([
    [5, "open"],
    [10, "due"],
    [20, "late"],
    [30, "overdue"],
  ] as const)("at %i it is %s, and received once it is", (now, status) => {
    const period = { startsAt: 0, endsAt: 10, dueAt: 20, overdueAt: 30 };
    expect(periodStatus(period, false, now)).toBe(status);
    expect(periodStatus(period, true, now)).toBe("received");
  });
});

describe("zones", () => {
  test("a civil day begins at its first moment, even if the clock skips midnight", () =>
    fc.assert(
      fc.property(zones, instants, (zone, at) => {
        const day = civilDayAt(zone, at);
        const begins = dayBegins(zone, day);
        expect(begins).toBeLessThanOrEqual(at);
        expect(civilDayAt(zone, begins)).toBe(day);
        expect(civilDayAt(zone, begins - 1)).toBeLessThan(day);
      }),
    ));

  test("dates convert to days and back, like Date", () =>
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
        const date = dateOf(day);
        expect(dayOf(date.year, date.month, date.day)).toBe(day);
        expect(Date.UTC(date.year, date.month - 1, date.day)).toBe(day * DAY_MS);
      }),
    ));

  test("a local time that occurs twice is the earlier one, and a skipped one continues from before the gap", () => {
    const local = (text: string) => Date.parse(`${text}Z`);
    expect(instantOf("Europe/Berlin", local("2026-10-25T02:30"))).toBe(Date.parse("2026-10-25T00:30Z"));
    expect(instantOf("Europe/Berlin", local("2026-03-29T02:30"))).toBe(Date.parse("2026-03-29T01:30Z"));
  });
});
