import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  maskToken,
  occurredAt,
  postbackBatchOf,
  readPostback,
  readPostbackBatch,
  type PostbackEvent,
} from "./postback-event.ts";
import { CLICKED_AT, clickIdOf } from "./testing.ts";

const clickId = clickIdOf();

const codeUnits = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });

const readQuery = (query: string | URLSearchParams) => readPostback(new URLSearchParams(query));

describe("the parameters of a postback", () => {
  test("are read in our names, their values as they came", () => {
    const query =
      `token=t&click_id=${clickId}&goal=sale&order_id=A-1&amount=49.90&currency=usd&status=APPROVED` +
      "&occurred_at=2026-11-01T12:00:00Z&adv1=a&adv2=b&adv3=c&adv4=d&adv5=e&unknown=x";
    expect(readQuery(query)).toEqual({
      kind: "postback",
      clickId,
      fields: {
        goal: "sale",
        order_id: "A-1",
        amount: "49.90",
        currency: "usd",
        status: "APPROVED",
        occurred_at: "2026-11-01T12:00:00Z",
        adv1: "a",
        adv2: "b",
        adv3: "c",
        adv4: "d",
        adv5: "e",
      },
    });
  });

  test("may be nothing but the click_ID, which is not judged here", () => {
    expect(readQuery("click_id=CLICK")).toEqual({ kind: "postback", clickId: "CLICK", fields: {} });
  });

  test("count as absent where they are empty", () => {
    const empty = "goal=&order_id=&amount=&currency=&status=&occurred_at=&adv1=&token=";
    expect(readQuery(`click_id=${clickId}&${empty}`)).toEqual({ kind: "postback", clickId, fields: {} });
  });

  test.each([
    ["with the same value", "amount=1&amount=1"],
    ["once empty", "amount=&amount=1&amount="],
  ])("may be given twice %s", (_, query) => {
    expect(readQuery(`click_id=${clickId}&${query}`)).toMatchObject({ kind: "postback", fields: { amount: "1" } });
  });

  test.each([
    ["click_id", "missing", ""],
    ["click_id", "missing", "click_id="],
    ["click_id", "given twice", `click_id=${clickId}&click_id=${clickId}0`],
    ["amount", "given twice", `click_id=${clickId}&amount=1&amount=1.00`],
    ["order_id", "longer than 255 characters", `click_id=${clickId}&order_id=${"x".repeat(256)}`],
    ["click_id", "longer than 255 characters", `click_id=${"x".repeat(256)}`],
  ])("%s %s: %j", (path, message, query) => {
    expect(readQuery(query)).toEqual({ kind: "malformed", errors: [{ path, message }] });
  });

  test.each(["unknown=a&unknown=b", `unknown=${"x".repeat(256)}`, "constructor=a", "__proto__=a&__proto__=b"])(
    "that nobody reads may be anything: %s",
    (query) => {
      expect(readQuery(`click_id=${clickId}&${query}`)).toEqual({ kind: "postback", clickId, fields: {} });
    },
  );

  test("have the advertiser's names, and are called so where they are refused", () => {
    const names = { cid: "click_id", uid: "click_id", sum: "amount" } as const;
    const read = (query: string) => readPostback(new URLSearchParams(query), names);
    expect(read("uid=A&sum=5&amount=7&status=paid")).toEqual({
      kind: "postback",
      clickId: "A",
      fields: { amount: "5" },
    });
    expect(read("uid=A&cid=A")).toMatchObject({ clickId: "A" });
    expect(read("uid=A&cid=B&sum=x")).toEqual({
      kind: "malformed",
      errors: [
        { path: "cid", message: "given twice" },
        { path: "sum", message: "a decimal in major units, like 49.90" },
      ],
    });
  });

  test("may be as long as 255 characters", () => {
    const orderId = "x".repeat(255);
    expect(readQuery(`click_id=${clickId}&order_id=${orderId}`)).toMatchObject({ fields: { order_id: orderId } });
  });

  test.each([
    ["amount", ["0", "0.5", "49.90", "007", "1,50", "1 234,50", "1'234.50", "1.", " 1\u00a0234", "1".repeat(20)]],
    ["currency", ["USD", "usd", "eUr"]],
    ["status", ["pending", "Rejected", "paid", "1", "constructor"]],
    ["occurred_at", ["1793534400", "2026-11-01T12:00:00Z"]],
  ])("%s may be any of %j", (name, values) => {
    for (const value of values)
      expect(readQuery(new URLSearchParams({ click_id: clickId, [name]: value }))).toMatchObject({ kind: "postback" });
  });

  test.each([
    [
      "amount",
      [
        "-1",
        "+1",
        ".5",
        "1e3",
        "1e+21",
        "0x10",
        "٣",
        "NaN",
        "Infinity",
        "1-2",
        "$5",
        "5 USD",
        "null",
        "true",
        " ",
        ",",
      ],
    ],
    ["currency", ["US", "USDT", "U$D", "840", "usd ", "ſsd", "РУБ"]],
    ["occurred_at", ["yesterday", "2026-11-01", "2026-11-01T12:00:00", "1793534400000", "-1", "2026-02-30T12:00Z"]],
  ])("%s is none of %j, and the complaint says what it is", (name, values) => {
    const messages: Record<string, string> = {
      amount: "a decimal in major units, like 49.90",
      currency: "an ISO 4217 code, like USD",
      occurred_at: "ISO 8601 with a zone, or Unix seconds",
    };
    for (const value of values)
      expect(readQuery(new URLSearchParams({ click_id: clickId, [name]: value }))).toEqual({
        kind: "malformed",
        errors: [{ path: name, message: messages[name] }],
      });
  });

  test("are all judged at once, so that an advertiser mends them in one go", () => {
    const reading = readQuery("amount=x&currency=x&occurred_at=x");
    const paths = reading.kind === "malformed" ? reading.errors.map(({ path }) => path) : [];
    expect(paths).toEqual(["amount", "currency", "occurred_at", "click_id"]);
  });

  test("never throw, whatever their names and values", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(
              fc.constantFrom(
                "click_id",
                "token",
                "amount",
                "currency",
                "status",
                "occurred_at",
                "order_id",
                "__proto__",
              ),
              fc.string(),
            ),
            fc.oneof(codeUnits, fc.double().map(String), fc.date().map(String), fc.nat().map(String)),
          ),
        ),
        (parameters) => {
          const reading = readPostback(parameters);
          if (reading.kind === "malformed") expect(reading.errors.length).toBeGreaterThan(0);
          else expect(reading.clickId).not.toBe("");
        },
      ),
    ));
});

