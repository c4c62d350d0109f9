import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { homeDays, TREND_DAYS, trendDays } from "../apps/cabinet/src/pages/home/days.ts";
import { FIRST_STEPS, stepStates } from "../apps/cabinet/src/pages/home/first-steps.ts";
import { ownCurrencyFirst, sumOf } from "../apps/cabinet/src/pages/home/sums.ts";

describe("the days of the home page", () => {
  test.each([
    ["UTC", "2026-11-29T14:32:00Z", { today: "2026-11-29", weekBeforeTo: "2026-11-22T15:00:00.000Z", untilHour: 15 }],
    [
      "Europe/Moscow",
      "2026-11-28T21:00:00Z", // midnight there
      { today: "2026-11-29", trendFrom: "2026-10-31", weekBeforeTo: "2026-11-21T22:00:00.000Z", untilHour: 1 },
    ],
    [
      "America/New_York",
      "2026-11-03T15:10:00Z", // a week before, summer time
      { today: "2026-11-03", weekBefore: "2026-10-27", weekBeforeTo: "2026-10-27T15:00:00.000Z", untilHour: 11 },
    ],
    ["Asia/Kathmandu", "2026-11-28T20:00:00Z", { zone: "UTC", today: "2026-11-28", untilHour: 21 }],
  ] as const)("of %s at %s", (zone, now, expected) =>
    expect(homeDays(Date.parse(now), zone)).toMatchObject({ zone, ...expected }),
  );

  test("begin and end with hours that statistics count, at any time in any zone", () => {
    const hour = fc.integer({ min: 0, max: 366 * 24 - 1 });
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
        hour,
        fc.nat(HOUR_MS - 1),
        (zone, hours, ms) => {
          const days = homeDays(Date.UTC(2026, 0) + hours * HOUR_MS + ms, zone);
          expect(Date.parse(days.weekBeforeTo) % HOUR_MS).toBe(0);
          expect(trendDays(days).at(-1)).toBe(days.today);
          expect(new Set(trendDays(days)).size).toBe(TREND_DAYS);
          expect(Date.parse(days.today) - Date.parse(days.weekBefore)).toBe(7 * DAY_MS);
        },
      ),
    );
  });
});

describe("sums", () => {
  const row = { clicks: 3, uniques: 2, conversions: 1, pending: 0, approved: 1 };

  test("keep currencies apart, and are exact where a float is not", () => {
    const rows = [
      { ...row, commission: [{ amount_minor: Number.MAX_SAFE_INTEGER, currency: "USD" }] },
      {
        ...row,
        commission: [
          { amount_minor: 2, currency: "USD" },
          { amount_minor: 5, currency: "EUR" },
        ],
      },
    ];
    expect(sumOf(rows)).toEqual({
      ...{ clicks: 6, uniques: 4, conversions: 2, pending: 0, approved: 2 },
      commission: [
        { amount_minor: 9_007_199_254_740_993n, currency: "USD" },
        { amount_minor: 5n, currency: "EUR" },
      ],
    });
  });

  test("begin with the person's own currency", () => {
    const sums = ["USD", "EUR", "RUB"].map((currency) => ({ currency }));
    const order = (own: string | null) => ownCurrencyFirst(sums, own).map(({ currency }) => currency);
    expect(order("RUB")).toEqual(["RUB", "EUR", "USD"]);
    expect(order(null)).toEqual(["EUR", "RUB", "USD"]);
  });
});

test.each([
  ["", ["done", "next", "later", "later", "later"]],
  ["isApproved", ["done", "done", "next", "later", "later"]],
  ["hasLink", ["done", "done", "done", "next", "later"]], // of a public offer
  ["hasLink hasTestClick", ["done", "done", "done", "done", "next"]],
  ["hasLink hasTestConversion", ["done", "done", "done", "done", "done"]], // in another browser
])("first steps of an account with %j", (has, expected) => {
  const facts = { isApproved: false, hasLink: false, hasTestClick: false, hasTestConversion: false };
  for (const fact of Object.keys(facts) as (keyof typeof facts)[]) facts[fact] = has.includes(fact); // its own keys
  expect(stepStates(facts)).toEqual(expected);
  expect(FIRST_STEPS).toHaveLength(expected.length);
});
