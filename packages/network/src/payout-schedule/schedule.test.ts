import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOf, dateText, dayOf } from "../zone.ts";
import { bankDayFrom, isBankDay, isBankDayKnown } from "./bank-days.ts";
import { payoutDayAfter, type PayoutSchedule } from "./schedule.ts";

const civilDay = (date: string) => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return dayOf(year, month, day);
};
const days = fc.integer({ min: dayOf(2020, 1, 1), max: dayOf(2060, 1, 1) });
const schedules: fc.Arbitrary<PayoutSchedule> = fc.oneof(
  fc.constant({ kind: "half_month" as const }),
  fc.constant({ kind: "request" as const }),
  fc.record({ kind: fc.constant("week" as const), weekday: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ kind: fc.constant("month" as const), day: fc.integer({ min: 1, max: 31 }) }),
  fc.record({ kind: fc.constant("net" as const), days: fc.integer({ min: 1, max: 90 }) }),
);

describe("the next payout day", () => {
  test.each([
    [{ kind: "half_month" }, "2026-11-29", "2026-12-01"],
    [{ kind: "half_month" }, "2026-12-01", "2026-12-16"],
    [{ kind: "half_month" }, "2026-12-16", "2027-01-01"],
    [{ kind: "week", weekday: 1 }, "2026-11-29", "2026-11-30"],
    [{ kind: "week", weekday: 7 }, "2026-11-29", "2026-12-06"],
    [{ kind: "month", day: 31 }, "2027-02-01", "2027-02-28"],
    [{ kind: "month", day: 29 }, "2028-02-01", "2028-02-29"],
    [{ kind: "net", days: 15 }, "2026-11-29", "2026-12-15"],
    [{ kind: "net", days: 45 }, "2026-11-29", "2026-12-15"],
    [{ kind: "request" }, "2026-11-29", "2026-11-30"],
  ] as [PayoutSchedule, string, string][])("by %j after %s is %s", (schedule, after, next) => {
    expect(dateText(payoutDayAfter(schedule, civilDay(after)))).toBe(next);
  });

  test("comes within 31 days, and no payout day is before it", () => {
    fc.assert(
      fc.property(schedules, days, (schedule, day) => {
        const next = payoutDayAfter(schedule, day);
        expect(next).toBeGreaterThan(day);
        expect(next - day).toBeLessThanOrEqual(31);
        for (let between = day; between < next; between++) expect(payoutDayAfter(schedule, between)).toBe(next);
      }),
    );
  });
});

describe("bank days", () => {
  test.each([
    ["2026-04-03", "2026-04-07"], // Good Friday to the Tuesday after Easter
    ["2026-05-01", "2026-05-04"],
    ["2026-12-25", "2026-12-28"],
    ["2027-01-01", "2027-01-04"],
    ["2027-03-26", "2027-03-30"],
    ["2026-05-16", "2026-05-18"],
    ["2026-06-12", "2026-06-12"],
  ])("of TARGET: a payout of %s goes out on %s", (date, goes) => {
    expect(dateText(bankDayFrom("target", civilDay(date)))).toBe(goes);
  });

  test.each([
    ["2026-01-01", "2026-01-12"],
    ["2026-02-21", "2026-02-24"],
    ["2026-03-08", "2026-03-10"],
    ["2026-05-09", "2026-05-12"],
    ["2026-06-12", "2026-06-15"],
    ["2026-11-04", "2026-11-05"],
    ["2026-12-31", "2027-01-11"],
    ["2027-05-01", "2027-05-04"],
    ["2026-12-25", "2026-12-25"],
  ])("of Russia: a payout of %s goes out on %s", (date, goes) => {
    expect(dateText(bankDayFrom("russia", civilDay(date)))).toBe(goes);
  });

  test.each([
    ["russia", "2026-12-16", true],
    ["russia", "2027-01-16", false],
    ["target", "2027-01-16", true],
    [null, "2027-01-16", true],
  ] as const)("of %s: whether the days off around %s are known is %s", (calendar, date, isKnown) => {
    expect(isBankDayKnown(calendar, civilDay(date))).toBe(isKnown);
  });

  // Each 16th on a Saturday, a holiday or before one.
  test.each([
    ["target", "2027-01-16", "2027-01-18"],
    ["russia", "2026-05-16", "2026-05-18"],
    ["russia", "2028-06-12", "2028-06-13"],
    ["target", "2028-04-16", "2028-04-18"],
  ] as const)("of %s: a payout of %s goes out on %s", (calendar, date, goes) => {
    expect(dateText(bankDayFrom(calendar, civilDay(date)))).toBe(goes);
  });

  test("of no calendar: the same day; else never a weekend, and at most 12 days later", () => {
    fc.assert(
      fc.property(fc.constantFrom("target" as const, "russia" as const), days, (calendar, day) => {
        expect(bankDayFrom(null, day)).toBe(day);
        const goes = bankDayFrom(calendar, day);
        expect(goes - day).toBeLessThanOrEqual(12);
        expect(isBankDay(calendar, goes)).toBe(true);
        expect((((goes + 3) % 7) + 7) % 7).toBeLessThan(5);
        expect(dateOf(goes).year - dateOf(day).year).toBeLessThanOrEqual(1);
      }),
    );
  });
});
