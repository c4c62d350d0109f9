import { readdirSync, readFileSync } from "node:fs";
import { codeOfFault, FAULT_CODES, FAULT_SENTENCES } from "@waymark/network/fault-codes";
import { z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import { faultsOf } from "./strict.ts";

const ROOT = new URL("../../../../", import.meta.url).pathname;

/** What schemas say of values that don't fit. Importing `strict.ts` gives them our sentences. */
const BY_SCHEMAS: [schema: z.ZodType, value: unknown, code: string, params: Record<string, string>][] = [
  [z.string(), undefined, "missing", { expected: "a string" }],
  [z.string().min(1), "", "missing", {}],
  [z.array(z.string()).min(1), [], "missing", {}],
  [z.enum(["a", "b"]), undefined, "missing", { expected: 'one of "a", "b"' }],
  [z.string(), ["a", "b"], "given_twice", { expected: "a string" }],
  [z.strictObject({ slug: z.string().optional() }), { slugg: "" }, "unknown_field", { near: "slug" }],
  [z.strictObject({ a: z.string().optional() }), { other: "" }, "unknown_field", { known: "a" }],
  [z.strictObject({}), { a: "" }, "unknown_field", {}],
  [z.enum(["daily", "weekly"]), "dayly", "not_a_choice", { choices: '"daily", "weekly"', near: '"daily"' }],
  [z.enum(["a", "b"]), "c", "not_a_choice", { choices: '"a", "b"' }],
  [z.number().min(1), 0, "below_minimum", { minimum: "1" }],
  [z.number().gt(1), 1, "below_minimum", { minimum: "1" }],
  [z.number().max(5), 6, "above_maximum", { maximum: "5" }],
  [z.number().lt(5), 5, "above_maximum", { maximum: "5" }],
  [z.string().min(3), "a", "too_short", { minimum: "3" }],
  [z.string().max(3), "abcd", "too_long", { maximum: "3" }],
  [z.array(z.string()).min(2), ["a"], "too_few", { minimum: "2" }],
  [z.array(z.string()).max(1), ["a", "b"], "too_many", { maximum: "1" }],
  [z.number().int(), 0.5, "not_a_whole_number", {}],
  [z.url(), "a", "not_an_address", {}],
  [z.email(), "a", "not_an_email", {}],
  [z.string(), null, "wrong_type", { expected: "a string", given: "null" }],
  [z.string().regex(/^a$/), "b", "other", {}],
];

const messageOf = (schema: z.ZodType, value: unknown): string => {
  const { error } = schema.safeParse(value);
  return faultsOf(error?.issues ?? [])[0]?.message ?? "";
};

describe("the faults of schemas have codes:", () => {
  test.each(BY_SCHEMAS)("%#: %j", (schema, value, code, params) => {
    const message = messageOf(schema, value);
    expect(message).not.toBe("");
    expect(codeOfFault(message), message).toEqual({ code, params });
  });
});

test("each sentence that has a code is written in the source, or said by a schema", () => {
  const source = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(apps\/control|packages\/(network|contract))\/src\/.*\.ts$/.test(name))
    .filter((name) => !/\.test\.ts$|fault-codes\.ts$/.test(name))
    .map((name) => readFileSync(ROOT + name, "utf8").replaceAll(/\$\{[^}]*\}/g, "{}"))
    .join("\n");
  const said = BY_SCHEMAS.map(([schema, value]) => messageOf(schema, value));
  const isSaid = (sentence: string) =>
    said.some((message) => {
      const { params } = codeOfFault(message);
      return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "") === message;
    });
  const lost = Object.values(FAULT_SENTENCES)
    .flat()
    .filter((sentence) => !source.includes(sentence.replaceAll(/\{\w+\}/g, "{}")) && !isSaid(sentence));
  expect(lost).toEqual([]);
});

test("each sentence has its own code", () => {
  for (const [code, sentences] of Object.entries(FAULT_SENTENCES))
    for (const sentence of sentences) expect(codeOfFault(sentence).code, sentence).toBe(code);
  expect(codeOfFault("The bank is closed")).toEqual({ code: "other", params: {} });
  expect(new Set(FAULT_CODES).size).toBe(FAULT_CODES.length);
});
