import { HOUR_MS } from "./duration.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clickBatchOf, readClickBatch, type ClickEvent } from "./click-event.ts";
import { FALLBACK_REASONS } from "./reason.ts";
import { clickEventOf, clickIdOf } from "./testing.ts";

const messageOf = (...events: unknown[]) => clickBatchOf(events.map((event) => JSON.stringify(event)));

const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
const events = fc
  .record({ sub1: text, source: text, userAgent: text, city: text, cut: fc.boolean() })
  .map(clickEventOf);

test("a message returns the clicks that it was made from, as text and as JSON", () =>
  fc.assert(
    fc.property(fc.array(events), (clicks) => {
      const message = messageOf(...clicks);
      for (const body of [message, JSON.parse(message) as unknown])
        expect(readClickBatch(body)).toEqual({ events: clicks, anonymous: [], malformed: [] });
    }),
  ));

test.each(FALLBACK_REASONS)("a fallback with the reason %s is a click", (reason) => {
  const event = clickEventOf({ decision: "fallback", reason, landingId: null });
  expect(readClickBatch(messageOf(event)).events).toEqual([event]);
});

describe("a malformed click is returned separately with its reason, and the others are read", () => {
  const fields: Record<keyof ClickEvent, [wrong: unknown, kind: string]> = {
    clickId: [7, "text"],
    linkId: [null, "text"],
    offerId: [{}, "text"],
    webmasterId: [[], "text"],
    advertiserId: [true, "text"],
    decision: [null, "text"],
    reason: [0, "text or null"],
    landingId: [1, "text or null"],
    visitor: [null, "text"],
    address: [7, "text or absent"],
    country: [null, "text"],
    region: [null, "text"],
    city: [null, "text"],
    asn: ["3320", "number"],
    language: [null, "text"],
    userAgent: [null, "text"],
    hints: [7, "text or absent"],
    signals: [-1, "flags or absent"],
    referrer: [7, "text or absent"],
    sub1: [null, "text"],
    sub2: [1, "text"],
    sub3: [false, "text"],
    sub4: [{}, "text"],
    sub5: [[], "text"],
    source: [null, "text"],
    cut: [1, "boolean"],
    isolate: [null, "text"],
    sequence: [1_000_000_001, "bounded number"],
  };
  const anonymous = {
    ...{ nonce: "n1", hour: HOUR_MS, linkId: "lnk_1", offerId: "off_1", webmasterId: "web_1" },
    ...{ landingId: "lnd_1", reason: null },
  };
  const before = clickEventOf({ clickId: clickIdOf({ random: 1 }) });
  const after = clickEventOf({ clickId: clickIdOf({ random: 2 }) });

  const expectSetApart = (event: unknown, reason: string) =>
    expect(readClickBatch(messageOf(before, event, after))).toEqual({
      events: [before, after],
      anonymous: [],
      malformed: [{ reason, event }],
    });

  test.each(Object.entries(fields))("%s missing or %j", (name, [wrong, kind]) => {
    expectSetApart({ ...clickEventOf(), [name]: wrong }, `${name} is not ${kind}`);
    const { [name as keyof ClickEvent]: _, ...rest } = clickEventOf(); // a name of `fields`
    if (!kind.endsWith("or absent")) expectSetApart(rest, `${name} is not ${kind}`);
  });

  test.each([
    ["nonce is not text", { nonce: 7 }],
    ["hour is not number", { hour: "now" }],
    ["linkId is not text", { linkId: null }],
    ["landingId is not text or null", { landingId: 1 }],
    ["reason is not a fallback reason", { reason: "bot" }],
  ])("an anonymous one too: %s", (reason, parts) => {
    expectSetApart({ ...anonymous, ...parts }, reason);
  });

  test("clicks and anonymous ones travel together", () => {
    const reading = readClickBatch(messageOf(before, anonymous, { ...anonymous, reason: "geo", landingId: null }));
    expect(reading.malformed).toEqual([]);
    expect(reading.events).toEqual([before]);
    expect(reading.anonymous.map(({ reason }) => reason)).toEqual([null, "geo"]);
  });

  test.each([
    ["not an object", null],
    ["not an object", "click"],
    ["not an object", [clickEventOf()]],
    ["clickId is not a click_ID", { ...clickEventOf(), clickId: "abc" }],
    ["clickId is not a click_ID", { ...clickEventOf(), clickId: "" }],
    ["a landing has no reason", { ...clickEventOf(), reason: "paused" }],
    ["decision is neither landing nor fallback", { ...clickEventOf(), decision: "lost" }],
    ["reason is not a fallback reason", { ...clickEventOf(), decision: "fallback" }],
    ["reason is not a fallback reason", { ...clickEventOf(), decision: "fallback", reason: "bot" }],
  ])("%s: %j", (reason, event) => {
    expectSetApart(event, reason);
  });

  test("any JSON in place of a click or of one of its fields", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc
            .tuple(fc.constantFrom(...Object.keys(fields)), fc.jsonValue())
            .map(([name, value]) => ({ ...clickEventOf(), [name]: value })),
        ),
        (event) => {
          const reading = readClickBatch(messageOf(before, event, after));
          expect(reading.events.length + reading.malformed.length).toBe(3);
          expect([reading.events[0], reading.events.at(-1)]).toEqual([before, after]);
        },
      ),
    ));
});

describe("a body that is not a batch of clicks is returned as a whole", () => {
  const whole = (event: unknown) => ({
    events: [],
    anonymous: [],
    malformed: [{ reason: "not a batch of clicks of a known version", event }],
  });

  test.each([
    ["empty", ""],
    ["cut off", messageOf(clickEventOf()).slice(0, -1)],
    ["a list", [clickEventOf()]],
    ["null", null],
    ["of a later version", { v: 2, clicks: [clickEventOf()] }],
    ["without a version", { clicks: [clickEventOf()] }],
    ["without clicks", { v: 1 }],
    ["of clicks that are no list", { v: 1, clicks: { 0: clickEventOf() } }],
    ["a batch of postbacks", { v: 1, postbacks: [] }],
  ])("%s", (_, body) => {
    expect(readClickBatch(body)).toEqual(whole(body));
  });

  test("any JSON", () =>
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), (body) => {
        expect(readClickBatch(body)).toEqual(whole(body));
      }),
    ));
});
