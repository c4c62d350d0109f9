import { drawGamma, drawPoisson, seededDraw } from "@waymark/forecast/testing";
import { describe, expect, test } from "vitest";
import { firstJudgedHour, isFresh, judgeWatch, LEARNT_HOURS, learnWatch, type Hours, type Watch } from "./detect.ts";

const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
const HOUR_SHARES = Array.from({ length: 24 }, (_, hour) => 1 + 0.8 * Math.sin((2 * Math.PI * hour) / 24));
const DAY_SHARES = [1.1, 1.1, 1.05, 1.05, 1.1, 0.85, 0.75];
/** Simulated links: `WAYMARK_SIMULATED_LINKS=3000` runs all of them. */
const LINKS = Number(process.env["WAYMARK_SIMULATED_LINKS"] ?? 500);
/** Conversions come from the visitors of this and the hours before. */
const DELAYS = [0.5, 0.3, 0.2];

interface Steady {
  /** Mean visitors a day. */
  aDay: number;
  /** Conversions a visitor. */
  rate: number;
}

/** Draws that are used again and again: gamma with a mean of 1. */
const gammas = (shape: number): Float64Array => {
  const draw = seededDraw(shape);
  return Float64Array.from({ length: 10_007 }, () => drawGamma(draw, shape) / shape);
};
const BY_DAY = gammas(12);
const BY_HOUR = gammas(20);

/** Hours of a steady link: by hour of the day and weekday, with days and hours that vary by more than chance. */
function steadyHours(seed: number, { aDay, rate }: Steady, length: number): Hours {
  const draw = seededDraw(seed);
  const oneOf = (values: Float64Array) => values[Math.floor(draw() * values.length)]!; // there are some
  const visitors = new Float64Array(length);
  const conversions = new Float64Array(length);
  let day = 1;
  for (let t = 0; t < length; t++) {
    if (t % HOURS_A_DAY === 0) day = oneOf(BY_DAY);
    const usual = (aDay / HOURS_A_DAY) * HOUR_SHARES[t % 24]! * DAY_SHARES[Math.floor(t / 24) % 7]!; // of their length
    visitors[t] = drawPoisson(draw, usual * day * oneOf(BY_HOUR));
    let ready = 0;
    for (let delay = 0; delay < DELAYS.length; delay++) ready += DELAYS[delay]! * (visitors[t - delay] ?? 0); // the same
    if (ready > 0) conversions[t] = drawPoisson(draw, ready * rate * oneOf(BY_HOUR));
  }
  return { visitors, conversions };
}

type Alert = "silent" | "below" | "above" | "days" | "conversions";

/** Runs the nights and hours of the jobs over a history that begins with six weeks to learn from. */
function watchHours({ visitors, conversions }: Hours, raised: (alert: Alert, hour: number) => void): void {
  const part = (since: number, until: number) => ({
    visitors: visitors.subarray(since, until),
    conversions: conversions.subarray(since, until),
  });
  const open = new Map<"hour" | "days" | "conversions", Alert>();
  const step = (kind: "hour" | "days" | "conversions", found: Alert | undefined, hour: number) => {
    if (found === undefined) open.delete(kind);
    else {
      if (open.get(kind) !== found) raised(found, hour);
      open.set(kind, found);
    }
  };
  let watch: Watch | undefined;
  for (let hour = LEARNT_HOURS; hour < visitors.length; hour++) {
    // What is judged is over: an hour is judged in the next one.
    if (hour % HOURS_A_DAY === 3) {
      const learnt = learnWatch(part(hour - LEARNT_HOURS, hour), { until: hour, earlier: watch });
      watch = learnt?.watch;
      step("days", learnt?.days && "days", hour);
    }
    if (watch === undefined || !isFresh(watch, hour)) continue;
    const found = judgeWatch(watch, part(firstJudgedHour(watch), hour + 1), hour);
    if (!found.stays.traffic) step("hour", found.traffic?.kind, hour);
    if (!found.stays.conversions) step("conversions", found.conversions && "conversions", hour);
  }
}

/** The alerts of a history, after the six weeks that are learnt first. */
function alertsOf(hours: Hours): { alert: Alert; hour: number }[] {
  const alerts: { alert: Alert; hour: number }[] = [];
  watchHours(hours, (alert, hour) => alerts.push({ alert, hour }));
  return alerts;
}

