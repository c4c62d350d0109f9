import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFlatJson } from "./flat-json.ts";
import {
  maskToken,
  occurredAt,
  POSTBACK_FIELDS,
  postbackBatchOf,
  readParameters,
  readPostback,
  readPostbackBatch,
  type PostbackEvent,
  type PostbackField,
  type PostbackParameter,
} from "./postback-event.ts";
import { ANSWER_REASONS } from "./answer-reason.ts";
import { CLICKED_AT, clickIdOf } from "./testing.ts";

const clickId = clickIdOf();

const NAMES = Object.fromEntries(POSTBACK_FIELDS.map((field) => [field, field]));

const codeUnits = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });

const readQuery = (query: string | URLSearchParams) => readPostback(new URLSearchParams(query));

describe("the parameters of a postback", () => {
  test("are read by our names, with normalised values", () => {
    const query =
      `token=t&click_id=${clickId.toUpperCase()}%20&goal=Sale%20&order_id=A-1%20&amount=%2049.90&currency=usd%0a` +
      "&status=APPROVED&occurred_at=2026-11-01T12:00:00Z&adv1=a&adv2=B&adv3=c&adv4=d&adv5=e&test=no&unknown=x";
    expect(readQuery(query)).toEqual({
      kind: "postback",
      clickId,
      fields: {
        goal: "sale",
        order_id: "A-1",
        amount: "49.90",
        currency: "USD",
        status: "approved",
        occurred_at: "2026-11-01T12:00:00Z",
        adv1: "a",
        adv2: "B",
        adv3: "c",
        adv4: "d",
        adv5: "e",
      },
      jsonNumbers: [],
    });
  });

  test("may be only the click_ID, which is not verified here", () => {
    expect(readQuery("click_id=CLICK")).toMatchObject({ kind: "postback", clickId: "click", fields: {} });
  });

  test("count as absent if they are blank", () => {
    const blank = "goal=&order_id=%20%20&amount=%c2%a0&currency=%0a&status=%e2%80%8b&occurred_at=+&adv1=+&test=&token=";
    expect(readQuery(`click_id=${clickId}&${blank}`)).toEqual({
      kind: "postback",
      clickId,
      fields: {},
      jsonNumbers: [],
    });
  });

  test.each([
    ["with the same value", "amount=1&amount=1"],
    ["with the same value, padded", "amount=1&amount=1%20"],
    ["once blank", "amount=&amount=1&amount=+"],
  ])("may be given twice %s", (_, query) => {
    expect(readQuery(`click_id=${clickId}&${query}`)).toMatchObject({ kind: "postback", fields: { amount: "1" } });
  });

  test.each([
    ["click_id", "missing; send the click_id as click_id", ""],
    ["click_id", "missing; send the click_id as click_id", "click_id="],
    ["click_id", "given twice", `click_id=${clickId}&click_id=${clickId}0`],
    ["amount", "given twice", `click_id=${clickId}&amount=1&amount=1.00`],
    ["order_id", "longer than 255 characters", `click_id=${clickId}&order_id=${"x".repeat(256)}`],
    ["click_id", "longer than 255 characters", `click_id=${"x".repeat(256)}`],
    ["reason", "longer than 500 characters", `click_id=${clickId}&reason=${"x".repeat(501)}`],
    ["reason_code", `not one of ${ANSWER_REASONS.join(", ")}`, `click_id=${clickId}&reason_code=late`],
    ["reason_code", `not one of ${ANSWER_REASONS.join(", ")}`, `click_id=${clickId}&reason_code=constructor`],
  ])("%s %s: %j", (path, message, query) => {
    expect(readQuery(query)).toEqual({ kind: "malformed", errors: [{ path, message }] });
  });

  test.each(["unknown=a&unknown=b", `unknown=${"x".repeat(256)}`, "constructor=a", "__proto__=a&__proto__=b"])(
    "that are not known may have any value: %s",
    (query) => {
      expect(readQuery(`click_id=${clickId}&${query}`)).toMatchObject({ kind: "postback", clickId, fields: {} });
    },
  );

  test("have the advertiser's names, also in errors", () => {
    const names = { cid: "click_id", uid: "click_id", sum: "amount" } as const;
    const read = (query: string) => readPostback(new URLSearchParams(query), names);
    expect(read("uid=A&sum=5&amount=7&status=paid")).toEqual({
      kind: "postback",
      clickId: "a",
      fields: { amount: "5" },
      jsonNumbers: [],
    });
    expect(read("uid=A&cid=a")).toMatchObject({ clickId: "a" });
    expect(read("uid=A&cid=B&sum=x")).toEqual({
      kind: "malformed",
      errors: [
        { path: "cid", message: "given twice" },
        { path: "sum", message: "a decimal in major units, like 49.90" },
      ],
    });
  });

  test.each([
    [{ transaction_id: "click_id" }, "transaction_id", "missing; send the click_id as transaction_id"],
    [{ uid: "click_id", admitad_uid: "click_id" }, "uid", "missing; send the click_id as uid or admitad_uid"],
    [{ click_id: "click_id" }, "click_id", "missing; send the click_id as click_id"],
  ] as const)("of an advertiser with the names %j: %s is expected", (names, path, message) => {
    const parameters = new URLSearchParams({ aff_click_id: clickId, sum: "5" });
    expect(readPostback(parameters, names)).toEqual({ kind: "malformed", errors: [{ path, message }] });
  });

  test("may be as long as 255 characters", () => {
    const orderId = "x".repeat(255);
    expect(readQuery(`click_id=${clickId}&order_id=${orderId}`)).toMatchObject({ fields: { order_id: orderId } });
  });

  test.each([
    ["amount", ["0", "0.5", "49.90", "007", "1,50", "1 234,50", "1'234.50", "1.", " 1\u00a0234", "1".repeat(20)]],
    ["currency", ["USD", "usd", "eUr", "usd "]],
    ["status", ["pending", "Rejected", "paid", "1", "constructor", "on hold", "trash"]],
    ["goal", ["sale", "Sale ", "12", "nothing"]],
    ["adv1", ["{adv1}", "null", "two  blanks", "line\nbreak"]], // nothing follows from it
    ["occurred_at", ["1793534400", "2026-11-01T12:00:00Z"]],
    ["reason", ["Sent back on 3 May: too small", "x".repeat(500)]],
    ["reason_code", ["returned", "Returned ", "OTHER"]],
  ])("%s may be any of %j", (name, values) => {
    for (const value of values)
      expect(readQuery(new URLSearchParams({ click_id: clickId, [name]: value }))).toMatchObject({ kind: "postback" });
  });

  test.each([
    ["amount", ["-1", "+1", ".5", "1e3", "1e+21", "0x10", "٣", "Infinity", "1-2", "$5", "5 USD", "true", ","]],
    ["currency", ["US", "USDT", "U$D", "840", "ſsd", "РУБ"]],
    ["occurred_at", ["yesterday", "2026-11-01", "2026-11-01T12:00:00", "1793534400000", "-1", "2026-02-30T12:00Z"]],
  ])("%s is none of %j, and the error says what is expected", (name, values) => {
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

  test.each([
    ...["order_id", "click_id", "goal", "amount", "currency", "status", "occurred_at", "test"].flatMap((name) => [
      [name, `{${name}}`, "a placeholder that was not replaced by a value"],
      [name, "undefined", "a placeholder that was not replaced by a value"],
      [name, "\ufffd\ufffd", "not UTF-8; encode it as UTF-8"],
      [name, "1\u200b2", "holds an invisible or control character, or white space other than single spaces"],
    ]),
    ["adv1", "\ufffd", "not UTF-8; encode it as UTF-8"],
    [
      "order_id",
      "4.68769E+17",
      "a number in exponent notation, as spreadsheets write it: its digits are lost; send the id as text",
    ],
    ["test", "maybe", "neither true, 1, yes nor false, 0, no"],
    ["test", "2", "neither true, 1, yes nor false, 0, no"],
  ])("%s is not %j: %s", (name = "", value = "", message = "") => {
    const { errors } = readParameters([[name, value]], { [name]: name as PostbackField }); // from our list
    expect(errors).toEqual([{ path: name, message }]);
  });

  test.each(["%CF%F0%E8%E2%E5%F2", "A-%E7", "%F1%EB"])("in windows-1251 are refused: order_id=%s", (bytes) => {
    expect(readQuery(`click_id=${clickId}&order_id=${bytes}`)).toEqual({
      kind: "malformed",
      errors: [{ path: "order_id", message: "not UTF-8; encode it as UTF-8" }],
    });
  });

  test.each([
    ["1", "1"],
    ["true", "1"],
    ["YES ", "1"],
    ["0", undefined],
    ["False", undefined],
    ["no", undefined],
    ["", undefined],
  ])("test=%s is %s", (word, isTest) => {
    const fields = isTest === undefined ? {} : { test: isTest };
    expect(readQuery(new URLSearchParams({ click_id: clickId, test: word }))).toMatchObject({
      kind: "postback",
      fields,
    });
    const { values } = readParameters([["test", word]], { test: "test" });
    expect(values).toEqual(fields);
  });

  test("test=no and test=yes are two values", () => {
    expect(readQuery(`click_id=${clickId}&test=no&test=yes`)).toEqual({
      kind: "malformed",
      errors: [{ path: "test", message: "given twice" }],
    });
  });

  describe("in JSON", () => {
    const readJson = (text: string) => readPostback(readFlatJson(text) ?? [], { ...NAMES, uid: "click_id" });

    test("keep the digits of numbers, and record which were numbers", () => {
      expect(
        readJson('{"uid":"c","order_id":8800000000000000001,"amount":49.90,"goal":12,"test":true,"adv1":1}'),
      ).toEqual({
        kind: "postback",
        clickId: "c",
        fields: { order_id: "8800000000000000001", amount: "49.90", goal: "12", test: "1", adv1: "1" },
        jsonNumbers: ["goal", "order_id", "amount", "adv1"],
      });
      expect(readJson('{"uid":"c","amount":"0.500","order_id":null}')).toEqual({
        kind: "postback",
        clickId: "c",
        fields: { amount: "0.500" },
        jsonNumbers: [],
      });
    });

    test("of a field sent as number and as text, the text counts: its number format applies", () => {
      expect(readJson('{"uid":"c","amount":1.5,"amount":"1.5"}')).toMatchObject({ jsonNumbers: [] });
    });

    test.each([
      ["amount", "1e2", true],
      ["amount", "1.0E7", true],
      ["amount", "-1", false],
      ["amount", "true", false],
      ["order_id", "1e2", false],
      ["order_id", "4.68769E+17", false],
      ["order_id", "1.5", true],
      ["order_id", "false", false],
      ["goal", "false", false],
      ["status", "1", true],
      ["status", "true", false],
      ["adv1", "false", false],
      ["occurred_at", "1793534400", true],
      ["occurred_at", "1793534400.5", false],
      ["test", "false", true],
      ["test", "0", true],
      ["test", "2", false],
    ])("%s may be %s: %s", (field, value, isRead) => {
      const reading = readJson(`{"uid":"c","${field}":${value}}`);
      expect(reading).toMatchObject(isRead ? { kind: "postback" } : { kind: "malformed", errors: [{ path: field }] });
    });

    test("repeat no name with two values", () => {
      expect(readJson('{"uid":"c","order_id":"A","order_id":"B"}')).toEqual({
        kind: "malformed",
        errors: [{ path: "order_id", message: "given twice" }],
      });
    });
  });

  test("mean the same by query, form and JSON, and again when kept and replayed", () => {
    const unit = fc.oneof(
      fc.constantFrom(..."Ab7- \u00a0\u200b\u0301é{}[]e+."),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit, minLength: 1, maxLength: 12 }),
        fc.constantFrom("order_id", "goal"),
        (value, name) => {
          const pairs = { click_id: clickId, [name]: value };
          const query = new URLSearchParams(pairs);
          const parameters = [...query];
          const reading = readPostback(parameters);
          expect(readQuery(query.toString())).toEqual(reading);
          const json = readFlatJson(JSON.stringify(pairs)) ?? [];
          expect(readPostback(json)).toEqual(reading);
          const kept = JSON.parse(JSON.stringify(maskToken(json).masked)) as PostbackParameter[]; // as it was written
          expect(readPostback(kept)).toEqual(reading);
        },
      ),
    );
  });

  test("keep every digit of an id: two JSON numbers are the same order only if they are written the same", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (id) => {
        const reading = readPostback(readFlatJson(`{"click_id":"c","order_id":${id}}`) ?? []);
        expect(reading).toMatchObject({ fields: { order_id: String(id) } });
        expect(readQuery(`click_id=c&order_id=${id}`)).toMatchObject({ fields: { order_id: String(id) } });
      }),
    );
  });

  test("are all checked at once, so that an advertiser can correct them together", () => {
    const reading = readQuery("amount=x&currency=x&occurred_at=x");
    const paths = reading.kind === "malformed" ? reading.errors.map(({ path }) => path) : [];
    expect(paths).toEqual(["amount", "currency", "occurred_at", "click_id"]);
  });

  test("never throw for any names and values", () =>
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

  test("in the path takes precedence, and is masked everywhere", () => {
    const parameters = [
      ["token", "other"],
      ["adv1", "before secret after"],
      ["secret", ""],
    ] as const;
    expect(maskToken(parameters, "secret")).toEqual({
      token: "secret",
      masked: [
        ["token", "***"],
        ["adv1", "before *** after"],
        ["***", ""],
      ],
    });
  });

  test("that is absent masks nothing", () => {
    expect(maskToken([["adv1", "x"]])).toEqual({ token: "", masked: [["adv1", "x"]] });
  });

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

  test("returns the postbacks that it was made from, as text and as JSON", () => {
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
    ["has numbers that are no list", { ...eventOf(), jsonNumbers: "amount" }],
    ["has no request", { ...eventOf(), request: "GET" }],
  ])("returns one that %s separately, and reads the others", (_, event) => {
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
  ])("that is %s is returned as a whole", (_, body) => {
    expect(readPostbackBatch(body)).toEqual({
      events: [],
      malformed: [{ reason: "not a batch of postbacks of a known version", event: body }],
    });
  });
});
