import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFormFile } from "./multipart.ts";

const BOUNDARY = "----WebKitFormBoundary7MA4YWxk";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const PART = 'Content-Disposition: form-data; name="file"; filename="orders.csv"\r\nContent-Type: text/csv';

const formOf = (...parts: [headers: string, content: string][]) =>
  `${parts.map(([headers, content]) => `--${BOUNDARY}\r\n${headers}\r\n\r\n${content}\r\n`).join("")}--${BOUNDARY}--\r\n`;

/** A stream of pieces of these lengths. */
function streamOf(text: string, lengths: readonly number[] = [5]): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(text);
  let [at, i] = [0, 0];
  return new ReadableStream({
    pull(controller) {
      const length = lengths[i++ % lengths.length] ?? 1;
      if (at < bytes.length) controller.enqueue(new Uint8Array(bytes.subarray(at, (at += length))));
      else controller.close();
    },
  });
}

async function read(text: string, { type = TYPE, lengths }: { type?: string; lengths?: number[] } = {}) {
  const { name, body } = await readFormFile(streamOf(text, lengths), type);
  return { name, text: await new Response(body).text() };
}

describe("a form with one file", () => {
  test("is read unchanged, for any content of the file and any pieces of the stream", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("\r", "\n", "-", "a", ",", "é", `\r\n--${BOUNDARY.slice(0, -1)}`) }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        async (content, lengths) => {
          expect(await read(formOf([PART, content]), { lengths })).toEqual({ name: "orders.csv", text: content });
        },
      ),
    ));

  test.each([
    ["as curl writes it", PART, "orders.csv"],
    ["in other case", PART.replace("Content-Disposition", "content-disposition"), "orders.csv"],
    ["with another name of the field", 'Content-Disposition: form-data; name="x"; filename="a b.csv"', "a b.csv"],
    ["with quotes in it", 'Content-Disposition: form-data; name="x"; filename="a%22b\\"c.csv"', 'a"b"c.csv'],
    ["without quotes", "Content-Disposition: form-data; name=x; filename=a.csv", "a.csv"],
    ["in UTF-8", "Content-Disposition: form-data; name=x; filename=\"_.csv\"; filename*=UTF-8''%C3%A9.csv", "é.csv"],
    ["without a name", 'Content-Disposition: form-data; name="x"; filename=""', ""],
  ])("has its name %s", async (_, headers, name) => {
    expect(await read(formOf([headers, "A"]))).toEqual({ name, text: "A" });
  });

  test("may have a preamble, an epilogue and a quoted boundary", async () => {
    const form = `preamble\r\n${formOf([PART, "A"])}epilogue`;
    expect(await read(form, { type: `Multipart/Form-Data; charset=x; boundary="${BOUNDARY}"` })).toEqual({
      name: "orders.csv",
      text: "A",
    });
  });
});

const FIELD = 'Content-Disposition: form-data; name="offer_id"';

test.each([
  ["no boundary", formOf([PART, "A"]), "multipart/form-data"],
  ["no part", formOf(), TYPE],
  ["a field only", formOf([FIELD, "off_1"]), TYPE],
  ["a field before the file", formOf([FIELD, "off_1"], [PART, "A"]), TYPE],
  ["a field behind the file", formOf([PART, "A"], [FIELD, "off_1"]), TYPE],
  ["two files", formOf([PART, "A"], [PART, "B"]), TYPE],
  ["another body", "order_id\n".repeat(2_000), TYPE],
])("a form with %s is refused", async (_, form, type) =>
  expect(await read(form, { type }).catch((error: unknown) => error)).toMatchObject({
    code: "unsupported_media_type",
    message: expect.stringContaining("exactly one file") as string,
  }),
);

test.each([0, 10, 120, 200])("a form that ends after %i bytes is refused", async (length) =>
  expect(await read(formOf([PART, "A".repeat(100)]).slice(0, length)).catch((error: unknown) => error)).toMatchObject({
    code: "bad_request",
  }),
);
