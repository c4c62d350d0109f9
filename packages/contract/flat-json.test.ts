import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFlatJson } from "./flat-json.ts";

describe("a flat JSON object", () => {
  test("is read pair by pair: numbers as written, null as empty, repeated names twice", () => {
    const text = `\ufeff {"order_id": 8800000000000000001, "amount":0.10,"x" : -1.5E+3,"test":true, "no":false,
      "goal":null,"name":"a\\u0041\\n\\"{","order_id":"B"}\r\n`;
    expect(readFlatJson(text)).toEqual([
      ["order_id", "8800000000000000001", "number"],
      ["amount", "0.10", "number"],
      ["x", "-1.5E+3", "number"],
      ["test", "true", "boolean"],
      ["no", "false", "boolean"],
      ["goal", ""],
      ["name", 'aA\n"{'],
      ["order_id", "B"],
    ]);
    expect(readFlatJson("{}")).toEqual([]);
    expect(readFlatJson(" { } ")).toEqual([]);
  });

  test.each([
    ...["", "1", '"a"', "null", "[]", '["a"]', "{", "{]", '{"a"}', '{"a":}', '{"a":1', '{"a":1,}', '{,"a":1}'],
    ...['{"a":1} x', "{} {}", '{"a":1 "b":2}', '{"a":{"b":1}}', '{"a":[1]}', '{"a":{},"a":1}', "{a:1}", "{'a':1}"],
    ...['{"a":01}', '{"a":.5}', '{"a":5.}', '{"a":+1}', '{"a":NaN}', '{"a":Infinity}', '{"a":0x1}', '{"a":1_000}'],
    ...['{"a":undefined}', '{"a":True}', '{"a":"\t"}', '{"a":"\\x41"}', '{"a":"\\u12"}', '{"a":"b}', '{"a":"\\"}'],
    ...['{"a":1}\u00a0', '\u00a0{"a":1}', "x".repeat(16_384), `{"${"\\\\".repeat(8_000)}`],
  ])("is not %j", (text) => expect(readFlatJson(text)).toBeUndefined());

  const scalar = fc.oneof(
    fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );

  test("has the same names and values as with JSON.parse", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), scalar), fc.constantFrom(undefined, 1, "\t"), (object, space) => {
        const text = JSON.stringify(object, undefined, space);
        const pairs = Object.entries(JSON.parse(text) as typeof object).map(([name, value]) =>
          typeof value === "number" || typeof value === "boolean"
            ? [name, JSON.stringify(value), typeof value]
            : [name, value ?? ""],
        );
        expect(readFlatJson(text)).toEqual(pairs);
      }),
    ));

  test("is refused wherever JSON.parse refuses, without throwing", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019.eE+-tfn ') }),
          fc.dictionary(fc.string(), scalar).chain((object) => {
            const text = JSON.stringify(object);
            return fc.nat(text.length).map((at) => text.slice(0, at) + text.slice(at + 1));
          }),
        ),
        (text) => {
          if (readFlatJson(text) !== undefined) expect(JSON.parse(text)).toBeTypeOf("object");
        },
      ),
      { numRuns: 1_000 },
    ));
});