describe("the token", () => {
  test.each(["token", "secure", "security_token", "verification_token", "postback_key"])(
    "may be called %s, and is masked",
    (name) => {
      expect(
        maskToken([
          ["a", "1"],
          [name, ""],
          [name, "secret"],
        ]),
      ).toEqual({
        token: "secret",
        masked: [
          ["a", "1"],
          [name, "***"],
          [name, "***"],
        ],
      });
    },
  );

  test("that is given twice is masked twice, and the first counts", () => {
    expect(
      maskToken([
        ["secure", "first"],
        ["token", "second"],
      ]),
    ).toEqual({
      token: "first",
      masked: [
        ["secure", "***"],
        ["token", "***"],
      ],
    });
  });
});

describe("occurredAt", () => {
  test.each([
    ["2026-11-01T12:00:00Z", CLICKED_AT],
    ["2026-11-01T12:00Z", CLICKED_AT],
    ["2026-11-01 12:00:00Z", CLICKED_AT],
    ["2026-11-01t12:00:00z", CLICKED_AT],
    ["2026-11-01T15:00:00+03:00", CLICKED_AT],
    ["2026-11-01T15:00:00+0300", CLICKED_AT],
    ["2026-11-01T04:30:00-07:30", CLICKED_AT],
    ["2026-11-01T12:00:00.5Z", CLICKED_AT + 500],
    ["2026-11-01T12:00:00.123456789Z", CLICKED_AT + 123],
    ["1793534400", CLICKED_AT],
    ["999999999", 999_999_999_000],
    ["2028-02-29T00:00:00Z", 1_835_395_200_000], // a leap day
  ])("%s is %i", (text, ms) => {
    expect(occurredAt(text)).toBe(ms);
  });

  test.each([
    ["without a zone", "2026-11-01T12:00:00"],
    ["without a time", "2026-11-01"],
    ["in ms", "1793534400000"],
    ["of few digits", "12345678"],
    ["negative", "-1793534400"],
    ["with a fraction of a second", "1793534400.5"],
    ["in the 13th month", "2026-13-01T12:00:00Z"],
    ["on the 32nd", "2026-12-32T12:00:00Z"],
    ["on 30 February", "2026-02-30T12:00:00Z"],
    ["on 29 February of a year without", "2026-02-29T12:00:00Z"],
    ["on 31 April, in a zone", "2026-04-31T23:00:00-03:00"],
    ["at 25 o'clock", "2026-11-01T25:00:00Z"],
    ["in the 60th minute", "2026-11-01T12:60:00Z"],
    ["in a zone of 99 hours", "2026-11-01T12:00:00+99:00"],
    ["in a named zone", "2026-11-01T12:00:00 CET"],
    ["in a mail's form", "Sun, 01 Nov 2026 12:00:00 GMT"],
    ["with a line break", "2026-11-01T12:00:00Z\n"],
    ["empty", ""],
  ])("a time %s is none: %j", (_, text) => {
    expect(occurredAt(text)).toBeUndefined();
  });

  test("reads back any instant that was written as ISO 8601 or as Unix seconds", () =>
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 99_999_999_999 }), (seconds) => {
        expect(occurredAt(String(seconds))).toBe(seconds * 1_000);
        expect(occurredAt(new Date(seconds * 1_000).toISOString())).toBe(seconds * 1_000);
      }),
    ));
});

