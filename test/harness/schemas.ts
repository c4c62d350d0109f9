import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { openApiDocument, type Operation, type Schema } from "./openapi.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

/** The faults of a value by a schema of the document; empty if it is valid. */
export type Check = (value: unknown) => string[];

export function checkOf(schema: Schema): Check {
  const validate = ajv.compile(inlined(schema));
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

const checks = new Map<string, Check>();

function remembered(name: string, schema: Schema): Check {
  const check = checks.get(name) ?? checkOf(schema);
  checks.set(name, check);
  return check;
}

export const bodySchemaOf = ({ requestBody }: Operation): Schema | undefined =>
  requestBody?.content?.["application/json"]?.schema;

export const checkOfBody = (operation: Operation): Check =>
  remembered(`${operation.name} body`, bodySchemaOf(operation) ?? {});

/** The schema of an answer with this status and media type; undefined if the document has none. */
export function checkOfAnswer(operation: Operation, status: number, type: string): Check | undefined {
  const schema = operation.responses[status]?.content?.[type]?.schema;
  return schema && remembered(`${operation.name} ${status} ${type}`, closed(inlined(schema)));
}

/** The schema without references, with combined parts merged. */
export function inlined(schema: Schema): Schema {
  if (schema.$ref !== undefined)
    return inlined(openApiDocument.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.allOf !== undefined)
    return schema.allOf.map(inlined).reduce((all, part) => ({
      ...all,
      ...part,
      properties: { ...all.properties, ...part.properties },
      required: [...(all.required ?? []), ...(part.required ?? [])],
    }));
  return mapped(schema, inlined);
}

/** The schema without additional properties: everything in an answer must be described. */
function closed(schema: Schema): Schema {
  const inside = mapped(schema, closed);
  return inside.properties === undefined ? inside : { additionalProperties: false, ...inside };
}

function mapped(schema: Schema, change: (part: Schema) => Schema): Schema {
  const { properties, items, anyOf, oneOf, additionalProperties } = schema;
  const all = (parts: Schema[]) => parts.map(change);
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, change(part)])),
    }),
    ...(items && { items: change(items) }),
    ...(anyOf && { anyOf: all(anyOf) }),
    ...(oneOf && { oneOf: all(oneOf) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: change(additionalProperties) }),
  };
}
