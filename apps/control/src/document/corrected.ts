/** The parts of a JSON schema that are changed here. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  [keyword: string]: unknown;
}

interface Parameter {
  in: string;
  required?: boolean;
  schema: Schema;
}

/** The generated document, with the generator's mistakes about nullable references and path parameters corrected. */
export function corrected<T>(document: T): T {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    isParameter(value) ? withRequiredPath(value) : isSchema(value) ? withPlainReference(value) : value,
  ) as T; // only schemas inside it change
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isParameter = (value: unknown): value is Parameter =>
  isObject(value) && "in" in value && isObject(value["schema"]);
const isSchema = (value: unknown): value is Schema => isObject(value) && Array.isArray(value["allOf"]);

/** A path parameter is always required. */
function withRequiredPath(parameter: Parameter): Parameter {
  if (parameter.in !== "path") return parameter;
  const { type } = parameter.schema;
  const schema = Array.isArray(type)
    ? { ...parameter.schema, type: type.filter((one) => one !== "null") }
    : parameter.schema;
  return { ...parameter, required: true, schema };
}

/**
 * `allOf` of a reference and a nullable type would never allow null. `allOf` of a reference and a description becomes a
 * plain reference.
 */
function withPlainReference(schema: Schema): Schema {
  const [reference, rest, ...more] = schema.allOf ?? [];
  if (reference?.$ref === undefined || rest === undefined || more.length > 0) return schema;
  const { type, ...texts } = rest;
  if (rest["properties"] !== undefined) return schema;
  if (type === undefined) return { $ref: reference.$ref, ...texts };
  return type.includes("null") ? { anyOf: [reference, { type: "null" }], ...texts } : schema;
}
