import { expect, test } from "vitest";
import { readPostbackBody } from "./postback-body.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (type: string, body: string | Uint8Array, more: Record<string, string> = {}) =>
  readPostbackBody(typeof body === "string" ? bytes(body) : body, new Headers({ "content-type": type, ...more }));

const FORM = "application/x-www-form-urlencoded";
const LINE = "b".repeat(30);
const BOUNDARY = `multipart/form-data; boundary=${LINE}`;
const part = (name: string, value: string, more = "") =>
  `--${LINE}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

test.each([
  [FORM, "a=1&b=%D0%B9+x&a=2"],
  [`${FORM}; charset=UTF-8`, "a=1&b=й x&a=2"],
  [`${FORM.toUpperCase()} ;charset="utf8"`, "\uFEFFa=1&b=й+x&a=2"],
  [BOUNDARY, `${part("a", "1")}${part("b", "й x")}${part("a", "2")}--${LINE}--\r\n`],
])("a body of type %s is read in its order", async (type, body) => {
  expect(await read(type, body)).toEqual({
    kind: "read",
    parameters: [
      ["a", "1"],
      ["b", "й x"],
      ["a", "2"],
    ],
  });
});

test.each([
  ["application/json", '{"a":"й","b":null,"c":true}'],
  ["application/json; charset=utf-8", '\uFEFF{"a":"й","b":null,"c":true}'],
])("a JSON object of type %s is read, with or without a byte order mark", async (type, body) => {
  expect(await read(type, body)).toEqual({
    kind: "read",
    parameters: [
      ["a", "й"],
      ["b", ""],
      ["c", "true", "boolean"],
    ],
  });
});

test("an empty body has no parameters, regardless of its type", async () => {
  expect(await read("text/plain", "")).toEqual({ kind: "read", parameters: [] });
});

test.each([
  ["application/json", "a=1", "", "not a flat JSON object"],
  ["application/json", '["a"]', "", "not a flat JSON object"],
  ["application/json", '{"a":"1","b":{"c":1}}', "b", "an object or a list"],
  ["application/json", '{"b":[1]}', "b", "an object or a list"],
  [BOUNDARY, `${part("a", "1")}${part("list", "id;sum", '; filename="orders.csv"')}--${LINE}--\r\n`, "list", "a file"],
  [BOUNDARY, `${part("list", "", '; filename=""')}--${LINE}--\r\n`, "list", "a file"],
  [BOUNDARY, part("a", "1"), "", "the boundary"],
  [BOUNDARY, "a=1", "", "the boundary"],
  ["multipart/form-data", `${part("a", "1")}--${LINE}--\r\n`, "", "the boundary"],
])("a body of type %s like %j is refused at %j: %s", async (type, body, path, message) => {
  const reading = await read(type, body);
  expect(reading).toEqual({
    kind: "malformed",
    errors: [{ path, message: expect.stringContaining(message) as string }],
  });
});

test.each([FORM, "application/json", BOUNDARY])("bytes of %s that are not UTF-8 are refused", async (type) => {
  const cp1251 = Uint8Array.of(0xe7, 0xe0, 0xea, 0xe0, 0xe7);
  const [head, tail] =
    {
      [FORM]: ["a=", ""],
      "application/json": ['{"a":"', '"}'],
      [BOUNDARY]: [part("a", "").slice(0, -2), `\r\n--${LINE}--\r\n`],
    }[type] ?? [];
  const body = Buffer.concat([bytes(head ?? ""), cp1251, bytes(tail ?? "")]);
  expect(await read(type, body)).toEqual({
    kind: "malformed",
    errors: [{ path: "", message: "the body is not UTF-8; send it in UTF-8" }],
  });
});

test.each([
  ["text/plain", {}, "The body's Content-Type is text/plain. Send it as application/x-www-form-urlencoded"],
  ["application/vnd.api+json", {}, "The body's Content-Type is application/vnd.api+json."],
  ["", {}, "The body has no Content-Type."],
  [`${FORM}; charset=windows-1251`, {}, "The body's charset is windows-1251. Send it in UTF-8."],
  ['application/json; charset="iso-8859-1"', {}, "The body's charset is iso-8859-1. Send it in UTF-8."],
  [FORM, { "content-encoding": "gzip" }, "The body is compressed (gzip). Send it uncompressed."],
])("a body of type %j with %j is not supported: %s", async (type, headers, detail) => {
  expect(await read(type, "a=1", headers)).toEqual({
    kind: "unsupported",
    detail: expect.stringContaining(detail) as string,
  });
});
