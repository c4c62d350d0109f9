import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { isOpen } from "@waymark/contract/rules";
import { describe, expect, test } from "vitest";
import { compileRouting, faultsOf, normalised, NO_ROUTING, readRouting, type Routing } from "./routing.ts";
import { compileSchedule } from "./schedule.ts";

const routingWith = (parts: Partial<Routing>) => normalised({ ...NO_ROUTING, ...parts });
const faultPaths = (parts: Partial<Routing>, url = "https://shop.example/") =>
  faultsOf(routingWith(parts), { clickParameter: "click_id", landings: [{ url }] }).map(({ path }) => path);

const NINE_TO_SIX = { days: [1, 2, 3, 4, 5], from: "09:00", until: "18:00" };

describe("a routing that is contradictory, or can't match any visitor, is refused", () => {
  test.each([
    [
      "a value allowed and denied",
      { targeting: { country: { allow: ["DE", "AT"], deny: ["at"] } } },
      "targeting.country.allow[1]",
    ],
    [
      "a dialect of a denied language",
      { targeting: { language: { allow: ["pt-br"], deny: ["pt"] } } },
      "targeting.language.allow[0]",
    ],
    ["an allow list without values", { targeting: { os: { allow: [] } } }, "targeting.os.allow"],
    [
      "a region of a denied country",
      { targeting: { country: { deny: ["DE"] }, region: { allow: ["DE-BE"] } } },
      "targeting.region.allow[0]",
    ],
    [
      "a region of a country that is not allowed",
      { targeting: { country: { allow: ["FR"] }, region: { allow: ["DE-BE"] } } },
      "targeting.region.allow[0]",
    ],
    ["no country", { targeting: { country: { allow: ["Germany"] } } }, "targeting.country.allow[0]"],
    ["a code that no country has", { targeting: { country: { allow: ["UK"] } } }, "targeting.country.allow[0]"],
    ["no region", { targeting: { region: { allow: ["Berlin"] } } }, "targeting.region.allow[0]"],
    ["no device", { targeting: { device: { deny: ["phone"] } } }, "targeting.device.deny[0]"],
    ["no system", { targeting: { os: { allow: ["beos"] } } }, "targeting.os.allow[0]"],
    ["no browser", { targeting: { browser: { allow: ["netscape"] } } }, "targeting.browser.allow[0]"],
    ["no language", { targeting: { language: { allow: ["english"] } } }, "targeting.language.allow[0]"],
    ["no network number", { targeting: { asn: { deny: ["AS3320"] } } }, "targeting.asn.deny[0]"],
    ["no time zone", { schedule: { zone: "Europe/Atlantis", open: [NINE_TO_SIX] } }, "schedule.zone"],
    ["an offset for a zone", { schedule: { zone: "+02:00", open: [NINE_TO_SIX] } }, "schedule.zone"],
    [
      "hours that are none",
      { schedule: { zone: "UTC", open: [{ ...NINE_TO_SIX, until: "09:00" }] } },
      "schedule.open[0]",
    ],
    ["a name of our own to pass on", { passedParameters: ["sub1"] }, "passed_parameters[0]"],
    ["another network's name for it", { passedParameters: ["aff_sub"] }, "passed_parameters[0]"],
    ["the click parameter", { passedParameters: ["click_id"] }, "passed_parameters[0]"],
    ["a deep link", { passedParameters: ["url"] }, "passed_parameters[0]"],
  ] as [string, Partial<Routing>, string][])("%s: %j at %s", (_, parts, path) => {
    expect(faultPaths(parts)).toEqual([path]);
  });

  test("a parameter that a landing sets itself", () => {
    const parts = { passedParameters: ["utm_medium", "utm_source"] };
    expect(faultPaths(parts, "https://shop.example/?utm_source=waymark#?utm_medium=x")).toEqual([
      "passed_parameters[1]",
    ]);
  });
});

test.each([
  ["nothing", {}],
  [
    "country, region and city together",
    { targeting: { country: { allow: ["de"] }, region: { allow: ["de-be"] }, city: { allow: ["São Paulo"] } } },
  ],
  ["a language without one of its dialects", { targeting: { language: { allow: ["pt"], deny: ["pt-br"] } } }],
  ["round the clock", { schedule: { zone: "Asia/Kolkata", open: [{ days: [1, 7], from: "00:00", until: "24:00" }] } }],
  [
    "hosts and parameters",
    { deepLinkHosts: [".Shop.example", "münchen.example"], passedParameters: ["utm_source", "gclid"] },
  ],
] as [string, Partial<Routing>][])("%s is taken: %j", (_, parts) => {
  expect(faultPaths(parts)).toEqual([]);
});

test("values are compiled in the form that the edge compares", () => {
  const compiled = compileRouting(
    routingWith({
      targeting: { country: { allow: [" de ", "DE", "at"] }, city: { deny: ["Berlin"] }, asn: { deny: [] } },
      deepLinkHosts: [".Shop.Example", "*.shop.example", "localhost:8789"],
      passedParameters: ["utm_source"],
      hidesReferrer: true,
    }),
    "cid",
    0,
  );
  expect(compiled).toEqual({
    rules: [
      { by: "country", values: { DE: 1, AT: 1 } },
      { by: "city", deny: true, values: { berlin: 1 } },
    ],
    deepLink: { hosts: [".shop.example", "localhost:8789"], clickParameter: "cid" },
    passed: ["utm_source"],
    hidesReferrer: true,
  });
});

test("an offer without rules compiles to nothing, and so does an old row without routing", () => {
  expect(compileRouting(readRouting("{}"), "click_id", 0)).toEqual({});
});

describe("a schedule follows local time through every change of the clocks", () => {
  test.each([
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Casablanca",
  ])("in %s", (zone) => {
    const now = Date.UTC(2026, 10, 23);
    const schedule = compileSchedule({ zone, open: [NINE_TO_SIX] }, now);
    const local = new Intl.DateTimeFormat("en-GB", {
      ...({ timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const),
    });
    const wrong: string[] = [];
    let opened = 0;
    // Every 35 minutes of a year: often enough to meet each hour of each change.
    for (let at = now; at < now + 366 * DAY_MS; at += 35 * MINUTE_MS) {
      const text = local.format(at);
      const [, day = "", time = ""] = /^(\w+),? ?(\d\d:\d\d)$/.exec(text) ?? [];
      const expected = !["Sat", "Sun"].includes(day) && time >= "09:00" && time < "18:00";
      if (expected) opened++;
      if (isOpen(schedule, at) !== expected) wrong.push(`${new Date(at).toISOString()} is ${text}`);
    }
    expect(wrong).toEqual([]);
    expect(opened).toBeGreaterThan(3_900); // of 15,058: 45 hours a week
  });

  test.each([
    ["Monday evening", 1, "23:30", true],
    ["the morning after", 2, "05:59", true],
    ["when it has closed", 2, "06:00", false],
    ["Sunday night", 7, "23:00", true],
    ["Monday morning, after Sunday", 1, "03:00", true],
    ["Tuesday evening", 2, "22:30", false],
  ])("over midnight and over the week's end: %s", (_, day, time, expected) => {
    const open = [{ days: [1, 7], from: "22:00", until: "06:00" }];
    const monday = Date.UTC(2026, 10, 23);
    const [hours, minutes] = time.split(":").map(Number);
    const at = monday + ((day - 1) * 1_440 + (hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE_MS;
    expect(isOpen(compileSchedule({ zone: "UTC", open }, monday), at)).toBe(expected);
  });
});
