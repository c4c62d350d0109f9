import { expect, test } from "vitest";
import { exported, type ExportPage } from "./export-stream.ts";

const FORM = {
  name: "things",
  writer: { format: "csv", header: "id\r\n", lineOf: (line: string) => line },
  pageRows: 2,
  pageQueries: 300,
} as const;

/** Pages of an export, by their cursors. */
const reading = (pages: Record<string, ExportPage<string>>) => async (request: { cursor: string | undefined }) => {
  const page = pages[request.cursor ?? ""];
  if (page === undefined) throw new Error("the database does not answer");
  return Promise.resolve(page);
};

const lines = (...ids: string[]) => ids.map((id) => `${id}\r\n`);

test("all pages follow one another, behind the header", async () => {
  const read = reading({
    "": { rows: lines("a", "b"), next: "b" },
    b: { rows: [], next: "c" },
    c: { rows: lines("d"), next: null },
  });
  expect(await (await exported(FORM, read)).text()).toBe("id\r\na\r\nb\r\nd\r\n");
  expect(await (await exported({ ...FORM, writer: { ...FORM.writer, header: "" } }, read)).text()).toBe(
    "a\r\nb\r\nd\r\n",
  );
});

test("a database that fails between pages breaks the answer: it is never a short file", async () => {
  const read = reading({ "": { rows: lines("a", "b"), next: "b" } });
  const answer = await exported(FORM, read);
  await expect(answer.text()).rejects.toThrow("the database does not answer");
});

test("a database that fails at once is an error before the answer begins", async () => {
  await expect(exported(FORM, reading({}))).rejects.toThrow("the database does not answer");
});

test("an export of more pages than an invocation may read breaks too", async () => {
  const endless = () => Promise.resolve({ rows: lines("a"), next: "a" });
  const answer = await exported(FORM, endless);
  await expect(answer.text()).rejects.toThrow("narrow its times");
});

test("a client that stops reading stops the export, at most one page ahead", async () => {
  let pages = 0;
  const long = "x".repeat(200_000);
  const endless = async () => Promise.resolve({ rows: [long, long], next: String(++pages) });
  const answer = await exported({ ...FORM, pageQueries: 1 }, endless);
  const reader = answer.body?.getReader();
  for (let chunk = 0; chunk < 4; chunk++) await reader?.read(); // two pages
  await new Promise((resolve) => setImmediate(resolve));
  expect(pages).toBeLessThanOrEqual(4); // one is read ahead, one chunk waits
  await reader?.cancel();
  const stopped = pages;
  await new Promise((resolve) => setImmediate(resolve));
  expect(pages).toBe(stopped);
});