describe("a message of postbacks", () => {
  const eventOf = (parts: Partial<PostbackEvent> = {}): PostbackEvent => ({
    receipt: "rcp_1",
    acceptedAt: CLICKED_AT,
    advertiserId: "adv_1",
    tokenHash: "ff",
    clickId,
    fields: { amount: "49.90" },
    request: { method: "GET", contentType: "", parameters: [] },
    ...parts,
  });
  const messageOf = (...events: unknown[]) => postbackBatchOf(events.map((event) => JSON.stringify(event)));
  const before = eventOf({ receipt: "rcp_0" });
  const after = eventOf({ receipt: "rcp_2" });

  test("gives back the postbacks that were put into it, as text and as JSON", () => {
    const message = messageOf(before, after);
    for (const body of [message, JSON.parse(message) as unknown])
      expect(readPostbackBatch(body)).toEqual({ events: [before, after], malformed: [] });
  });

  test.each([
    ["is null", null],
    ["is a list", [eventOf()]],
    ["has no receipt", { ...eventOf(), receipt: undefined }],
    ["has no advertiser", { ...eventOf(), advertiserId: null }],
    ["has no token", { ...eventOf(), tokenHash: 1 }],
    ["has no time", { ...eventOf(), acceptedAt: "2026-11-01" }],
    ["has half a millisecond", { ...eventOf(), acceptedAt: 0.5 }],
    ["has no click_ID", { ...eventOf(), clickId: undefined }],
    ["has another click_ID", { ...eventOf(), clickId: "abc" }],
    ["has no fields", { ...eventOf(), fields: null }],
    ["has an amount that is a number", { ...eventOf(), fields: { amount: 49.9 } }],
    ["has no request", { ...eventOf(), request: "GET" }],
  ])("sets apart one that %s, and the others land", (_, event) => {
    const kept = JSON.parse(JSON.stringify(event)) as unknown;
    expect(readPostbackBatch(messageOf(before, event, after))).toEqual({
      events: [before, after],
      malformed: [{ reason: "not a postback", event: kept }],
    });
  });

  test("may hold any JSON in any place without throwing", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc
            .tuple(fc.constantFrom(...Object.keys(eventOf())), fc.jsonValue())
            .map(([name, value]) => ({ ...eventOf(), [name]: value })),
        ),
        (event) => {
          const reading = readPostbackBatch(messageOf(before, event, after));
          expect(reading.events.length + reading.malformed.length).toBe(3);
          expect([reading.events[0], reading.events.at(-1)]).toEqual([before, after]);
        },
      ),
    ));

  test.each([
    ["empty", ""],
    ["cut off", messageOf(before).slice(0, -1)],
    ["a list", [before]],
    ["of a later version", { v: 2, postbacks: [before] }],
    ["without postbacks", { v: 1 }],
    ["a batch of clicks", { v: 1, clicks: [] }],
  ])("that is %s is set apart whole", (_, body) => {
    expect(readPostbackBatch(body)).toEqual({
      events: [],
      malformed: [{ reason: "not a batch of postbacks of a known version", event: body }],
    });
  });
});
