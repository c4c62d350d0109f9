import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readQuery } from "./query.ts";

/** The first value of each name that is not empty, by the platform's own reading. */
const byPlatform = (query: string) => {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query))
    if (value !== "" && !values.has(plain(name))) values.set(plain(name), value);
  return [...values];
};

const plain = (name: string) => name.replace(/^(?:amp;)+/, "");

test.each([
  ["nothing", "", []],
  ["a question mark", "?", []],
  ["a name without a value", "?a&b=&c=1", [["c", "1"]]],
  ["a value without a name", "?=1", [["", "1"]]],
  ["a plus, which is a space", "?a=1+2", [["a", "1 2"]]],
  ["an escaped plus, which is none", "?a=1%2B2", [["a", "1+2"]]],
  ["unicode", "?a=%D0%BA%D0%BB%D1%8E%D1%87", [["a", "ключ"]]],
  ["an escaped name", "?sub%31=x", [["sub1", "x"]]],
  ["a repetition: the first with a value", "?a=&a=1&a=2", [["a", "1"]]],
  ["equals signs in a value", "?a=b=c", [["a", "b=c"]]],
  [
    "half an escape",
    "?a=%&b=%2",
    [
      ["a", "%"],
      ["b", "%2"],
    ],
  ],
  ["bytes that are no UTF-8", "?a=%ff%fe", [["a", "\ufffd\ufffd"]]],
  [
    "an ampersand as HTML writes it",
    "?sub1=mail&amp;sub2=b&amp%3Bcons=0",
    [
      ["sub1", "mail"],
      ["sub2", "b"],
      ["cons", "0"],
    ],
  ],
  [
    "an ampersand that was escaped twice",
    "?sub1=mail&amp;amp;sub2=b",
    [
      ["sub1", "mail"],
      ["sub2", "b"],
    ],
  ],
  ["the first of a name, however it is written", "?amp;a=1&a=2", [["a", "1"]]],
  ["empty pairs", "?&&a=1&&", [["a", "1"]]],
])("reads %s", (_, query, expected) => {
  expect([...readQuery(query)]).toEqual(expected);
  expect(byPlatform(query)).toEqual(expected);
});

describe("reads any query like the platform", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "&",
      "=",
      "%",
      "+",
      "?",
      "%2B",
      "%26",
      "%3D",
      "a",
      "sub1",
      "%D0",
      "%00",
      "ü",
      "😀",
      "\ud800",
      ";",
      "amp;",
    ),
    fc.string({ maxLength: 3 }),
  );

  test("of hostile pieces", () =>
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const query = `?${parts.join("").replaceAll("#", "")}`;
        expect([...readQuery(query)]).toEqual(byPlatform(query));
      }),
      { numRuns: 2_000 },
    ));

  test("of 8 kB in a thousand parameters", () => {
    const query = `?${Array.from({ length: 1_000 }, (_, i) => `p${i}=${i}`).join("&")}&sub1=x`;
    expect(query.length).toBeGreaterThan(8_000);
    expect(readQuery(query).size).toBe(1_001);
    expect(readQuery(query).get("sub1")).toBe("x");
  });
});
