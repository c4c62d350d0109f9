import { expect, test } from "vitest";
import { document } from "../app.ts";
import { corrected } from "./corrected.ts";
import { describe, undescribed, VOCABULARY, type ApiDocument } from "./described.ts";

import { publicDocument } from "./index.ts";
import { unnamedWordLists } from "./word-lists.ts";

const api = corrected(document()) as unknown as ApiDocument; // as in index.ts
const used = new Set<string>();
describe(api, used);

test("every parameter, field and answer is described", () => {
  expect([...undescribed(publicDocument("https://edge.example"))]).toEqual([]);
});

test("every operation has a summary, a described group and a name of its own", () => {
  const { paths, tags = [] } = publicDocument("https://edge.example");
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const known = new Set(tags.map(({ name }) => name));
  expect(operations.filter(({ tags: own = [] }) => !known.has(own[0] ?? ""))).toEqual([]);
  expect(operations.filter((operation) => !("summary" in operation))).toEqual([]);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test("every operation names its refusals", () => {
  for (const methods of Object.values(api.paths))
    for (const { operationId, responses } of Object.values(methods))
      expect(Object.keys(responses), operationId).toEqual(
        expect.arrayContaining(["400", "401", "403", "404", "409", "422"]),
      );
});

test("every entry of the vocabulary is used", () => {
  expect(Object.keys(VOCABULARY).filter((name) => !used.has(name))).toEqual([]);
});

test("a list of words that stands in several places has a name", () => {
  expect(unnamedWordLists(publicDocument("https://edge.example"))).toEqual([]);
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
