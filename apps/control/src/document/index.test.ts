import { expect, test } from "vitest";
import { document } from "../app.ts";
import { corrected } from "./corrected.ts";
import { describe, undescribed, VOCABULARY, type ApiDocument } from "./described.ts";

const api = corrected(document()) as unknown as ApiDocument; // as in index.ts
const used = new Set<string>();
describe(api, used);

test("every parameter, field and answer is described", () => {
  expect([...undescribed(api)]).toEqual([]);
});

test("every operation has a summary and a unique name", () => {
  const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods));
  expect(operations.filter((operation) => !("summary" in operation))).toEqual([]);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test("every entry of the vocabulary is used", () => {
  expect(Object.keys(VOCABULARY).filter((name) => !used.has(name))).toEqual([]);
});

test("a field with a default may be left out of a request", () => {
  const faults: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    const { required = [], properties = {} } = node as { required?: string[]; properties?: Record<string, object> };
    if (Array.isArray(required))
      for (const name of required) if ("default" in (properties[name] ?? {})) faults.push(`${path}.${name}`);
    for (const [key, part] of Object.entries(node)) walk(part, `${path}.${key}`);
  };
  const named = new Set<string>();
  for (const methods of Object.values(api.paths))
    for (const { operationId, requestBody } of Object.values(methods)) {
      walk(requestBody, operationId);
      for (const [, name] of JSON.stringify(requestBody ?? {}).matchAll(/#\/components\/schemas\/(\w+)/g))
        named.add(name ?? "");
    }
  for (const name of named) walk(api.components.schemas[name], name);
  expect(faults).toEqual([]);
});
