import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesProto } from "./proto-name.ts";

/** The same by JSON's own parser, which takes a second for a body of 1 MB. */
function namesProtoParsed(json: string): boolean {
  let found = false;
  JSON.parse(json, (name, value: unknown) => {
    found ||= name === "__proto__";
    return value;
  });
  return found;
}

describe("the name __proto__ is found", () => {
  test.each([
    ['{"__proto__":1}', true],
    ['{ "__proto__" : 1}', true],
    ['[{"a":1,\n"__proto__":1}]', true],
    [String.raw`{"\u005f\u005F\u0070\u0072\u006f\u0074\u006F__":1}`, true],
    ['{"__Proto__":1}', false],
    ['{"a":"__proto__"}', false],
    ['["__proto__"]', false],
    [String.raw`{"a":"{\"__proto__\":1}"}`, false],
    [String.raw`{"a, \"__proto__":1}`, false],
    [String.raw`{"\\u005f_proto__":1}`, false],
  ])("%s: %s", (json, expected) => {
    expect(namesProto(json)).toBe(expected);
    expect(namesProtoParsed(json)).toBe(expected);
  });

  test("in any JSON like its parser does", () => {
    const name = fc.oneof(
      fc.constantFrom("__proto__", '"__proto__"', ',"__proto__', "_proto__", "__proto__:"),
      fc.string(),
    );
    const json = fc
      .jsonValue()
      .chain((value) =>
        fc
          .tuple(name, name)
          .map(([one, other]) => `{${JSON.stringify(one)}:${JSON.stringify(value)},"b":${JSON.stringify(other)}}`),
      );
    const escaped = fc
      .tuple(json, fc.boolean())
      .map(([text, escapes]) => (escapes ? text.replaceAll("_", String.raw`\u005f`) : text));
    fc.assert(
      fc.property(escaped, (text) => {
        expect(namesProto(text)).toBe(namesProtoParsed(text));
      }),
    );
  });
});
