import { z } from "@hono/zod-openapi";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, rowLine } from "./csv.ts";
import { csvLines, jsonLines } from "./text-rows.ts";

const VIEW = z.object({
  id: z.string(),
  kind: z.enum(["a", "b"]).nullable(),
  note: z.string().nullable(),
  is_test: z.boolean(),
  made_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  amount: z.object({ amount_minor: z.number(), currency: z.string() }).nullable(),
  secret: z.string(),
  click: z.object({ sub1: z.string(), secret: z.string() }),
});

const hidden: readonly unknown[] = [VIEW.shape.secret, VIEW.shape.click.shape.secret];
const isSeen = (field: z.ZodType) => !hidden.includes(field);

const FIELDS = [
  ...["ended_at", "note", "id", "amount.currency", "amount.amount_minor", "click.sub1", "made_at", "is_test", "kind"],
];

const TEXT_VIEW = { view: VIEW, isSeen, fields: FIELDS, notNullMark: "!" };

/** What people and programs write into texts to break a file or the program that opens it. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
  fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",;|\\/\u0000\u001f\u007f\u2028!1a é😀') }),
);
const time = fc.integer({ min: 0, max: 4e12 });

const rows = fc.record({
  id: hostile,
  kind: fc.constantFrom("a", "b", null),
  note: fc.option(hostile),
  is_test: fc.boolean(),
  made_at: time,
  ended_at: fc.option(time),
  amount: fc.option(fc.record({ amount_minor: fc.maxSafeInteger(), currency: hostile })),
  sub1: hostile,
});

test("a row's texts make the lines that its view makes", () => {
  const columns = columnsOf(VIEW, isSeen);
  const [json, csv] = [jsonLines(TEXT_VIEW), csvLines(TEXT_VIEW)];
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  fc.assert(
    fc.property(rows, ({ sub1, made_at, ended_at, ...row }) => {
      const view = { ...row, made_at: iso(made_at), ended_at: iso(ended_at), click: { sub1 } };
      const texts = [
        ...[String(ended_at ?? ""), row.note === null ? "" : `!${row.note}`, row.id, row.amount?.currency ?? ""],
        ...[String(row.amount?.amount_minor ?? ""), sub1, String(made_at), row.is_test ? "1" : "0", row.kind ?? ""],
      ];
      const line = json(texts);
      expect(JSON.parse(line)).toEqual(view);
      expect(line).toBe(`${JSON.stringify(JSON.parse(line))}\n`);
      expect(csv(texts)).toBe(rowLine(columns, view));
    }),
    { numRuns: 500 },
  );
});

test("the fields of a line stand in the order of the view", () => {
  const texts = ["", "", "x", "", "", "", "0", "0", ""];
  expect(Object.keys(JSON.parse(jsonLines(TEXT_VIEW)(texts)) as object)).toEqual(
    Object.keys(VIEW.shape).filter((name) => name !== "secret"),
  );
});

test("a field that rows lack is a fault of the program", () => {
  expect(() => csvLines({ ...TEXT_VIEW, fields: FIELDS.slice(1) })).toThrow("rows of an export lack ended_at");
});
