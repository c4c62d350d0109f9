import { z } from "@hono/zod-openapi";
import type { Fault } from "@waymark/network/errors";
import { nearestOf, sentenceOf } from "./sentences.ts";

/** Throws if an object inside this schema accepts unknown keys. Runs when routes are created. */
export function assertStrict(schema: z.ZodType, where: string): void {
  for (const object of objectsIn(schema, new Set()))
    if (!(object.def.catchall instanceof z.ZodNever))
      throw new Error(`${where}: an object of its body takes unknown keys; use z.strictObject`);
}

/** The objects of a schema, at every depth. */
export function* objectsIn(schema: z.ZodType, seen: Set<unknown>): Generator<z.ZodObject> {
  if (seen.has(schema)) return;
  seen.add(schema);
  if (schema instanceof z.ZodObject) {
    yield schema;
    for (const part of Object.values(schema.shape)) yield* objectsIn(part as z.ZodType, seen); // zod's own parts
    return;
  }
  for (const part of partsOf(schema)) yield* objectsIn(part, seen);
}

/** The schemas directly inside a schema that is no object. */
function partsOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodUnion) return schema.options as z.ZodType[];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodTuple) return schema.def.items as z.ZodType[];
  if (schema instanceof z.ZodPipe) return [schema.in as z.ZodType, schema.out as z.ZodType];
  if (schema instanceof z.ZodIntersection) return [schema.def.left as z.ZodType, schema.def.right as z.ZodType];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return [schema.unwrap() as z.ZodType];
  return [];
}

// An unknown key's issue forgets which keys are known; the sentence needs them to say what was meant.
z.config({
  customError: (issue) => {
    if (issue.code === "unrecognized_keys") (issue as { known?: string[] }).known = knownKeysOf(issue.inst);
    return sentenceOf(issue);
  },
});

function knownKeysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum) return schema.keyType.options.map(String);
  return [];
}

type Issue = z.core.$ZodIssue & { known?: string[] };

/** Of one answer. A request with more faults has usually one cause for all of them. */
const FAULTS_MAX = 100;

/** The faults of a request, one per field, named by its path: `goals[0].commission`. Only the first of very many. */
export const faultsOf = (issues: readonly Issue[]): Fault[] =>
  issues
    .slice(0, FAULTS_MAX)
    .flatMap((issue) => faultsOfIssue(issue, []))
    .slice(0, FAULTS_MAX);

function faultsOfIssue(issue: Issue, above: readonly PropertyKey[]): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, FAULTS_MAX)
      .map((key) => ({ path: pathOf([...path, key]), message: unknownKey(key, issue.known ?? []) }));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // Of several forms, the one that the input comes nearest to says what to change.
    const nearest = issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best));
    return nearest.flatMap((inner) => faultsOfIssue(inner, path));
  }
  return [{ path: pathOf(path), message: issue.message }];
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );

export function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestOf(known, key);
  if (near !== undefined) return `is not known here; did you mean ${near}?`;
  return known.length === 0
    ? "is not known here; nothing is expected"
    : `is not known here; known are ${known.join(", ")}`;
}
