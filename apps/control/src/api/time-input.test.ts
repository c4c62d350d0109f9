import { z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import { assertTimes, EndTime, Expiry, readRange, readTime, StartTime, withTimes, Zone } from "./time-input.ts";
import { Time } from "./schema.ts";

describe("readTime", () => {
  test.each([
    ["2026-11-01T10:00:00Z", "begin", "Europe/Berlin", "2026-11-01T10:00:00.000Z"],
    ["2026-11-01T10:00:00+02:00", "end", "UTC", "2026-11-01T08:00:00.000Z"],
    ["2026-11-01", "begin", "UTC", "2026-11-01T00:00:00.000Z"],
    ["2026-11-01", "end", "UTC", "2026-11-02T00:00:00.000Z"],
    ["2026-11-01", "begin", "Europe/Berlin", "2026-10-31T23:00:00.000Z"],
    ["2026-10-25", "end", "Europe/Berlin", "2026-10-25T23:00:00.000Z"], // a day of 25 hours
    ["2026-12-31", "end", "America/New_York", "2027-01-01T05:00:00.000Z"],
  ] as const)("%s as the %s of a day in %s is %s", (text, edge, zone, expected) => {
    expect(new Date(readTime(text, edge, zone) ?? 0).toISOString()).toBe(expected);
  });

  test.each(["", "tomorrow", "2026-02-30", "2026-13-01", "01.11.2026", "2026-11-01T25:00:00Z", "1793491200000"])(
    "%j is neither a time nor a date",
    (text) => {
      expect(readTime(text, "begin", "UTC")).toBeUndefined();
    },
  );
});

const Request = z.strictObject({
  from: StartTime.optional(),
  to: EndTime.optional(),
  expires_at: Expiry.nullable().default(null).openapi({ description: "When it ends" }),
  zone: Zone,
  items: z.array(z.strictObject({ expires_at: Expiry.optional(), zone: Zone })).optional(),
});

const read = (input: unknown) => withTimes(Request).safeParse(input);
const faults = (input: unknown) =>
  (read(input).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("times of a request", () => {
  test("a day from its begin to its end, in the zone of the request", () => {
    expect(read({ from: "2026-11-01", to: "2026-11-01", zone: "Europe/Berlin" }).data).toEqual({
      from: "2026-10-31T23:00:00.000Z",
      to: "2026-11-01T23:00:00.000Z",
      expires_at: null,
      zone: "Europe/Berlin",
    });
  });

  test("each item of a list has its own zone", () => {
    const items = [{ expires_at: "2100-01-01" }, { expires_at: "2100-01-01", zone: "Asia/Tokyo" }];
    expect(read({ items }).data).toMatchObject({
      items: [{ expires_at: "2100-01-02T00:00:00.000Z" }, { expires_at: "2100-01-01T15:00:00.000Z" }],
    });
  });

  test.each([
    [{ from: "yesterday" }, [expect.stringMatching(/^from: write a time .*2026-11-01T10:00:00Z/)]],
    [{ from: "2026-11-02", to: "2026-11-01" }, ["to: must be later than from"]],
    [{ zone: "Mars/Base" }, ["zone: must be an IANA time zone, like Europe/Berlin"]],
    [{ zone: "+02:00" }, ["zone: must be an IANA time zone, like Europe/Berlin"]],
    [{ expires_at: "2020-01-01" }, ["expires_at: is in the past"]],
    [{ items: [{}, { expires_at: "2020-01-01T00:00:00Z" }] }, ["items.1.expires_at: is in the past"]],
  ])("%j: %j", (input, expected) => {
    expect(faults(input)).toEqual(expected);
  });

  test("a date expires at the end of its day", () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(faults({ expires_at: today })).toEqual([]);
  });

  test("a route whose times have no zone, or are those of an answer, does not start", () => {
    expect(() => assertTimes(z.object({ from: StartTime.optional() }), "listThings")).toThrow("listThings: from");
    expect(() => assertTimes(z.object({ from: Time.optional(), zone: Zone }), "listThings")).toThrow(
      "listThings: from",
    );
    expect(() => assertTimes(Request, "listThings")).not.toThrow();
  });
});

describe("readRange", () => {
  const now = Date.UTC(2026, 10, 28);
  const limits = { now, daysDefault: 30, daysMax: 366 };

  test("without ends it is the last days", () => {
    expect(readRange({}, limits)).toEqual({ from: now - 30 * 86_400_000, to: now });
  });

  test("a default beginning lies on a whole unit", () => {
    const unit = { ms: 3_600_000, name: "an hour" };
    expect(readRange({}, { ...limits, now: now + 1_234, unit })).toEqual({
      from: now - 30 * 86_400_000,
      to: now + 1_234,
    });
  });

  test.each([
    [{ from: "2026-11-01T10:30:00Z" }, "from"],
    [{ from: "2026-11-01T10:00:00Z", to: "2026-11-01T10:30:00Z" }, "to"],
  ])("%j cuts an hour, and the refusal names the hours beside it", (query, path) => {
    const message = "must be the beginning of an hour, like 2026-11-01T10:00:00.000Z or 2026-11-01T11:00:00.000Z";
    expect(() => readRange(query, { ...limits, unit: { ms: 3_600_000, name: "an hour" } })).toThrow(
      expect.objectContaining({ code: "invalid_input", errors: [{ path, message }] }),
    );
  });

  test.each([
    [{ from: "2025-11-26T00:00:00Z" }, "is more than 366 days before to; ask in parts"],
    [{ from: "2026-11-29T00:00:00Z" }, "is after to; without to, the range ends now"],
  ])("%j is refused by name", (query, message) => {
    expect(() => readRange(query, limits)).toThrow(
      expect.objectContaining({ code: "invalid_input", errors: [{ path: "from", message }] }),
    );
  });
});