describe("a steady link", () => {
  test(
    "is one of 3,000 that make at most two false alerts a week, of all kinds together",
    () => {
      const [links, weeks] = [LINKS, 4];
      const counts: Partial<Record<Alert, number>> = {};
      for (let link = 0; link < links; link++) {
        // 0.3 to 300 visitors a day, of which 1 to 100 % convert.
        const aDay = 0.3 * 1_000 ** (link / links);
        const rate = 0.01 ** (((link * 7_919) % links) / links);
        const hours = steadyHours(link + 1, { aDay, rate }, LEARNT_HOURS + weeks * HOURS_A_WEEK);
        for (const { alert } of alertsOf(hours)) counts[alert] = (counts[alert] ?? 0) + 1;
      }
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const aWeek = (total / weeks) * (3_000 / links);
      console.log({ links, weeks, falseAlertsAWeekOf3000: aWeek, ...counts });
      expect(aWeek).toBeLessThanOrEqual(2);
    },
    60_000 + LINKS * 200,
  );

  /** Ten weeks of 100 visitors a day, of whom a fifth convert. */
  const steady = () => steadyHours(7, { aDay: 100, rate: 0.2 }, LEARNT_HOURS + 4 * HOURS_A_WEEK);
  const begins = LEARNT_HOURS + 2 * HOURS_A_WEEK;
  const kindsOf = (hours: Hours) => alertsOf(hours).map(({ alert }) => alert);

  test("that falls silent is told once, however long it lasts", () => {
    const hours = steady();
    hours.visitors.fill(0, begins);
    hours.conversions.fill(0, begins);
    const alerts = alertsOf(hours);
    expect(alerts.filter(({ alert }) => alert === "silent")).toHaveLength(1);
    expect(alerts.filter(({ alert }) => alert === "conversions")).toEqual([]);
    expect((alerts.find(({ alert }) => alert === "silent")?.hour ?? Infinity) - begins).toBeLessThan(24);
  });

  test("whose conversions stop while visitors come is told once, and once more if it happens again", () => {
    const hours = steady();
    hours.conversions.fill(0, begins, begins + 72);
    hours.conversions.fill(0, begins + HOURS_A_WEEK);
    const [first, second, ...others] = alertsOf(hours);
    expect(others).toEqual([]);
    expect(first?.alert).toBe("conversions");
    expect((first?.hour ?? Infinity) - begins).toBeLessThan(48);
    expect(second?.alert).toBe("conversions");
    expect(second?.hour).toBeGreaterThan(begins + HOURS_A_WEEK);
  });

  test("of few conversions is told after days of none", () => {
    const hours = steadyHours(11, { aDay: 20, rate: 0.1 }, LEARNT_HOURS + 4 * HOURS_A_WEEK);
    hours.conversions.fill(0, begins);
    const alerts = alertsOf(hours);
    expect(alerts.map(({ alert }) => alert)).toEqual(["conversions"]);
    expect(alerts[0]?.hour).toBeGreaterThan(begins + 72);
  });

  test("that brings a fifth of its visitors for days is told for its days, or as soon as an hour shows it", () => {
    const hours = steady();
    for (let t = begins; t < begins + 96; t++) hours.visitors[t] = Math.floor(hours.visitors[t]! / 5); // t < its length
    expect(kindsOf(hours)).toContain("days");
  });

  test("with an hour of fifty times its visitors is told", () => {
    const hours = steady();
    hours.visitors[begins] = 250;
    expect(kindsOf(hours)).toEqual(["above"]);
  });

  test("has no silence before it was watched, and none that was not learnt for two days", () => {
    const hours = steady();
    const until = begins + 48;
    hours.visitors.fill(0, begins, until);
    const own = { visitors: hours.visitors.slice(0, until), conversions: hours.conversions.slice(0, until) };
    const first = learnWatch(own, { until, earlier: undefined });
    expect(first?.watch).toMatchObject({ since: until, silentHours: 0 });
    expect(first?.days).toBeUndefined();
    const earlier = (at: number): Watch => ({ ...first!.watch, since: 0, until: at }); // learnt above
    expect(learnWatch(own, { until, earlier: earlier(until - 24) })?.watch).toMatchObject({
      since: 0,
      silentHours: 48,
    });
    expect(learnWatch(own, { until, earlier: earlier(until - 48) })?.watch.since).toBe(until);
    expect(isFresh(first!.watch, until + 47)).toBe(true); // learnt above
    expect(isFresh(first!.watch, until + 48)).toBe(false); // learnt above
  });
});
