import { describe, expect, test } from "vitest";
import { line } from "./person-schema.ts";

const messagesOf = (text: string, min = 1) =>
  line(40, min)
    .safeParse(text)
    .error?.issues.map(({ message }) => message);

describe("a text of one line", () => {
  test.each(["Ольга Ли", "日本の店", "متجر", "חנות 7", "O’Neill & Söhne", "👩‍👧 Family", "नमस्ते", "می‌خواهم"])(
    "may be %j",
    (name) => expect(messagesOf(name)).toBeUndefined(),
  );

  test.each(["\u202agpj.exe", "a\u202egpj", "a\u2066b\u2069", "a\u2068b"])("may not turn its order: %j", (name) => {
    expect(messagesOf(name)).toEqual(["must not change the direction of the text"]);
  });

  test.each(["\u200b", "\u200d\u2060", "\u3164", "\u2800", "\u00ad", "\ufe0f", "\u{e0041}"])(
    "may not be invisible: %j",
    (name) => expect(messagesOf(name)).toEqual(["must have a character that can be seen"]),
  );

  test.each(["a\nb", "a\u2028b", "a\u0000b", "a\ud800b"])("may not be several or broken: %j", (name) => {
    expect(messagesOf(name)).toEqual(["must be one line"]);
  });

  test("may be empty where nothing is asked for", () => {
    expect(messagesOf("", 0)).toBeUndefined();
  });
});
