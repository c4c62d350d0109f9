import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { exported, type ExportPage } from "./export-stream.ts";

const FORM = {
  name: "things",
  view: z.object({ id: z.string() }),
  reader: "operator",
  pageRows: 2,
  pageQueries: 300,
} as const;

/** Pages of an export, by their cursors. */
const reading = (pages: Record<string, ExportPage>) => async (request: { cursor: string | undefined }) => {
  const page = pages[request.cursor ?? ""];
  if (page === undefined) throw new Error("the database does not answer");
  return Promise.resolve(page);
};

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

test.each(["csv", "ndjson"] as const)("all pages follow one another: %s", async (format) => {
  const read = reading({
    "": { data: rows("a", "b"), next: "b" },
    b: { data: [], next: "c" },
    c: { data: rows("d"), next: null },
  });
  const text = await (await exported({ ...FORM, format }, read)).text();
  expect(text).toBe(format === "csv" ? "id\r\na\r\nb\r\nd\r\n" : '{"id":"a"}\n{"id":"b"}\n{"id":"d"}\n');
});

test("a database that fails between pages breaks the answer: it is never a short file", async () => {
  const read = reading({ "": { data: rows("a", "b"), next: "b" } });
  const answer = await exported({ ...FORM, format: "csv" }, read);
  await expect(answer.text()).rejects.toThrow("the database does not answer");
});

test("a database that fails at once is an error before the answer begins", async () => {
  await expect(exported({ ...FORM, format: "csv" }, reading({}))).rejects.toThrow("the database does not answer");
});

test("an export of more pages than an invocation may read breaks too", async () => {
  const endless = () => Promise.resolve({ data: rows("a"), next: "a" });
  const answer = await exported({ ...FORM, format: "csv" }, endless);
  await expect(answer.text()).rejects.toThrow("narrow its times");
});
