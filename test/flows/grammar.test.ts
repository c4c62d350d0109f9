import { expect, test } from "vitest";
import { openApiDocument, operations, type Schema } from "../harness/openapi.ts";
import { inlined } from "../harness/schemas.ts";

/** The grammar of docs/api.md, as far as the document can be held to it without a network. */

const SUB_RESOURCES = [
  ...["applications", "attachments", "block-effects", "changes", "chunks", "creatives", "effects", "joining"],
  ...["messages", "postback", "results", "rows", "secrets", "terms", "tokens", "upload-schedule"],
];

/** What a POST after an id may be. `{verb}` is a verb of a closed list. */
const VERBS = [
  ...["submit", "withdraw", "return", "approve", "pause", "resume", "archive", "block", "unblock", "release-held"],
  ...["accept", "attribute", "dismiss", "replay", "adjust", "verify", "read", "commit", "cancel", "undo", "close"],
  ...["revoke", "remove", "change-role"],
];

const BY_PARAMETER = ["{verb}"];

/** Rates of amendments name a goal, and the goal has the currency. */
const RATES = /^(New)?Terms\.rates\[\]\./;

interface Property {
  path: string;
  name: string;
  schema: Schema & { format?: string };
  siblings: readonly string[];
}

/** Every property under a schema, each component once. */
function* propertiesIn(schema: Schema, path: string, seen: Set<string>): Generator<Property> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    if (seen.has(name)) return;
    seen.add(name);
    return yield* propertiesIn(openApiDocument.components.schemas[name] ?? {}, name, seen);
  }
  for (const inner of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    yield* propertiesIn(inner, path, seen);
  if (schema.items !== undefined) yield* propertiesIn(schema.items, `${path}[]`, seen);
  const siblings = Object.keys(schema.properties ?? {});
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${name}`, name, schema: property, siblings };
    yield* propertiesIn(property, `${path}.${name}`, seen);
  }
}

const seen = new Set<string>();
const bodies = operations.flatMap((operation) =>
  Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ operation, schema })),
);
const answers = operations.flatMap(({ operationId, responses }) =>
  Object.values(responses).flatMap(({ content = {} }) =>
    Object.values(content).map(({ schema }) => ({ operationId, schema })),
  ),
);
const properties = [
  ...bodies.flatMap(({ operation, schema }) => [...propertiesIn(schema, operation.operationId, seen)]),
  ...answers.flatMap(({ operationId, schema }) => [...propertiesIn(schema, operationId, seen)]),
];

const pathsOf = (found: readonly Property[]) => found.map(({ path }) => path);

test("an amount stands beside its currency", () => {
  const bare = properties.filter(
    ({ path, name, siblings }) => name.endsWith("_minor") && !siblings.includes("currency") && !RATES.test(path),
  );
  expect(pathsOf(bare)).toEqual([]);
});

test("times of answers are ISO 8601", () => {
  const inAnswers = answers.flatMap(({ operationId, schema }) => [...propertiesIn(schema, operationId, new Set())]);
  const odd = inAnswers.filter(
    ({ path, name, schema }) =>
      name.endsWith("_at") && !path.includes(".parameters.") && !JSON.stringify(schema).includes('"date-time"'),
  );
  const inRequests = new Set(
    bodies.flatMap(({ operation, schema }) => pathsOf([...propertiesIn(schema, operation.operationId, new Set())])),
  );
  expect(pathsOf(odd).filter((path) => !inRequests.has(path))).toEqual([]);
});

test("a PATCH has no status, and a verb stands in the path, not in the body", () => {
  const named = bodies.flatMap(({ operation, schema }) => {
    const shape = schema.$ref === undefined ? schema : openApiDocument.components.schemas[schema.$ref.slice(21)];
    const refused = operation.method === "PATCH" ? ["status", "event", "answer"] : ["event", "answer"];
    return Object.keys(shape?.properties ?? {}).flatMap((name) =>
      refused.includes(name) ? [`${operation.name}: ${name}`] : [],
    );
  });
  expect(named).toEqual([]);
});

test("after an id comes a sub-resource or, of a POST, a verb", () => {
  const odd = operations.flatMap(({ name, method, path }) =>
    [...path.matchAll(/\}\/([^/]+)/g)].flatMap(([, segment = ""]) => {
      const isVerb = method === "POST" && path.endsWith(segment) && [...VERBS, ...BY_PARAMETER].includes(segment);
      const isId = /^\{\w+\}$/.test(segment) && !BY_PARAMETER.includes(segment);
      return isVerb || isId || SUB_RESOURCES.includes(segment) ? [] : [`${name}: ${segment}`];
    }),
  );
  expect(odd).toEqual([]);
});

test("verbs in a parameter are a closed list", () => {
  for (const { name, parameters = [] } of operations)
    for (const { name: parameter, schema } of parameters)
      if (BY_PARAMETER.includes(`{${parameter}}`)) expect(inlined(schema).enum, name).toBeDefined();
});

test("every list has a cursor, and every time of a request a zone", () => {
  for (const { name, parameters = [] } of operations) {
    const names = parameters.map((one) => one.name);
    if (names.includes("limit")) expect(names, name).toContain("cursor");
    if (names.includes("from") || names.includes("to")) expect(names, name).toContain("zone");
  }
});
