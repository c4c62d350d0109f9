import type { Role } from "@waymark/network/words";
import { inlined } from "./schemas.ts";
import { openApiDocument, operations, type Schema } from "./openapi.ts";

/** A field of an answer that not every role sees, where it was looked for in one answer. */
export interface HiddenField {
  /** `goals[].revenue_bps` */
  path: string;
  viewers: readonly string[];
  isPresent: boolean;
}

/** The fields in an answer, or missing from it, of which the schema says who sees them. */
export function hiddenFieldsIn(schema: Schema, value: unknown): HiddenField[] {
  const fields: HiddenField[] = [];
  visit(inlined(schema), value, "", fields);
  return fields;
}

function visit(schema: Schema, value: unknown, path: string, fields: HiddenField[]): void {
  if (Array.isArray(value)) {
    const items = alternativesOf(schema).find((part) => part.items !== undefined)?.items;
    if (items !== undefined) for (const item of value) visit(items, item, `${path}[]`, fields);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const properties = alternativesOf(schema).find((part) => part.properties !== undefined)?.properties ?? {};
  for (const [name, part] of Object.entries(properties)) {
    const own = path === "" ? name : `${path}.${name}`;
    const isPresent = Object.hasOwn(value, name);
    const viewers = viewersOf(part);
    if (viewers !== undefined) fields.push({ path: own, viewers, isPresent });
    if (isPresent) visit(part, (value as Record<string, unknown>)[name], own, fields);
  }
}

const alternativesOf = (schema: Schema): Schema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(alternativesOf),
];

const viewersOf = (schema: Schema): readonly string[] | undefined => schema["x-visible-to"];

/** What is wrong with a field in an answer to this role; undefined if nothing is. */
export function faultOf({ viewers, isPresent }: HiddenField, role: Role): string | undefined {
  if (isPresent) return viewers.includes(role) || viewers.includes("own side") ? undefined : "must be absent";
  return viewers.includes(role) && !viewers.includes("if set") ? "is absent" : undefined;
}

/** The paths of all fields of which a schema says who sees them. */
export function hiddenPathsOf(schema: Schema): string[] {
  const paths: string[] = [];
  const walk = (part: Schema, path: string) => {
    for (const one of alternativesOf(part)) {
      if (one.items !== undefined) walk(one.items, `${path}[]`);
      for (const [name, own] of Object.entries(one.properties ?? {})) {
        const at = path === "" ? name : `${path}.${name}`;
        if (viewersOf(own) !== undefined) paths.push(at);
        walk(own, at);
      }
    }
  };
  walk(inlined(schema), "");
  return paths;
}

/** A field of the document that not every role sees. */
interface NamedField {
  object: string;
  path: string;
  viewers: string;
}

/** All fields that not every role sees, in the document's order. */
function listHiddenFields(): NamedField[] {
  const rows: NamedField[] = [];
  const walk = (name: string, schema: Schema, path: string) => {
    for (const part of alternativesOf(schema)) {
      for (const inner of part.allOf ?? []) if (inner.$ref === undefined) walk(name, inner, path);
      if (part.items !== undefined && part.items.$ref === undefined) walk(name, part.items, `${path}[]`);
      for (const [field, own] of Object.entries(part.properties ?? {})) {
        const at = path === "" ? field : `${path}.${field}`;
        const viewers = viewersOf(own);
        if (viewers !== undefined) rows.push({ object: name, path: at, viewers: viewers.join(", ") });
        if (own.$ref === undefined) walk(name, own, at);
      }
    }
  };
  for (const [name, schema] of Object.entries(openApiDocument.components.schemas)) walk(name, schema, "");
  for (const { operationId, responses } of operations)
    for (const [status, { content }] of Object.entries(responses))
      if (status.startsWith("2"))
        for (const { schema } of Object.values(content ?? {}))
          if (schema.$ref === undefined) walk(operationId, schema, "");
  return rows;
}

/** The table of docs/api.md: who sees which fields of which object. */
export const hiddenFieldsTable = (): string =>
  [
    "| object | fields | visible to |",
    "|---|---|---|",
    ...[...Map.groupBy(listHiddenFields(), ({ object, viewers }) => `${object} ${viewers}`).values()].map((fields) => {
      const [{ object, viewers } = { object: "", viewers: "" }] = fields;
      return `| ${object} | ${fields.map(({ path }) => `\`${path}\``).join(", ")} | ${viewers} |`;
    }),
  ].join("\n");
